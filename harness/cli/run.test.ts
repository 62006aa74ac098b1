import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DRIVER, inDirectory, say } from './cli.fixture.js'
import { reproduceCommand } from './run.js'

const CLAUSE = 'SYST-CHK-04'
const ONE = ['run', '--clause', CLAUSE, '--out', 'report']

const WRONG = `title: A wrong expectation
clauses: [SYST-CHK-04]
steps:
  - { do: service.query, with: { service: VSS }, as: state }
  - { reply: state, expect: { state: Gone } }
`
const HARMLESS = `title: A fault nobody meets
clauses: [SYST-CHK-04]
steps:
  - { do: fault.inject, with: { kind: writer-slow, where: System Writer, seconds: 1 } }
  - { do: service.query, with: { service: VSS }, expect: { state: Running } }
`

function recordIn(report: string): Record<string, unknown>[] {
  const lines = readFileSync(join(report, 'events.ndjson'), 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('a run', () => {
  test('of one clause writes a whole report and says little', () =>
    inDirectory({}, async (cwd) => {
      const { exitCode, out, error } = await say(ONE, { cwd })
      expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' })
      expect(out.trim().split('\n').length).toBeLessThanOrEqual(5)
      expect(out).toContain(join('report', 'report.html'))
      const record = recordIn(join(cwd, 'report'))
      expect(record[0]).toMatchObject({ kind: 'header', run: { seed: 1, full: false } })
      expect(record[1]).toMatchObject({ kind: 'cases' })
      expect(record.at(-1)).toMatchObject({ kind: 'footer', results: record.length - 3 })
      expect((await say(['verify', 'report'], { cwd })).exitCode).toBe(0)
      const page = join(cwd, 'report', 'report.json')
      writeFileSync(page, readFileSync(page, 'utf8').replace('"passed"', '"failed"'))
      const touched = await say(['verify', 'report'], { cwd })
      expect(touched).toMatchObject({ exitCode: 1, out: expect.stringContaining('report.json') })
    }))

  test('with the same seed is the same run', () =>
    inDirectory({}, async (cwd) => {
      const results = async (out: string) => {
        await say(['run', '--clause', CLAUSE, '--seed=7', '--out', out], { cwd })
        const record = recordIn(join(cwd, out)).slice(2, -1)
        return record.map(({ durationMs: _, chain: __, ...rest }) => rest)
      }
      expect(await results('one')).toEqual(await results('two'))
    }))

  test('says nothing with control characters in a pipe, and draws on a terminal', () =>
    inDirectory({}, async (cwd) => {
      const piped = await say(ONE, { cwd })
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
      expect(piped.out + piped.error).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
      const drawn = await say(['run', '--clause', 'SYST-ERR-01', '--out', 'report'], {
        cwd,
        isTerminal: true,
      })
      expect(drawn.error === '' || drawn.error.endsWith('\r\u001b[2K')).toBe(true)
    }))

  test('keeps a scenario file and a trace of what did not pass', () =>
    inDirectory({ 'wrong.yaml': WRONG }, async (cwd) => {
      const { exitCode, out } = await say([...ONE, '--scenarios', '.'], { cwd })
      expect(exitCode).toBe(1)
      expect(out).toContain('reply.state is "Running", expected "Gone"')
      const [file = ''] = readdirSync(join(cwd, 'report', 'failures'))
      const again = await say(['replay', join('report', 'failures', file)], { cwd })
      expect(again.exitCode).toBe(1)
      expect(again.out).toContain('expected "Gone"')
    }))

  test('with a fault that nobody meets is undecided', () =>
    inDirectory({ 'harmless.yaml': HARMLESS }, async (cwd) => {
      const { exitCode, out } = await say([...ONE, '--scenarios', '.'], { cwd })
      expect(exitCode).toBe(2)
      expect(out).toContain('nothing ran into the fault')
    }))

  test('of nothing is no pass, and leaves the last report alone', () =>
    inDirectory({}, async (cwd) => {
      const { exitCode, out, error } = await say(['run', '--tags', '@slwo or @SYST-CHK-4'], { cwd })
      expect({ exitCode, out }).toEqual({ exitCode: 3, out: '' })
      expect(error).toMatch(/nothing to run: no scenario fits --tags/)
      expect(existsSync(join(cwd, 'reports'))).toBe(false)
    }))

  test('takes features of the user, with ids relative to where they are', () =>
    inDirectory({ 'own.feature': OWN }, async (cwd) => {
      const words = ['run', '--features', '.', '--tags', '@ACME-OWN-01', '--out', 'report']
      const { exitCode } = await say(words, { cwd })
      expect(exitCode).toBe(0)
      expect(recordIn(join(cwd, 'report'))[2]).toMatchObject({
        id: 'own.feature#ACME-OWN-01/of-the-user',
      })
    }))

  test('of a feature nobody understands is refused in a line', () =>
    inDirectory({ 'own.feature': OWN.replace('shows', 'sees') }, async (cwd) => {
      const { exitCode, error } = await say(['run', '--features', '.'], { cwd })
      expect(exitCode).toBe(64)
      expect(error).toMatch(/^frostproof: own\.feature:5: no phrase says [^\n]+ Hint: [^\n]+\n$/)
    }))

  test('stops after the scenario it is in when it is interrupted', () =>
    inDirectory({ 'slow.mjs': DRIVER }, async (cwd) => {
      const driver = join(cwd, 'slow.mjs')
      const target = `driver:"${process.execPath}" "${driver}" 40 host vss system-state`
      const before = process.listenerCount('SIGINT')
      const timer = setInterval(() => {
        // Once, when the driver and the run both listen: with one of them, it would end this process.
        if (process.listenerCount('SIGINT') < before + 2) return
        clearInterval(timer)
        process.emit('SIGINT', 'SIGINT')
      }, 20)
      const { exitCode, error } = await say(['run', '--target', target, '--out', 'report'], { cwd })
      expect(exitCode).toBe(3)
      expect(error).toMatch(/^frostproof: interrupted; the record so far is .+ has no footer\n$/)
      const [left = ''] = readdirSync(cwd).filter((name) => name.startsWith('report.partial'))
      expect(recordIn(join(cwd, left)).at(-1)).not.toMatchObject({ kind: 'footer' })
      expect(existsSync(join(cwd, 'report'))).toBe(false)
    }))

  test('of a driver that cannot be started says so in a line', () =>
    inDirectory({}, async (cwd) => {
      const { exitCode, error } = await say(['run', '--target=driver:no-such-thing-at-all'], {
        cwd,
      })
      expect(exitCode).toBe(3)
      expect(error).toMatch(/^frostproof: [^\n]*no-such-thing-at-all[^\n]*\n$/)
    }))
})

const OWN = `Feature: Of the user
  @ACME-OWN-01
  Example: Of the user
    Given a Windows server SRV01
    Then the services console shows VSS as Running
`

describe('the command that runs the same again', () => {
  const checkReproduce = (options: Parameters<typeof reproduceCommand>[0], expected: string) =>
    expect(reproduceCommand(options)).toBe(`npx frostproof run ${expected}`)

  test('names the seed', () => checkReproduce({}, '--seed 1'))
  test('leaves out where the report goes', () => checkReproduce({ out: 'x', seed: 2 }, '--seed 2'))
  test('quotes what a shell would take apart', () =>
    checkReproduce(
      { target: ['driver:node "my driver.js"'], tags: '@a and @b' },
      `--target 'driver:node "my driver.js"' --tags "@a and @b" --seed 1`,
    ))
})
