// Shows that the suite can fail, by four ways to be wrong (DESIGN section 6):
//
//   mute         a target that says ok to all and tells nothing   no scenario passes
//   no action    every scenario without its When                  none passes
//   inert fault  every fault requested and never applied          unknown or failed, never passed
//   sabotage     one line of the engine's source changed          a scenario of the clause fails
//
// What gets by is a survivor, and so is a row whose scenario only crashes or comes out as unknown:
// that shows that something is odd, not that the clause is broken. A row counts only when the
// scenario passes on the engine as it is.
//
//   const report = await prove({ suite, catalogue, target: engineTarget, dist, quick, write })
//   return report.exitCode
//
// `write` gets the lines for a person; the report is what `--json` prints.

import type { Catalogue } from '../clauses/catalogue.js'
import type { Scenario } from '../model/scenario.js'
import type { Soon, Target } from '../targets/target.js'
import { proveInertFaults, proveMute, proveNoAction } from './disturbed.js'
import { EXEMPTIONS, type Exemption } from './exemptions.js'
import { runRows } from './pool.js'
import { proofLines } from './print.js'
import { countBy, type ProofReport, type RowOutcome, type Survivor, type Tally } from './proof.js'
import { quickShare, type Row, readRows } from './rows.js'

export interface ProveOptions {
  readonly suite: { readonly scenarios: readonly Scenario[] }
  readonly catalogue: Pick<Catalogue, 'systems' | 'clauses'>
  /** The engine as it is; asked for once for each way that needs it, and closed after. */
  readonly target: () => Soon<Target>
  /** The folder of the compiled suite: sabotage.json, and the engine the rows are tried on. */
  readonly dist: string
  /** Only a tenth of the rows, the same ones each time; everything else in full. */
  readonly quick?: boolean
  readonly seed?: number
  readonly write?: (line: string) => void
  /** Called as rows end, for the progress on a terminal. */
  readonly progress?: (done: number, all: number) => void
  readonly rowMs?: number
  readonly exemptions?: readonly Exemption[]
}

/** How long one row may take on the clock on the wall, its scenarios on the pristine engine included. */
const ROW_MS_MAX = 60_000

export async function prove(options: ProveOptions): Promise<ProofReport> {
  const { suite, catalogue, quick = false, seed = 1, exemptions = EXEMPTIONS } = options
  const disturbing = { scenarios: suite.scenarios, target: options.target, seed }
  const mute = await proveMute(disturbing)
  const noAction = await proveNoAction({ ...disturbing, exemptions })
  const inert = await proveInertFaults(disturbing)

  const all = readRows(options.dist)
  const rows = await tryRows(quick ? quickShare(all) : all, options, seed)
  const broken = new Set(all.map(({ clause }) => clause))
  const uncaught = new Set(rows.flatMap(({ id, outcome }) => (outcome === 'caught' ? [] : [id])))
  const report = conclude({
    quick,
    kinds: {
      mute: mute.tally,
      'no-action': noAction.tally,
      'inert-fault': inert.tally,
      sabotage: tallyRows(rows),
    },
    survivors: [...mute.survivors, ...noAction.survivors, ...inert.survivors, ...survivors(rows)],
    errors: [
      ...(suite.scenarios.length === 0 ? ['there is no scenario, so nothing is proven'] : []),
      ...noAction.errors,
      ...rows.flatMap(({ id, outcome, remark }) =>
        outcome === 'error' ? [`${id}: ${remark}`] : [],
      ),
    ],
    withoutRow: rulesToBreak(catalogue).filter((clause) => !broken.has(clause)),
    firstTry: {
      caught: all.filter(({ id, slipped }) => slipped === undefined && !uncaught.has(id)).length,
      rows: all.length,
    },
    rows,
  })
  for (const line of proofLines(report)) options.write?.(line)
  return report
}

function tryRows(rows: readonly Row[], options: ProveOptions, seed: number) {
  let done = 0
  return runRows(rows, {
    dist: options.dist,
    seed,
    scenarios: options.suite.scenarios,
    rowMs: options.rowMs ?? ROW_MS_MAX,
    tell: () => options.progress?.(++done, rows.length),
  })
}

/** The clauses of finished systems that the engine is to show. */
function rulesToBreak({ systems, clauses }: ProveOptions['catalogue']): string[] {
  const finished = new Set(systems.flatMap(({ prefix, finished }) => (finished ? [prefix] : [])))
  return clauses
    .filter(({ system, targets }) => finished.has(system) && targets.includes('engine'))
    .map(({ id }) => id)
}

function tallyRows(rows: readonly RowOutcome[]): Tally {
  const caught = rows.filter(({ outcome }) => outcome === 'caught').length
  return { tried: rows.length, caught, outcomes: countBy(rows, ({ outcome }) => outcome) }
}

function survivors(rows: readonly RowOutcome[]): Survivor[] {
  return rows
    .filter(({ outcome }) => outcome === 'survived')
    .map(({ id, remark }) => ({ kind: 'sabotage', id, remark }))
}

function conclude(found: Omit<ProofReport, 'schema' | 'ok' | 'exitCode'>): ProofReport {
  const isBeaten = found.survivors.length + found.withoutRow.length > 0
  const exitCode = isBeaten ? 1 : found.errors.length > 0 ? 3 : 0
  return { schema: 'frostproof/proof@1', ok: exitCode === 0, exitCode, ...found }
}
