// A diff for people: lines for a terminal, Markdown for the page of a pipeline.

import {
  CHANGE_KINDS,
  type Change,
  type ChangeKind,
  type DiffSide,
  type ReportDiff,
} from './diff.js'
import { DIFF_CHANGES_SHOWN } from './limits.js'
import { markdownText, oneLine, shortened } from './text.js'

const TITLES: { readonly [kind in ChangeKind]: string } = {
  'newly-failing': 'Newly failing',
  'newly-not-supported': 'Newly not supported',
  removed: 'Removed',
  'not-run': 'Not run',
  changed: 'Changed',
  slower: 'Slower',
  'newly-passing': 'Newly passing',
  'newly-supported': 'Newly supported',
  added: 'Added',
}

export function diffText(diff: ReportDiff): string {
  const lines = [
    `old  ${sideText(diff.old)}`,
    `new  ${sideText(diff.new)}`,
    ...inputLines(diff).map((line) => `     ${line}`),
  ]
  for (const kind of CHANGE_KINDS) {
    const changes = diff.changes.filter((change) => change.kind === kind)
    if (changes.length === 0) continue
    lines.push('', `${TITLES[kind]} (${changes.length})`)
    for (const change of changes.slice(0, DIFF_CHANGES_SHOWN))
      lines.push(`  ${change.id}`, `    ${verdicts(change)}`, `    cause: ${causeText(change)}`)
    const more = changes.length - DIFF_CHANGES_SHOWN
    if (more > 0) lines.push(`  … and ${more} more`)
  }
  lines.push('', conclusion(diff))
  return `${lines.join('\n')}\n`
}

export function diffMarkdown(diff: ReportDiff): string {
  const lines = [
    `# ${diff.regression ? 'Regression' : 'No regression'}`,
    '',
    `- old: ${markdownText(sideText(diff.old))}`,
    `- new: ${markdownText(sideText(diff.new))}`,
    ...inputLines(diff).map((line) => `- ${markdownText(line)}`),
    '',
    markdownText(conclusion(diff)),
  ]
  for (const kind of CHANGE_KINDS) {
    const changes = diff.changes.filter((change) => change.kind === kind)
    if (changes.length === 0) continue
    lines.push('', `## ${TITLES[kind]} (${changes.length})`, '')
    lines.push('| Scenario | Verdict | Cause |', '| --- | --- | --- |')
    for (const change of changes.slice(0, DIFF_CHANGES_SHOWN)) {
      const cells = [
        `${change.clauses.join(' ')} ${change.name}`,
        verdicts(change),
        causeText(change),
      ]
      lines.push(`| ${cells.map((cell) => markdownText(cell)).join(' | ')} |`)
    }
    const more = changes.length - DIFF_CHANGES_SHOWN
    if (more > 0) lines.push('', `and ${more} more`)
  }
  return `${lines.join('\n')}\n`
}

function sideText({ target, startedAt, verdict, scenarios }: DiffSide): string {
  return oneLine(`${startedAt}  ${target}, ${scenarios} scenarios, ${verdict}`)
}

function inputLines({ inputs }: ReportDiff): string[] {
  const all = [...inputs.suite, ...inputs.target, ...inputs.environment]
  return all.length === 0 ? ['the same inputs'] : all.map(oneLine)
}

function verdicts({ kind, from, to, reason }: Change): string {
  if (kind === 'slower') return to ?? ''
  const change = `${from ?? 'absent'} → ${to ?? 'absent'}`
  const why = reason === null ? '' : `: ${reason}`
  return shortened(oneLine(`${change}${why}`), TEXT_LENGTH_MAX)
}

function causeText({ causes, evidence }: Change): string {
  return shortened(oneLine(`${causes.join(', ')} (${evidence.join('; ')})`), TEXT_LENGTH_MAX)
}

function conclusion({ counts, regression, new: after, old: before }: ReportDiff): string {
  const parts = CHANGE_KINDS.flatMap((kind) =>
    counts[kind] === 0 ? [] : [`${counts[kind]} ${TITLES[kind].toLowerCase()}`],
  )
  const changed = parts.length === 0 ? 'nothing changed' : parts.join(', ')
  return `${regression ? 'Regression' : 'No regression'}: ${changed}${unended(before, after)}`
}

function unended(before: DiffSide, after: DiffSide): string {
  if (before.complete && after.complete) return ''
  if (!before.complete && !after.complete) return '; neither run ended'
  return `; the ${after.complete ? 'old' : 'new'} run did not end`
}

const TEXT_LENGTH_MAX = 400
