// Scenario files: YAML text in, a scenario out, or one error that says where and what is nearest.
//
//   title: A stopped service fails the job
//   origin: customer case 4711           optional
//   bug: { symptom: …, cause: …, source: …, codes: […] }   optional
//   clauses: [SYST-ERR-02]               optional
//   seed: 1                              optional
//   topology:                            optional; one healthy server SRV01
//     servers: [{ name: SRV01 }]
//   steps:                               each one of
//     - { do: COMMAND, with: {…}, as: NAME, session: NAME, at: POINT, expect: PATTERN }
//     - { await: SESSION, expect: PATTERN }
//     - { reply: NAME, expect: PATTERN }
//
// Any step may carry `text`, the words it had in a feature.

import type { z } from 'zod'
import type { Capability } from '../model/capability.js'
import { COMMANDS, isCommand } from '../model/commands.js'
import { needsOfStep } from '../model/needs.js'
import type { Step } from '../model/plan.js'
import type { Json } from '../model/reply.js'
import type { Scenario, ScenarioStep, StepRole } from '../model/scenario.js'
import { awaitSchema, commandSchema, headSchema, replySchema } from './file-schema.js'
import { firstMistake } from './mistake.js'
import { nameMistake } from './names.js'
import { nearest } from './nearest.js'
import { patternMistake } from './pattern-mistake.js'
import { slugOf } from './slug.js'
import { type Path, type Place, readYaml, type YamlData, YamlError } from './yaml-data.js'

/** A scenario file that cannot be replayed: always somebody's text, never a bug here. */
export class ScenarioFileError extends Error {
  override readonly name = 'ScenarioFileError'

  constructor(file: string, place: Place, message: string, hint?: string) {
    const where = `${file}:${place.line}:${place.column}`
    super(`${where}: ${message}${hint === undefined ? '' : `\nHint: ${hint}`}`)
  }
}

type Refuse = (place: Place, message: string, hint?: string) => never

/** `file` is what errors and the id name it by: relative, with forward slashes. */
export function parse(text: string, file: string): Scenario {
  const refuse: Refuse = (place, message, hint) => {
    throw new ScenarioFileError(file, place, message, hint)
  }
  const data = read(text, refuse)
  const head = checked(headSchema, data, [], refuse)
  const steps: ScenarioStep[] = []
  for (const index of head.steps.keys()) steps.push(stepOf(data, index, steps.at(-1), refuse))
  const mistake = nameMistake(steps.map(({ step }) => step))
  if (mistake !== undefined)
    refuse(data.placeOf(['steps', mistake.step, mistake.key]), mistake.message, mistake.hint)
  const clauses = head.clauses ?? []
  const needs = needsOf(steps)
  return {
    id: `${file}#${clauses[0] ?? 'none'}/${slugOf(head.title)}`,
    uri: file,
    line: 1,
    feature: 'Scenario files',
    rule: head.origin ?? '',
    name: head.title,
    clauses,
    needs,
    slow: false,
    tags: [...clauses.map((id) => `@${id}`), ...needs.map((need) => `@needs:${need}`)],
    topology: head.topology,
    ...(head.seed === undefined ? {} : { seed: head.seed }),
    ...(head.bug === undefined ? {} : { bug: head.bug }),
    steps,
  }
}

function read(text: string, refuse: Refuse): YamlData {
  try {
    return readYaml(text)
  } catch (thrown) {
    if (thrown instanceof YamlError) return refuse(thrown.place, thrown.message)
    throw thrown
  }
}

function stepOf(
  data: YamlData,
  index: number,
  before: ScenarioStep | undefined,
  refuse: Refuse,
): ScenarioStep {
  const path = ['steps', index]
  const value = at(data.value, path)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(data.placeOf(path), 'a step is a mapping', `Write { ${STEP_KINDS} }.`)
  const kinds = ['do', 'await', 'reply'].filter((key) => Object.hasOwn(value, key))
  if (kinds.length !== 1)
    return refuse(data.placeOf(path), 'a step has exactly one of "do", "await" and "reply"')
  const parsed = checked(schemaOf(data, path, refuse), data, path, refuse) as unknown
  const { text, ...step } = parsed as { text?: string } & Step
  if ('expect' in step && step.expect !== undefined)
    checkExpectation(step.expect as Json, data, [...path, 'expect'], refuse)
  const full = 'do' in step ? { ...step, with: step.with ?? {} } : step
  return {
    role: roleOf(full, text, before?.role),
    text: text ?? wordsOf(full),
    line: data.placeOf(path).line,
    step: full,
  }
}

function checkExpectation(expect: Json, data: YamlData, path: Path, refuse: Refuse): void {
  const mistake = patternMistake(expect, path)
  if (mistake === undefined) return
  refuse(data.placeOfKey(mistake.path, mistake.key), mistake.message, mistake.hint)
}

function schemaOf(data: YamlData, path: Path, refuse: Refuse): z.ZodObject {
  const step = at(data.value, path) as { readonly [key: string]: Json }
  if (Object.hasOwn(step, 'await')) return awaitSchema
  if (Object.hasOwn(step, 'reply')) return replySchema
  const name = step['do']
  if (typeof name === 'string' && isCommand(name)) return commandSchema(name)
  const near = typeof name === 'string' ? nearest(name, Object.keys(COMMANDS)) : undefined
  return refuse(
    data.placeOf([...path, 'do']),
    `there is no command ${JSON.stringify(name).slice(0, 80)}`,
    near === undefined
      ? 'npx frostproof scenario --schema lists the commands.'
      : `The nearest is "${near}".`,
  )
}

/**
 * What the text says, defaults filled in where the schema has them; parameters stay as written,
 * since the replay fills them in itself.
 */
function checked<Schema extends z.ZodObject>(
  schema: Schema,
  data: YamlData,
  path: Path,
  refuse: Refuse,
): z.output<Schema> {
  const value = at(data.value, path)
  const parsed = schema.safeParse(value)
  if (parsed.success) {
    const params = (value as { readonly with?: Json }).with
    return params === undefined ? parsed.data : { ...parsed.data, with: params }
  }
  const mistake = firstMistake(parsed.error, schema, value)
  const place = [...path, ...mistake.path]
  return refuse(
    mistake.key === undefined ? data.placeOf(place) : data.placeOfKey(place, mistake.key),
    mistake.message,
    mistake.hint,
  )
}

function at(value: Json, path: Path): Json {
  let found: Json = value
  for (const part of path) found = (found as { readonly [key: string]: Json })[part] as Json
  return found
}

/** By its first word; `And` and its like go on as the step before did. */
function roleOf(step: Step, text: string | undefined, before: StepRole | undefined): StepRole {
  const [word = ''] = text?.split(' ', 1) ?? []
  if (word === 'Given' || word === 'When' || word === 'Then') return ROLES[word]
  // The first goes on from the machines, which are given and no steps.
  if (['And', 'But', '*'].includes(word)) return before ?? 'given'
  return 'reply' in step ? 'then' : 'when'
}

const ROLES = { Given: 'given', When: 'when', Then: 'then' } as const

/** For a step without words of its own. */
function wordsOf(step: Step): string {
  if ('await' in step) return `await ${step.await}`
  if ('reply' in step) return `reply ${step.reply}`
  const params = Object.entries(step.with).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
  const words = [step.do, ...params].join(' ')
  return words.length <= WORDS_CHARACTERS_MAX ? words : `${words.slice(0, WORDS_CHARACTERS_MAX)}…`
}

function needsOf(steps: readonly ScenarioStep[]): Capability[] {
  return [...new Set(steps.flatMap(({ step }) => needsOfStep(step)))]
}

const STEP_KINDS = 'do: COMMAND, with: {…} } or { reply: NAME, expect: PATTERN'
const WORDS_CHARACTERS_MAX = 200
