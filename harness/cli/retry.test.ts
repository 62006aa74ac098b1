import { expect, test } from 'vitest'
import type { Verdict } from '../model/verdict.js'
import { parse } from '../scenario/file.js'
import type { Replayed, ReplayOptions } from '../scenario/replay.js'
import type { Session, Target } from '../targets/target.js'
import { tryAgain } from './retry.js'

const SCENARIO = parse(
  `title: The service runs
steps:
  - { do: service.query, with: { service: VSS }, expect: { state: Running } }
`,
  'case.yaml',
)
const OPTIONS: ReplayOptions = { seed: 1, trace: false, wallMs: () => 0 }

/** A target whose service is in these states, one scenario after the other. */
function moody(states: readonly string[]): Target {
  let next = 0
  const session = (state: string): Session => ({
    perform: () => ({ kind: 'done', value: { state, startType: 'Manual', account: 'x' } }),
    collect: () => ({ kind: 'done', value: {} }),
    finish: () => ({
      receipts: [],
      virtualMs: 0,
      residue: state === 'Broken' ? ['a shadow copy'] : [],
      refusals: [],
      unreached: [],
      trace: [],
    }),
  })
  return {
    description: {
      kind: 'driver',
      name: 'moody',
      version: '1',
      capabilities: ['host'],
      deterministic: false,
    },
    open: () => session(states[next++] ?? 'Running'),
    close: () => undefined,
  }
}

function first(verdict: Verdict): Replayed {
  return {
    scenario: SCENARIO,
    verdict,
    reason: verdict === 'passed' ? null : 'the first time',
    steps: [],
    receipts: [],
    virtualMs: 0,
    durationMs: 0,
    trace: [],
  }
}

async function check(
  verdict: Verdict,
  states: readonly string[],
  expected: { verdict: Verdict; attempts: readonly Verdict[] },
): Promise<void> {
  const tools = { target: moody(states), options: OPTIONS, retry: states.length }
  const { replayed, attempts } = await tryAgain(first(verdict), tools)
  expect(replayed.verdict).toBe(expected.verdict)
  expect(attempts.map((attempt) => attempt.verdict)).toEqual(expected.attempts)
}

test('what passed is not tried again', () =>
  check('passed', ['Stopped'], { verdict: 'passed', attempts: ['passed'] }))

test('what the target cannot do is not tried again', () =>
  check('not-supported', ['Running'], { verdict: 'not-supported', attempts: ['not-supported'] }))

test('passing later hides no failure', () =>
  check('failed', ['Running', 'Running'], {
    verdict: 'failed',
    attempts: ['failed', 'passed', 'passed'],
  }))

test('all attempts are made, also when one of them passed', () =>
  check('failed', ['Running', 'Stopped', 'Running'], {
    verdict: 'failed',
    attempts: ['failed', 'passed', 'failed', 'passed'],
  }))

test('a worse attempt is the verdict', () =>
  check('unknown', ['Stopped', 'Running'], {
    verdict: 'failed',
    attempts: ['unknown', 'failed', 'passed'],
  }))
