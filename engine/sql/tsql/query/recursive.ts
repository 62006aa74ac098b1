// Common table expressions that name themselves: the first part gives rows, the second is asked again
// and again with the rows that came last.

import type { Row, Scope } from '../expression/context.js'
import type { CommonTable, QueryBody } from '../parse/tree.js'
import { fail } from '../value/failure.js'
import { collect, type Plan } from './plan.js'
import type { Planner } from './planner.js'
import { renamed } from './planner.js'
import { compileBody, inTypesOf } from './query.js'

const RECURSION_MAX = 100

/** Undefined for a query that does not name itself. */
export function recursivePlan(
  table: CommonTable,
  planner: Planner,
  outer: Scope | undefined,
): Plan | undefined {
  const { body } = table.query
  if (body.kind !== 'set' || body.operator !== 'union-all' || !mentions(body.right, table.name))
    return undefined
  const first = renamed(compileBody(body.left, planner, outer), table.columns)
  let working: readonly Row[] = []
  const self: Plan = { columns: first.columns, rows: () => working }
  const inner = planner.withPlan(table.name, () => self)
  const next = inTypesOf(compileBody(body.right, inner, outer), first.columns)
  return {
    columns: first.columns,
    *rows(frame) {
      working = yield* collect(first, frame, planner.work)
      yield* working
      for (let round = 0; working.length > 0; round++) {
        if (round > RECURSION_MAX)
          fail(
            530,
            `The statement terminated. The maximum recursion ${RECURSION_MAX} has been exhausted before statement completion.`,
          )
        const came = yield* collect(next, frame, planner.work)
        planner.work.release(working)
        working = came
        yield* working
      }
    },
  }
}

function mentions(body: QueryBody, name: string): boolean {
  const wanted = name.toLowerCase()
  let found = false
  JSON.stringify(body, (_key, value: unknown) => {
    if (
      isTable(value) &&
      value.name.name.toLowerCase() === wanted &&
      value.name.schema === undefined
    )
      found = true
    return typeof value === 'bigint' ? value.toString() : value
  })
  return found
}

function isTable(value: unknown): value is { name: { name: string; schema: string | undefined } } {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'table'
}
