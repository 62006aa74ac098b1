import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seconds } from '../base/units.js'
import { later, type Process, placeFault, sleepUntil, together } from '../sim/index.js'
import { load, makeHost, secondsOf } from './host.fixture.js'
import { type Host, heaviestProcesses, type Resource, speedOf, work } from './index.js'

/** Ten seconds of work under such a load take so long. */
function checkTenSeconds(resource: Resource, percent: number, expected: number): void {
  const host = makeHost()
  if (resource === 'cpu') load(host, 'hog', percent)
  else load(host, 'hog', 0, percent)
  expect(secondsOf(host, work(host, resource, seconds(10)))).toBeCloseTo(expected, 3)
}

test('an idle processor', () => checkTenSeconds('cpu', 0, 10))
test('half a processor', () => checkTenSeconds('cpu', 50, 20))
test('a tenth of a processor', () => checkTenSeconds('cpu', 90, 100))
test('a processor with nothing left starves nobody for ever', () =>
  checkTenSeconds('cpu', 100, 10_000))
test('memory does not hurt while a quarter is free', () => checkTenSeconds('memory', 75, 10))
test('memory hurts with the square of what is missing', () => checkTenSeconds('memory', 87.5, 40))
test('no memory left', () => checkTenSeconds('memory', 100, 10_000))

test('processor and memory are felt apart', () => {
  const host = makeHost()
  load(host, 'hog', 50)
  expect([speedOf(host, 'cpu'), speedOf(host, 'memory')]).toEqual([0.5, 1])
})

test('loads add up, and no more than all can be taken', () => {
  const host = makeHost()
  load(host, 'a', 25)
  load(host, 'b', 50)
  expect(speedOf(host, 'cpu')).toBe(0.25)
  load(host, 'c', 100)
  expect(speedOf(host, 'cpu')).toBeGreaterThan(0)
})

test('a process started again takes the larger of both loads', () => {
  const host = makeHost()
  load(host, 'a', 40, 10)
  load(host, 'a', 20, 30)
  expect([...host.processes.values()]).toMatchObject([{ cpuPercent: 40, memoryPercent: 30 }])
})

function* loadAfter(host: Host, afterSeconds: number, percent: number): Process {
  yield* sleepUntil(later(host.sim.now, seconds(afterSeconds)))
  load(host, `hog at ${afterSeconds}`, percent)
}

test('a load that comes in the middle slows what is left', () => {
  const host = makeHost()
  host.sim.spawn('load', loadAfter(host, 4, 50))
  expect(secondsOf(host, work(host, 'cpu', seconds(10)))).toBeCloseTo(4 + 6 / 0.5, 3)
})

test('a load that goes in the middle speeds up what is left', () => {
  const host = makeHost()
  load(host, 'hog', 90)
  host.sim.spawn('end', endAfter(host, 'hog', 50))
  expect(secondsOf(host, work(host, 'cpu', seconds(10)))).toBeCloseTo(50 + (10 - 5), 3)
})

function* endAfter(host: Host, name: string, afterSeconds: number): Process {
  yield* sleepUntil(later(host.sim.now, seconds(afterSeconds)))
  host.processes.delete(name)
  host.sim.fire(host.resources.changed)
}

test('a change of load neither loses nor gives work, however many there are', () => {
  const changes = fc.array(fc.record({ at: fc.integer({ min: 0, max: 9 }), percent: fc.nat(9) }), {
    maxLength: 6,
  })
  fc.assert(
    fc.property(changes, (list) => {
      const host = makeHost()
      for (const { at, percent } of list) host.sim.spawn('load', loadAfter(host, at, percent))
      const took = secondsOf(host, work(host, 'cpu', seconds(10)))
      expect(took).toBeCloseTo(expectedSeconds(list), 2)
    }),
  )
})

/** The same by small steps of time; of two loads that begin at one instant the larger counts. */
function expectedSeconds(list: readonly { at: number; percent: number }[]): number {
  let left = 10
  for (let second = 0; ; second++) {
    const byStart = new Map<number, number>()
    for (const { at, percent } of list)
      if (at <= second) byStart.set(at, Math.max(byStart.get(at) ?? 0, percent))
    const speed = 1 - [...byStart.values()].reduce((sum, percent) => sum + percent, 0) / 100
    if (left <= speed) return second + left / speed
    left -= speed
  }
}

test('two at work side by side each feel the load, not one another', () => {
  const host = makeHost()
  load(host, 'hog', 50)
  const tasks = [4, 6].map((span) =>
    host.sim.spawn(`work ${span}`, work(host, 'cpu', seconds(span))),
  )
  expect(secondsOf(host, together(tasks))).toBeCloseTo(12, 3)
})

test('work that felt a hungry process shows its fault; idle work shows none', () => {
  const host = makeHost()
  const fault = placeFault(host.sim.faults, {
    name: 'x',
    kind: 'cpu-starvation',
    where: 'hog',
    parameters: {},
    placedAt: host.sim.now,
  })
  load(host, 'hog', 80)
  secondsOf(host, work(host, 'memory', seconds(1)))
  expect(fault.effects).toEqual([])
  secondsOf(host, work(host, 'cpu', seconds(1)))
  expect(fault.effects).toMatchObject([{ evidence: 'work went on at 20 % of its speed' }])
})

test('the heaviest process comes first, by whatever it takes most of', () => {
  const host = makeHost()
  load(host, 'light', 1)
  load(host, 'memory', 0, 70)
  load(host, 'cpu', 60)
  expect(heaviestProcesses(host).map(({ name }) => name)).toEqual(['memory', 'cpu', 'light'])
})
