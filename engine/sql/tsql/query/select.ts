// One SELECT: rows of FROM, narrowed, grouped, computed, made distinct, ordered, cut.

import { compile, wholeValue } from '../expression/compile.js'
import { compileCondition } from '../expression/condition.js'
import {
  type CompileContext,
  type Compiled,
  type Frame,
  isQualified,
  type Row,
  type Scope,
  type Test,
} from '../expression/context.js'
import { fingerprint } from '../expression/fingerprint.js'
import type { OrderItem, Select, SelectItem } from '../parse/tree.js'
import type { WireValue } from '../port.js'
import { hashRow } from '../value/compare.js'
import { fail } from '../value/failure.js'
import { compileConjunct, conjunctsOf, pushDown } from './conjuncts.js'
import { Groups, hasAggregate, Windows } from './grouping.js'
import { compareKeys, ordering, type SortKey } from './order.js'
import { Pause, type Plan, type PlanColumn, type Step, type Work } from './plan.js'
import type { Planner } from './planner.js'
import { buildSource, type Source } from './source.js'

export interface SelectPlan extends Plan {
  /** Of `SELECT @x = …`: the variables, in the order of the columns. */
  readonly assigns: readonly string[] | undefined
}

interface Item {
  readonly column: PlanColumn
  readonly compiled: Compiled
  readonly print: string
  readonly variable: string | undefined
}

export function compileSelect(
  select: Select,
  planner: Planner,
  outer: Scope | undefined,
  orderBy: readonly OrderItem[],
): SelectPlan {
  const { services, work } = planner
  const source = select.from === undefined ? undefined : buildSource(select.from, planner, outer)
  const scope: Scope = { columns: source?.columns ?? [], outer }
  const base: CompileContext = { services, scope }
  const filters = filtersOf(select, source, base, planner, outer)
  const isGrouped =
    select.groupBy.length > 0 ||
    select.having !== undefined ||
    hasAggregate(select.items) ||
    hasAggregate(orderBy)
  const groups = isGrouped ? new Groups(base, select.groupBy) : undefined
  const windows = groups?.windows ?? new Windows(() => base)
  const context: CompileContext = { ...base, grouping: groups ?? windows }
  const items = select.items.flatMap((item) => itemsOf(item, scope, context))
  const having =
    select.having === undefined ? undefined : compileCondition(select.having, context, compile)
  const keys = orderBy.map((item) => sortKeyOf(item, items, context, select.distinct))
  windows.width = groups?.width ?? scope.columns.length
  const top =
    select.top === undefined
      ? undefined
      : topOf(select, { services, scope: { columns: [], outer } })
  const assigns = items.some(({ variable }) => variable !== undefined)
  if (assigns && items.some(({ variable }) => variable === undefined))
    fail(
      141,
      'A SELECT statement that assigns a value to a variable must not be combined with data-retrieval operations.',
      { severity: 15 },
    )
  const shape: Shape = {
    source,
    filters,
    groups,
    windows,
    having,
    items,
    keys,
    distinct: select.distinct,
    top,
    work,
  }
  return {
    columns: items.map(({ column }) => column),
    assigns: assigns ? items.map(({ variable }) => variable ?? '') : undefined,
    rows: (frame) => selectRows(shape, frame),
  }
}

function filtersOf(
  select: Select,
  source: Source | undefined,
  base: CompileContext,
  planner: Planner,
  outer: Scope | undefined,
): Test[] {
  const filters: Test[] = []
  for (const condition of conjunctsOf(select.where)) {
    const conjunct = compileConjunct(condition, base)
    const isTaken =
      source?.open.some((leaf) => pushDown(conjunct, leaf, planner.services, outer)) ?? false
    if (!isTaken) filters.push(conjunct.test)
  }
  return filters
}

function itemsOf(item: SelectItem, scope: Scope, context: CompileContext): Item[] {
  if (item.kind === 'star') return starItems(item.qualifier, scope, context)
  if (item.kind === 'assign') {
    const { at, variable, operator, value } = item
    const named = { kind: 'variable', at, name: variable } as const
    const sign = operator.slice(0, -1) as '+'
    const whole =
      operator === '='
        ? value
        : ({ kind: 'binary', at, operator: sign, left: named, right: value } as const)
    const compiled = compile(whole, context)
    return [{ column: columnOf('', compiled), compiled, print: '', variable }]
  }
  const compiled = compile(item.value, context)
  const name = item.alias ?? (item.value.kind === 'column' ? item.value.name : '')
  return [
    {
      column: columnOf(name, compiled),
      compiled,
      print: fingerprint(item.value),
      variable: undefined,
    },
  ]
}

function columnOf(name: string, { type, nullable, identity }: Compiled): PlanColumn {
  return identity === true ? { name, type, nullable, identity } : { name, type, nullable }
}

function starItems(qualifier: readonly string[], scope: Scope, context: CompileContext): Item[] {
  const columns = scope.columns.filter((column) => isQualified(column, qualifier))
  if (columns.length === 0)
    return qualifier.length === 0
      ? fail(263, 'Must specify table to select from.')
      : fail(
          107,
          `The column prefix '${qualifier.join('.')}' does not match with a table name or alias name used in the query.`,
          { severity: 15 },
        )
  return columns.map((column) => {
    const reference = {
      kind: 'column',
      at: { line: 1, offset: 0 },
      qualifier: column.qualifier === '' ? [] : [column.qualifier],
      name: column.name,
    } as const
    const { slot, type, nullable } = column
    context.grouping?.find(reference) ?? context.grouping?.refuse?.(column)
    const compiled: Compiled = context.grouping?.find(reference) ?? {
      type,
      nullable,
      evaluate: ({ row }) => row[slot] as WireValue,
    }
    const flags = {
      ...(column.identity === true ? { identity: true } : {}),
      ...(column.computed === true ? { computed: true } : {}),
    }
    return {
      column: { name: column.name, type, nullable, ...flags },
      compiled,
      print: fingerprint(reference),
      variable: undefined,
    }
  })
}

interface Key extends SortKey {
  /** Set when an item of the list is ordered by. */
  readonly item: number | undefined
}

function sortKeyOf(
  { value, descending }: OrderItem,
  items: readonly Item[],
  context: CompileContext,
  isDistinct: boolean,
): Key {
  const item = itemNamed(value, items)
  const chosen = item === undefined ? undefined : items[item]?.compiled
  const compiled = chosen ?? compile(value, context)
  if (isDistinct && item === undefined)
    fail(145, 'ORDER BY items must appear in the select list if SELECT DISTINCT is specified.', {
      severity: 15,
    })
  return { ...ordering(compiled.type, descending), evaluate: compiled.evaluate, item }
}

function itemNamed(value: OrderItem['value'], items: readonly Item[]): number | undefined {
  if (value.kind === 'integer') {
    const at = Number(value.value) - 1
    if (items[at] === undefined)
      fail(
        108,
        `The ORDER BY position number ${value.value} is out of range of the number of items in the select list.`,
        { severity: 15 },
      )
    return at
  }
  if (value.kind === 'column' && value.qualifier.length === 0) {
    const at = items.findIndex(
      ({ column }) => column.name.toLowerCase() === value.name.toLowerCase(),
    )
    if (at >= 0) return at
  }
  const print = fingerprint(value)
  const at = items.findIndex((item) => item.print === print)
  return at < 0 ? undefined : at
}

interface TopRows {
  readonly count: Compiled
  readonly percent: boolean
  readonly withTies: boolean
}

function topOf({ top }: Select, context: CompileContext): TopRows | undefined {
  if (top === undefined) return undefined
  return { count: compile(top.count, context), percent: top.percent, withTies: top.withTies }
}

interface Shape {
  readonly source: Source | undefined
  readonly filters: readonly Test[]
  readonly groups: Groups | undefined
  readonly windows: Windows
  readonly having: Test | undefined
  readonly items: readonly Item[]
  readonly keys: readonly Key[]
  readonly distinct: boolean
  readonly top: TopRows | undefined
  readonly work: Work
}

function* selectRows(shape: Shape, outer: Frame | undefined): Generator<Step> {
  const limit = shape.top === undefined ? undefined : limitOf(shape.top, outer)
  if (limit === 0 && shape.top?.percent === false) return
  let rows: Iterable<Step> = narrowed(shape, outer)
  if (shape.groups !== undefined)
    rows = having(shape, shape.groups.rows(rows, outer, shape.work), outer)
  if (!shape.windows.isEmpty) rows = windowed(shape, rows, outer)
  if (shape.keys.length > 0) rows = ordered(shape, rows, outer)
  else rows = projected(shape, rows, outer)
  if (shape.top === undefined || limit === undefined) yield* rows
  else if (shape.top.percent) yield* percentOf(rows, limit)
  else yield* first(rows, limit)
}

function limitOf(
  { count, withTies, percent }: TopRows,
  outer: Frame | undefined,
): number | undefined {
  const frame: Frame = { row: [], outer }
  if (percent)
    return Number(count.evaluate(frame) ?? 0) / 10 ** ('scale' in count.type ? count.type.scale : 0)
  const value = wholeValue(count, frame) ?? 0n
  if (value < 0n) fail(1014, 'A TOP or FETCH clause contains an invalid value.', { severity: 15 })
  // Ties are kept while sorting.
  return withTies ? undefined : Number(value)
}

function* narrowed({ source, filters }: Shape, outer: Frame | undefined): Generator<Step> {
  const input: Iterable<Step> = source === undefined ? [[]] : source.rows(outer)
  for (const step of input) {
    if (step instanceof Pause || holds(filters, { row: step, outer })) yield step
  }
}

function holds(filters: readonly Test[], frame: Frame): boolean {
  for (const filter of filters) if (filter(frame) !== true) return false
  return true
}

function* having(shape: Shape, rows: Iterable<Step>, outer: Frame | undefined): Generator<Step> {
  for (const step of rows)
    if (
      step instanceof Pause ||
      shape.having === undefined ||
      shape.having({ row: step, outer }) === true
    )
      yield step
}

function* windowed(shape: Shape, rows: Iterable<Step>, outer: Frame | undefined): Generator<Step> {
  const kept: Row[] = []
  for (const step of rows) {
    if (step instanceof Pause) yield step
    else {
      shape.work.hold(step)
      kept.push(step)
    }
  }
  yield* shape.windows.extend(kept, outer)
}

function* projected(shape: Shape, rows: Iterable<Step>, outer: Frame | undefined): Generator<Step> {
  const seen = shape.distinct ? new Set<string>() : undefined
  for (const step of rows) {
    if (step instanceof Pause) {
      yield step
      continue
    }
    const row = project(shape.items, { row: step, outer })
    if (seen !== undefined) {
      const key = hashRow(row)
      if (seen.has(key)) continue
      seen.add(key)
      shape.work.hold(row)
    }
    yield row
  }
}

function project(items: readonly Item[], frame: Frame): Row {
  const row: WireValue[] = []
  for (const { compiled } of items) row.push(compiled.evaluate(frame))
  return row
}

interface Sorted {
  readonly row: Row
  readonly values: readonly WireValue[]
}

/** Items are computed after the sort, so that `SELECT @s = @s + x … ORDER BY` goes along the order. */
function* ordered(shape: Shape, rows: Iterable<Step>, outer: Frame | undefined): Generator<Step> {
  const { keys, items, distinct, top, work } = shape
  const seen = distinct ? new Set<string>() : undefined
  const kept: Sorted[] = []
  for (const step of rows) {
    if (step instanceof Pause) {
      yield step
      continue
    }
    const frame = { row: step, outer }
    if (seen !== undefined) {
      const key = hashRow(project(items, frame))
      if (seen.has(key)) continue
      seen.add(key)
    }
    work.hold(step)
    kept.push({ row: step, values: keys.map(({ evaluate }) => evaluate(frame)) })
  }
  kept.sort((left, right) => compareKeys(keys, left.values, right.values))
  const most =
    top?.withTies === true
      ? tiesUpTo(kept, Number(wholeValue(top.count, { row: [], outer }) ?? 0n), keys)
      : kept.length
  for (let at = 0; at < most; at++) {
    const each = kept[at] as Sorted
    if (work.tick()) yield work.slice
    yield project(items, { row: each.row, outer })
  }
}

function tiesUpTo(kept: readonly Sorted[], count: number, keys: readonly Key[]): number {
  const last = kept[count - 1]
  let end = Math.min(count, kept.length)
  for (let next = kept[end]; last !== undefined && next !== undefined; next = kept[end]) {
    if (compareKeys(keys, last.values, next.values) !== 0) break
    end++
  }
  return end
}

function* first(rows: Iterable<Step>, most: number): Generator<Step> {
  let count = 0
  for (const step of rows) {
    yield step
    if (!(step instanceof Pause) && ++count >= most) return
  }
}

function* percentOf(rows: Iterable<Step>, percent: number): Generator<Step> {
  const all: Row[] = []
  for (const step of rows) {
    if (step instanceof Pause) yield step
    else all.push(step)
  }
  yield* all.slice(0, Math.ceil((all.length * percent) / 100))
}
