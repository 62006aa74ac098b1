import { expect, test } from 'vitest'
import type { Guid } from '../base/brand.js'
import { createSim } from '../sim/index.js'
import {
  createDecisionLog,
  DECISION_LOG_BYTES,
  DECISION_WRITE_POINT,
  type Decision,
  type DecisionLog,
  force,
  loadDecisions,
  noteLazily,
} from './decision-log.js'

interface Disk {
  bytes: Uint8Array
  readable: boolean
}

const PORT = Object.freeze({
  read: ({ bytes, readable }: Disk, at: { readonly offset: number; readonly length: number }) =>
    readable ? bytes.slice(at.offset, at.offset + at.length) : undefined,
  write({ bytes }: Disk, offset: number, what: Uint8Array) {
    bytes.set(what, offset)
    return true
  },
  *whenWritable() {},
})

const globalId = (number: number) => String(number).padStart(36, '0') as Guid
const committed = (number: number): Decision => ({
  kind: 'committed',
  globalId: globalId(number),
  participants: ['SQL01\\MSSQLSERVER/Sales', 'SQL02\\MSSQLSERVER/Stock'],
})
const ended = (number: number): Decision => ({
  kind: 'ended',
  globalId: globalId(number),
  participants: [],
})

const emptyDisk = (): Disk => ({ bytes: new Uint8Array(DECISION_LOG_BYTES), readable: true })
const alive = () => true

function logOn(disk: Disk): DecisionLog {
  const log = createDecisionLog(createSim(1, { trace: false }), disk, PORT)
  loadDecisions(log)
  return log
}

const reloaded = (disk: Disk) => loadDecisions(logOn(disk))

test('a new log knows of nothing', () => expect(reloaded(emptyDisk())).toEqual([]))

test('decisions are read back with their participants', () => {
  const disk = emptyDisk()
  const log = logOn(disk)
  expect([1, 2].map((number) => force(log, committed(number), [], alive))).toEqual([true, true])
  expect(reloaded(disk)).toEqual([committed(1), committed(2)])
})

test('that everybody knows is written with the next decision, and lost before', () => {
  const disk = emptyDisk()
  const log = logOn(disk)
  force(log, committed(1), [], alive)
  noteLazily(log, ended(1))
  expect(reloaded(disk)).toEqual([committed(1)])
  force(log, committed(2), [], alive)
  expect(reloaded(disk)).toEqual([committed(2)])
})

test('thousands of decisions fit, for what has ended is left behind', () => {
  const disk = emptyDisk()
  const log = logOn(disk)
  const kept = committed(0)
  force(log, kept, [], alive)
  for (let number = 1; number <= 3_000; number++) {
    expect(force(log, committed(number), [kept], alive)).toBe(true)
    noteLazily(log, ended(number))
  }
  expect(log.generation).toBeGreaterThan(2)
  expect(reloaded(disk)).toEqual([kept, committed(3_000)])
})

test('an end of the service at any write loses no decision that was forced before', () => {
  const disk = emptyDisk()
  const log = logOn(disk)
  const { points } = log.sim
  let down = false
  let last = 0
  for (let number = 1; number <= 700; number++) {
    const run = () => {
      down = true
    }
    if (number % 3 === 0)
      points.arm({ point: DECISION_WRITE_POINT, occurrence: 1 + (number % 2), run })
    const open = last === 0 ? [] : [committed(last)]
    const done = force(log, committed(number), open, () => !down)
    if (done) last = number
    const known = reloaded(disk)?.map((each) => each.globalId)
    if (last > 0) expect(known).toContain(globalId(last))
    if (!down) continue
    down = false
    loadDecisions(log)
  }
  expect(last).toBeGreaterThan(100)
})

test.each([1, 2])(
  'an end at write %i of the change of halves leaves one of them whole',
  (write) => {
    const disk = emptyDisk()
    const log = logOn(disk)
    const kept = committed(0)
    force(log, kept, [], alive)
    let step = 0
    for (let number = 1; log.end + step <= DECISION_LOG_BYTES / 2; number++) {
      const { end } = log
      force(log, committed(number), [kept], alive)
      noteLazily(log, ended(number))
      step = log.end - end
    }
    // The next one does not fit.
    const { generation } = log
    let down = false
    const run = () => {
      down = true
    }
    log.sim.points.arm({ point: DECISION_WRITE_POINT, occurrence: write, run })
    expect(force(log, committed(9_999), [kept], () => !down)).toBe(false)
    const again = logOn(disk)
    expect(again.generation).toBe(generation)
    expect(reloaded(disk)).toContainEqual(kept)
  },
)

test('a record that was cut short is not a decision', () => {
  const disk = emptyDisk()
  const log = logOn(disk)
  force(log, committed(1), [], alive)
  const { end, half } = log
  force(log, committed(2), [], alive)
  disk.bytes.fill(0, (half * DECISION_LOG_BYTES) / 2 + end + 50)
  expect(reloaded(disk)).toEqual([committed(1)])
})

test('a log that cannot be read says nothing, rather than that all was aborted', () => {
  const disk = emptyDisk()
  force(logOn(disk), committed(1), [], alive)
  expect(reloaded({ ...disk, readable: false })).toBeUndefined()
  disk.bytes[DECISION_LOG_BYTES / 2] = 7
  expect(reloaded(disk)).toBeUndefined()
})
