import type { ProofKind, ProofReport } from './proof.js'

const NAMES: Readonly<Record<ProofKind, string>> = {
  mute: 'mute',
  'no-action': 'no action',
  'inert-fault': 'inert fault',
  sabotage: 'sabotage',
}

/** More than this on a page is not read; `--json` has them all. */
const LISTED_MAX = 50

export function proofLines(report: ProofReport): string[] {
  const kinds = Object.entries(NAMES) as [ProofKind, string][]
  const { firstTry } = report
  const percent = firstTry.rows === 0 ? 0 : Math.round((100 * firstTry.caught) / firstTry.rows)
  return [
    ...kinds.map(([kind, name]) => tallyLine(report, kind, name)),
    `first try    ${firstTry.caught} of ${firstTry.rows} rows (${percent} %)`,
    ...listed(
      'survived',
      report.survivors.map(({ kind, id, remark }) => `${NAMES[kind]}: ${id}: ${remark}`),
    ),
    ...listed('no row', report.withoutRow),
    ...listed('error', report.errors),
  ]
}

function tallyLine(report: ProofReport, kind: ProofKind, name: string): string {
  const { tried, caught, outcomes } = report.kinds[kind]
  const details = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`)
  const survivors = report.survivors.filter((survivor) => survivor.kind === kind).length
  const shown = details.length === 0 ? '' : ` (${details.join(', ')})`
  return `${name.padEnd(12)} ${caught} of ${tried} caught, ${survivors} survived${shown}`
}

function listed(title: string, lines: readonly string[]): string[] {
  const shown = lines.slice(0, LISTED_MAX).map((line) => `${title.padEnd(12)} ${line}`)
  const more = lines.length - shown.length
  return more > 0 ? [...shown, `${title.padEnd(12)} and ${more} more; see --json`] : shown
}
