import { statSync } from 'node:fs'
import type { RecordEvent, RecordFooter, RecordHeader, RecordResult } from '../model/record.js'
import { CHAIN_START, checkedChain } from './chain.js'
import { RECORD_BYTES_MAX, RECORD_LINE_BYTES_MAX } from './limits.js'
import { LineTooLong, linesOf } from './lines.js'
import type { RunRecord } from './schema.js'
import { eventFault } from './shape.js'

/** What a record is worth. */
export type Inspection =
  | { readonly status: 'complete'; readonly results: number; readonly seal: string }
  | { readonly status: 'incomplete'; readonly results: number; readonly message: string }
  | { readonly status: 'tampered'; readonly line: number; readonly message: string }

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
  const { size } = statSync(path)
  if (size > RECORD_BYTES_MAX) {
    throw new Error(`reading the record failed: "${path}" is longer than ${RECORD_BYTES_MAX} bytes`)
  }
  let header: RecordHeader | undefined
  let footer: RecordFooter | undefined
  const results: RecordResult[] = []
  const inspection = inspectRecord(path, (event) => {
    if (event.kind === 'header') header = event
    else if (event.kind === 'footer') footer = event
    else results.push(event)
  })
  if (inspection.status !== 'complete' || header === undefined || footer === undefined) {
    const why = inspection.status === 'complete' ? 'it is empty' : inspection.message
    throw new Error(`reading the record failed: "${path}" is ${inspection.status}: ${why}`)
  }
  return { header, results, footer, seal: inspection.seal }
}

/** Header, results, footer: each line in its turn, each hanging on the one before. */
class Inspector {
  #chain = CHAIN_START
  #line = 0
  #results = 0
  #expects: 'header' | 'result' | 'nothing' = 'header'
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
    const fault = eventFault(event)
    if (fault !== null) return this.#refuse(fault)
    const { chain: _, ...content } = event as RecordEvent & { chain: string }
    const order = this.#outOfOrder(content)
    if (order !== null) return this.#refuse(order)
    this.#chain = chain
    if (content.kind === 'result') this.#results++
    this.#expects = content.kind === 'footer' ? 'nothing' : 'result'
    return content
  }

  /** Something is wrong with the line after the last one that was taken. */
  complain(message: string): void {
    this.#line++
    this.#refuse(message)
  }

  inspection(): Inspection {
    if (this.#complaint !== undefined) {
      const { line, message } = this.#complaint
      return { status: 'tampered', line, message: `line ${line}: ${message}` }
    }
    if (this.isOver) return { status: 'complete', results: this.#results, seal: this.#chain }
    const what = this.#line === 0 ? 'there is no header' : 'there is no footer'
    const message = `${what}; the run did not end (${this.#results} results are intact)`
    return { status: 'incomplete', results: this.#results, message }
  }

  #refuse(message: string): undefined {
    this.#complaint ??= { line: this.#line, message }
    return undefined
  }

  #outOfOrder(event: RecordEvent): string | null {
    if (this.#expects === 'nothing') return 'it comes after the footer'
    if (this.#expects === 'header' && event.kind !== 'header') return 'the header is missing'
    if (this.#expects === 'result' && event.kind === 'header') return 'it is a second header'
    if (event.kind === 'footer' && event.results !== this.#results) {
      return `the footer counts ${event.results} results, the record holds ${this.#results}`
    }
    return null
  }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
