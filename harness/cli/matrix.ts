// The fold over several targets: what each came to, and where they first disagree.

import type { Report, Totals } from '../report/index.js'

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

const ROWS_SHOWN_MAX = 500

export function matrixPage(matrix: Matrix): string {
  const names = matrix.targets.map(({ target }) => target)
  const head = ['', ...names].map((name) => `<th>${escaped(name)}</th>`).join('')
  const rows = matrix.scenarios.slice(0, ROWS_SHOWN_MAX).map(({ id, verdicts }) => {
    const cells = names.map((name) => `<td>${escaped(verdicts[name] ?? 'not run')}</td>`)
    return `<tr><td>${escaped(id)}</td>${cells.join('')}</tr>`
  })
  const more = matrix.scenarios.length - rows.length
  const targets = matrix.targets.map(
    ({ target, directory, claim, totals }) =>
      `<li>${totals === null ? escaped(target) : `<a href="${escaped(directory)}/report.html">${escaped(target)}</a>`}: ${escaped(claim)}</li>`,
  )
  const disagreements =
    rows.length === 0
      ? '<p>They agree on every scenario that more than one of them decided.</p>'
      : `<table><tr>${head}</tr>\n${rows.join('\n')}\n</table>${more > 0 ? `<p>… and ${more} more in matrix.json</p>` : ''}`
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>frostproof: targets compared</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse}td,th{border:1px solid #8888;padding:.2rem .6rem;text-align:left}</style>
<h1>Targets compared</h1>
<ul>
${targets.join('\n')}
</ul>
<h2>Where they disagree</h2>
${disagreements}
</html>
`
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
