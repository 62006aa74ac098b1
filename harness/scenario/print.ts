// Prints a scenario as a scenario file: keys in a fixed order, one line per step, so that diffs read.
// What is a default is left out.

import type { Step } from '../model/plan.js'
import type { Json } from '../model/reply.js'
import type { FieldBug, Scenario, ScenarioStep } from '../model/scenario.js'
import { type ServerTopology, serverSchema } from '../model/topology.js'

export interface PrintOptions {
  readonly origin?: string
  /** One line above everything, such as why this was kept. */
  readonly comment?: string
}

export function print(scenario: Scenario, options: PrintOptions = {}): string {
  const { name, bug, clauses, seed, topology, steps } = scenario
  const origin = options.origin ?? scenario.rule
  const lines = [
    ...(options.comment === undefined ? [] : [`# ${options.comment}`]),
    `title: ${flow(name)}`,
    ...(origin === '' ? [] : [`origin: ${flow(origin)}`]),
    ...(bug === undefined ? [] : ['bug:', ...bugLines(bug)]),
    ...(clauses.length === 0 ? [] : [`clauses: ${flow(clauses)}`]),
    ...(seed === undefined ? [] : [`seed: ${seed}`]),
    'topology:',
    '  servers:',
    ...topology.servers.map((server) => `    - ${flow(notDefault(server))}`),
    'steps:',
    ...steps.map((step) => `  - ${flow(stepMembers(step))}`),
  ]
  return `${lines.join('\n')}\n`
}

function bugLines(bug: FieldBug): string[] {
  return Object.entries(bug).map(([key, value]) => `  ${key}: ${flow(value as Json)}`)
}

function notDefault(server: ServerTopology): Json {
  const defaults: { readonly [key: string]: unknown } = serverSchema.parse({ name: server.name })
  const members = Object.entries(server).filter(
    ([key, value]) => key === 'name' || JSON.stringify(value) !== JSON.stringify(defaults[key]),
  )
  return Object.fromEntries(members) as Json
}

const STEP_KEYS = ['do', 'await', 'reply', 'with', 'as', 'session', 'at', 'expect'] as const

function stepMembers({ text, step }: ScenarioStep): Json {
  const given = step as unknown as { readonly [key: string]: Json | undefined }
  const members: { [key: string]: Json } = {}
  // Only a feature has words; those a file was given in their place say nothing new.
  if (/^(?:Given|When|Then|And|But|\*) /.test(text)) members['text'] = text
  for (const key of STEP_KEYS) {
    const value = given[key]
    if (value !== undefined && !isEmptyParams(key, step, value)) members[key] = value
  }
  return members
}

function isEmptyParams(key: string, step: Step, value: Json): boolean {
  return key === 'with' && 'do' in step && Object.keys(value as object).length === 0
}

/** A value on one line. */
export function flow(value: Json): string {
  if (typeof value === 'string') return isPlain(value) ? value : quoted(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((each) => flow(each as Json)).join(', ')}]`
  const members = Object.entries(value).flatMap(([key, member]) =>
    member === undefined ? [] : [`${flowKey(key)}: ${flow(member as Json)}`],
  )
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** A key that is longer than YAML's simple keys has a notation of its own. */
function flowKey(key: string): string {
  return key.length > SIMPLE_KEY_CHARACTERS_MAX ? `? ${quoted(key)} ` : flow(key)
}

/** Texts that no reader of YAML takes for anything else, in any position. */
function isPlain(text: string): boolean {
  return /^[A-Za-z$][\w$./-]*(?: [\w$./-]+)*$/.test(text) && !WORDS.test(text)
}

/** JSON's notation is YAML's too; characters that readers disagree on are written as escapes. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u00a0\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** What YAML 1.1 or 1.2 takes for something else than a text. */
const WORDS = /^(?:true|false|null|yes|no|on|off|y|n|nan|inf)$/i
const SIMPLE_KEY_CHARACTERS_MAX = 500
