// What a scenario file may say, as schemas: parsing checks against them, `scenario --schema` prints
// them for editors.

import { z } from 'zod'
import { COMMANDS, type CommandName } from '../model/commands.js'
import { topologySchema } from '../model/topology.js'
import {
  CLAUSES_MAX,
  NAME_CHARACTERS_MAX,
  STEPS_MAX,
  TEXT_CHARACTERS_MAX,
  TITLE_CHARACTERS_MAX,
} from './limits.js'

const name = z.string().min(1).max(NAME_CHARACTERS_MAX)
/** The words of a step, where it came from a feature. */
const text = z.string().min(1).max(TEXT_CHARACTERS_MAX).optional()
const expect = z.json()
const sentence = z.string().trim().min(1).max(TEXT_CHARACTERS_MAX)
const CODES_MAX = 20

export const headSchema = z.strictObject({
  title: z.string().trim().min(1).max(TITLE_CHARACTERS_MAX),
  /** Where it comes from: a bug, a run, a person. */
  origin: z.string().max(TEXT_CHARACTERS_MAX).optional(),
  /** Of a bug that was met in the field: what one sees, why, where it is told, and what is logged. */
  bug: z
    .strictObject({
      symptom: sentence,
      cause: sentence,
      source: sentence,
      codes: z.array(sentence).max(CODES_MAX).default([]),
    })
    .optional(),
  clauses: z
    .array(z.string().regex(/^[A-Z]+-[A-Z]+-\d+$/, 'not an id of a clause, such as SYST-ERR-02'))
    .max(CLAUSES_MAX)
    .optional(),
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  topology: topologySchema.default({
    servers: topologySchema.shape.servers.element.array().parse([{ name: 'SRV01' }]),
  }),
  steps: z.array(z.unknown()).min(1, 'there are no steps').max(STEPS_MAX),
})

export const awaitSchema = z.strictObject({ text, await: name, expect: expect.optional() })
export const replySchema = z.strictObject({ text, reply: name, expect })

export function commandSchema(command: CommandName) {
  const { params } = COMMANDS[command]
  // `with` may be left out where nothing in it is needed.
  const needless = params.safeParse({}).success
  return z.strictObject({
    text,
    do: z.literal(command),
    with: needless ? params.optional() : params,
    as: name.optional(),
    session: name.optional(),
    at: name.optional(),
    expect: expect.optional(),
  })
}

/** The JSON Schema of a whole file. */
export function fileJsonSchema(): object {
  const commands = Object.keys(COMMANDS).map((command) =>
    commandSchema(command as CommandName).describe(COMMANDS[command as CommandName].doc),
  )
  const step = z.union([...commands, awaitSchema, replySchema])
  const file = headSchema.extend({ steps: z.array(step).min(1).max(STEPS_MAX) })
  return {
    title: 'A scenario of frostproof',
    ...z.toJSONSchema(file, { io: 'input', reused: 'ref', unrepresentable: 'any' }),
  }
}
