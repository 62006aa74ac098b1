import { describe, expect, test } from 'vitest'
import type { HResult, Span } from '../base/brand.js'
import { milliseconds, seconds } from '../base/units.js'
import { placeFault } from '../sim/index.js'
import { listShadows } from '../volume/index.js'
import { S_OK } from './hresult.js'
import { backupComplete, doSnapshotSet, gatherWriterStatus, release } from './requestor.js'
import {
  expectCode,
  expectNothingLeft,
  makeStage,
  prepareFullBackup,
  run,
  type Stage,
  slowProvider,
  startedRequestor,
  statesOf,
} from './vss.fixture.js'
import { RETURNED_FALSE } from './writer.js'

const JUST_MORE = 1 as Span

/** Commits at once, so that the time between freeze and thaw is the writers' own. */
function promptProvider(stage: Stage): void {
  slowProvider(stage, 0)
}

function takeSet(stage: Stage) {
  const requestor = startedRequestor(stage)
  run(stage, prepareFullBackup(requestor))
  return { requestor, result: run(stage, doSnapshotSet(requestor)) }
}

/** A set without volumes: so much time passes between freeze and thaw, and no writes are held. */
function takeEmptySet(stage: Stage, between: Span): HResult {
  slowProvider(stage, between / 1_000_000)
  return run(stage, doSnapshotSet(startedRequestor(stage, [])))
}

describe('from freeze to thaw a writer waits 60 s', () => {
  test('a freeze just below the limit passes', () => {
    const after = (seconds(60) - 1) as Span
    const stage = makeStage({ slow: { on: { freeze: { after } } }, quick: {} })
    promptProvider(stage)
    expectCode(takeSet(stage).result, 'S_OK')
    expect(stage.host.logs.Application).toEqual([])
  })

  for (const after of [seconds(60), (seconds(60) + JUST_MORE) as Span, seconds(3_600)])
    test(`a freeze of ${after / 1_000_000} s fails at the freeze, at 60 s`, () => {
      const stage = makeStage({ slow: { on: { freeze: { after } } }, quick: {} })
      expectCode(takeSet(stage).result, 'VSS_E_WRITERERROR_TIMEOUT')
      expect(stage.sim.now).toBe(seconds(60))
      expect(statesOf(stage)).toEqual(['FAILED_AT_FREEZE', 'STABLE'])
      expect(stage.host.logs.Application).toMatchObject([
        { id: 8229, data: { writer: 'slow', hresult: '0x800423f2' } },
      ])
      expect(stage.heard).not.toContain('quick thaw in WAITING_FOR_THAW')
      expectNothingLeft(stage)
    })

  test('a thaw at the very limit passes', () => {
    const stage = makeStage({ quick: {} })
    expectCode(takeEmptySet(stage, seconds(60)), 'S_OK')
  })

  test('a thaw that comes just after it fails every writer at the thaw', () => {
    const stage = makeStage({ a: {}, b: {} })
    const result = takeEmptySet(stage, (seconds(60) + JUST_MORE) as Span)
    expectCode(result, 'VSS_E_WRITERERROR_TIMEOUT')
    expect(statesOf(stage)).toEqual(['FAILED_AT_THAW', 'FAILED_AT_THAW'])
    expect(stage.host.logs.Application.map(({ id }) => id)).toEqual([8229, 8229])
    expect(stage.heard.filter((line) => line.includes(' thaw '))).toEqual([])
    expectNothingLeft(stage)
  })

  test('a slow writer keeps the others waiting, and their time runs too', () => {
    const stage = makeStage({ slow: { on: { freeze: { after: seconds(55) } } }, quick: {} })
    slowProvider(stage, 9)
    expectCode(takeSet(stage).result, 'VSS_E_WRITERERROR_TIMEOUT')
    expect(statesOf(stage)).toEqual(['FAILED_AT_THAW', 'FAILED_AT_THAW'])
    expectNothingLeft(stage)
  })

  test('time before the freeze and after the thaw does not count', () => {
    const after = seconds(300)
    const on = { 'prepare-backup': { after }, 'prepare-snapshot': { after }, thaw: { after } }
    const stage = makeStage({ slow: { on: { ...on, 'post-snapshot': { after } } } })
    expectCode(takeSet(stage).result, 'S_OK')
    expect(stage.sim.now).toBe(seconds(1_200) + milliseconds(200))
  })

  test('the next session finds a writer that timed out stable again', () => {
    const stage = makeStage({ w: {} })
    const slow = slowWriter(stage, 61)
    release(takeSet(stage).requestor)
    expect(statesOf(stage)).toEqual(['FAILED_AT_FREEZE'])
    slow.liftedAt = stage.sim.now
    expectCode(takeSet(stage).result, 'S_OK')
    expect(statesOf(stage)).toEqual(['WAITING_FOR_BACKUP_COMPLETE'])
  })
})

function slowWriter({ sim }: Stage, secondsTaken: number) {
  return placeFault(sim.faults, {
    name: 'slow',
    kind: 'writer-slow',
    where: 'w',
    parameters: { seconds: secondsTaken },
    placedAt: sim.now,
  })
}

test('a slow writer is told apart from a slow fault: the delay is the effect', () => {
  const stage = makeStage({ w: {} })
  const fault = slowWriter(stage, 30)
  expectCode(takeSet(stage).result, 'S_OK')
  expect(fault.effects).toHaveLength(1)
  expect(stage.sim.now).toBe(seconds(30) + milliseconds(200))
})

describe('FALSE gives up the set', () => {
  for (const event of ['freeze', 'thaw'] as const)
    test(`in ${event}`, () => {
      const stage = makeStage({
        bad: { on: { [event]: { says: RETURNED_FALSE } } },
        good: {},
      })
      const { result } = takeSet(stage)
      expectCode(result, 'VSS_E_WRITERERROR_NONRETRYABLE')
      const failed = event === 'freeze' ? 'FAILED_AT_FREEZE' : 'FAILED_AT_THAW'
      expect(statesOf(stage)).toEqual([failed, 'STABLE'])
      expect(stage.heard.filter((line) => line.includes(' abort '))).toHaveLength(2)
      expect(stage.heard.some((line) => line.includes('post-snapshot'))).toBe(false)
      expectNothingLeft(stage)
    })

  for (const event of ['prepare-backup', 'prepare-snapshot', 'post-snapshot'] as const)
    test(`but not in ${event}`, () => {
      const stage = makeStage({ bad: { on: { [event]: { says: RETURNED_FALSE } } }, good: {} })
      expectCode(takeSet(stage).result, 'S_OK')
      expect(listShadows(stage.volumes[0])).toHaveLength(1)
    })

  test('the others are told at once, even when one is still at work', () => {
    const stage = makeStage({
      bad: { on: { freeze: { says: RETURNED_FALSE } } },
      slow: { on: { freeze: { after: seconds(20) } } },
    })
    takeSet(stage)
    expect(stage.sim.now).toBe(seconds(20))
    expect(statesOf(stage)).toEqual(['FAILED_AT_FREEZE', 'STABLE'])
  })
})

test('writers answer side by side, not one after the other', () => {
  const on = { 'prepare-snapshot': { after: seconds(10) } }
  const stage = makeStage({ a: { on }, b: { on }, c: { on } })
  takeSet(stage)
  expect(stage.sim.now).toBe(seconds(10) + milliseconds(200))
})

test('who did not fail hears every event, in the order of the conversation', () => {
  const stage = makeStage({ w: {} })
  stage.sim.points.record()
  const { requestor } = takeSet(stage)
  run(stage, backupComplete(requestor))
  const phases = stage.sim.points.recorded.filter(
    (point) => !point.startsWith('requestor.') && !point.startsWith('service.'),
  )
  expect(phases).toEqual([
    'vss.identify',
    'vss.prepare-backup',
    'vss.end-prepare',
    'at-prepare-for-snapshot',
    'vss.prepare-snapshot',
    'before-freeze',
    'vss.freeze',
    'when-frozen',
    'vss.pre-commit',
    'vss.flush-and-hold',
    'vss.commit',
    'vss.post-commit',
    'snapshot-created',
    'vss.thaw',
    'after-thaw',
    'vss.pre-final-commit',
    'in-post-snapshot',
    'vss.post-snapshot',
    'vss.post-final-commit',
    'vss.backup-complete',
  ])
})

test('the trace tells each event of each writer, and nothing when nobody listens', () => {
  const stage = makeStage({ w: {} })
  run(stage, backupComplete(takeSet(stage).requestor))
  const writers = stage.sim.trace.events.filter(({ what }) => what.startsWith('writer.'))
  expect(writers.map(({ what, detail }) => `${what} ${detail['state']}`)).toEqual([
    'writer.prepare-backup STABLE',
    'writer.prepare-snapshot WAITING_FOR_FREEZE',
    'writer.freeze WAITING_FOR_THAW',
    'writer.thaw WAITING_FOR_POST_SNAPSHOT',
    'writer.post-snapshot WAITING_FOR_BACKUP_COMPLETE',
    'writer.backup-complete STABLE',
  ])
  const silent = makeStage({ w: {} })
  silent.sim.trace.listening = false
  takeSet(silent)
  expect(silent.sim.trace.events).toEqual([])
})

test('the status tells name, state and error of each writer', () => {
  const stage = makeStage({ w: {}, v: { on: { freeze: { says: RETURNED_FALSE } } } })
  const { requestor } = takeSet(stage)
  const status = gatherWriterStatus(requestor)
  expect(status.ok && status.value).toMatchObject([
    { name: 'w', state: 'STABLE', error: S_OK },
    { name: 'v', state: 'FAILED_AT_FREEZE', error: 0x800423f4 },
  ])
})
