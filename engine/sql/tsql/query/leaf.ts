// A table in a query: gone through, looked up by its key, or read beforehand for a query inside of an
// expression, where nothing can wait.

import type { Evaluate, Frame, Row, ScopeColumn, Test } from '../expression/context.js'
import type { WireValue } from '../port.js'
import { hashKeyOf } from '../value/compare.js'
import type { PlanColumn, Step } from './plan.js'
import { collect, collectNow, Pause, type Work } from './plan.js'

/** How the rows of a table are got. */
export interface TableAccess {
  readonly name: string
  readonly schema: string
  readonly database: string
  readonly columns: readonly PlanColumn[]
  /** Columns that together tell a row; none for a table without a key. */
  readonly key: readonly number[]
  scan(): Iterable<Step>
  lookUp(key: readonly WireValue[]): Iterable<Step>
}

/** `column = value`, where the value does not come from the table itself. */
export interface Equality {
  readonly column: number
  /** In the type of the column. */
  readonly value: Evaluate
}

export class Leaf {
  readonly kind = 'leaf'
  readonly access: TableAccess
  readonly columns: readonly ScopeColumn[]
  readonly filters: Test[] = []
  readonly equalities: Equality[] = []
  readonly #work: Work
  /** Set when the table is read before the statement begins. */
  #spool: Row[] | undefined
  #isSpooled = false
  #index: { readonly column: number; readonly rows: Map<unknown, Row[]> } | undefined

  constructor(access: TableAccess, columns: readonly ScopeColumn[], work: Work) {
    this.access = access
    this.columns = columns
    this.#work = work
  }

  get width(): number {
    return this.columns.length
  }

  spoolLater(): void {
    this.#isSpooled = true
  }

  /** Reads the table, as far as a look-up by values that are known now does not spare it. */
  *load(): Generator<Pause> {
    if (!this.#isSpooled || this.#spool !== undefined) return
    this.#spool = yield* collect({ rows: () => this.access.scan() }, undefined, this.#work)
  }

  /** The equalities that name the whole key, in its order. */
  get seek(): readonly Evaluate[] | undefined {
    const { key } = this.access
    if (key.length === 0) return undefined
    const values: Evaluate[] = []
    for (const column of key) {
      const found = this.equalities.find((each) => each.column === column)
      if (found === undefined) return undefined
      values.push(found.value)
    }
    return values
  }

  *rows(outer: Frame | undefined): Generator<Step> {
    const { filters } = this
    for (const step of this.#candidates(outer)) {
      if (step instanceof Pause) yield step
      else if (passes(filters, step, outer)) yield step
    }
  }

  /** Rows that have the values in the key. */
  *lookUp(key: readonly WireValue[], outer: Frame | undefined): Generator<Step> {
    for (const step of this.access.lookUp(key)) {
      if (step instanceof Pause) yield step
      else if (passes(this.filters, step, outer)) yield step
    }
  }

  get isSpooled(): boolean {
    return this.#isSpooled
  }

  #candidates(outer: Frame | undefined): Iterable<Step> {
    const frame: Frame = { row: [], outer }
    if (this.#isSpooled) return this.#spooled(frame)
    const { seek } = this
    if (seek === undefined) return this.access.scan()
    const key = seek.map((value) => value(frame))
    return key.includes(null) ? [] : this.access.lookUp(key)
  }

  #spooled(frame: Frame): Iterable<Row> {
    this.#spool ??= collectNow({ rows: () => this.access.scan() }, undefined)
    const [equality] = this.equalities
    if (equality === undefined) return this.#spool
    const value = equality.value(frame)
    if (value === null) return []
    return this.#indexOn(equality.column).get(hashKeyOf(value)) ?? []
  }

  #indexOn(column: number): Map<unknown, Row[]> {
    if (this.#index?.column === column) return this.#index.rows
    const rows = new Map<unknown, Row[]>()
    for (const row of this.#spool ?? []) {
      const key = hashKeyOf(row[column] ?? null)
      const alike = rows.get(key)
      if (alike === undefined) rows.set(key, [row])
      else alike.push(row)
    }
    this.#index = { column, rows }
    return rows
  }
}

function passes(filters: readonly Test[], row: Row, outer: Frame | undefined): boolean {
  if (filters.length === 0) return true
  const frame = { row, outer }
  for (const filter of filters) if (filter(frame) !== true) return false
  return true
}
