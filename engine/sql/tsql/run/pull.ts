// Pulls a plan for a statement: serves its pauses, and stops when the client takes the request back.

import type { Process } from '../../../sim/index.js'
import type { Row } from '../expression/context.js'
import { collect, Pause, type Plan } from '../query/plan.js'
import type { Batch } from './batch.js'
import { Cancelled } from './patience.js'

/** Hands every row to the caller; what it gives back is a wait of its own. */
export function* pull(
  batch: Batch,
  plan: Pick<Plan, 'rows'>,
  take: (row: Row) => Process | undefined,
): Process<number> {
  for (const pause of batch.planner.prepare()) yield* serve(batch, pause)
  let count = 0
  for (const step of plan.rows(undefined)) {
    if (step instanceof Pause) {
      yield* serve(batch, step)
      continue
    }
    count++
    const wait = take(step)
    if (wait !== undefined) yield* wait
  }
  return count
}

export function* serve(batch: Batch, { wait }: Pause): Process {
  yield* wait()
  if (batch.cancel.cancelled) throw new Cancelled()
}

/** All rows at once. */
export function* pullAll(batch: Batch, plan: Pick<Plan, 'rows'>): Process<Row[]> {
  for (const pause of batch.planner.prepare()) yield* serve(batch, pause)
  const rows = collect(plan, undefined, batch.work)
  for (;;) {
    const next = rows.next()
    if (next.done === true) return next.value
    yield* serve(batch, next.value)
  }
}

/** Reads what queries within an expression look at. */
export function* prepare(batch: Batch): Process {
  for (const pause of batch.planner.prepare()) yield* serve(batch, pause)
}
