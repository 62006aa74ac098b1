// A query: SELECTs put together, ordered and cut.

import { commonOf, compile, wholeValue } from '../expression/compile.js'
import {
  type CompileContext,
  type Compiled,
  type Frame,
  NO_ROW,
  type Row,
  type Scope,
} from '../expression/context.js'
import type { Query, QueryBody, SetOperation, ValuesRows } from '../parse/tree.js'
import type { WireValue } from '../port.js'
import { hashRow } from '../value/compare.js'
import { converter } from '../value/convert.js'
import { fail } from '../value/failure.js'
import { familyOf } from '../value/type.js'
import { ordering, sortRows } from './order.js'
import { collect, Pause, type Plan, type PlanColumn, type Step } from './plan.js'
import type { Planner } from './planner.js'
import { compileSelect } from './select.js'

export function compileQuery(query: Query, planner: Planner, outer: Scope | undefined): Plan {
  const inner = query.with.length === 0 ? planner : planner.with(query.with)
  const plan =
    query.body.kind === 'select'
      ? compileSelect(query.body, inner, outer, query.orderBy)
      : orderedBody(query, inner, outer)
  return cut(plan, query, inner, outer)
}

export function compileBody(body: QueryBody, planner: Planner, outer: Scope | undefined): Plan {
  switch (body.kind) {
    case 'select':
      return compileSelect(body, planner, outer, [])
    case 'set':
      return compileSet(body, planner, outer)
    case 'values':
      return compileValues(body, planner, outer)
  }
}

function orderedBody(query: Query, planner: Planner, outer: Scope | undefined): Plan {
  const plan = compileBody(query.body, planner, outer)
  if (query.orderBy.length === 0) return plan
  const columns = plan.columns.map((column, slot) => ({ ...column, qualifier: '', slot }))
  const context: CompileContext = { services: planner.services, scope: { columns, outer } }
  const keys = query.orderBy.map((item) => {
    const { value } = item
    if (value.kind === 'integer') {
      const column = columns[Number(value.value) - 1]
      if (column === undefined)
        return fail(
          108,
          `The ORDER BY position number ${value.value} is out of range of the number of items in the select list.`,
          { severity: 15 },
        )
      return {
        ...ordering(column.type, item.descending),
        evaluate: ({ row }: Frame) => row[column.slot] as WireValue,
      }
    }
    const compiled = compile(value, context)
    return { ...ordering(compiled.type, item.descending), evaluate: compiled.evaluate }
  })
  return {
    columns: plan.columns,
    *rows(frame) {
      const rows = yield* collect(plan, frame, planner.work)
      yield* sortRows(rows, keys, (row) => ({ row, outer: frame }))
      planner.work.release(rows)
    },
  }
}

/** OFFSET and FETCH. */
function cut(plan: Plan, query: Query, { services }: Planner, outer: Scope | undefined): Plan {
  if (query.offset === undefined) return plan
  const context: CompileContext = { services, scope: { columns: [], outer } }
  const offset = compile(query.offset, context)
  const fetch = query.fetch === undefined ? undefined : compile(query.fetch, context)
  return {
    columns: plan.columns,
    *rows(frame) {
      const at: Frame = { row: [], outer: frame }
      const skip = Number(wholeValue(offset, at) ?? 0n)
      const most =
        fetch === undefined ? Number.POSITIVE_INFINITY : Number(wholeValue(fetch, at) ?? 0n)
      if (skip < 0)
        fail(10742, 'The offset specified in a OFFSET clause may not be negative.', {
          severity: 15,
        })
      if (most < 1)
        fail(10744, 'The number of rows provided for a FETCH clause must be greater then zero.', {
          severity: 15,
        })
      let count = 0
      for (const step of plan.rows(frame)) {
        if (step instanceof Pause) yield step
        else if (++count > skip) yield step
        if (count >= skip + most) return
      }
    },
  }
}

function compileValues(values: ValuesRows, planner: Planner, outer: Scope | undefined): Plan {
  const context: CompileContext = { services: planner.services, scope: { columns: [], outer } }
  const rows = values.rows.map((row) => row.map((value) => compile(value, context)))
  const width = rows[0]?.length ?? 0
  if (rows.some((row) => row.length !== width))
    fail(10709, 'The number of columns for each row in a table value constructor must be the same.')
  const columns = Array.from({ length: width }, (_each, index): PlanColumn => {
    const all = rows.map((row) => row[index]).filter((each): each is Compiled => each !== undefined)
    return { name: '', type: commonOf(all), nullable: all.some(({ nullable }) => nullable) }
  })
  const changes = rows.map((row) =>
    row.map((each, index) =>
      each.isUntyped === true ? undefined : converter(each.type, columns[index]?.type ?? each.type),
    ),
  )
  return {
    columns,
    *rows(frame) {
      const at: Frame = { row: NO_ROW.row, outer: frame }
      for (const [index, row] of rows.entries())
        yield row.map((each, place) => {
          const value = each.evaluate(at)
          return changes[index]?.[place]?.(value) ?? value
        })
    },
  }
}

function compileSet(body: SetOperation, planner: Planner, outer: Scope | undefined): Plan {
  const left = compileBody(body.left, planner, outer)
  const right = compileBody(body.right, planner, outer)
  if (left.columns.length !== right.columns.length)
    fail(
      205,
      'All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal number of expressions in their target lists.',
    )
  const columns = left.columns.map((column, index): PlanColumn => {
    const other = right.columns[index] ?? column
    const [a, b] = [asCompiled(column), asCompiled(other)]
    return {
      name: column.name,
      type: commonOf([a, b]),
      nullable: column.nullable || other.nullable,
    }
  })
  const first = inTypesOf(left, columns)
  const second = inTypesOf(right, columns)
  if (body.operator === 'union-all')
    return {
      columns,
      *rows(frame) {
        yield* first.rows(frame)
        yield* second.rows(frame)
      },
    }
  if (body.operator === 'union')
    return { columns, rows: (frame) => distinct([first, second], frame, planner) }
  const wanted = body.operator === 'intersect'
  return {
    columns,
    *rows(frame) {
      const others = new Set<string>()
      for (const row of yield* collect(second, frame, planner.work)) others.add(hashRow(row))
      for (const step of distinct([first], frame, planner))
        if (step instanceof Pause || others.has(hashRow(step)) === wanted) yield step
    },
  }
}

function asCompiled({ type, nullable }: PlanColumn): Compiled {
  return {
    type,
    nullable,
    evaluate: () => null,
    isUntyped: type.kind === 'int' && nullable && familyOf(type) === 'other',
  }
}

function* distinct(
  plans: readonly Plan[],
  frame: Frame | undefined,
  { work }: Planner,
): Generator<Step> {
  const seen = new Set<string>()
  for (const plan of plans)
    for (const step of plan.rows(frame)) {
      if (step instanceof Pause) {
        yield step
        continue
      }
      const key = hashRow(step)
      if (seen.has(key)) continue
      seen.add(key)
      work.hold(step)
      yield step
    }
}

/** The same rows in the types of other columns. */
export function inTypesOf(plan: Plan, columns: readonly PlanColumn[]): Plan {
  const changes = columns.map(({ type }, index) =>
    converter(plan.columns[index]?.type ?? type, type),
  )
  const isSame = columns.every(({ type }, index) => plan.columns[index]?.type === type)
  if (isSame) return plan
  return {
    columns,
    *rows(frame) {
      for (const step of plan.rows(frame))
        yield step instanceof Pause
          ? step
          : (step as Row).map((value, index) => changes[index]?.(value) ?? null)
    },
  }
}
