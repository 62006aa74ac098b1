import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Clause, loadCatalogue } from '../clauses/catalogue.js'
import { phrases } from '../cucumber/phrases.js'
import { loadFeatures, type Suite } from '../cucumber/suite.js'
import type { Scenario } from '../model/scenario.js'
import {
  checkRow,
  type SabotageRow,
  unbroken,
  undisturbed,
  unplayable,
  unshown,
} from './coverage.js'
import { clausesByRule } from './features.js'
import { listFiles, ROOT, readText } from './sources.js'

/** The vocabulary stays small: a phrase more needs a reason, and this number a change. */
const PHRASES_MAX = 130

const { systems, clauses } = loadCatalogue()
const finished = new Set(systems.filter((each) => each.finished).map(({ prefix }) => prefix))
const owed = clauses.filter(({ system }) => finished.has(system))
let suite: Suite

beforeAll(async () => {
  const files = listFiles('steps').filter((file) => /(?<!\.test)\.ts$/.test(file))
  for (const file of files) await import(pathToFileURL(path.join(ROOT, file)).href)
  suite = loadFeatures([{ folder: path.join(ROOT, 'features'), root: ROOT }])
})

test('every clause of a finished system has a scenario', () =>
  expect(unshown(owed, suite.scenarios)).toEqual([]))

test('every clause with faults has a scenario that injects one', () =>
  expect(undisturbed(owed, suite.scenarios)).toEqual([]))

test('every clause for SQL Server has a scenario that it can play', () =>
  expect(unplayable(owed, suite.scenarios)).toEqual([]))

test('a clause for SQL Server that needs Windows is found', () => {
  const clause = { id: 'A-B-1', targets: ['engine', 'sqlserver'] } as unknown as Clause
  const check = (needs: string[], complaints: number) => {
    const scenario = { clauses: ['A-B-1'], needs } as unknown as Scenario
    expect(unplayable([clause], [scenario])).toHaveLength(complaints)
  }
  check(['sql', 'file-access'], 0)
  check(['sql', 'sql-writer'], 1)
})

test('every scenario shows a clause', () =>
  expect(suite.scenarios.filter((each) => each.clauses.length === 0)).toEqual([]))

test('the vocabulary is small and in use', () => {
  expect(phrases.length).toBeLessThanOrEqual(PHRASES_MAX)
  expect([...suite.uses].filter(([, count]) => count === 0)).toEqual([])
})

test('every sabotage row changes one place of the engine', () => {
  const clauseIds = new Set(clauses.map(({ id }) => id))
  const read = (file: string) => (existsSync(path.join(ROOT, file)) ? readText(file) : undefined)
  expect(sabotageRows().flatMap((row) => checkRow(row, { clauseIds, read }))).toEqual([])
})

test('every rule of a finished system has a sabotage row', () => {
  const features = listFiles('features').filter((file) => file.endsWith('.feature'))
  const rules = features
    .flatMap((file) => clausesByRule({ file, text: readText(file) }))
    .filter((rule) => rule.clauses.some((id) => finished.has(id.split('-')[0] ?? '')))
  expect(unbroken(rules, sabotageRows())).toEqual([])
})

function sabotageRows(): SabotageRow[] {
  const files = listFiles('harness/sabotage').filter((file) => file.endsWith('.yaml'))
  return files.flatMap((file) => (parse(readText(file)) ?? []) as SabotageRow[])
}

const CLAUSE = { id: 'A-B-1', says: 'It holds.', faults: ['disk-full', 'tea-time'] }
const known = {
  clauseIds: new Set(['A-B-1']),
  read: (file: string) => (file === 'engine/a.ts' ? 'a > b && c > d' : undefined),
}

function checkClause(scenario: object, complaints: { shown: string[]; disturbed: string[] }): void {
  const some = [CLAUSE as unknown as Clause]
  const scenarios = [scenario as Scenario]
  expect(unshown(some, scenarios)).toEqual(complaints.shown)
  expect(undisturbed(some, scenarios)).toEqual(complaints.disturbed)
}

function checkRowComplaint(change: Partial<SabotageRow>, complaints: string[]): void {
  const row = { clause: 'A-B-1', file: 'engine/a.ts', find: 'a > b', replace: 'true', ...change }
  expect(checkRow(row, known)).toEqual(complaints)
}

test('a clause without a scenario is found', () =>
  checkClause(
    { clauses: ['A-B-2'], steps: [] },
    {
      shown: ['A-B-1 has no scenario: It holds.'],
      disturbed: ['A-B-1 has no scenario that injects disk-full'],
    },
  ))

test('a clause whose scenario stays calm is found', () =>
  checkClause(
    { clauses: ['A-B-1'], steps: [{ step: { do: 'clock.advance', with: { seconds: 1 } } }] },
    { shown: [], disturbed: ['A-B-1 has no scenario that injects disk-full'] },
  ))

test('a clause with its fault is left alone', () =>
  checkClause(
    { clauses: ['A-B-1'], steps: [{ step: { do: 'fault.inject', with: { kind: 'disk-full' } } }] },
    { shown: [], disturbed: [] },
  ))

test('a row that fits once', () => checkRowComplaint({}, []))
test('a row that fits twice', () =>
  checkRowComplaint({ find: ' > ' }, ['row A-B-1 " > ": occurs 2 times in engine/a.ts, not once']))
test('a row that changes nothing', () =>
  checkRowComplaint({ replace: 'a > b' }, ['row A-B-1 "a > b": changes nothing']))
test('a row for no clause', () =>
  checkRowComplaint({ clause: 'A-B-2' }, ['row A-B-2 "a > b": A-B-2 names no clause']))
test('a row outside the engine', () =>
  checkRowComplaint({ file: 'steps/a.ts' }, ['row A-B-1 "a > b": steps/a.ts is not of the engine']))
test('a rule without a row is found', () =>
  expect(unbroken([{ place: 'a.feature:1', clauses: ['A-B-1'] }], [])).toEqual([
    'a.feature:1: no sabotage row for A-B-1',
  ]))
