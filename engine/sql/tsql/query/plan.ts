// Plans are pulled row by row. What has to wait hands a pause to whoever pulls; only the statement at
// the top, which is a process, can serve it.

import { type Process, sleepUntil } from '../../../sim/index.js'
import type { Frame, Row } from '../expression/context.js'
import type { WireType } from '../port.js'
import { fail } from '../value/failure.js'

export class Pause {
  readonly wait: () => Process

  constructor(wait: () => Process) {
    this.wait = wait
  }
}

export type Step = Row | Pause

export interface PlanColumn {
  readonly name: string
  readonly type: WireType
  readonly nullable: boolean
  readonly identity?: boolean
  readonly computed?: boolean
}

export interface Plan {
  readonly columns: readonly PlanColumn[]
  rows(outer: Frame | undefined): Iterable<Step>
}

/** Rows between two looks at what else is due. */
const ROWS_PER_SLICE = 128
/** Values that sorts, groups and joins of one statement may hold. */
export const HELD_VALUES_MAX = 16_000_000

/** What one statement has used up. */
export class Work {
  readonly slice: Pause
  #rows = 0
  #held = 0

  constructor(clock: { readonly now: Parameters<typeof sleepUntil>[0] }) {
    this.slice = new Pause(() => sleepUntil(clock.now))
  }

  /** True now and then: whoever is told so yields the slice. */
  tick(): boolean {
    if (++this.#rows < ROWS_PER_SLICE) return false
    this.#rows = 0
    return true
  }

  /** Counts a row that is kept. */
  hold(row: Row): void {
    this.#held += row.length + 1
    if (this.#held > HELD_VALUES_MAX)
      fail(
        701,
        "There is insufficient system memory in resource pool 'default' to run this query.",
        { severity: 17, state: 123 },
      )
  }

  release(rows: readonly Row[]): void {
    for (const row of rows) this.#held -= row.length + 1
  }
}

/** All rows of a plan; pauses go on to the caller. */
export function* collect(
  plan: Pick<Plan, 'rows'>,
  outer: Frame | undefined,
  work: Work,
): Generator<Pause, Row[]> {
  const rows: Row[] = []
  for (const step of plan.rows(outer)) {
    if (step instanceof Pause) yield step
    else {
      work.hold(step)
      rows.push(step)
    }
  }
  return rows
}

/** All rows where nothing waits: every table was read before. */
export function collectNow(plan: Pick<Plan, 'rows'>, outer: Frame | undefined): Row[] {
  const rows: Row[] = []
  for (const step of plan.rows(outer)) if (!(step instanceof Pause)) rows.push(step)
  return rows
}
