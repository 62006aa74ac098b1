// `index.html` over several targets: what each came to, and where they first part, on one axis.

import type { TraceLine } from '../model/trace.js'
import { count } from './outcome.js'
import type { MatrixData } from './page/data.js'
import { traceRows } from './page-data.js'
import { packed, pageHtml, safe } from './page-shell.js'
import type { Report, ReportClause } from './schema.js'

export interface ComparedTarget {
  readonly target: string
  /** Relative to the page. */
  readonly directory: string
  /** What the run said on standard error, for when there is no report. */
  readonly said: string
  readonly report: Report | undefined
  /** Of the scenario on which the targets first part, when one was kept. */
  readonly trace: readonly TraceLine[]
}

export interface Disagreement {
  readonly id: string
  readonly verdicts: { readonly [target: string]: string }
}

const ROWS_SHOWN_MAX = 500

export function matrixHtml(
  targets: readonly ComparedTarget[],
  disagreements: readonly Disagreement[],
): string {
  const [first] = disagreements
  const data: MatrixData = {
    scenario: first?.id ?? '',
    targets: parted(targets, first).map(({ target, trace }) => {
      return { title: target, trace: traceRows(trace) }
    }),
  }
  return pageHtml({
    kind: 'matrix',
    title: 'Targets compared',
    outcome: first === undefined ? 'conformant' : 'undecided',
    navigation: `<nav aria-label="Reports">${targets.map(reportLink).join('')}</nav>`,
    main: `<div id="overview">
<section><h1>Targets compared</h1></section>
<section class="targets">${targets.map(targetHtml).join('\n')}</section>
${systemsHtml(targets)}
${firstHtml(targets, first)}
${disagreementsHtml(targets, disagreements)}
</div>`,
    footer: 'Folded from the reports beside this page; matrix.json says the same.',
    parts: [{ id: 'data', packed: packed(data) }],
  })
}

/** Two that decided differently: one like the first, and the first that is not like it. */
function parted(
  targets: readonly ComparedTarget[],
  first: Disagreement | undefined,
): readonly ComparedTarget[] {
  const told = targets.filter(({ trace }) => trace.length > 0)
  const [one] = told
  if (first === undefined || one === undefined) return []
  const verdictOf = ({ target }: ComparedTarget) => first.verdicts[target]
  const other = told.find((each) => verdictOf(each) !== verdictOf(one))
  return other === undefined ? [one] : [one, other]
}

function reportLink({ target, directory, report }: ComparedTarget): string {
  if (report === undefined) return ''
  return `<a href="${safe(directory)}/report.html">${safe(target)}</a>`
}

function targetHtml(compared: ComparedTarget): string {
  const { target, directory, report, said } = compared
  if (report === undefined)
    return `<div class="share error"><h3 class="text">${safe(target)}</h3><p class="text">${safe(said)}</p></div>`
  const { totals, outcome } = report
  return `<div class="share ${outcome.verdict}"><h3 class="text"><a href="${safe(directory)}/report.html">${safe(target)}</a></h3>
<div class="figure"><b>${totals.passed}</b><span class="of">of ${totals.evaluated}</span><span class="what">clauses passed, of ${totals.clauses} in the catalogue</span></div>
<p class="text">${safe(outcome.claim)}</p></div>`
}

function systemsHtml(targets: readonly ComparedTarget[]): string {
  const reports = targets.flatMap(({ report }) => report ?? [])
  const systems = [
    ...new Set(reports.flatMap(({ clauses }) => clauses.map(({ system }) => system))),
  ]
  const rows = systems.map((system) => {
    const cells = targets.map(({ report }) => `<td>${shareOf(report?.clauses, system)}</td>`)
    return `<tr><th scope="row">${safe(system)}</th>${cells.join('')}</tr>`
  })
  return `<section><h2>Clauses passed, of those evaluated</h2>
<div class="wide"><table class="matrix"><caption class="unseen">Clauses passed by system and target</caption>
${headHtml('System', targets)}<tbody>${rows.join('\n')}</tbody></table></div></section>`
}

function shareOf(clauses: readonly ReportClause[] | undefined, system: string): string {
  const own = (clauses ?? []).filter((clause) => clause.system === system)
  const ran = own.filter(({ verdict }) => verdict !== 'not-run' && verdict !== 'not-supported')
  const lacking = own.filter(({ verdict }) => verdict === 'not-supported').length
  if (ran.length === 0) return lacking > 0 ? 'not supported' : '<span class="quiet">not run</span>'
  const passed = ran.filter(({ verdict }) => verdict === 'passed').length
  return `${passed} of ${ran.length}${lacking > 0 ? `, ${lacking} not supported` : ''}`
}

function firstHtml(targets: readonly ComparedTarget[], first: Disagreement | undefined): string {
  if (first === undefined)
    return '<section><h2>Where they first part</h2><p>They agree on every scenario that more than one of them decided.</p></section>'
  const scenario = targets
    .flatMap(({ report }) => report?.scenarios ?? [])
    .find(({ id }) => id === first.id)
  const verdicts = targets.map(({ target }) => {
    const verdict = first.verdicts[target] ?? 'not-run'
    return `<span class="badge ${safe(verdict)}">${safe(target)}: ${safe(verdict)}</span>`
  })
  const told = targets.filter(({ trace }) => trace.length > 0).length
  const missing =
    told === targets.length
      ? ''
      : `<p class="quiet">${count(targets.length - told, 'target')} told no timeline of it.</p>`
  return `<section><h2>Where they first part</h2>
<p class="text"><b>${safe(scenario?.name ?? first.id)}</b></p>
<p class="text quiet">${safe(first.id)}</p>
<p class="lead">${verdicts.join('')}</p>
<div id="disagreement"></div>${missing}</section>`
}

function disagreementsHtml(
  targets: readonly ComparedTarget[],
  disagreements: readonly Disagreement[],
): string {
  if (disagreements.length === 0) return ''
  const rows = disagreements.slice(0, ROWS_SHOWN_MAX).map(({ id, verdicts }) => {
    const cells = targets.map(({ target }) => {
      const verdict = verdicts[target] ?? 'not-run'
      return `<td><span class="badge ${safe(verdict)}">${safe(verdict.replace('-', ' '))}</span></td>`
    })
    return `<tr><th scope="row" class="text">${safe(id)}</th>${cells.join('')}</tr>`
  })
  const more = disagreements.length - rows.length
  return `<section><h2>All they disagree on <span class="counted">${count(disagreements.length, 'scenario')}</span></h2>
<div class="wide"><table class="matrix"><caption class="unseen">Scenarios the targets disagree on</caption>
${headHtml('Scenario', targets)}<tbody>${rows.join('\n')}</tbody></table></div>
${more > 0 ? `<p class="quiet">and ${more} more in matrix.json</p>` : ''}</section>`
}

function headHtml(first: string, targets: readonly ComparedTarget[]): string {
  const heads = [first, ...targets.map(({ target }) => target)]
  return `<thead><tr>${heads.map((head) => `<th scope="col" class="text">${safe(head)}</th>`).join('')}</tr></thead>`
}
