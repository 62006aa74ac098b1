// The fold over several targets: what each came to, and where they first disagree.

import { join } from 'node:path'
import type { TraceLine } from '../model/trace.js'
import {
  type ComparedTarget,
  matrixHtml,
  type Report,
  readBeside,
  type Totals,
} from '../report/index.js'

export interface MatrixTarget {
  readonly target: string
  /** Relative to the matrix. */
  readonly directory: string
  readonly exitCode: number
  /** What the run said on standard error, for when there is no report. */
  readonly said: string
  readonly report: Report | undefined
}

type Verdicts = { readonly [target: string]: string }

interface Row {
  readonly id: string
  readonly verdicts: Verdicts
}

export interface Matrix {
  readonly schema: 'frostproof/matrix@1'
  readonly targets: readonly {
    readonly target: string
    readonly directory: string
    readonly exitCode: number
    readonly claim: string
    readonly totals: Totals | null
  }[]
  /** The first scenario, in the order of the suite, on which two targets decide differently. */
  readonly firstDisagreement: Row | null
  readonly clauses: readonly Row[]
  /** Only those the targets disagree on. */
  readonly scenarios: readonly Row[]
}

export function matrixOf(targets: readonly MatrixTarget[]): Matrix {
  const scenarios = rowsOf(targets, (report) => report.scenarios).filter(disagree)
  return {
    schema: 'frostproof/matrix@1',
    targets: targets.map(({ target, directory, exitCode, said, report }) => ({
      target,
      directory,
      exitCode,
      claim: report?.outcome.claim ?? said,
      totals: report?.totals ?? null,
    })),
    firstDisagreement: scenarios[0] ?? null,
    clauses: rowsOf(targets, (report) => report.clauses),
    scenarios,
  }
}

function rowsOf(
  targets: readonly MatrixTarget[],
  list: (report: Report) => readonly { readonly id: string; readonly verdict: string }[],
): Row[] {
  const rows = new Map<string, Record<string, string>>()
  for (const { target, report } of targets)
    for (const { id, verdict } of report === undefined ? [] : list(report)) {
      const row = rows.get(id)
      if (row === undefined) rows.set(id, { [target]: verdict })
      else row[target] = verdict
    }
  return [...rows].map(([id, verdicts]) => ({ id, verdicts }))
}

/** A target that cannot do a thing does not contradict one that can. */
function disagree({ verdicts }: Row): boolean {
  const decided = Object.values(verdicts).filter((verdict) => verdict !== 'not-supported')
  return new Set(decided).size > 1
}

/** `index.html`; `directory` is where the reports of the targets lie. */
export function matrixPage(
  matrix: Matrix,
  targets: readonly MatrixTarget[],
  directory: string,
): string {
  const first = matrix.firstDisagreement?.id
  const compared = targets.map((each): ComparedTarget => {
    const trace = first === undefined ? [] : traceIn(join(directory, each.directory), each, first)
    return { ...each, trace }
  })
  return matrixHtml(compared, matrix.scenarios)
}

function traceIn(place: string, { report }: MatrixTarget, id: string): readonly TraceLine[] {
  const beside = readBeside(place)
  const path = report?.scenarios.find((scenario) => scenario.id === id)?.trace
  return path == null ? (beside.passed.get(id) ?? []) : beside.trace(path)
}
