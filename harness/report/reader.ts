import { statSync } from 'node:fs'
import type {
  RecordCase,
  RecordEvent,
  RecordFooter,
  RecordHeader,
  RecordResult,
} from '../model/record.js'
import { CHAIN_START, checkedChain } from './chain.js'
import { FULL_RECORD_BYTES_MAX, RECORD_BYTES_MAX, RECORD_LINE_BYTES_MAX } from './limits.js'
import { LineTooLong, linesOf } from './lines.js'
import type { RunRecord } from './schema.js'
import { eventFault } from './shape.js'

/** What a record is worth. */
export type Inspection =
  | { readonly status: 'complete'; readonly results: number; readonly seal: string }
  | {
      readonly status: 'incomplete'
      readonly results: number
      readonly planned: number
      readonly message: string
      readonly seal: string
    }
  | { readonly status: 'tampered'; readonly line: number; readonly message: string }
  /** Written by another version: whole or not, it cannot be told here. */
  | { readonly status: 'unreadable'; readonly message: string }

/** Reads a record from end to end and keeps nothing but what `visit` keeps. Throws if it cannot be read. */
export function inspectRecord(path: string, visit?: (event: RecordEvent) => void): Inspection {
  const inspector = new Inspector()
  try {
    for (const line of linesOf(path, RECORD_LINE_BYTES_MAX)) {
      if (!line.whole && !inspector.isOver) break
      const event = inspector.next(line.bytes)
      if (event === undefined) break
      visit?.(event)
    }
  } catch (error) {
    if (!(error instanceof LineTooLong)) throw error
    inspector.complain(`it is longer than ${RECORD_LINE_BYTES_MAX} bytes`)
  }
  return inspector.inspection()
}

/** A whole record in memory. Throws unless it is complete and untouched. */
export function readRecord(path: string): RunRecord {
  const record = readRecordSoFar(path)
  if (record.footer !== null) return record
  const why = `there is no footer; the run did not end (${record.results.length} results are intact)`
  throw new Error(`reading the record failed: "${path}" is incomplete: ${why}`)
}

/** A record in memory, also that of a run which did not end. Throws if it was tampered with. */
export function readRecordSoFar(path: string): RunRecord {
  const { size } = statSync(path)
  if (size > RECORD_BYTES_MAX) {
    throw new Error(`reading the record failed: "${path}" is longer than ${RECORD_BYTES_MAX} bytes`)
  }
  const keep =
    size > FULL_RECORD_BYTES_MAX ? leanResult(new Map()) : (result: RecordResult) => result
  let header: RecordHeader | undefined
  let footer: RecordFooter | null = null
  const cases: RecordCase[] = []
  const results: RecordResult[] = []
  const inspection = inspectRecord(path, (event) => {
    if (event.kind === 'header') header = event
    else if (event.kind === 'footer') footer = event
    else if (event.kind === 'cases') cases.push(...event.cases)
    else results.push(keep(event))
  })
  const isBad = inspection.status === 'tampered' || inspection.status === 'unreadable'
  if (isBad || header === undefined) {
    const why = inspection.status === 'complete' ? 'it is empty' : inspection.message
    throw new Error(`reading the record failed: "${path}" is ${inspection.status}: ${why}`)
  }
  return { header, cases, results, footer, seal: inspection.seal }
}

/**
 * What is left of the results of a record that is too large to be held: no steps of what passed,
 * no replies, and each text that comes again only once in memory.
 */
export function leanResult(texts: Map<string, string>): (result: RecordResult) => RecordResult {
  const once = (text: string): string => {
    const known = texts.get(text)
    if (known !== undefined) return known
    texts.set(text, text)
    return text
  }
  return (result) => ({
    ...result,
    uri: once(result.uri),
    feature: once(result.feature),
    rule: once(result.rule),
    clauses: result.clauses.map(once),
    steps:
      result.verdict === 'passed'
        ? []
        : result.steps.map(({ reply: _, ...step }) => ({ ...step, text: once(step.text) })),
  })
}

/** Header, cases, results, footer: each line in its turn, each hanging on the one before. */
class Inspector {
  #chain = CHAIN_START
  #line = 0
  #results = 0
  #cases: string[] = []
  #expects: 'header' | 'cases' | 'result' | 'nothing' = 'header'
  #foreign: string | undefined
  #complaint: { readonly line: number; readonly message: string } | undefined

  /** The footer has been read. */
  get isOver(): boolean {
    return this.#expects === 'nothing'
  }

  /** The event of the next line, or undefined once something is wrong. */
  next(bytes: Buffer): RecordEvent | undefined {
    this.#line++
    const chain = checkedChain(this.#chain, bytes)
    if (chain === undefined) {
      return this.#refuse('it does not hang on the line before it')
    }
    const event = parse(bytes)
    const schema = this.#expects === 'header' ? foreignSchema(event) : undefined
    if (schema !== undefined) {
      this.#foreign = `it has the schema "${schema}", which another version of frostproof reads`
      return undefined
    }
    const fault = eventFault(event)
    if (fault !== null) return this.#refuse(fault)
    const { chain: _, ...content } = event as RecordEvent & { chain: string }
    const order = this.#outOfOrder(content)
    if (order !== null) return this.#refuse(order)
    this.#chain = chain
    if (content.kind === 'result') this.#results++
    if (content.kind === 'cases') for (const { id } of content.cases) this.#cases.push(id)
    this.#expects = NEXT[content.kind]
    return content
  }

  /** Something is wrong with the line after the last one that was taken. */
  complain(message: string): void {
    this.#line++
    this.#refuse(message)
  }

  inspection(): Inspection {
    if (this.#foreign !== undefined) return { status: 'unreadable', message: this.#foreign }
    if (this.#complaint !== undefined) {
      const { line, message } = this.#complaint
      return { status: 'tampered', line, message: `line ${line}: ${message}` }
    }
    if (this.isOver) return { status: 'complete', results: this.#results, seal: this.#chain }
    const what = this.#line === 0 ? 'there is no header' : 'there is no footer'
    const planned = this.#cases.length
    const results = this.#results
    const message = `${what}; the run did not end (${results} results of ${planned} are intact)`
    return { status: 'incomplete', results, planned, message, seal: this.#chain }
  }

  #refuse(message: string): undefined {
    this.#complaint ??= { line: this.#line, message }
    return undefined
  }

  #outOfOrder(event: RecordEvent): string | null {
    if (this.#expects === 'nothing') return 'it comes after the footer'
    if (this.#expects === 'header' && event.kind !== 'header') return 'the header is missing'
    if (this.#expects !== 'header' && event.kind === 'header') return 'it is a second header'
    if (event.kind === 'cases' && this.#expects === 'result')
      return 'cases are planned before the first result'
    if (event.kind === 'result' && event.id !== this.#cases[this.#results]) {
      const planned = this.#cases[this.#results]
      return planned === undefined
        ? `"${event.id}" was not planned`
        : `it is the result of "${event.id}", and "${planned}" was planned here`
    }
    if (event.kind !== 'footer') return null
    if (event.results !== this.#results)
      return `the footer counts ${event.results} results, the record holds ${this.#results}`
    return this.#cases.length === this.#results
      ? null
      : `${this.#cases.length} cases were planned, the record holds ${this.#results} results`
  }
}

const NEXT = { header: 'cases', cases: 'cases', result: 'result', footer: 'nothing' } as const

/** The schema of a header that is another version's. */
function foreignSchema(event: unknown): string | undefined {
  const schema = (event as { readonly schema?: unknown } | null | undefined)?.schema
  if (typeof schema !== 'string' || schema === SCHEMA) return undefined
  return /^frostproof\/events@\d{1,6}$/.test(schema) ? schema : undefined
}

const SCHEMA = 'frostproof/events@2'

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
