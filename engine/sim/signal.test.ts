import { expect, test } from 'vitest'
import type { Ticks } from '../base/brand.js'
import { seconds } from '../base/units.js'
import { later, NEVER, type Process, Signal, sleepUntil, waitFor } from './process.js'
import { createSim, type Sim } from './sim.js'

interface Stage {
  readonly sim: Sim
  readonly signal: Signal
  readonly heard: string[]
}

function makeStage(): Stage {
  return { sim: createSim(1, { trace: false }), signal: new Signal(), heard: [] }
}

function* waiter({ sim, signal, heard }: Stage, name: string, deadline = NEVER): Process {
  const fired = yield* waitFor(signal, deadline)
  heard.push(`${name} ${fired ? 'fired' : 'timed out'} at ${sim.now}`)
}

test('a firing wakes all who wait, in the order in which they began to wait', () => {
  const stage = makeStage()
  for (const name of ['a', 'b', 'c']) stage.sim.spawn(name, waiter(stage, name))
  stage.sim.advance(seconds(1))
  stage.sim.fire(stage.signal)
  expect(stage.heard).toEqual([])
  stage.sim.advance(seconds(0))
  expect(stage.heard).toEqual(['a fired at 1000000', 'b fired at 1000000', 'c fired at 1000000'])
})

test('who comes after the firing waits for the next', () => {
  const stage = makeStage()
  stage.sim.fire(stage.signal)
  stage.sim.spawn('late', waiter(stage, 'late', seconds(1) as unknown as Ticks))
  stage.sim.advance(seconds(2))
  expect(stage.heard).toEqual(['late timed out at 1000000'])
})

test('a deadline wakes who waited too long, and the signal has forgotten him', () => {
  const stage = makeStage()
  stage.sim.spawn('a', waiter(stage, 'a', 5 as Ticks))
  stage.sim.advance(seconds(1))
  expect(stage.heard).toEqual(['a timed out at 5'])
  expect(stage.signal.waiting).toEqual([])
})

test('at the very instant of a deadline the deadline wins over a firing', () => {
  const stage = makeStage()
  stage.sim.onTimer = () => stage.sim.fire(stage.signal)
  stage.sim.schedule(5 as Ticks, { kind: 'fire', payload: 0 })
  stage.sim.spawn('a', waiter(stage, 'a', 5 as Ticks))
  stage.sim.advance(seconds(1))
  // The timer is older than the deadline, but whom it wakes stands behind the deadline.
  expect(stage.heard).toEqual(['a timed out at 5'])
})

function* twice(stage: Stage): Process {
  yield* waiter(stage, 'first', 5 as Ticks)
  yield* sleepUntil(later(stage.sim.now, seconds(1)))
  stage.heard.push(`slept until ${stage.sim.now}`)
}

test('a deadline that is past is stale: it wakes nobody from a later wait', () => {
  const stage = makeStage()
  stage.sim.spawn('a', twice(stage))
  stage.sim.advance(2 as never)
  stage.sim.fire(stage.signal)
  stage.sim.advance(seconds(2))
  expect(stage.heard).toEqual(['first fired at 2', 'slept until 1000002'])
})

test('a stale wake-up moves no clock', () => {
  const stage = makeStage()
  stage.sim.spawn('a', waiter(stage, 'a', seconds(9) as unknown as Ticks))
  stage.sim.advance(seconds(1))
  stage.sim.fire(stage.signal)
  while (stage.sim.step());
  expect(stage.heard).toEqual(['a fired at 1000000'])
  expect(stage.sim.now).toBe(seconds(1))
})

function* guarded({ sim, heard }: Stage, name: string): Process {
  try {
    yield* sleepUntil(later(sim.now, seconds(5)))
    heard.push(`${name} went on`)
  } finally {
    heard.push(`${name} cleaned up at ${sim.now}`)
  }
}

function* nested(stage: Stage): Process {
  try {
    yield* guarded(stage, 'inner')
    stage.heard.push('outer went on')
  } finally {
    stage.heard.push('outer cleaned up')
  }
}

test('killing a process runs its finally blocks, innermost first, and nothing after them', () => {
  const stage = makeStage()
  const task = stage.sim.spawn('a', nested(stage))
  stage.sim.advance(seconds(1))
  stage.sim.kill(task)
  stage.sim.advance(seconds(60))
  expect(stage.heard).toEqual(['inner cleaned up at 1000000', 'outer cleaned up'])
  expect(task.state).toBe('killed')
  expect(stage.sim.live).toBe(0)
})

test('a process killed before its first step never begins', () => {
  const stage = makeStage()
  const task = stage.sim.spawn('a', guarded(stage, 'a'))
  stage.sim.kill(task)
  stage.sim.advance(seconds(60))
  expect(stage.heard).toEqual([])
  expect(task.state).toBe('killed')
})

test('the killed wait for nothing any more, and who waits for their end is told', () => {
  const stage = makeStage()
  const task = stage.sim.spawn('a', waiter(stage, 'a'))
  stage.sim.spawn('b', waiter({ ...stage, signal: task.ended }, 'b'))
  stage.sim.advance(seconds(1))
  stage.sim.kill(task)
  expect(stage.signal.waiting).toEqual([])
  stage.sim.fire(stage.signal)
  stage.sim.advance(seconds(1))
  expect(stage.heard).toEqual(['b fired at 1000000'])
})

test('killing who has ended, or was killed, changes nothing', () => {
  const stage = makeStage()
  const task = stage.sim.spawn('a', guarded(stage, 'a'))
  stage.sim.finish(task)
  stage.sim.kill(task)
  expect(task.state).toBe('done')
  const other = stage.sim.spawn('b', waiter(stage, 'b'))
  stage.sim.kill(other)
  stage.sim.kill(other)
  expect(stage.sim.live).toBe(0)
})
