import { createHash } from 'node:crypto'
import { count } from './outcome.js'
import { pageData } from './page-data.js'
import { PAGE_SCRIPT } from './page-script.js'
import { PAGE_STYLE } from './page-style.js'
import type { ClauseVerdict, Report, ReportClause, RunRecord } from './schema.js'
import { shortened, visible } from './text.js'

/** One page that needs nothing beside it: no server, no network, no font. */
export function reportHtml(record: RunRecord, report: Report): string {
  const title = `${TITLES[report.outcome.verdict]}: ${report.target.name} ${report.target.version}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '${PAGE_HASHES.script}'; style-src '${PAGE_HASHES.style}'; base-uri 'none'; form-action 'none'">
<title>${safe(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body class="${report.outcome.verdict}">
${headerHtml(report)}
<main>
${failuresHtml()}
${systemsHtml(report.clauses)}
${clausesHtml()}
${scenariosHtml()}
<section><h2>Run it again</h2><div id="run-again" data-command="${safe(report.run.reproduce)}"></div></section>
</main>
<footer>Everything here is folded from events.ndjson, ${count(record.results.length, 'result')}, sealed ${record.seal}.</footer>
<script type="application/json" id="data">${pageData(record, report)}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`
}

function headerHtml({ outcome, target, suite, run, totals, scenarios }: Report): string {
  const facts = [
    ['Target', `${target.name} ${target.version} (${target.kind})`],
    ['Suite', suite.version],
    ['Catalogue', suite.catalogue.slice(0, CATALOGUE_LENGTH_SHOWN)],
    ['Seed', String(run.seed)],
    ['Started', run.startedAt],
    ['Run', run.id],
    ['Scenarios', `${scenarios.length} in ${(run.durationMs / 1000).toFixed(2)} s`],
    ['Capabilities', target.capabilities.join(', ') || 'none'],
  ].map(([name, value]) => `<div><dt>${name}</dt><dd>${safe(value ?? '')}</dd></div>`)
  return `<header class="top">
<h1>frostproof conformance report</h1>
<p class="claim">${safe(outcome.claim)}</p>
<div class="shares">
<div class="share"><b>${totals.passed} of ${totals.evaluated}</b> <span>evaluated clauses passed</span>
${bar(PASSED_ORDER.map((verdict) => [verdict, amountOf(totals, verdict)]))}
<p>${totals.failed} violated, ${totals.unknown} undecided, ${totals.error} with a harness error</p></div>
<div class="share"><b>${totals.evaluated} of ${totals.clauses}</b> <span>clauses of the catalogue evaluated</span>
${bar(ALL_ORDER.map((verdict) => [verdict, amountOf(totals, verdict)]))}
<p>${totals.notRun} not run, ${totals.notSupported} not supported by the target</p></div>
</div>
<dl class="identity">${facts.join('')}</dl>
<noscript><p>The lists below are drawn by a script. Without it, read summary.md or report.json.</p></noscript>
</header>`
}

function failuresHtml(): string {
  return `<section id="failures" hidden><h2>What did not hold <small id="failures-count"></small></h2>
<div id="failures-list"></div></section>`
}

/** One row per documented system: the grid that a reader looks for first. */
function systemsHtml(clauses: readonly ReportClause[]): string {
  const systems = [...new Set(clauses.map((clause) => clause.system))]
  const rows = systems.map((system) => {
    const members = clauses.filter((clause) => clause.system === system)
    const of = (verdict: ClauseVerdict): number =>
      members.filter((clause) => clause.verdict === verdict).length
    const evaluated = members.length - of('not-run') - of('not-supported')
    const cells = [evaluated, of('passed'), of('failed'), of('unknown') + of('error')]
    return `<tr><td>${safe(system)}</td><td>${members.length}</td>${cells
      .map((cell, index) => `<td${index === 0 ? ' class="wide"' : ''}>${cell}</td>`)
      .join('')}<td class="bar-cell">${bar(ALL_ORDER.map((each) => [each, of(each)]))}</td></tr>`
  })
  return `<section><h2>Systems</h2>
<table class="systems"><thead><tr><th>System</th><th>Clauses</th><th class="wide">Evaluated</th><th>Passed</th><th>Failed</th><th>Open</th><th class="bar-cell"></th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></section>`
}

function clausesHtml(): string {
  return `<section><h2>Clauses <small id="clause-count"></small></h2>
<div class="filters" role="search">
<input type="search" id="clause-search" placeholder="Search clauses (press /)" aria-label="Search clauses">
${select('clause-system', 'every system')}${select('clause-kind', 'every kind')}${select('clause-verdict', 'every verdict')}
</div>
<div id="clause-list"></div><p class="none" id="clause-none" hidden>No clause fits.</p></section>`
}

function scenariosHtml(): string {
  return `<section><h2>Scenarios <small id="scenario-count"></small></h2>
<div class="filters" role="search">
<input type="search" id="scenario-search" placeholder="Search scenarios and steps" aria-label="Search scenarios and steps">
${select('scenario-verdict', 'every verdict')}
</div>
<div id="scenario-list"></div><p class="none" id="scenario-none" hidden>No scenario fits.</p></section>`
}

function select(id: string, all: string): string {
  return `<select id="${id}" aria-label="Show ${all}"><option value="">${all}</option></select>`
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

function safe(text: string): string {
  return visible(shortened(text, TEXT_LENGTH_MAX)).replace(/[&<>"']/g, (found) => {
    return `&#${found.charCodeAt(0)};`
  })
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

const PAGE_HASHES = { script: hashOf(PAGE_SCRIPT), style: hashOf(PAGE_STYLE) }
const PASSED_ORDER = ['passed', 'failed', 'error', 'unknown'] as const
const ALL_ORDER = [...PASSED_ORDER, 'not-supported', 'not-run'] as const
const CATALOGUE_LENGTH_SHOWN = 'sha256:'.length + 16
const TEXT_LENGTH_MAX = 2_000
const TITLES = {
  conformant: 'Conformant',
  violated: 'Violated',
  undecided: 'Undecided',
  error: 'Harness error',
} as const
