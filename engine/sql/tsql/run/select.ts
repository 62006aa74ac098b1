// A query as a statement: its rows go to the client, into variables, or into a new table.

import { milliseconds } from '../../../base/units.js'
import { later, type Process, waitFor } from '../../../sim/index.js'
import type { Row } from '../expression/context.js'
import { simOf } from '../host.js'
import type { Query, Select } from '../parse/tree.js'
import { COMMAND, type ResultColumn } from '../port.js'
import type { PlanColumn } from '../query/plan.js'
import type { SelectPlan } from '../query/select.js'
import { converter } from '../value/convert.js'
import { fail } from '../value/failure.js'
import type { Batch } from './batch.js'
import { Cancelled } from './patience.js'
import { pull } from './pull.js'
import { selectInto } from './select-into.js'

/** What a statement did, for its DONE. */
export interface Done {
  readonly count?: number
  readonly command: number
}

export function* runQuery(batch: Batch, query: Query): Process<Done> {
  const into = intoOf(query)
  if (into !== undefined) return yield* selectInto(batch, query, into)
  const plan = batch.plan().query(query, undefined) as Partial<SelectPlan> & SelectPlan
  if (plan.assigns !== undefined) return yield* assign(batch, plan, plan.assigns)
  batch.sink.columns(resultColumns(plan.columns))
  if (batch.session.options.on.has('fmtonly')) return { count: 0, command: COMMAND.select }
  const limit = batch.session.options.rowCount
  let count = 0
  yield* pull(batch, limit === 0 ? plan : limited(plan, limit), (row) => {
    count++
    batch.sink.row(row)
    return batch.sink.full ? untilDrained(batch) : undefined
  })
  batch.session.rowCount = count
  return { count, command: COMMAND.select }
}

function intoOf({ body }: Query): Select['into'] {
  if (body.kind === 'select') return body.into
  return undefined
}

export function resultColumns(columns: readonly PlanColumn[]): ResultColumn[] {
  return columns.map(({ name, type, nullable, identity, computed }) => ({
    name,
    type,
    nullable,
    ...(identity === true ? { identity } : {}),
    ...(computed === true ? { computed } : {}),
  }))
}

/** SET ROWCOUNT. */
function limited(plan: SelectPlan, limit: number): Pick<SelectPlan, 'rows'> {
  return {
    *rows(outer) {
      let count = 0
      for (const step of plan.rows(outer)) {
        yield step
        if (Array.isArray(step) && ++count >= limit) return
      }
    },
  }
}

const LOOK = milliseconds(50)

/** The reader is behind. */
export function* untilDrained({ sink, cancel, session }: Batch): Process {
  const sim = simOf(session.host)
  while (sink.full) {
    if (cancel.cancelled) throw new Cancelled()
    yield* waitFor(sink.drained, later(sim.now, LOOK))
  }
}

function* assign(batch: Batch, plan: SelectPlan, names: readonly string[]): Process<Done> {
  const targets = names.map((name, index) => {
    const variable = batch.variable(name)
    if (variable === undefined)
      return fail(137, `Must declare the scalar variable "${name}".`, { severity: 15, state: 1 })
    const type = plan.columns[index]?.type ?? variable.type
    return { variable, change: converter(type, variable.type) }
  })
  const count = yield* pull(batch, plan, (row: Row) => {
    for (const [index, { variable, change }] of targets.entries())
      variable.value = change(row[index] ?? null)
    return undefined
  })
  batch.session.rowCount = count
  return { command: COMMAND.select, count }
}
