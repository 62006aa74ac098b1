// Runs sabotage rows in child processes: a few at a time, each for a few rows, since an engine that
// was loaded stays in memory, and a sabotaged one may loop for ever or bring its process down.

import { fork } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pLimit from 'p-limit'
import type { Scenario } from '../model/scenario.js'
import type { Batch, BatchEvent } from './messages.js'
import type { RowOutcome } from './proof.js'
import { type Row, scenariosByClause } from './rows.js'

/** Engines that one process holds at most. */
const ROWS_PER_CHILD_MAX = 24
const CHILDREN_MAX = 4
const CHILD_MEMORY_MIB_MAX = 1024
const LOG_CHARACTERS_MAX = 400

export interface PoolOptions {
  /** The compiled suite, as a path. */
  readonly dist: string
  readonly seed: number
  readonly scenarios: readonly Scenario[]
  /** How long one row may take on the clock on the wall. */
  readonly rowMs: number
  readonly tell: (outcome: RowOutcome) => void
}

/** How each row ended, in their order. */
export async function runRows(rows: readonly Row[], options: PoolOptions): Promise<RowOutcome[]> {
  const limit = pLimit(Math.min(availableParallelism(), CHILDREN_MAX))
  const own = scenariosByClause(options.scenarios)
  const built = rows.filter((row) => row.error === undefined)
  const batches = cut(built, limit.concurrency)
  const found = await Promise.all(
    batches.map((batch) => limit(() => runToTheEnd(batch, own, options))),
  )
  const outcomes = new Map(found.flat().map((outcome) => [outcome.id, outcome]))
  return rows.flatMap((row) => outcomes.get(row.id) ?? notBuilt(row))
}

function notBuilt({ id, clause, error }: Row): RowOutcome[] {
  return [{ id, clause, outcome: 'error', remark: error ?? 'it was never tried' }]
}

/** Even shares: with few rows every process gets some, with many none gets more than it can hold. */
function cut(rows: readonly Row[], processes: number): Row[][] {
  const size = Math.max(1, Math.min(ROWS_PER_CHILD_MAX, Math.ceil(rows.length / processes)))
  const batches: Row[][] = []
  for (let from = 0; from < rows.length; from += size) batches.push(rows.slice(from, from + size))
  return batches
}

/**
 * A row that hangs or kills its process is told so, and the rest goes on in another process. Only
 * the first row of a process is to blame for its end: a later one may suffer from those before it.
 */
async function runToTheEnd(
  rows: readonly Row[],
  own: ReadonlyMap<string, readonly Scenario[]>,
  options: PoolOptions,
): Promise<RowOutcome[]> {
  const outcomes: RowOutcome[] = []
  const keep = (outcome: RowOutcome) => {
    outcomes.push(outcome)
    options.tell(outcome)
  }
  // The loader sees real paths only, and a linked package has another one besides.
  const dist = `${pathToFileURL(realpathSync(options.dist)).href.replace(/\/$/, '')}/`
  while (outcomes.length < rows.length) {
    const from = outcomes.length
    const rest = rows.slice(from)
    const scenarios = [...new Set(rest.flatMap(({ clause }) => own.get(clause) ?? []))]
    const end = await runChild({ dist, seed: options.seed, rows: rest, scenarios }, options, keep)
    const [first] = rest
    if (outcomes.length === from && first !== undefined)
      keep({ id: first.id, clause: first.clause, outcome: 'survived', remark: end })
  }
  return outcomes
}

/** Runs a process until it has nothing more to tell; gives how it ended. */
function runChild(
  batch: Batch,
  { dist, rowMs }: PoolOptions,
  keep: (outcome: RowOutcome) => void,
): Promise<string> {
  return new Promise((resolve) => {
    const child = fork(join(dist, 'harness', 'sabotage', 'child.js'), {
      // Flags of this process, such as a debugger's port, are not the child's.
      execArgv: [`--max-old-space-size=${CHILD_MEMORY_MIB_MAX}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    let log = ''
    let end: string | undefined
    const hurry = () => {
      end = `nothing was decided within ${rowMs / 1000} s`
      child.kill('SIGKILL')
    }
    let timer = setTimeout(hurry, rowMs)
    const over = (how: string) => {
      clearTimeout(timer)
      resolve(end ?? (log === '' ? how : `${how}: ${log.trim()}`))
    }
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-LOG_CHARACTERS_MAX)
    })
    child.on('message', (outcome: BatchEvent) => {
      clearTimeout(timer)
      timer = setTimeout(hurry, rowMs)
      keep(outcome)
    })
    child.once('error', (error) => over(`its process could not be started: ${error.message}`))
    child.once('close', (code, signal) =>
      over(`its process ended (${signal ?? `exit code ${code}`})`),
    )
    child.send(batch, () => {})
  })
}
