import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Report } from '../report/index.js'
import { DRIVER, inDirectory, say } from './cli.fixture.js'
import { type MatrixTarget, matrixOf, matrixPage } from './matrix.js'

function target(name: string, verdicts: Readonly<Record<string, string>>): MatrixTarget {
  const scenarios = Object.entries(verdicts).map(([id, verdict]) => ({ id, verdict }))
  const report = { scenarios, clauses: [], totals: {}, outcome: { claim: `${name} <claims>` } }
  return {
    target: name,
    directory: name,
    exitCode: 0,
    said: '',
    report: report as unknown as Report,
  }
}

function checkFirst(targets: readonly MatrixTarget[], id: string | undefined): void {
  expect(matrixOf(targets).firstDisagreement?.id).toBe(id)
}

test('targets of the same verdicts agree', () =>
  checkFirst([target('a', { x: 'passed' }), target('b', { x: 'passed' })], undefined))
test('the first disagreement is the first in the order of the suite', () =>
  checkFirst(
    [
      target('a', { x: 'passed', y: 'failed', z: 'failed' }),
      target('b', { x: 'passed', y: 'passed', z: 'unknown' }),
    ],
    'y',
  ))
test('a target that cannot do a thing contradicts nobody', () =>
  checkFirst([target('a', { x: 'failed' }), target('b', { x: 'not-supported' })], undefined))
test('a target without a report is in the matrix with what it said', () => {
  const broken = { target: 'c', directory: 'c', exitCode: 3, said: 'no', report: undefined }
  expect(matrixOf([broken]).targets[0]).toMatchObject({ claim: 'no', totals: null })
})
test('the page escapes what it shows', () => {
  const targets = [target('<b id=x>', { x: 'failed' }), target('<i>', { x: 'passed' })]
  expect(matrixPage(matrixOf(targets), targets, '.')).not.toMatch(/<b id=x>|<i>|<claims>/)
})

test(
  'several targets are several runs, each with its report, and a fold over them',
  () =>
    inDirectory({ 'driver.mjs': DRIVER }, async (cwd) => {
      const driver = `driver:"${process.execPath}" driver.mjs 0 host`
      const words = ['run', '--clause', 'SYST-CHK-04', '--target', 'engine', '--target', driver]
      const { exitCode, out } = await say([...words, '--out', 'all'], { cwd })
      // The driver supports nothing that was asked, which decides nothing.
      expect(exitCode).toBe(2)
      expect(out).toContain('The targets agree.')
      const matrix = JSON.parse(readFileSync(join(cwd, 'all', 'matrix.json'), 'utf8'))
      expect(matrix.targets.map(({ exitCode }: { exitCode: number }) => exitCode)).toEqual([0, 2])
      const directory = matrix.targets[1].directory
      expect(readFileSync(join(cwd, 'all', directory, 'report.html'), 'utf8')).toContain('slow')
      expect(readFileSync(join(cwd, 'all', 'index.html'), 'utf8')).toContain('They agree')
    }),
  60_000,
)
