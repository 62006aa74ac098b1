import type { BaselineEntry, RecordResult } from '../model/record.js'
import { attemptsText } from './attempts.js'
import { entryText } from './baseline.js'
import { SUMMARY_FAILURES_MAX, SUMMARY_LINES_MAX, SUMMARY_TEXT_LENGTH_MAX } from './limits.js'
import { count, unrun } from './outcome.js'
import { reproduceCommand } from './reproduce.js'
import type { Report, RunRecord } from './schema.js'
import { markdownText, oneLine, shortened } from './text.js'

/** `summary.md`: for the page of a pipeline, where forty lines are read and no more. */
export function summaryMarkdown(record: RunRecord, report: Report): string {
  const lines = [
    `# ${TITLES[report.outcome.verdict]}: ${markdownText(report.target.name)} ${markdownText(report.target.version)}`,
    '',
    markdownText(report.outcome.claim),
    '',
    ...denominators(report),
    '',
    ...failures(record, report),
    ...baselineLines(report),
    ...unrunLines(report),
    '## Reproduce',
    '',
    '```sh',
    shortened(oneLine(report.run.reproduce).replaceAll('```', ''), COMMAND_LENGTH_MAX),
    '```',
    '',
    ...identity(report),
  ]
  return `${lines.slice(0, SUMMARY_LINES_MAX).join('\n')}\n`
}

function denominators({ totals, scenarios, run }: Report): string[] {
  const rest = [
    [totals.failed, 'violated'],
    [totals.unknown, 'undecided'],
    [totals.error, 'with a harness error'],
  ].flatMap(([amount, what]) => (amount === 0 ? [] : [`${amount} ${what}`]))
  const outside = `${totals.notRun} not run, ${totals.notSupported} not supported by the target`
  return [
    `- **${totals.passed} of ${totals.evaluated}** evaluated clauses passed${listed(rest)}`,
    `- **${totals.evaluated} of ${totals.clauses}** clauses of the catalogue evaluated (${outside})`,
    `- ${replayed(run, scenarios.length)}${flaky(scenarios)}`,
  ]
}

function replayed(run: Report['run'], results: number): string {
  return run.complete
    ? `${count(results, 'scenario')} replayed`
    : `**the run did not end**: ${results} of ${count(run.planned, 'scenario')} replayed`
}

/** Tried again, and not always the same. */
function flaky(scenarios: Report['scenarios']): string {
  const flakes = scenarios.filter(
    ({ attempts }) =>
      attempts !== undefined && new Set(attempts.map((each) => each.verdict)).size > 1,
  )
  return flakes.length === 0 ? '' : `, ${flakes.length} flaky (counted as what was worst)`
}

function listed(parts: readonly string[]): string {
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

const ORDER = ['failed', 'error', 'unknown'] as const

/** The worst first; at most one line each. What is known comes after, as a number. */
function failures(record: RunRecord, report: Report): string[] {
  const known = new Set(report.scenarios.flatMap((each) => (each.known ? [each.id] : [])))
  const all = ORDER.flatMap((verdict) =>
    record.results.filter((each) => each.verdict === verdict && !known.has(each.id)),
  )
  if (all.length === 0) return []
  const shown = all.slice(0, SUMMARY_FAILURES_MAX)
  const more = all.length - shown.length
  const first = shown[0]
  return [
    '## What did not hold',
    '',
    ...shown.map(failureLine),
    ...(more > 0 ? [`- and ${more} more; see report.html`] : []),
    '',
    ...(first === undefined ? [] : [`The first again: \`${command(record, first)}\``, '']),
  ]
}

function failureLine(result: RecordResult): string {
  const name = shortened(markdownText(result.name), SUMMARY_TEXT_LENGTH_MAX)
  const why = `${attemptsText(result)}${result.reason ?? 'no reason given'}`
  const reason = shortened(markdownText(why), SUMMARY_TEXT_LENGTH_MAX)
  const clauses = shortened(markdownText(result.clauses.join(' ')), SUMMARY_TEXT_LENGTH_MAX)
  return `- **${result.verdict}** ${clauses} ${name}: ${reason}`
}

function command(record: RunRecord, result: RecordResult): string {
  return shortened(
    oneLine(reproduceCommand(record.header, result)).replaceAll('`', ''),
    COMMAND_LENGTH_MAX,
  )
}

/** Known failures, and what is wrong with the list of them. */
function baselineLines({ baseline }: Report): string[] {
  if (baseline === null) return []
  const loud = [
    ['Expired, and no excuse any more', baseline.expired],
    ['Passed unexpectedly: remove from the baseline', baseline.unexpectedPasses],
    ['Belongs to no scenario: remove from the baseline', baseline.unused],
  ] as const
  return [
    `Known failures: ${count(baseline.known, 'scenario')} by ${count(baseline.entries, 'entry', 'entries')} of the baseline.`,
    ...loud.flatMap(([what, entries]) => (entries.length === 0 ? [] : [loudLine(what, entries)])),
    '',
  ]
}

function loudLine(what: string, entries: readonly BaselineEntry[]): string {
  const shown = entries.slice(0, ENTRIES_SHOWN).map((entry) => markdownText(entryText(entry)))
  const more = entries.length - shown.length
  return `- **${what}**: ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`
}

function unrunLines(report: Report): string[] {
  if (!report.run.complete) return []
  const missing = unrun({ ...report.run, clauses: report.clauses })
  if (missing.length === 0) return []
  const ids = missing.slice(0, UNRUN_SHOWN).map((clause) => clause.id)
  const more = missing.length - ids.length
  const rest = more > 0 ? ` and ${more} more` : ''
  return [`Clauses that should have run and did not: ${ids.join(', ')}${rest}.`, '']
}

function identity({ suite, target, run }: Report): string[] {
  return [
    `Target ${markdownText(target.name)} ${markdownText(target.version)} (${target.kind}),`,
    `suite ${markdownText(suite.version)}, catalogue ${shortened(markdownText(suite.catalogue), 23)},`,
    `seed ${run.seed}, ${markdownText(run.startedAt)}, run ${markdownText(run.id)}`,
  ]
}

const TITLES = {
  conformant: 'Conformant',
  violated: 'Violated',
  undecided: 'Undecided',
  error: 'Harness error',
  incomplete: 'Incomplete',
} as const

const COMMAND_LENGTH_MAX = 500
const UNRUN_SHOWN = 10
const ENTRIES_SHOWN = 5
