// Feature text in, scenarios out: gherkin parses, cucumber expressions find the phrase, the phrase
// builds the step. Nothing is executed. Each error names file, line and what would have been right.

import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin'
import type * as messages from '@cucumber/messages'
import { type Capability, isCapability } from '../model/capability.js'
import { needsOfStep } from '../model/needs.js'
import type { Step } from '../model/plan.js'
import type { Scenario, ScenarioStep, StepRole } from '../model/scenario.js'
import { type ServerTopology, serverSchema, topologySchema } from '../model/topology.js'
import { nearest } from '../scenario/nearest.js'
import { slugOf } from '../scenario/slug.js'
import { type Match, PhraseMatcher } from './matcher.js'
import { putOff } from './moments.js'
import { type Built, type Phrase, phrases } from './phrases.js'
import { type AstPlace, placesOf } from './places.js'

/** A feature that cannot become scenarios: always somebody's text, never a bug here. */
export class FeatureError extends Error {
  override readonly name = 'FeatureError'
}

/** A step on its way: what it was in the feature, and what its phrase made of it. */
export interface CompiledStep {
  readonly role: StepRole
  readonly text: string
  readonly table: readonly (readonly string[])[] | undefined
  readonly built: Built
}

/** Compiles features against the phrases registered so far. */
export class FeatureCompiler {
  readonly #matcher = new PhraseMatcher()
  /** How often each phrase was used, for the vocabulary page. */
  readonly uses = new Map<string, number>()
  readonly #onStep: ((step: CompiledStep) => void) | undefined

  /** `onStep` sees each step of each scenario, machines included. */
  constructor(onStep?: (step: CompiledStep) => void) {
    this.#onStep = onStep
    for (const { expression } of phrases) this.uses.set(expression, 0)
  }

  compile(uri: string, source: string): Scenario[] {
    const document = parse(uri, source)
    const places = placesOf(document)
    const pickles = compile(document, uri, sequence())
    const scenarios = pickles.map((pickle) => this.#scenario(uri, document, pickle, places))
    rejectDuplicates(uri, scenarios)
    return scenarios
  }

  #scenario(
    uri: string,
    document: messages.GherkinDocument,
    pickle: messages.Pickle,
    places: ReadonlyMap<string, AstPlace>,
  ): Scenario {
    const [outlineId, rowId] = pickle.astNodeIds
    const outline = places.get(outlineId ?? '')
    const row = rowId === undefined ? undefined : places.get(rowId)
    const tags = pickle.tags.map((tag) => tag.name)
    const clauses = tags.filter((tag) => isClauseTag(tag)).map((tag) => tag.slice(1))
    const servers: ServerTopology[] = []
    const steps: ScenarioStep[] = []
    for (const pickleStep of pickle.steps) {
      const line = places.get(pickleStep.astNodeIds[0] ?? '')?.line ?? 0
      const built = this.#build(`${uri}:${line}`, pickleStep)
      const text = `${places.get(pickleStep.astNodeIds[0] ?? '')?.keyword ?? ''}${pickleStep.text}`
      this.#onStep?.({
        role: roleOf(pickleStep),
        text: pickleStep.text,
        table: tableOf(pickleStep),
        built,
      })
      if ('server' in built) servers.push(serverOf(`${uri}:${line}`, pickleStep.text, built.server))
      else steps.push({ role: roleOf(pickleStep), text, line, step: built as Step })
    }
    if (servers.length === 0)
      throw new FeatureError(`${uri}:${outline?.line ?? 0}: "${pickle.name}" names no server`)
    return {
      id: scenarioId({ uri, clauses, outline: outline?.name ?? pickle.name, row: row?.name }),
      uri,
      line: row?.line ?? outline?.line ?? 0,
      feature: document.feature?.name ?? '',
      rule: outline?.rule ?? '',
      name: pickle.name,
      clauses,
      needs: [
        ...new Set([...needsOf(tags, uri), ...steps.flatMap(({ step }) => needsOfStep(step))]),
      ],
      slow: tags.includes('@slow'),
      tags,
      topology: topologySchema.parse({ servers }),
      steps,
    }
  }

  #build(place: string, step: messages.PickleStep): Built {
    const [only, second] = this.#matcher.find(step.text)
    if (only === undefined) throw new FeatureError(undefinedStep(place, step.text))
    const { expression } = only.phrase
    if (second !== undefined)
      throw new FeatureError(
        `${place}: "${step.text}" fits two phrases: ${expression} and ${second.phrase.expression}`,
      )
    this.uses.set(expression, (this.uses.get(expression) ?? 0) + 1)
    return build(only, place, step)
  }
}

function serverOf(place: string, text: string, server: object): ServerTopology {
  const parsed = serverSchema.safeParse(server)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new FeatureError(`${place}: "${text}": ${issue?.path.join('.')}: ${issue?.message}`)
}

function build({ phrase, moment, values }: Match, place: string, step: messages.PickleStep): Built {
  const table = tableOf(step)
  const text = step.argument?.docString?.content
  const given = table !== undefined ? 'table' : text !== undefined ? 'text' : 'none'
  if (given !== phrase.block)
    throw new FeatureError(`${place}: "${step.text}" wants ${blockName(phrase.block)} under it`)
  try {
    const block = table ?? text
    const built = phrase.build(...values(), ...(block === undefined ? [] : [block]))
    return moment === undefined ? built : putOff(moment, built)
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new FeatureError(`${place}: "${step.text}": ${message}`, { cause })
  }
}

function tableOf(step: messages.PickleStep): string[][] | undefined {
  return step.argument?.dataTable?.rows.map((row) => row.cells.map((cell) => cell.value))
}

function blockName(block: Phrase['block']): string {
  return { none: 'nothing', table: 'a data table', text: 'a doc string' }[block]
}

function undefinedStep(place: string, text: string): string {
  const candidates = phrases.map((phrase) => phrase.expression)
  const hint = nearest(text, candidates)
  return `${place}: no phrase says "${text}"${hint === undefined ? '' : `\nHint: the nearest is "${hint}".`}`
}

function parse(uri: string, source: string): messages.GherkinDocument {
  try {
    return new Parser(new AstBuilder(sequence()), new GherkinClassicTokenMatcher()).parse(source)
  } catch (cause) {
    const first = cause instanceof Error ? cause.message.split('\n')[1] : undefined
    throw new FeatureError(`${uri}: ${first ?? String(cause)}`, { cause })
  }
}

function roleOf(step: messages.PickleStep): StepRole {
  if (step.type === 'Context') return 'given'
  if (step.type === 'Action') return 'when'
  return 'then'
}

/** `@SYST-ERR-02`: capitals, an area, a number. */
export function isClauseTag(tag: string): boolean {
  return /^@[A-Z]+-[A-Z]+-\d+$/.test(tag)
}

function needsOf(tags: readonly string[], uri: string): Capability[] {
  return tags
    .filter((tag) => tag.startsWith('@needs:'))
    .map((tag) => {
      const capability = tag.slice('@needs:'.length)
      if (!isCapability(capability)) throw new FeatureError(`${uri}: ${tag} names no capability`)
      return capability
    })
}

function scenarioId(parts: {
  uri: string
  clauses: readonly string[]
  outline: string
  row: string | undefined
}): string {
  const slug = slugOf(parts.outline.replaceAll(/<[^>]*>/g, ''))
  const row = parts.row === undefined ? '' : `/${slugOf(parts.row)}`
  return `${parts.uri}#${parts.clauses[0] ?? 'none'}/${slug}${row}`
}

function rejectDuplicates(uri: string, scenarios: readonly Scenario[]): void {
  const seen = new Map<string, number>()
  for (const { id, line } of scenarios) {
    const before = seen.get(id)
    if (before !== undefined)
      throw new FeatureError(
        `${uri}:${line}: the same id as the example in line ${before}: ${id}\nHint: Give the two different titles or first cells.`,
      )
    seen.set(id, line)
  }
}

function sequence(): () => string {
  let next = 0
  return () => String(next++)
}
