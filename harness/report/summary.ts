import type { RecordResult } from '../model/record.js'
import { SUMMARY_FAILURES_MAX, SUMMARY_LINES_MAX, SUMMARY_TEXT_LENGTH_MAX } from './limits.js'
import { count, unrun } from './outcome.js'
import { reproduceCommand } from './reproduce.js'
import type { Report, RunRecord } from './schema.js'
import { oneLine, shortened } from './text.js'

/** `summary.md`: for the page of a pipeline, where forty lines are read and no more. */
export function summaryMarkdown(record: RunRecord, report: Report): string {
  const lines = [
    `# ${TITLES[report.outcome.verdict]}: ${plain(report.target.name)} ${plain(report.target.version)}`,
    '',
    plain(report.outcome.claim),
    '',
    ...denominators(report),
    '',
    ...failures(record),
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

function denominators({ totals, scenarios }: Report): string[] {
  const rest = [
    [totals.failed, 'violated'],
    [totals.unknown, 'undecided'],
    [totals.error, 'with a harness error'],
  ].flatMap(([amount, what]) => (amount === 0 ? [] : [`${amount} ${what}`]))
  const outside = `${totals.notRun} not run, ${totals.notSupported} not supported by the target`
  return [
    `- **${totals.passed} of ${totals.evaluated}** evaluated clauses passed${listed(rest)}`,
    `- **${totals.evaluated} of ${totals.clauses}** clauses of the catalogue evaluated (${outside})`,
    `- ${count(scenarios.length, 'scenario')} replayed`,
  ]
}

function listed(parts: readonly string[]): string {
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

const ORDER = ['failed', 'error', 'unknown'] as const

/** The worst first; at most one line each. */
function failures(record: RunRecord): string[] {
  const all = ORDER.flatMap((verdict) => record.results.filter((each) => each.verdict === verdict))
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
  const name = shortened(plain(result.name), SUMMARY_TEXT_LENGTH_MAX)
  const reason = shortened(plain(result.reason ?? 'no reason given'), SUMMARY_TEXT_LENGTH_MAX)
  const clauses = shortened(plain(result.clauses.join(' ')), SUMMARY_TEXT_LENGTH_MAX)
  return `- **${result.verdict}** ${clauses} ${name}: ${reason}`
}

function command(record: RunRecord, result: RecordResult): string {
  return shortened(
    oneLine(reproduceCommand(record.header, result)).replaceAll('`', ''),
    COMMAND_LENGTH_MAX,
  )
}

function unrunLines(report: Report): string[] {
  const missing = unrun({ full: report.run.full, clauses: report.clauses })
  if (missing.length === 0) return []
  const ids = missing.slice(0, UNRUN_SHOWN).map((clause) => clause.id)
  const more = missing.length - ids.length
  const rest = more > 0 ? ` and ${more} more` : ''
  return [`Clauses of finished systems that did not run: ${ids.join(', ')}${rest}.`, '']
}

function identity({ suite, target, run }: Report): string[] {
  return [
    `Target ${plain(target.name)} ${plain(target.version)} (${target.kind}),`,
    `suite ${plain(suite.version)}, catalogue ${shortened(plain(suite.catalogue), 23)},`,
    `seed ${run.seed}, ${plain(run.startedAt)}, run ${plain(run.id)}`,
  ]
}

/** Text that Markdown leaves alone. */
function plain(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>|#&!~]/g, (found) => {
    return found === '<' ? '&lt;' : found === '&' ? '&amp;' : `\\${found}`
  })
}

const TITLES = {
  conformant: 'Conformant',
  violated: 'Violated',
  undecided: 'Undecided',
  error: 'Harness error',
} as const

const COMMAND_LENGTH_MAX = 500
const UNRUN_SHOWN = 10
