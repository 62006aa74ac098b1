import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inDirectory, say } from './cli.fixture.js'

const WRONG = `title: A wrong expectation
clauses: [SYST-CHK-04]
steps:
  - { do: service.query, with: { service: VSS }, expect: { state: Gone } }
`
const RUN = ['run', '--clause', 'SYST-CHK-04', '--scenarios', '.', '--out', 'report']

test('GitHub gets marks on the output and the summary on its page, after what was there', () =>
  inDirectory({ 'wrong.yaml': WRONG, page: 'before\n' }, async (cwd) => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(cwd, 'page') }
    const { exitCode, out } = await say(RUN, { cwd, env })
    expect(exitCode).toBe(1)
    expect(out).toMatch(/^::error file=wrong\.yaml,line=1,title=failed%3A SYST-CHK-04/m)
    const summary = readFileSync(join(cwd, 'report', 'summary.md'), 'utf8')
    expect(readFileSync(join(cwd, 'page'), 'utf8')).toBe(`before\n${summary}`)
  }))

test('a page that cannot be written changes nothing', () =>
  inDirectory({}, async (cwd) => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(cwd, 'nowhere', 'page') }
    expect(
      (
        await say(
          RUN.filter((word) => word !== '.' && word !== '--scenarios'),
          { cwd, env },
        )
      ).exitCode,
    ).toBe(0)
  }))

test('Azure DevOps gets its marks, and is told where the summary lies', () =>
  inDirectory({ 'wrong.yaml': WRONG }, async (cwd) => {
    const { out } = await say(RUN, { cwd, env: { TF_BUILD: 'True' } })
    expect(out).toMatch(/^##vso\[task\.logissue type=error;sourcepath=wrong\.yaml;linenumber=1\]/m)
    expect(out).toContain(`##vso[task.uploadsummary]${join(cwd, 'report', 'summary.md')}`)
  }))

test('elsewhere there are none', () =>
  inDirectory({ 'wrong.yaml': WRONG }, async (cwd) => {
    const { out } = await say(RUN, { cwd, env: { CI: 'true' } })
    expect(out).not.toMatch(/::error|##vso/)
  }))

test('with --json the output is one JSON object, and the marks are elsewhere', () =>
  inDirectory({ 'wrong.yaml': WRONG }, async (cwd) => {
    const env = { GITHUB_ACTIONS: 'true' }
    const { exitCode, out, error } = await say([...RUN, '--json'], { cwd, env })
    expect(exitCode).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      schema: 'frostproof/run@1',
      outcome: { verdict: 'violated', exitCode: 1 },
      notPassed: [{ id: 'wrong.yaml#SYST-CHK-04/a-wrong-expectation', verdict: 'failed' }],
    })
    expect(error).toContain('::error')
  }))

test('past runs are kept where they are asked for, and found in the next record', () =>
  inDirectory({}, async (cwd) => {
    const words = ['run', '--clause', 'SYST-CHK-04', '--history', 'past', '--out']
    await say([...words, 'one'], { cwd })
    await say([...words, 'two'], { cwd })
    const [line = ''] = readFileSync(join(cwd, 'two', 'events.ndjson'), 'utf8').split('\n')
    const { history } = JSON.parse(line) as { history: object[] }
    expect(history).toMatchObject([{ verdict: 'conformant', exitCode: 0 }])
    expect((await say(['verify', 'two'], { cwd })).exitCode).toBe(0)
  }))

test('a clause asked for that nothing shows is not conformant, whatever else is', () =>
  inDirectory({}, async (cwd) => {
    const { out: page } = await say(['clauses', '--json'])
    const { clauses } = JSON.parse(page) as { clauses: { id: string; scenarios: string[] }[] }
    const bare = clauses.find(({ scenarios }) => scenarios.length === 0)
    if (bare === undefined) return
    const words = ['run', '--clause', 'SYST-CHK-04', '--clause', bare.id, '--out', 'report']
    const { exitCode, out } = await say(words, { cwd })
    expect(exitCode).toBe(2)
    expect(out).toContain('is undecided: 1 clause asked for did not run.')
    expect(readFileSync(join(cwd, 'report', 'junit.xml'), 'utf8')).toContain(`${bare.id} was run`)
  }))

test('a scenario of the user may name its own clauses, and none that is mistyped', () =>
  inDirectory({ 'wrong.yaml': WRONG.replace('SYST-CHK-04', 'SYST-CHK-4') }, async (cwd) => {
    const { exitCode, error } = await say(['replay', 'wrong.yaml'], { cwd })
    expect(exitCode).toBe(64)
    expect(error).toMatch(/wrong\.yaml:1: there is no clause "SYST-CHK-4"\. Hint: The nearest is/)
    writeFileSync(join(cwd, 'wrong.yaml'), WRONG.replace('SYST-CHK-04', 'ACME-OWN-1'))
    expect((await say(['replay', 'wrong.yaml'], { cwd })).exitCode).toBe(1)
  }))
