// Tells a person what was wrong with a message: what was sent, the shape that was expected, and what
// came back.

import { z } from 'zod'
import { COMMANDS, type CommandName } from '../../model/commands.js'
import { QUOTED_CHARACTERS_MAX } from './limits.js'

/** A message that is not what this page of the protocol allows: never the fault of the scenario. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
}

export interface Exchange {
  /** What is wrong, in one line. */
  readonly what: string
  readonly sent: string
  readonly expected: string
  readonly received: string
}

export function explain({ what, sent, expected, received }: Exchange): string {
  return [
    what,
    `  sent:     ${quote(sent)}`,
    `  expected: ${quote(expected)}`,
    `  received: ${quote(received)}`,
    'Hint: The protocol is described at the head of harness/targets/driver/protocol.ts.',
  ].join('\n')
}

export function quote(text: string): string {
  const rest = text.length - QUOTED_CHARACTERS_MAX
  return rest <= 0 ? text : `${text.slice(0, QUOTED_CHARACTERS_MAX)}… (${rest} more characters)`
}

/** The first thing that does not fit, as `value.jobs[0].state: …`. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  if (issue === undefined) return 'it does not fit'
  const place = issue.path.map(String).join('.')
  return place === '' ? issue.message : `${place}: ${issue.message}`
}

/** The reply of a command, with its value checked against the command's own schema. */
export function replyShape(command: CommandName | undefined): string {
  const value = command === undefined ? 'plain data' : shapeOf(COMMANDS[command].reply)
  return `{ kind: "done", value: ${value} }, { kind: "refused", refusal: { code, message, certain } } or { kind: "not-supported", reason }`
}

/** A schema in the manner of a TypeScript type. */
export function shapeOf(schema: z.ZodType): string {
  return render(z.toJSONSchema(schema, { unrepresentable: 'any' }) as JsonSchema)
}

interface JsonSchema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
}

function render(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.map(render).join(' | ')
  if (schema.type === 'array') return `[${render(schema.items ?? {})}, …]`
  if (schema.type !== 'object') return schema.type ?? 'plain data'
  const required = schema.required ?? []
  const fields = Object.entries(schema.properties ?? {}).map(
    ([key, value]) => `${key}${required.includes(key) ? '' : '?'}: ${render(value)}`,
  )
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}
