import { expect, test } from 'vitest'
import type { Span, Ticks } from '../base/brand.js'
import { seconds } from '../base/units.js'
import { later, type Process, Signal, sleepUntil, waitFor } from './process.js'
import { createSim, type Sim, together } from './sim.js'

const NOTHING = seconds(0)

function makeSim(): { sim: Sim; heard: string[] } {
  return { sim: createSim(1, { trace: false }), heard: [] }
}

function* saying(heard: string[], word: string, sim: Sim, span: Span = NOTHING): Process<string> {
  if (span > 0) yield* sleepUntil(later(sim.now, span))
  heard.push(`${word} at ${sim.now}`)
  return word
}

test('nothing happens and no time passes until the world is stepped', () => {
  const { sim, heard } = makeSim()
  sim.spawn('a', saying(heard, 'a', sim))
  expect(heard).toEqual([])
  expect(sim.step()).toBe(true)
  expect(heard).toEqual(['a at 0'])
  expect(sim.step()).toBe(false)
})

test('what happens at one instant happens in the order in which it was scheduled', () => {
  const { sim, heard } = makeSim()
  sim.onTimer = ({ payload }) => void heard.push(String(payload))
  sim.schedule(5 as Ticks, { kind: 'x', payload: 'first timer' })
  sim.spawn('a', saying(heard, 'a', sim, 5 as Span))
  sim.spawn('b', saying(heard, 'b', sim, 5 as Span))
  sim.advance(NOTHING)
  sim.schedule(5 as Ticks, { kind: 'x', payload: 'last timer' })
  sim.advance(seconds(1))
  expect(heard).toEqual(['first timer', 'a at 5', 'b at 5', 'last timer'])
})

test('a process that sleeps until the past goes on at once, behind what is due already', () => {
  const { sim, heard } = makeSim()
  sim.advance(seconds(1))
  sim.spawn('late', lateSleeper(sim, heard))
  sim.spawn('other', saying(heard, 'other', sim))
  sim.advance(NOTHING)
  expect(heard).toEqual(['other at 1000000', 'late at 1000000'])
})

function* lateSleeper(sim: Sim, heard: string[]): Process {
  yield* sleepUntil(3 as Ticks)
  heard.push(`late at ${sim.now}`)
}

test('to advance runs everything due up to the instant, and stands there', () => {
  const { sim, heard } = makeSim()
  sim.spawn('in', saying(heard, 'in', sim, seconds(2)))
  sim.spawn('out', saying(heard, 'out', sim, seconds(3)))
  sim.advance(seconds(2))
  expect(heard).toEqual(['in at 2000000'])
  expect(sim.now).toBe(seconds(2))
  expect(sim.live).toBe(1)
})

test('to finish runs to the end of one process and no further', () => {
  const { sim, heard } = makeSim()
  const task = sim.spawn('a', saying(heard, 'a', sim, seconds(2)))
  sim.spawn('b', saying(heard, 'b', sim, seconds(3)))
  expect(sim.finish(task)).toBe('a')
  expect(task.state).toBe('done')
  expect(heard).toEqual(['a at 2000000'])
  expect(sim.nextAt).toBe(seconds(3))
})

test('a process that waits for what never comes is a bug, told by name', () => {
  const { sim } = makeSim()
  const task = sim.spawn('forlorn', waitFor(new Signal()))
  expect(() => sim.finish(task)).toThrow('process forlorn waits for ever')
})

test('a timer comes when it is due, and not in the past', () => {
  const { sim, heard } = makeSim()
  sim.onTimer = ({ kind, payload }) => void heard.push(`${kind} ${payload} at ${sim.now}`)
  sim.schedule(seconds(1) as unknown as Ticks, { kind: 'daily', payload: 7 })
  expect(heard).toEqual([])
  sim.advance(seconds(1))
  expect(heard).toEqual(['daily 7 at 1000000'])
  expect(() => sim.schedule(5 as Ticks, { kind: 'late', payload: 0 })).toThrow(
    'timer late is set in the past',
  )
})

test('a timer that nobody handles is a bug, told by kind', () => {
  const { sim } = makeSim()
  sim.schedule(1 as Ticks, { kind: 'orphan', payload: 0 })
  expect(() => sim.step()).toThrow('nobody handles timer orphan')
})

test('together gives all results in the order asked, whatever ends first', () => {
  const { sim, heard } = makeSim()
  const tasks = [3, 1, 2].map((span) =>
    sim.spawn(`${span}`, saying(heard, `${span}`, sim, seconds(span))),
  )
  const all = sim.spawn('all', together(tasks))
  expect(sim.finish(all)).toEqual(['3', '1', '2'])
  expect(sim.now).toBe(seconds(3))
})

test('together with nobody ends at once', () => {
  const { sim } = makeSim()
  expect(sim.finish(sim.spawn('all', together([])))).toEqual([])
  expect(sim.now).toBe(0)
})

test('live counts the processes that have not ended', () => {
  const { sim, heard } = makeSim()
  const task = sim.spawn('a', saying(heard, 'a', sim))
  sim.spawn('b', saying(heard, 'b', sim, seconds(1)))
  expect(sim.live).toBe(2)
  sim.finish(task)
  expect(sim.live).toBe(1)
  sim.advance(seconds(1))
  expect(sim.live).toBe(0)
})

test('a clock that is set on lets what was due happen late, and never goes back', () => {
  const { sim, heard } = makeSim()
  sim.spawn('a', saying(heard, 'a', sim, 5 as Span))
  sim.advance(NOTHING)
  sim.moveTo(9 as Ticks)
  sim.moveTo(7 as Ticks)
  expect(heard).toEqual([])
  sim.spawn('b', saying(heard, 'b', sim))
  sim.advance(NOTHING)
  expect(heard).toEqual(['a at 9', 'b at 9'])
})
