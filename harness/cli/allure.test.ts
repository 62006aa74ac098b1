import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inDirectory, say } from './cli.fixture.js'

const RUN = ['run', '--clause', 'SYST-ERR-01', '--out', 'r']

test('what passed has a timeline beside the report, unless nobody wants one', () =>
  inDirectory({}, async (cwd) => {
    await say(RUN, { cwd })
    expect(readFileSync(join(cwd, 'r', 'timelines.html'), 'utf8')).toContain('id="part-0"')
    await say([...RUN, '--no-timelines'], { cwd })
    expect(existsSync(join(cwd, 'r', 'timelines.html'))).toBe(false)
  }))

test('a report becomes results for Allure, one for each scenario', () =>
  inDirectory({}, async (cwd) => {
    await say(RUN, { cwd })
    const { exitCode, out } = await say(['allure', 'r', '--out', 'a', '--results-only'], { cwd })
    const names = readdirSync(join(cwd, 'a', 'allure-results'))
    const results = names.filter((name) => name.endsWith('-result.json'))
    expect({ exitCode, out }).toEqual({
      exitCode: 0,
      out: `${results.length} results: a/allure-results\n`,
    })
    expect(results.length).toBeGreaterThan(1)
  }))

test('without Java the results are there, and what is missing is said', () =>
  inDirectory({}, async (cwd) => {
    await say(RUN, { cwd })
    const { exitCode, error } = await say(['allure', 'r', '--out', 'a'], {
      cwd,
      env: { PATH: cwd },
    })
    expect(exitCode).toBe(3)
    expect(error).toMatch(/no Java that runs/)
    expect(existsSync(join(cwd, 'a', 'allure-results'))).toBe(true)
  }))

test('a folder that holds other files is left alone', () =>
  inDirectory({ 'mine.txt': 'x' }, async (cwd) => {
    await say(RUN, { cwd })
    const { exitCode, error } = await say(['allure', 'r', '--out', '.'], { cwd })
    expect(exitCode).toBe(64)
    expect(error).toContain('holds other files')
    expect(existsSync(join(cwd, 'mine.txt'))).toBe(true)
  }))
