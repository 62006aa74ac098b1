import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CAPABILITIES, isCapability } from './capability.js'
import { isCommand } from './commands.js'
import { isOperator } from './pattern.js'
import { command } from './plan.js'
import { done, refusal } from './reply.js'
import { type Judgement, mergeJudgements, type Verdict } from './verdict.js'

/** `passed failed` merge to `failed`; reasons are the verdicts themselves, numbered. */
function checkMerge(
  verdicts: string,
  verdict: Verdict,
  reason: string | null,
  partial = false,
): void {
  const judgements = verdicts === '' ? [] : verdicts.split(' ').map(judgement)
  expect(mergeJudgements(judgements)).toEqual({ verdict, reason, partial })
}

function judgement(verdict: string, index: number): Judgement {
  const reason = verdict === 'passed' ? null : `${verdict} ${index}`
  return { verdict: verdict as Verdict, reason }
}

test('all passed', () => checkMerge('passed passed', 'passed', null))
test('unknown over passed', () => checkMerge('passed unknown passed', 'unknown', 'unknown 1'))
test('failed over unknown', () => checkMerge('unknown failed passed', 'failed', 'failed 1'))
test('error over failed', () => checkMerge('failed unknown error', 'error', 'error 2'))
test('the first of equals keeps its reason', () =>
  checkMerge('failed failed', 'failed', 'failed 0'))
test('what is not supported decides nothing', () =>
  checkMerge('not-supported failed', 'failed', 'failed 1'))
test('passed in part says what was left out', () =>
  checkMerge(
    'not-supported passed not-supported',
    'passed',
    'not-supported 0; not-supported 2',
    true,
  ))
test('nothing supported', () =>
  checkMerge('not-supported not-supported', 'not-supported', 'not-supported 0'))
test('nothing ran', () => checkMerge('', 'unknown', 'no scenario ran'))

test('the order of scenarios does not change the verdict', () => {
  const verdicts = fc.constantFrom('passed', 'failed', 'unknown', 'error', 'not-supported')
  fc.assert(
    fc.property(fc.array(verdicts), (list) => {
      const { verdict, partial } = mergeJudgements(list.map(judgement))
      const turned = mergeJudgements(list.toReversed().map(judgement))
      expect([turned.verdict, turned.partial]).toEqual([verdict, partial])
      if (verdict === 'passed') expect(list).toContain('passed')
      expect(verdict === 'passed').toBe(
        list.includes('passed') && list.every((each) => ['passed', 'not-supported'].includes(each)),
      )
    }),
  )
})

test('names are looked up in closed lists, not in prototypes', () => {
  for (const is of [isCapability, isCommand, isOperator])
    for (const name of ['constructor', 'toString', '__proto__', '', 'nonsense'])
      expect(is(name)).toBe(false)
  expect(isCapability('vss')).toBe(true)
  expect(isCommand('backup.run')).toBe(true)
  expect(isOperator('$has')).toBe(true)
  expect(Object.values(CAPABILITIES).every((doc) => doc.endsWith('.'))).toBe(true)
})

test('a command leaves out what was not said', () => {
  const step = command('volume.query', { server: undefined, volume: 'C:' }, { as: 'it' })
  expect(step).toEqual({ do: 'volume.query', with: { volume: 'C:' }, as: 'it' })
  expect('server' in step.with).toBe(false)
})

test('a reply is a value or a refusal that is certain', () => {
  expect(done()).toEqual({ kind: 'done', value: {} })
  expect(refusal('a', 'b')).toEqual({
    kind: 'refused',
    refusal: { code: 'a', message: 'b', certain: true },
  })
})
