// What stands in a SELECT that groups, and where values that are computed for whole groups or whole
// results are put: behind the columns of the row, in the order in which they are asked for.

import { compile } from '../expression/compile.js'
import type { CompileContext, Compiled, Frame, Grouping, Row } from '../expression/context.js'
import { fingerprint } from '../expression/fingerprint.js'
import { isAggregate } from '../expression/function.js'
import type { Call, Expression } from '../parse/tree.js'
import type { WireValue } from '../port.js'
import { hashRow } from '../value/compare.js'
import { fail } from '../value/failure.js'
import { type Accumulator, type Aggregate, compileAggregate } from './aggregate.js'
import { Pause, type Step, type Work } from './plan.js'
import { compileWindow, type WindowFunction } from './window.js'

/** True when an aggregate stands in it that is none of a query within. */
export function hasAggregate(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false
  if (Array.isArray(node)) return node.some(hasAggregate)
  if ('kind' in node && node.kind === 'call' && isAggregate(node as Call)) return true
  for (const [key, value] of Object.entries(node))
    if (key !== 'query' && key !== 'at' && hasAggregate(value)) return true
  return false
}

/** Groups rows: a row becomes its keys, then the aggregates. */
export class Groups implements Grouping {
  readonly #base: CompileContext
  readonly #keys: readonly { readonly print: string; readonly compiled: Compiled }[]
  readonly #aggregates: Aggregate[] = []
  readonly #slots = new Map<string, number>()
  readonly #windows: Windows

  constructor(base: CompileContext, keys: readonly Expression[]) {
    this.#base = base
    this.#keys = keys.map((key) => ({ print: printOf(key, base), compiled: compile(key, base) }))
    this.#windows = new Windows(() => ({ ...base, grouping: this }))
  }

  get windows(): Windows {
    return this.#windows
  }

  get width(): number {
    return this.#keys.length + this.#aggregates.length
  }

  find(expression: Expression): Compiled | undefined {
    if (this.#keys.length === 0) return undefined
    const print = printOf(expression, this.#base)
    const slot = this.#keys.findIndex((key) => key.print === print)
    const key = this.#keys[slot]?.compiled
    return key === undefined ? undefined : { ...key, evaluate: ({ row }) => row[slot] as WireValue }
  }

  aggregate(call: Call): Compiled {
    if (call.over !== undefined) return this.#windows.aggregate(call)
    const print = printOf(call, this.#base)
    const known = this.#slots.get(print)
    const at = known ?? this.#aggregates.length
    if (known === undefined) {
      this.#slots.set(print, at)
      this.#aggregates.push(compileAggregate(call, this.#base))
    }
    const { type, nullable } = this.#aggregates[at] as Aggregate
    const slot = this.#keys.length + at
    return { type, nullable, evaluate: ({ row }) => row[slot] as WireValue }
  }

  readonly refuse = (column: { readonly name: string; readonly qualifier: string }): never => {
    const name = column.qualifier === '' ? column.name : `${column.qualifier}.${column.name}`
    return this.#keys.length > 0
      ? fail(
          8120,
          `Column '${name}' is invalid in the select list because it is not contained in either an aggregate function or the GROUP BY clause.`,
        )
      : fail(
          8120,
          `Column '${name}' is invalid in the select list because it is not contained in either an aggregate function or the GROUP BY clause.`,
        )
  };

  *rows(input: Iterable<Step>, outer: Frame | undefined, work: Work): Generator<Step> {
    const groups = new Map<string, { keys: Row; accumulators: Accumulator[] }>()
    if (this.#keys.length === 0) groups.set('', this.#start([]))
    for (const step of input) {
      if (step instanceof Pause) {
        yield step
        continue
      }
      const frame = { row: step, outer }
      const keys = this.#keys.map(({ compiled }) => compiled.evaluate(frame))
      const name = hashRow(keys)
      let group = groups.get(name)
      if (group === undefined) {
        group = this.#start(keys)
        work.hold(keys)
        groups.set(name, group)
      }
      for (const accumulator of group.accumulators) accumulator.add(frame)
    }
    for (const { keys, accumulators } of groups.values()) {
      if (work.tick()) yield work.slice
      yield [...keys, ...accumulators.map((each) => each.result())]
    }
  }

  #start(keys: Row): { keys: Row; accumulators: Accumulator[] } {
    return { keys, accumulators: this.#aggregates.map((each) => each.start()) }
  }
}

/** Window functions of a SELECT; their values stand behind everything else. */
export class Windows implements Grouping {
  readonly #context: () => CompileContext
  readonly #functions: WindowFunction[] = []
  /** Known once everything before is compiled. */
  width = 0

  constructor(context: () => CompileContext) {
    this.#context = context
  }

  get isEmpty(): boolean {
    return this.#functions.length === 0
  }

  find(): undefined {
    return undefined
  }

  aggregate(call: Call): Compiled {
    if (call.over === undefined) return fail(8120, 'An aggregate may not appear here.')
    const compiled = compileWindow(call, this.#context())
    const at = this.#functions.push(compiled) - 1
    return {
      type: compiled.type,
      nullable: compiled.nullable,
      evaluate: ({ row }) => row[this.width + at] as WireValue,
    }
  }

  extend(rows: readonly Row[], outer: Frame | undefined): Row[] {
    const values = this.#functions.map((each) => each.values(rows, outer))
    return rows.map((row, index) => [...row, ...values.map((column) => column[index] ?? null)])
  }
}

/** With or without its qualifier a column is the same. */
function printOf(expression: Expression, { scope }: CompileContext): string {
  if (expression.kind !== 'column') return fingerprint(expression)
  const qualifier = expression.qualifier.at(-1)?.toLowerCase()
  const name = expression.name.toLowerCase()
  const column = scope.columns.find(
    (each) =>
      each.name.toLowerCase() === name && (qualifier === undefined || each.qualifier === qualifier),
  )
  return column === undefined ? fingerprint(expression) : `slot ${column.slot}`
}
