// `report.html`: one page that needs nothing beside it, no server, no network, no font. Its first
// screen stands in it as markup; everything else is drawn from its data.

import { type Beside, NOTHING_BESIDE } from './beside.js'
import type { Exploration } from './exploration.js'
import { count } from './outcome.js'
import { pageParts } from './page-data.js'
import { packed, pageHtml, safe } from './page-shell.js'
import type { ClauseVerdict, Outcome, Report, RunRecord } from './schema.js'

export function reportHtml(
  record: RunRecord,
  report: Report,
  beside: Beside = NOTHING_BESIDE,
): string {
  const { outcome, target } = report
  return pageHtml({
    kind: 'report',
    title: `${TITLES[outcome.verdict]}: ${target.name} ${target.version}`,
    outcome: outcome.verdict,
    navigation: navigation(report, beside),
    main: `<div id="overview">
${heroHtml(report)}
<div id="failures-place"></div>
${baselineHtml(report)}
${systemsHtml(record, report)}
<div id="proof-place"></div>
${aboutHtml(report)}
</div>
<div id="view" hidden></div>
<noscript><p>Clauses and scenarios are drawn by a script. Without it, read summary.md or report.json.</p></noscript>`,
    footer: `Folded from events.ndjson, ${count(record.results.length, 'result')}. <code>npx frostproof verify</code> checks it against its seal, <span class="seal">${safe(record.seal)}</span>.`,
    parts: pageParts(record, report, beside),
  })
}

/** The heat map on its own, for a search that belongs to no report. */
export function explorationHtml(exploration: Exploration): string {
  const { target } = exploration
  return pageHtml({
    kind: 'exploration',
    title: `Explored: ${target.name} ${target.version}`,
    outcome: exploration.violations.length > 0 ? 'violated' : 'conformant',
    navigation: '',
    main: '<div id="view"></div>',
    footer: `Run ${safe(exploration.run.id)}, started ${safe(exploration.run.startedAt)}.`,
    parts: [{ id: 'data', packed: packed(exploration) }],
  })
}

function navigation({ scenarios, clauses }: Report, { passed }: Beside): string {
  const views = [
    ['overview', '#/', 'Overview'],
    ['clauses', '#/clauses', `Clauses <span class="amount">${clauses.length}</span>`],
    ['scenarios', '#/scenarios', `Scenarios <span class="amount">${scenarios.length}</span>`],
    ['explorer', '#/explorer', 'Explorer'],
    ['history', '#/history', 'History'],
  ].map(([view, address, title]) => `<a href="${address}" data-view="${view}">${title}</a>`)
  const timelines = passed.size === 0 ? '' : '<a href="timelines.html">Timelines</a>'
  return `<nav aria-label="Views">${views.join('')}${timelines}</nav>`
}

function heroHtml(report: Report): string {
  const { outcome, totals } = report
  return `<section class="hero">
${identityHtml(report)}
<p class="outcome">${TITLES[outcome.verdict]}</p>
<h1 class="claim">${safe(outcome.claim)}</h1>
<div class="shares">
${shareHtml({
  amount: totals.passed,
  of: totals.evaluated,
  what: 'clauses passed, of those evaluated',
  bar: bar(PASSED_ORDER.map((verdict) => [verdict, amountOf(totals, verdict)])),
  rest: `${totals.failed} violated · ${totals.unknown} undecided · ${totals.error} with a harness error`,
})}
${shareHtml({
  amount: totals.evaluated,
  of: totals.clauses,
  what: 'clauses evaluated, of the whole catalogue',
  bar: bar(ALL_ORDER.map((verdict) => [verdict, amountOf(totals, verdict)])),
  rest: `${totals.notRun} not run · ${totals.notSupported} not supported by the target`,
})}
</div>
</section>`
}

function shareHtml(share: {
  readonly amount: number
  readonly of: number
  readonly what: string
  readonly bar: string
  readonly rest: string
}): string {
  return `<div class="share"><div class="figure"><b>${share.amount}</b><span class="of">of ${share.of}</span><span class="what">${share.what}</span></div>
${share.bar}
<p>${share.rest}</p></div>`
}

/** What was tested, in one line over the claim. */
function identityHtml({ target, suite, run, scenarios }: Report): string {
  const done = run.complete ? '' : ` of ${run.planned} planned`
  const facts = [
    ['Target', `${target.name} ${target.version}`],
    ['Suite', suite.version],
    ['Catalogue', digest(suite.catalogue)],
    ['Seed', String(run.seed)],
    ['Date', `${run.startedAt.slice(0, 16).replace('T', ' ')} UTC`],
    ['Scenarios', `${scenarios.length}${done} in ${(run.durationMs / 1000).toFixed(1)} s`],
  ]
  return `<dl class="identity">${rowsHtml(facts)}</dl>`
}

/** The rest of what one would want to know to have the same run again. */
function aboutHtml({ target, run, environment }: Report): string {
  const facts = [
    ['Kind of target', target.kind],
    ['Build of the target', target.build === undefined ? 'not told' : digest(target.build)],
    ['Ran on', `Node.js ${environment.node}, ${environment.platform} ${environment.arch}`],
    ['Run', run.id],
    ['Capabilities', target.capabilities.join(', ') || 'none'],
  ]
  return `<section class="about"><h2>About this run</h2>
<dl class="facts">${rowsHtml(facts)}</dl>
<div id="again-place" data-command="${safe(run.reproduce)}"><code>${safe(run.reproduce)}</code></div></section>`
}

function rowsHtml(facts: readonly (readonly string[])[]): string {
  return facts
    .map(([name = '', value = '']) => `<div><dt>${name}</dt><dd>${safe(value)}</dd></div>`)
    .join('')
}

function digest(text: string): string {
  return text.replace(/^(?:sha256:)?([0-9a-f]{12})[0-9a-f]+$/, '$1')
}

/** What is wrong with the list of known failures is said aloud. */
function baselineHtml({ baseline }: Report): string {
  if (baseline === null) return ''
  const { known, expired, unexpectedPasses, unused } = baseline
  const lists: [string, typeof expired][] = [
    ['is past its day and excuses nothing any more', expired],
    ['passed in spite of it: take it off the list', unexpectedPasses],
    ['belongs to nothing that ran', unused],
  ]
  const lines = lists.flatMap(([what, entries]) =>
    entries.map(({ clause, scenario, owner, issue }) => {
      return `<li><b>${safe(clause ?? scenario ?? '')}</b> ${what} <span class="quiet">(${safe(issue)}, ${safe(owner)})</span></li>`
    }),
  )
  return `<section class="baseline"><h2>Known failures <span class="counted">${count(known, 'scenario')} counted apart</span></h2>
<ul>${lines.join('')}</ul></section>`
}

/** One row per documented system: the grid that a reader looks for first. */
function systemsHtml({ header }: RunRecord, { clauses }: Report): string {
  const titles = new Map(header.systems.map(({ prefix, title }) => [prefix, title]))
  const systems = [...new Set(clauses.map((clause) => clause.system))]
  const rows = systems.map((system) => {
    const members = clauses.filter((clause) => clause.system === system)
    const of = (verdict: ClauseVerdict): number =>
      members.filter((clause) => clause.verdict === verdict).length
    const evaluated = members.length - of('not-run') - of('not-supported')
    const failed = of('failed')
    return `<tr><th scope="row"><a href="#/clauses?system=${encodeURIComponent(system)}">${safe(titles.get(system) ?? system)}</a></th>
${number(members.length)}${number(evaluated, 'spare')}${number(of('passed'))}${number(failed, failed > 0 ? 'bad' : '')}${number(of('unknown') + of('error'), 'spare')}
<td class="bar-cell">${bar(ALL_ORDER.map((each) => [each, of(each)]))}</td></tr>`
  })
  const heads = [
    ['Clauses', ''],
    ['Evaluated', ' spare'],
    ['Passed', ''],
    ['Failed', ''],
    ['Open', ' spare'],
  ].map(([head, more]) => `<th scope="col" class="number${more}">${head}</th>`)
  return `<section><h2>Documented systems</h2>
<table class="systems"><caption class="unseen">Clauses by documented system</caption>
<thead><tr><th scope="col">System</th>${heads.join('')}<td class="bar-cell"></td></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></section>`
}

function number(amount: number, name = ''): string {
  const names = ['number', name, amount === 0 ? 'zero' : ''].filter(Boolean).join(' ')
  return `<td class="${names}">${amount}</td>`
}

/** Lengths are attributes of the picture, since the page's policy allows no style attributes. */
function bar(parts: readonly (readonly [ClauseVerdict, number])[]): string {
  const total = Math.max(
    1,
    parts.reduce((sum, [, amount]) => sum + amount, 0),
  )
  let x = 0
  const rects = parts.flatMap(([verdict, amount]) => {
    const start = x
    x += amount
    if (amount === 0) return []
    return [`<rect class="${verdict}" x="${start}" width="${amount}" height="1"/>`]
  })
  return `<svg class="bar" viewBox="0 0 ${total} 1" preserveAspectRatio="none" aria-hidden="true">${rects.join('')}</svg>`
}

function amountOf(totals: Report['totals'], verdict: ClauseVerdict): number {
  if (verdict === 'not-run') return totals.notRun
  return verdict === 'not-supported' ? totals.notSupported : totals[verdict]
}

const PASSED_ORDER = ['passed', 'failed', 'error', 'unknown'] as const
const ALL_ORDER = [...PASSED_ORDER, 'not-supported', 'not-run'] as const
const TITLES: Readonly<Record<Outcome, string>> = {
  conformant: 'Conformant',
  violated: 'Violated',
  undecided: 'Undecided',
  error: 'Harness error',
  incomplete: 'Incomplete',
}
