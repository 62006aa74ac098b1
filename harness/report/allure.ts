// A record as Allure reads it: one result file per scenario, its evidence as attachments. What was
// searched for and found comes along as results of its own.

import { createHash } from 'node:crypto'
import type { RecordResult } from '../model/record.js'
import type { StepResult } from '../model/scenario.js'
import type { Verdict } from '../model/verdict.js'
import { attemptsText } from './attempts.js'
import type { Beside } from './beside.js'
import type { Violation } from './exploration.js'
import { ALLURE_TEXT_LENGTH_MAX } from './limits.js'
import { failurePath } from './names.js'
import { receiptText } from './receipt.js'
import type { Report, ReportClause, RunRecord } from './schema.js'
import { shortened, visible } from './text.js'

export interface AllureFile {
  readonly name: string
  readonly text: string
}

/** A file of the report directory that is to stand beside the results under another name. */
export interface AllureCopy {
  readonly name: string
  readonly from: string
}

export interface AllureResults {
  readonly files: Generator<AllureFile>
  readonly copies: readonly AllureCopy[]
}

interface Folding {
  readonly record: RunRecord
  readonly report: Report
  readonly beside: Beside
  /** The address of report.html, as seen from Allure's report. */
  readonly page: string
}

/** Allure's word for each verdict; an unknown is never green. */
const STATUS: Readonly<Record<Verdict | StepResult['verdict'], string>> = {
  passed: 'passed',
  failed: 'failed',
  error: 'broken',
  unknown: 'unknown',
  'not-supported': 'skipped',
  skipped: 'skipped',
}

/** How much a clause of each kind weighs; a rule weighs more than an advice. */
const SEVERITY: Readonly<Record<string, string>> = {
  behaviour: 'critical',
  limit: 'critical',
  duty: 'critical',
  figure: 'normal',
  procedure: 'normal',
  symptom: 'normal',
  precheck: 'minor',
  advice: 'minor',
}

export function allureResults(folding: Folding): AllureResults {
  const { record } = folding
  const bad = record.results.filter(({ verdict }) => verdict !== 'passed')
  return { files: allFiles(folding), copies: bad.flatMap(copiesOf) }
}

function* allFiles(folding: Folding): Generator<AllureFile> {
  const { record, report, beside } = folding
  const clauses = new Map(report.clauses.map((clause) => [clause.id, clause]))
  let start = Date.parse(report.run.startedAt) || 0
  for (const [index, result] of record.results.entries()) {
    yield json(
      `${uuidOf(result.id)}-result.json`,
      resultOf(folding, { result, index, clauses, start }),
    )
    start += Math.ceil(result.durationMs)
  }
  for (const violation of beside.exploration?.violations ?? [])
    yield json(`${uuidOf(`explore ${violation.id}`)}-result.json`, findingOf(violation, start))
  yield { name: 'environment.properties', text: environmentOf(report) }
  yield json('categories.json', CATEGORIES)
}

function json(name: string, value: unknown): AllureFile {
  return { name, text: JSON.stringify(value) }
}

function resultOf(
  { record, report, page }: Folding,
  given: {
    readonly result: RecordResult
    readonly index: number
    readonly clauses: ReadonlyMap<string, ReportClause>
    readonly start: number
  },
) {
  const { result, index, clauses, start } = given
  const own = result.clauses.flatMap((id) => clauses.get(id) ?? [])
  const titles = new Map(record.header.systems.map(({ prefix, title }) => [prefix, title]))
  const system = own[0]?.system ?? ''
  const known = report.scenarios[index]?.known
  const attempts = result.attempts ?? []
  return {
    uuid: uuidOf(result.id),
    historyId: md5(result.id),
    testCaseId: md5(result.id),
    fullName: said(result.id),
    name: said(result.name),
    description: said(result.rule),
    status: STATUS[result.verdict],
    statusDetails: {
      message: said(`${attemptsText(result)}${result.reason ?? ''}`),
      trace: said(result.steps.flatMap(({ mismatches }) => mismatches ?? []).join('\n')),
      known: known !== undefined,
      flaky: attempts.some(({ verdict }) => verdict !== attempts[0]?.verdict),
    },
    stage: 'finished',
    start,
    stop: start + Math.ceil(result.durationMs),
    labels: labelsOf({ result, system: titles.get(system) ?? system, own }),
    links: [
      ...result.clauses.map((id) => linkOf('tms', said(id), `${page}#${encodeURIComponent(id)}`)),
      ...(known === undefined ? [] : [linkOf('issue', said(known.issue), said(known.issue))]),
    ],
    parameters:
      result.virtualMs > 0 ? [{ name: 'virtual time', value: `${result.virtualMs} ms` }] : [],
    steps: [
      ...result.steps.map((step) => stepOf(step, start)),
      ...result.faults.map((fault) => faultStep(fault, start)),
    ],
    attachments: result.verdict === 'passed' ? [] : copiesOf(result).map(attachmentOf),
  }
}

function labelsOf(given: {
  readonly result: RecordResult
  readonly system: string
  readonly own: readonly ReportClause[]
}): { name: string; value: string }[] {
  const { result, system, own } = given
  const severities = own.map(({ kind }) => SEVERITY[kind] ?? 'normal')
  const severity = ['critical', 'normal', 'minor'].find((each) => severities.includes(each))
  const labels: [string, string][] = [
    ['framework', 'frostproof'],
    ['epic', system],
    ['feature', result.feature],
    ['story', result.rule],
    ['parentSuite', system],
    ['suite', result.feature],
    ['subSuite', result.rule],
    ['package', result.uri],
    ['severity', severity ?? 'normal'],
    ...result.clauses.map((id): [string, string] => ['clause', id]),
    ...result.clauses.map((id): [string, string] => ['tag', id]),
    ...result.faults.map(({ kind }): [string, string] => ['fault', kind]),
  ]
  return labels
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ({ name, value: said(value) }))
}

function linkOf(type: string, name: string, url: string) {
  return { type, name, url }
}

function stepOf({ text, verdict, mismatches }: StepResult, start: number) {
  return {
    name: said(text),
    status: STATUS[verdict],
    statusDetails: { message: said((mismatches ?? []).join('\n')) },
    stage: 'finished',
    start,
    stop: start,
  }
}

function faultStep(fault: RecordResult['faults'][number], start: number) {
  const bit = fault.applied && fault.effect !== null
  return {
    name: said(`Fault ${fault.kind} at ${fault.where}: ${receiptText(fault)}`),
    status: bit ? 'passed' : 'unknown',
    stage: 'finished',
    start,
    stop: start,
  }
}

/** The scenario file that replays it, and its trace. */
function copiesOf({ id, verdict, trace }: RecordResult): AllureCopy[] {
  if (verdict === 'not-supported') return []
  const uuid = uuidOf(id)
  return [
    { name: `${uuid}-scenario-attachment.yaml`, from: failurePath(id) },
    ...(trace === null ? [] : [{ name: `${uuid}-trace-attachment.txt`, from: trace }]),
  ]
}

function attachmentOf({ name }: AllureCopy) {
  const isTrace = name.endsWith('.txt')
  return {
    name: isTrace ? 'trace' : 'scenario file',
    source: name,
    type: isTrace ? 'text/plain' : 'application/yaml',
  }
}

function findingOf(violation: Violation, start: number) {
  const { id, property, message, conversation, phase, kind, point, reproduce } = violation
  const labels: [string, string][] = [
    ['framework', 'frostproof'],
    ['epic', 'Explorer'],
    ['feature', conversation],
    ['story', phase],
    ['parentSuite', 'Explorer'],
    ['suite', conversation],
    ['severity', 'critical'],
    ['fault', kind],
  ]
  return {
    uuid: uuidOf(`explore ${id}`),
    historyId: md5(`explore ${id}`),
    fullName: said(`explore ${id}`),
    name: said(`${property}: ${kind} at ${point}`),
    status: 'failed',
    statusDetails: { message: said(message), trace: said(reproduce) },
    stage: 'finished',
    start,
    stop: start,
    labels: labels.map(([name, value]) => ({ name, value: said(value) })),
    links: [],
    steps: [],
    attachments: [],
  }
}

function environmentOf({ target, suite, run, environment }: Report): string {
  const rows = [
    ['Target', `${target.name} ${target.version}`],
    ['Suite', suite.version],
    ['Catalogue', suite.catalogue],
    ['Seed', String(run.seed)],
    ['Node.js', environment.node],
    ['Reproduce', run.reproduce],
  ]
  return rows
    .map(([name, value]) => `${name}=${said(value ?? '').replaceAll(/\s+/g, ' ')}\n`)
    .join('')
}

const CATEGORIES = [
  { name: 'Violated clauses', matchedStatuses: ['failed'] },
  { name: 'Undecided: a fault did not bite, or nobody could tell', matchedStatuses: ['unknown'] },
  { name: 'The harness failed', matchedStatuses: ['broken'] },
  { name: 'Not supported by the target', matchedStatuses: ['skipped'] },
]

function said(text: string): string {
  return visible(shortened(text, ALLURE_TEXT_LENGTH_MAX))
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}

/** The same scenario has the same id in every run. */
function uuidOf(text: string): string {
  return md5(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
