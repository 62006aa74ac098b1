import { expect, test } from 'vitest'
import {
  createSim,
  later,
  type Process,
  type Sim,
  type Span,
  sleepUntil,
} from '../../../../engine/index.js'
import { runSlice, WorldClock, wallTicks } from './world-clock.js'

function makeSim(): Sim {
  const sim = createSim(1, { trace: false })
  sim.moveTo(wallTicks())
  return sim
}

function runs(sim: Sim, until: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const clock = new WorldClock({
      sim,
      afterSlice() {
        if (!until()) return
        clock.stop()
        resolve()
      },
      onFailure: reject,
    })
    clock.wake()
  })
}

test('what sleeps wakes when the clock on the wall is there, and not before', async () => {
  const sim = makeSim()
  const begun = sim.now
  let woke = 0
  sim.spawn(
    'sleeper',
    (function* (): Process {
      yield* sleepUntil(later(sim.now, 20_000 as Span))
      woke = wallTicks()
    })(),
  )
  await runs(sim, () => woke > 0)
  expect(woke).toBeGreaterThanOrEqual(begun + 20_000)
})

test('who waits for a moment gets it though another never stops', async () => {
  const sim = makeSim()
  let isDone = false
  let turns = 0
  sim.spawn(
    'busy',
    (function* (): Process {
      while (!isDone) {
        turns++
        yield* sleepUntil(sim.now)
      }
    })(),
  )
  sim.spawn(
    'waiting',
    (function* (): Process {
      yield* sleepUntil(later(sim.now, 10_000 as Span))
      isDone = true
    })(),
  )
  await runs(sim, () => isDone)
  expect(turns).toBeGreaterThan(10)
})

test('a slice ends though there is always more to do', () => {
  const sim = makeSim()
  let turns = 0
  sim.spawn(
    'busy',
    (function* (): Process {
      for (;;) {
        turns++
        yield* sleepUntil(sim.now)
      }
    })(),
  )
  runSlice(sim)
  expect(turns).toBeGreaterThan(1)
})

test('a world that breaks says so and is not stepped any more', async () => {
  const sim = makeSim()
  sim.spawn(
    'broken',
    // biome-ignore lint/correctness/useYield: it breaks before it waits.
    (function* (): Process {
      throw new RangeError('broken')
    })(),
  )
  await expect(runs(sim, () => false)).rejects.toThrow('broken')
})
