import { expect, test } from 'vitest'
import { reproduceCommand } from './reproduce.js'
import { fakeHeader } from './run.fixture.js'

function checkCommand(run: string, clauses: readonly string[], expected: string): void {
  const header = fakeHeader({ run: { reproduce: run, seed: 5 } })
  expect(reproduceCommand(header, { clauses, uri: '' })).toBe(expected)
}

test('the run is narrowed to the clause, with its seed', () =>
  checkCommand(
    'npx frostproof run --tags "@slow" --seed 5',
    ['SYST-ERR-02'],
    'npx frostproof run --clause SYST-ERR-02 --seed 5',
  ))

test('what it was run against is kept', () =>
  checkCommand(
    "npx frostproof run --target 'driver:node my driver.js' --features own --seed 5",
    ['SYST-ERR-02'],
    "npx frostproof run --target 'driver:node my driver.js' --features own --clause SYST-ERR-02 --seed 5",
  ))

test('a scenario of no clause is repeated with its run', () =>
  checkCommand('npx frostproof run --seed 5', [], 'npx frostproof run --seed 5'))

test('a clause that would mean something to a shell is left out', () =>
  checkCommand('npx frostproof run --seed 5', ['$(rm x)'], 'npx frostproof run --seed 5'))
