import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { failureFile } from './failures.js'
import { failurePath, scenarioSlug } from './names.js'
import { fakeHeader, fakePlan, fakeResult } from './run.fixture.js'

const result = fakeResult('SYST-ERR-02', 'failed')

test('the file holds the plan of the scenario, step for step', () => {
  const file = parse(failureFile(fakeHeader(), result, fakePlan())) as object
  expect(file).toEqual({
    title: 'A case of SYST-ERR-02',
    origin: `failed on frostproof-engine 0.1.0, seed 1: ${result.id}`,
    clauses: ['SYST-ERR-02'],
    ...fakePlan(),
  })
  expect(Object.keys(file)).toEqual(['title', 'origin', 'clauses', 'seed', 'topology', 'steps'])
})

test('the keys of a step come in one order however the plan was built', () => {
  const plan = fakePlan()
  const steps = [{ expect: 1, as: 'a', with: { x: 1 }, do: 'shell.run' as const }]
  const text = failureFile(fakeHeader(), result, { ...plan, steps })
  expect(text).toContain('  - do: shell.run\n    with:\n      x: 1\n    as: a\n    expect: 1\n')
})

test('the head of the file says what was wrong', () => {
  const text = failureFile(fakeHeader(), result, fakePlan())
  expect(text.split('\n').slice(0, 3)).toEqual([
    '# failed: because of failed',
    '# at: Then the job fails with 0x8079',
    '# reply.state is "Completed", expected "Failed"',
  ])
})

test('a reason of many lines cannot leave the comment', () => {
  const sly = fakeResult('SYST-ERR-02', 'error', { reason: 'a\nsteps: []\r\nseed: 2\u2028seed: 3' })
  expect(parse(failureFile(fakeHeader(), sly, fakePlan()))).toMatchObject({ seed: 7 })
})

test('the file name is legal everywhere and tells scenarios apart', () => {
  const nasty = 'features/x.feature#SYST-ERR-02/../..\\con: a "b"?\u0000'
  expect(failurePath(nasty)).toMatch(/^failures\/SYST-ERR-02-con-a-b-[0-9a-f]{8}\.yaml$/)
  expect(scenarioSlug('a#X/row A')).not.toBe(scenarioSlug('a#X/row a'))
  expect(scenarioSlug('')).toMatch(/^scenario-[0-9a-f]{8}$/)
  expect(scenarioSlug('x'.repeat(10_000)).length).toBeLessThan(80)
})
