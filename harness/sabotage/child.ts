// The entry of a child process: takes a batch of rows, tells how each one ended, and goes. Each row
// leaves a whole engine in the memory of the process, so it may go before the batch is done.

import { register } from 'node:module'
import type { Scenario } from '../model/scenario.js'
import type { Verdict } from '../model/verdict.js'
import { replay } from '../scenario/replay.js'
import type { Target } from '../targets/target.js'
import { type Batch, type HookData, LOADED } from './messages.js'
import type { RowOutcome } from './proof.js'
import { type Row, scenariosByClause } from './rows.js'

const ENGINE = 'harness/targets/engine/index.js'
/** Past this the process goes, and the rows that are left are tried in another. */
const MEMORY_BYTES_MAX = 400 * 1024 * 1024
const loaded = new Set<string>()

process.once('message', (batch: Batch) => {
  void runBatch(batch).finally(() => process.disconnect())
})

async function runBatch(batch: Batch): Promise<void> {
  Object.assign(globalThis, { [Symbol.for(LOADED)]: loaded })
  register('./hooks.js', { parentURL: import.meta.url, data: hookData(batch) })
  const own = scenariosByClause(batch.scenarios)
  const pristine = new Pristine(batch)
  for (const row of batch.rows) {
    const outcome = await tryRow(row, { batch, pristine, scenarios: own.get(row.clause) ?? [] })
    process.send?.({ id: row.id, clause: row.clause, ...outcome } satisfies RowOutcome)
    if (process.memoryUsage.rss() > MEMORY_BYTES_MAX) return
  }
}

function hookData({ dist, rows }: Batch): HookData {
  const places = rows.map(({ id, file, module }) => {
    return [id, { file: new URL(file, dist).href, module: new URL(module, dist).href }] as const
  })
  return { dist, rows: Object.fromEntries(places) }
}

type Outcome = Pick<RowOutcome, 'outcome' | 'remark'>

interface Trial {
  readonly batch: Batch
  readonly pristine: Pristine
  readonly scenarios: readonly Scenario[]
}

async function tryRow(row: Row, { batch, pristine, scenarios }: Trial): Promise<Outcome> {
  if (scenarios.length === 0) return survived('the clause has no scenario')
  const usable = await pristine.passing(scenarios)
  if (usable.length === 0) return errored('no scenario of the clause passes without the sabotage')
  const key = encodeURIComponent(row.id)
  let target: Target
  try {
    target = await loadEngine(new URL(`${ENGINE}?sabotage=${key}`, batch.dist))
  } catch (cause) {
    return errored(`the sabotaged engine cannot be loaded: ${messageOf(cause)}`)
  }
  if (!loaded.has(key)) return errored(`the engine never loads "${row.file}"`)
  return tryScenarios(target, usable, batch.seed)
}

async function tryScenarios(
  target: Target,
  scenarios: readonly Scenario[],
  seed: number,
): Promise<Outcome> {
  const remarks: string[] = []
  for (const scenario of scenarios) {
    const { verdict, reason } = await replay(target, scenario, options(seed))
    if (verdict === 'failed') return { outcome: 'caught', remark: scenario.id }
    remarks.push(remarkOf(verdict, reason))
  }
  return survived([...new Set(remarks)].join('; '))
}

/** An engine that crashes, or a fault that no longer bites, shows that something is odd, not what. */
function remarkOf(verdict: Verdict, reason: string | null): string {
  if (verdict === 'passed') return 'its scenarios pass all the same'
  return `its scenario came out as ${verdict}, not failed: ${reason}`
}

/** The engine as it is: what fails there already proves nothing about a row. */
class Pristine {
  readonly #batch: Batch
  readonly #verdicts = new Map<string, Verdict>()
  #target: Target | undefined

  constructor(batch: Batch) {
    this.#batch = batch
  }

  async passing(scenarios: readonly Scenario[]): Promise<Scenario[]> {
    this.#target ??= await loadEngine(new URL(ENGINE, this.#batch.dist))
    for (const scenario of scenarios) {
      if (this.#verdicts.has(scenario.id)) continue
      const { verdict } = await replay(this.#target, scenario, options(this.#batch.seed))
      this.#verdicts.set(scenario.id, verdict)
    }
    return scenarios.filter(({ id }) => this.#verdicts.get(id) === 'passed')
  }
}

async function loadEngine(url: URL): Promise<Target> {
  const { engineTarget } = (await import(url.href)) as { engineTarget: () => Target }
  return engineTarget()
}

function options(seed: number) {
  return { seed, trace: false, wallMs: () => 0 }
}

function survived(remark: string): Outcome {
  return { outcome: 'survived', remark }
}

function errored(remark: string): Outcome {
  return { outcome: 'error', remark }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
