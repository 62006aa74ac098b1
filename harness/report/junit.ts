// What Jenkins, GitLab, GitHub and Azure DevOps have in common: a suite per feature, a case per
// scenario, and `failure`, `error` or `skipped` inside it. An undecided scenario is an error, since
// these readers know no third colour and it must not be green. What a baseline knows of is skipped,
// and says so. The same goes for the run as a whole: this file shows a failure or an error exactly
// when the exit code is not 0.

import type { RecordResult } from '../model/record.js'
import { attemptsText } from './attempts.js'
import { JUNIT_EVIDENCE_LENGTH_MAX, JUNIT_TEXT_LENGTH_MAX } from './limits.js'
import { unrun } from './outcome.js'
import { receiptText } from './receipt.js'
import { reproduceCommand } from './reproduce.js'
import type { Report, ReportScenario, RunRecord } from './schema.js'
import { shortened } from './text.js'
import { element } from './xml.js'

interface Case {
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped'
  readonly seconds: number
  readonly xml: string
}

export function junitXml(record: RunRecord, report: Report): string {
  const room: Room = { left: JUNIT_EVIDENCE_LENGTH_MAX }
  const known = new Map(report.scenarios.map((each) => [each.id, each.known]))
  const suites = [...byUri(record.results)].map(([uri, results]) => {
    const cases = named(results).map(({ name, result }) =>
      caseOf({ record, room }, { result, name, known: known.get(result.id) }),
    )
    return suiteOf(record, { name: results[0]?.feature ?? uri, file: uri, cases })
  })
  const missing = runCases(report)
  if (missing.length > 0) suites.push(suiteOf(record, { name: RUN, file: null, cases: missing }))
  const all = suites.flatMap((suite) => suite.cases)
  const xml = element(
    'testsuites',
    { name: 'frostproof', ...counts(all) },
    suites.map((suite) => suite.xml),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`
}

/** What all evidence together may still come to. */
interface Room {
  left: number
}

function byUri(results: readonly RecordResult[]): Map<string, RecordResult[]> {
  const groups = new Map<string, RecordResult[]>()
  for (const result of results) {
    const group = groups.get(result.uri)
    if (group === undefined) groups.set(result.uri, [result])
    else group.push(result)
  }
  return groups
}

/** Readers tell cases apart by their names, so equal names of one feature are numbered. */
function named(results: readonly RecordResult[]): { name: string; result: RecordResult }[] {
  const seen = new Map<string, number>()
  return results.map((result) => {
    const title = [result.clauses.join(' '), result.rule, result.name].filter((part) => part !== '')
    const name = shortened(title.join(' · '), NAME_LENGTH_MAX)
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return { name: times === 1 ? name : `${name} (${times})`, result }
  })
}

interface Suite {
  readonly name: string
  readonly file: string | null
  readonly cases: readonly Case[]
}

function suiteOf({ header }: RunRecord, suite: Suite): { xml: string; cases: readonly Case[] } {
  const { target, run } = header
  const properties = [
    ['target', `${target.name} ${target.version}`],
    ['suite', header.suite.version],
    ['catalogue', header.suite.catalogue],
    ['seed', String(run.seed)],
    ['reproduce', run.reproduce],
  ].map(([name, value]) => element('property', { name: name ?? '', value: value ?? '' }))
  const attributes = {
    name: suite.name,
    ...counts(suite.cases),
    timestamp: run.startedAt,
    file: suite.file,
  }
  const content = [element('properties', {}, properties), ...suite.cases.map((each) => each.xml)]
  return { xml: element('testsuite', attributes, content), cases: suite.cases }
}

function counts(cases: readonly Case[]): { [name: string]: string | number } {
  const of = (kind: Case['kind']): number => cases.filter((each) => each.kind === kind).length
  const seconds = cases.reduce((sum, each) => sum + each.seconds, 0)
  return {
    tests: cases.length,
    failures: of('failure'),
    errors: of('error'),
    skipped: of('skipped'),
    time: seconds.toFixed(3),
  }
}

interface Told {
  readonly result: RecordResult
  readonly name: string
  readonly known: ReportScenario['known']
}

function caseOf(where: { record: RunRecord; room: Room }, { result, name, known }: Told): Case {
  const seconds = result.durationMs / 1000
  const attributes = {
    name,
    classname: className(result.uri),
    time: seconds.toFixed(3),
    file: result.uri,
    line: result.line,
  }
  const text = `${attemptsText(result)}${result.reason ?? result.verdict}`
  const kind = known === undefined ? KINDS[result.verdict] : 'skipped'
  if (kind === 'passed') return { kind, seconds, xml: element('testcase', attributes) }
  const message = shortened(known === undefined ? text : knownText(known, text), NAME_LENGTH_MAX)
  const inner =
    kind === 'skipped'
      ? element('skipped', { message })
      : element(kind, { message, type: result.verdict }, evidence(where, result))
  return { kind, seconds, xml: element('testcase', attributes, [inner]) }
}

function knownText(known: ReportScenario['known'] & object, text: string): string {
  return `known until ${known.expires} (${known.issue}, ${known.owner}): ${text}`
}

/** Dots make a tree in Jenkins: one level per folder. */
function className(uri: string): string {
  return uri
    .replace(/\.[a-z]+$/, '')
    .replace(/\./g, '-')
    .replace(/\//g, '.')
}

function evidence(where: { record: RunRecord; room: Room }, result: RecordResult): string {
  const command = reproduceCommand(where.record.header, result)
  const text = shortened(evidenceText(result), JUNIT_TEXT_LENGTH_MAX)
  where.room.left -= text.length
  const shown = where.room.left >= 0 ? text : `${result.reason ?? ''}\n(the rest is in the record)`
  return `${shown}\n\nReproduce: ${command}\n`
}

function evidenceText(result: RecordResult): string {
  const steps = result.steps.flatMap((step) => [
    `${step.verdict.padEnd(7)} ${step.text}`,
    ...(step.mismatches ?? []).map((line) => `        ${line}`),
  ])
  const faults = result.faults.map((each) => {
    return `fault   ${each.kind} on ${each.where} at ${each.at}: ${receiptText(each)}`
  })
  return [result.reason ?? '', ...steps, ...faults].join('\n')
}

/** Cases for what is wrong with the run as a whole. */
function runCases(report: Report): Case[] {
  const clauses = report.run.complete ? unrun({ ...report.run, clauses: report.clauses }) : []
  const cases = clauses.map((clause) => {
    return runCase(`${clause.id} was run`, 'not-run', 'no scenario of this clause was run')
  })
  if (!report.run.complete) {
    cases.push(runCase('the run ended', report.outcome.verdict, report.outcome.claim))
  }
  const open = report.scenarios.filter((each) => each.known === undefined)
  const verdicts = new Set(open.map((each) => each.verdict))
  const shown = verdicts.has('failed') || verdicts.has('unknown') || verdicts.has('error')
  if (cases.length === 0 && !shown && report.outcome.exitCode !== 0) {
    return [runCase('something was shown', report.outcome.verdict, report.outcome.claim)]
  }
  return cases
}

function runCase(name: string, type: string, message: string): Case {
  const attributes = { name, classname: 'frostproof.run', time: '0.000' }
  const inner = element('error', { message, type }, message)
  return { kind: 'error', seconds: 0, xml: element('testcase', attributes, [inner]) }
}

const KINDS = {
  passed: 'passed',
  failed: 'failure',
  unknown: 'error',
  error: 'error',
  'not-supported': 'skipped',
} as const

const RUN = 'The run as a whole'
const NAME_LENGTH_MAX = 500
