// What did not hold, as lines that a pipeline turns into marks beside the code: workflow commands of
// GitHub Actions, logging commands of Azure Pipelines. Each has its own way to escape.

import { attemptsText } from './attempts.js'
import { entryText } from './baseline.js'
import { ANNOTATIONS_MAX } from './limits.js'
import { count, unrun } from './outcome.js'
import type { Report, ReportScenario } from './schema.js'
import { oneLine, shortened } from './text.js'

export type Pipeline = 'github' | 'azure'

interface Note {
  readonly level: 'error' | 'warning'
  readonly title: string
  readonly text: string
  readonly file?: string
  readonly line?: number
}

/** The worst first; both show only so many, so the last one says how many there are besides. */
export function annotations(report: Report, pipeline: Pipeline): string[] {
  const print = pipeline === 'github' ? githubLine : azureLine
  const all = [...scenarioNotes(report), ...runNotes(report)]
  const shown = all.slice(0, ANNOTATIONS_MAX)
  const more = all.length - shown.length
  if (more > 0)
    shown.push({ level: 'warning', title: 'frostproof', text: `and ${more} more; see the report` })
  return shown.map(print)
}

const ORDER = ['failed', 'error', 'unknown'] as const

function scenarioNotes({ scenarios }: Report): Note[] {
  return ORDER.flatMap((verdict) =>
    scenarios.filter((each) => each.verdict === verdict && each.known === undefined).map(noteOf),
  )
}

function noteOf(scenario: ReportScenario): Note {
  const { verdict, clauses, name, uri, line, reason } = scenario
  return {
    level: 'error',
    title: `${verdict}: ${[...clauses, name].join(' ')}`,
    text: `${attemptsText(scenario)}${reason ?? 'no reason given'}`,
    file: uri,
    line,
  }
}

function runNotes(report: Report): Note[] {
  const notes: Note[] = []
  const tell = (level: Note['level'], text: string) =>
    notes.push({ level, title: 'frostproof', text })
  if (!report.run.complete) tell('error', report.outcome.claim)
  const left = report.run.complete ? unrun({ ...report.run, clauses: report.clauses }).length : 0
  if (left > 0) tell('error', `${count(left, 'clause')} that should have run did not`)
  const { expired = [], unexpectedPasses = [], unused = [] } = report.baseline ?? {}
  for (const entry of expired) tell('warning', `baseline entry expired: ${entryText(entry)}`)
  for (const entry of unexpectedPasses)
    tell('warning', `passed unexpectedly, remove from the baseline: ${entryText(entry)}`)
  for (const entry of unused)
    tell('warning', `belongs to no scenario, remove from the baseline: ${entryText(entry)}`)
  return notes
}

function githubLine({ level, title, text, file, line }: Note): string {
  const properties = [
    ...(file === undefined ? [] : [`file=${githubValue(file)}`]),
    ...(line === undefined ? [] : [`line=${line}`]),
    `title=${githubValue(clipped(title))}`,
  ]
  return `::${level} ${properties.join(',')}::${githubText(clipped(text))}`
}

function githubText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function githubValue(text: string): string {
  return githubText(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

function azureLine({ level, title, text, file, line }: Note): string {
  const properties = [
    `type=${level}`,
    ...(file === undefined ? [] : [`sourcepath=${azureValue(file)}`]),
    ...(line === undefined ? [] : [`linenumber=${line}`]),
  ]
  return `##vso[task.logissue ${properties.join(';')}]${azureText(clipped(`${title}: ${text}`))}`
}

function azureText(text: string): string {
  return text.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function azureValue(text: string): string {
  return azureText(text).replaceAll(';', '%3B').replaceAll(']', '%5D')
}

function clipped(text: string): string {
  return shortened(oneLine(text), TEXT_LENGTH_MAX)
}

const TEXT_LENGTH_MAX = 400
