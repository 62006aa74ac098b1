import { expect, test } from 'vitest'
import { command } from '../model/plan.js'
import { done } from '../model/reply.js'
import type { Scenario } from '../model/scenario.js'
import { topologySchema } from '../model/topology.js'
import type { Session, SessionEnd, Target } from '../targets/target.js'
import { replay } from './replay.js'
import { Together } from './together.js'

const END: SessionEnd = {
  receipts: [],
  virtualMs: 0,
  residue: [],
  refusals: [],
  unreached: [],
  trace: [],
}

/** A target that counts: each advance adds to a clock that a fork takes along. */
function countingTarget(options: { readonly forks: boolean }): Target & { performed: number } {
  const session = (startMs: number): Session => {
    let clockMs = startMs
    return {
      perform({ params }) {
        target.performed++
        clockMs += Number(params['seconds'] ?? 0)
        return done({ clockMs })
      },
      collect: () => done(),
      ...(options.forks ? { fork: () => session(clockMs) } : {}),
      finish: () => END,
    }
  }
  const target: Target & { performed: number } = {
    performed: 0,
    description: {
      kind: 'engine',
      name: 'counting',
      version: '1',
      capabilities: ['virtual-clock'],
      deterministic: true,
    },
    open: () => session(0),
    close: () => undefined,
  }
  return target
}

const ADVANCE = (seconds: number) => ({
  step: command('clock.advance', { seconds }),
  text: `${seconds} s`,
  line: seconds,
  role: 'given' as const,
})

/** Advances by each number, and then expects the sum. */
function scenario(name: string, ...numbers: number[]): Scenario {
  const steps = numbers.map(ADVANCE)
  const clockMs = numbers.reduce((sum, each) => sum + each, 0)
  const last = { ...command('clock.advance', { seconds: 0 }), expect: { clockMs } }
  return {
    id: name,
    uri: 'a.feature',
    line: 1,
    feature: 'A',
    rule: '',
    name,
    clauses: ['X-1'],
    slow: false,
    tags: [],
    needs: [],
    topology: topologySchema.parse({ servers: [{ name: 'SRV01' }] }),
    steps: [...steps, { step: last, text: 'the sum', line: 99, role: 'then' as const }],
  }
}

const OPTIONS = { seed: 1, trace: false, wallMs: () => 0 }

async function performedBy(target: ReturnType<typeof countingTarget>, scenarios: Scenario[]) {
  const together = new Together(target, scenarios, OPTIONS)
  const verdicts: string[] = []
  for (const each of scenarios) verdicts.push((await together.replay(each)).verdict)
  return { verdicts, performed: target.performed }
}

const ALIKE = [scenario('a', 1, 2, 3), scenario('b', 1, 2, 4), scenario('c', 1, 2, 4, 5)]

test('what scenarios have in common at their beginning is performed once', async () => {
  const { verdicts, performed } = await performedBy(countingTarget({ forks: true }), ALIKE)
  expect(verdicts).toEqual(['passed', 'passed', 'passed'])
  // 1 2 3 sum, 4 sum, 5 sum.
  expect(performed).toBe(4 + 2 + 2)
})

test('a target that cannot fork performs everything', async () => {
  const { verdicts, performed } = await performedBy(countingTarget({ forks: false }), ALIKE)
  expect(verdicts).toEqual(['passed', 'passed', 'passed'])
  expect(performed).toBe(4 + 4 + 5)
})

test('another seed is another beginning', async () => {
  const other: Scenario = { ...scenario('d', 1, 2, 3), seed: 7 }
  const { performed } = await performedBy(countingTarget({ forks: true }), [
    ALIKE[0],
    other,
  ] as Scenario[])
  expect(performed).toBe(4 + 4)
})

test('steps that were shared stand at the lines of their own scenario', async () => {
  const [first, second] = [scenario('a', 1, 2, 3), scenario('b', 1, 2, 4)]
  const moved = {
    ...second,
    steps: second.steps.map((each) => ({ ...each, line: each.line + 50 })),
  }
  const together = new Together(countingTarget({ forks: true }), [first, moved], OPTIONS)
  await together.replay(first)
  const alone = await replay(countingTarget({ forks: true }), moved, OPTIONS)
  expect(await together.replay(moved)).toEqual(alone)
})
