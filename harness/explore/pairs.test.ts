import { expect, test } from 'vitest'
import type { FaultDraft } from '../faults/sites.js'
import { Draw } from './draw.js'
import { prune, type Tried } from './pairs.js'

function tried(fault: FaultDraft, at: string, met: boolean, print: string): Tried {
  const point = { step: 0, name: at, at, phase: 'copy' }
  return { placed: { fault, step: 0, at, point }, met, print }
}

const FULL: FaultDraft = { kind: 'disk-full', where: 'D:' }
const GONE: FaultDraft = { kind: 'volume-missing', where: 'D:' }

test('placements of one fault that come to the same run are one, and idle ones are none', () => {
  const pruning = prune(
    [
      tried(FULL, 'a', true, 'x'),
      tried(FULL, 'b', true, 'x'),
      tried(FULL, 'c', true, 'y'),
      tried(GONE, 'a', true, 'x'),
      tried(GONE, 'b', false, 'clean'),
    ],
    { seed: 1, sample: 50 },
  )
  expect(pruning.all).toBe(10)
  expect(pruning.pairs).toHaveLength(3)
  expect(pruning.sample).toHaveLength(50)
})

test('what is drawn depends on the seed and the name alone', () => {
  const draws = (seed: number, name: string) => {
    const draw = new Draw(seed, name, 7)
    return Array.from({ length: 5 }, () => draw.below(1_000))
  }
  expect(draws(1, 'a')).toEqual(draws(1, 'a'))
  expect(draws(1, 'a')).not.toEqual(draws(1, 'b'))
  expect(draws(1, 'a')).not.toEqual(draws(2, 'a'))
})
