import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fork } from '../base/fork.js'
import { seconds } from '../base/units.js'
import { waitFor } from './process.js'
import {
  forkStage,
  makeStage,
  type Program,
  programs,
  runToQuiescence,
  runToSilence,
  start,
  tale,
} from './program.fixture.js'

const seeds = fc.integer({ min: 0, max: 2 ** 40 })

/** Runs one program after the other in one world that nobody forks. */
function straightTale(seed: number, parts: readonly Program[]): string {
  const stage = makeStage(seed)
  for (const part of parts) {
    start(stage, part)
    runToQuiescence(stage)
  }
  runToSilence(stage)
  return tale(stage)
}

test('two runs of one seed are the same run to the byte', () => {
  fc.assert(
    fc.property(seeds, programs, (seed, program) => {
      expect(straightTale(seed, [program])).toBe(straightTale(seed, [program]))
    }),
  )
})

test('another seed is another run', () => {
  const program: Program = [[{ do: 'draw', n: 1 }]]
  expect(straightTale(1, [program])).not.toBe(straightTale(2, [program]))
})

test('a fork goes on as the original would, and the original as if there were no fork', () => {
  fc.assert(
    fc.property(seeds, programs, programs, (seed, first, second) => {
      const original = makeStage(seed)
      start(original, first)
      runToQuiescence(original)
      const copies = [forkStage(original), forkStage(original)]
      const expected = straightTale(seed, [first, second])
      for (const stage of [copies[0], original, copies[1]]) {
        if (stage === undefined) continue
        start(stage, second)
        runToSilence(stage)
        expect(tale(stage)).toBe(expected)
      }
    }),
  )
})

test('two that go on side by side, step by step, do not wake one another', () => {
  fc.assert(
    fc.property(seeds, programs, programs, (seed, first, second) => {
      const original = makeStage(seed)
      start(original, first)
      runToQuiescence(original)
      const both = [original, forkStage(original)]
      for (const stage of both) start(stage, second)
      while (both.map(({ sim }) => sim.step()).includes(true));
      const expected = straightTale(seed, [first, second])
      expect(both.map(tale)).toEqual([expected, expected])
    }),
  )
})

test('what a fork does stays in the fork', () => {
  fc.assert(
    fc.property(seeds, programs, programs, (seed, first, second) => {
      const original = makeStage(seed)
      start(original, first)
      runToQuiescence(original)
      const reference = forkStage(original)
      const copy = forkStage(original)
      start(copy, second)
      runToSilence(copy)
      expect(tale(original)).toBe(tale(reference))
    }),
  )
})

test('a fork of a fork goes on as well', () => {
  fc.assert(
    fc.property(seeds, fc.array(programs, { minLength: 2, maxLength: 4 }), (seed, parts) => {
      let stage = makeStage(seed)
      for (const part of parts) {
        start(stage, part)
        runToQuiescence(stage)
        stage = forkStage(stage)
      }
      runToSilence(stage)
      expect(tale(stage)).toBe(straightTale(seed, parts))
    }),
  )
})

test('a world with a process in flight cannot be forked', () => {
  const { sim, signals } = makeStage(1)
  const [signal] = signals
  if (signal === undefined) throw new Error('no signal')
  sim.spawn('waiting', waitFor(signal))
  sim.advance(seconds(1))
  expect(() => fork(sim)).toThrow('cannot fork a world with 1 processes in flight')
})
