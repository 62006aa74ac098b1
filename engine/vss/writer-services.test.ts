import { describe, expect, test } from 'vitest'
import { seconds } from '../base/units.js'
import { startService, stopService } from '../host/index.js'
import { hresult, S_OK } from './hresult.js'
import {
  backupComplete,
  createRequestor,
  doSnapshotSet,
  gatherWriterMetadata,
  gatherWriterStatus,
  initializeForBackup,
  type Requestor,
  release,
} from './requestor.js'
import {
  expectCode,
  expectNothingLeft,
  makeStage,
  prepareFullBackup,
  run,
  startedRequestor,
} from './vss.fixture.js'

const PLANS = { sql: { service: 'SQLWriter' }, other: {} }

function statusOf(requestor: Requestor): unknown[][] {
  const status = gatherWriterStatus(requestor)
  return status.ok ? status.value.map(({ name, state, error }) => [name, state, error]) : []
}

const GONE = ['sql', 'UNKNOWN', hresult('VSS_E_WRITER_NOT_RESPONDING')]

test('a writer whose service is stopped is not there, and is back with it', () => {
  const stage = makeStage(PLANS)
  stopService(stage.host, 'SQLWriter')
  const named = () => {
    const requestor = createRequestor(stage.vss, 'test')
    initializeForBackup(requestor)
    gatherWriterMetadata(requestor)
    expect(statusOf(requestor)).toHaveLength(requestor.metadata.length)
    return requestor.metadata.map(({ identification }) => identification.friendlyName)
  }
  expect(named()).toEqual(['other'])
  startService(stage.host, 'SQLWriter')
  expect(named()).toEqual(['sql', 'other'])
})

test('one that stops after it was asked who it is hears nothing and does not respond', () => {
  const stage = makeStage(PLANS)
  const requestor = startedRequestor(stage)
  stopService(stage.host, 'SQLWriter')
  run(stage, prepareFullBackup(requestor))
  expectCode(run(stage, doSnapshotSet(requestor)), 'S_OK')
  expect(statusOf(requestor)[0]).toEqual(GONE)
  expect(stage.heard.filter((line) => line.startsWith('sql '))).toEqual([])
  run(stage, backupComplete(requestor))
  release(requestor)
  expect(stage.ended).toEqual(['sql lost', 'other shutdown in STABLE'])
})

test('one that is started again is another: it takes no part until it is asked who it is', () => {
  const stage = makeStage(PLANS)
  const requestor = startedRequestor(stage)
  stopService(stage.host, 'SQLWriter')
  startService(stage.host, 'SQLWriter')
  run(stage, prepareFullBackup(requestor))
  expect(stage.heard).toEqual(['other prepare-backup in STABLE'])
  release(requestor)
  run(stage, prepareFullBackup(startedRequestor(stage)))
  expect(stage.heard).toContain('sql prepare-backup in STABLE')
})

describe('one that dies', () => {
  const cases = [
    ['prepare-snapshot', 'S_OK'],
    ['freeze', 'VSS_E_UNEXPECTED_WRITER_ERROR'],
    ['thaw', 'VSS_E_UNEXPECTED_WRITER_ERROR'],
    ['post-snapshot', 'S_OK'],
  ] as const
  for (const [event, code] of cases)
    test(`while it handles ${event} lets go at once, and others go on: ${code}`, () => {
      const plan = { service: 'SQLWriter', on: { [event]: { after: seconds(20) } } }
      const stage = makeStage({ sql: plan, other: {} })
      const requestor = startedRequestor(stage)
      run(stage, prepareFullBackup(requestor))
      const creation = stage.sim.spawn('creation', doSnapshotSet(requestor))
      stage.sim.advance(seconds(10))
      stopService(stage.host, 'SQLWriter')
      stage.sim.advance(seconds(0))
      expect(stage.ended).toEqual(['sql lost'])
      expectCode(stage.sim.finish(creation), code)
      expect(stage.sim.now).toBeLessThan(seconds(11))
      expect(statusOf(requestor)[0]).toEqual(GONE)
      const state = code === 'S_OK' ? 'WAITING_FOR_BACKUP_COMPLETE' : 'STABLE'
      expect(statusOf(requestor)[1]).toEqual(['other', state, S_OK])
      release(requestor)
      expectNothingLeft(stage)
    })

  test('between its freeze and its thaw spoils the instant', () => {
    const stage = makeStage(PLANS)
    const requestor = startedRequestor(stage)
    run(stage, prepareFullBackup(requestor))
    stage.sim.points.arm({
      point: 'vss.commit',
      occurrence: 1,
      run: () => void stopService(stage.host, 'SQLWriter'),
    })
    expectCode(run(stage, doSnapshotSet(requestor)), 'VSS_E_UNEXPECTED_WRITER_ERROR')
    expect(stage.heard.at(-1)).toBe('other abort in WAITING_FOR_POST_SNAPSHOT')
    release(requestor)
    expectNothingLeft(stage)
  })
})

test('those that use others freeze first and thaw last', () => {
  const stage = makeStage({
    system: { level: 'system' },
    back: { level: 'back-end' },
    front: { level: 'front-end', on: { freeze: { after: seconds(3) } } },
  })
  const requestor = startedRequestor(stage)
  run(stage, prepareFullBackup(requestor))
  run(stage, doSnapshotSet(requestor))
  const order = (event: string) =>
    stage.heard.flatMap((line) => (line.includes(` ${event} `) ? [line.split(' ')[0]] : []))
  expect(order('freeze')).toEqual(['front', 'back', 'system'])
  expect(order('thaw')).toEqual(['system', 'back', 'front'])
  expect(stage.sim.live).toBe(0)
})
