import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FeatureCompiler } from '../cucumber/compile.js'
import { Wordbook } from '../cucumber/feature-text.js'
import { featureFiles, loadSuite, relativeName } from '../cucumber/suite.js'
import { parse } from '../scenario/file.js'
import { print } from '../scenario/print.js'
import { inDirectory, say } from './cli.fixture.js'
import { packageRoot } from './place.js'

const FEATURES = join(packageRoot, 'features')

async function wordbook(): Promise<Wordbook> {
  await import('../../steps/index.js')
  const book = new Wordbook()
  const compiler = new FeatureCompiler(book.learn)
  for (const file of featureFiles(FEATURES))
    compiler.compile(relativeName(packageRoot, file), readFileSync(file, 'utf8'))
  return book
}

/** All of them where properties are tried more often, too; every fifth is enough of a test run. */
const EVERY = process.env['FROSTPROOF_CASES'] === undefined ? 5 : 1

test('a scenario of the suite goes to a file and back to a feature', async () => {
  const book = await wordbook()
  const { scenarios } = loadSuite([FEATURES], packageRoot)
  for (const scenario of scenarios.filter((_, index) => index % EVERY === 0)) {
    const file = parse(print(scenario), 'x.yaml')
    const kept = scenario.steps.map(({ role, text, step }) => ({ role, text, step }))
    expect(file.steps.map(({ role, text, step }) => ({ role, text, step }))).toEqual(kept)
    // The words are compiled again inside, and must give the same plan.
    expect(book.feature(file)).toMatch(
      /^Feature: .+\n {2}Origin: .+\n\n {2}(?:@\S+ ?)+\n {2}Example: /,
    )
  }
})

test('a bug of the field tells what one sees, why, and where that is told', () => {
  const folder = join(packageRoot, 'scenarios', 'field')
  const files = readdirSync(folder)
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) {
    const scenario = parse(readFileSync(join(folder, file), 'utf8'), file)
    expect([file, scenario.bug === undefined]).toEqual([file, false])
    expect(parse(print(scenario), file).bug).toEqual(scenario.bug)
  }
})

describe('scenario FILE --feature', () => {
  const checkFeature = (steps: string, expected: RegExp, exitCode = 0) =>
    inDirectory({ 'a.yaml': `title: A try\nsteps:\n${steps}` }, async (cwd) => {
      const said = await say(['scenario', 'a.yaml', '--feature'], { cwd })
      expect(said.out + said.error).toMatch(expected)
      expect(said.exitCode).toBe(exitCode)
    })

  test('finds the words of a feature for a step without any', () =>
    checkFeature(
      '  - { do: backup.run, with: { product: agent }, as: job }\n' +
        '  - { reply: job, expect: { state: Completed } }\n',
      /Given a Windows server SRV01\n {4}When the backup agent runs .*\n {4}Then the system state/,
    ))
  test('takes the words a step was kept with', () =>
    checkFeature(
      '  - { text: When 77 seconds pass, do: clock.advance, with: { seconds: 77 } }\n',
      /When 77 seconds pass/,
    ))
  test('names the step whose words say something else', () =>
    checkFeature(
      '  - { text: When 77 seconds pass, do: clock.advance, with: { seconds: 78 } }\n',
      /cannot print "a\.yaml" as a feature: no feature has words for step 1, "When 77 seconds pass"/,
      64,
    ))
})

test('the schema is one JSON document', async () => {
  const { exitCode, out } = await say(['scenario', '--schema'])
  expect(exitCode).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ type: 'object' })
})

describe('replay', () => {
  const OK = '  - { do: service.query, with: { service: VSS }, expect: { state: Running } }\n'
  const FAILS = OK.replace('Running', 'Gone')
  const files = {
    'good.yaml': `title: Good\nsteps:\n${OK}`,
    'bad.yaml': `title: Bad\nsteps:\n${FAILS}`,
    'nothing.yaml': 'title: Nothing\nsteps:\n  - { do: clock.advance, with: { seconds: 1 } }\n',
  }
  const checkReplay = (names: readonly string[], exitCode: number, expected: RegExp) =>
    inDirectory(files, async (cwd) => {
      const said = await say(['replay', ...names], { cwd })
      expect(said.out).toMatch(expected)
      expect({ exitCode: said.exitCode, error: said.error }).toEqual({ exitCode, error: '' })
    })

  test('of what holds is 0', () =>
    checkReplay(['good.yaml'], 0, /^good\.yaml {2}Good\n.*passed\n$/s))
  test('of what does not hold is 1', () => checkReplay(['bad.yaml'], 1, /expected "Gone"/))
  test('of what expects nothing is 2', () => checkReplay(['nothing.yaml'], 2, /expects nothing/))
  test('of several is the worst', () =>
    checkReplay(['nothing.yaml', 'bad.yaml', 'good.yaml'], 1, /passed\n$/))
  test('as JSON is one line per file', () =>
    inDirectory(files, async (cwd) => {
      const { out } = await say(['replay', 'good.yaml', 'bad.yaml', '--json'], { cwd })
      const lines = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
      expect(lines.map(({ verdict }) => verdict)).toEqual(['passed', 'failed'])
      expect(lines[1].steps[0].mismatches).toEqual(['reply.state is "Running", expected "Gone"'])
    }))
  test('prints what happened in columns', () =>
    inDirectory(
      { 'job.yaml': `title: Job\nsteps:\n  - { do: backup.run, with: { product: agent } }\n${OK}` },
      async (cwd) => {
        const { out } = await say(['replay', 'job.yaml'], { cwd })
        const lines = out.split('\n').filter((line) => /^ +\d+\.\d{3} {2}\S/.test(line))
        expect(lines.length).toBeGreaterThan(10)
      },
    ))
})
