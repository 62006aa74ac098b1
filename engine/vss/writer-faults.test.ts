import { describe, expect, test } from 'vitest'
import { placeFault } from '../sim/index.js'
import { hresult, S_OK } from './hresult.js'
import {
  backupComplete,
  createRequestor,
  doSnapshotSet,
  gatherWriterMetadata,
  initializeForBackup,
  release,
} from './requestor.js'
import {
  expectCode,
  expectNothingLeft,
  makeStage,
  prepareFullBackup,
  run,
  type Stage,
  startedRequestor,
  statesOf,
} from './vss.fixture.js'

function placed({ sim }: Stage, kind: string, where: string, event?: string) {
  const parameters = event === undefined ? {} : { event }
  return placeFault(sim.faults, { name: kind, kind, where, parameters, placedAt: sim.now })
}

function backUp(stage: Stage) {
  const requestor = startedRequestor(stage)
  run(stage, prepareFullBackup(requestor))
  const taken = run(stage, doSnapshotSet(requestor))
  if (taken === S_OK) run(stage, backupComplete(requestor))
  return { requestor, taken }
}

describe('a writer that is made to fail', () => {
  const events = [
    ['prepare-backup', 'FAILED_AT_PREPARE_BACKUP'],
    ['freeze', 'FAILED_AT_FREEZE'],
    ['thaw', 'FAILED_AT_THAW'],
    ['backup-complete', 'FAILED_AT_BACKUP_COMPLETE'],
  ] as const
  for (const [event, state] of events)
    test(`in ${event} fails there, after its work, and nobody else fails`, () => {
      const stage = makeStage({ a: {}, b: {} })
      const fault = placed(stage, 'writer-failure', 'a', event)
      backUp(stage)
      expect(statesOf(stage)).toEqual([state, 'STABLE'])
      expectCode(stage.vss.writers[0]?.lastError ?? S_OK, 'VSS_E_WRITERERROR_NONRETRYABLE')
      expect(stage.heard.filter((line) => line.startsWith(`a ${event}`))).toHaveLength(1)
      expect(fault.effects).toHaveLength(1)
    })

  test('in Identify is missing', () => {
    const stage = makeStage({ a: {}, b: {} })
    placed(stage, 'writer-failure', 'a', 'identify')
    const requestor = createRequestor(stage.vss, 'test')
    initializeForBackup(requestor)
    gatherWriterMetadata(requestor)
    const names = requestor.metadata.map(({ identification }) => identification.friendlyName)
    expect(names).toEqual(['b'])
  })

  test('fails no more once the fault is lifted', () => {
    const stage = makeStage({ a: {} })
    const fault = placed(stage, 'writer-failure', 'a', 'freeze')
    release(backUp(stage).requestor)
    fault.liftedAt = stage.sim.now
    backUp(stage)
    expect(statesOf(stage)).toEqual(['STABLE'])
  })
})

for (const where of ['provider', 'software provider'])
  test(`a ${where} that fails to commit gives up the set, and the log says so`, () => {
    const stage = makeStage()
    const fault = placed(stage, 'provider-failure', where)
    const { requestor, taken } = backUp(stage)
    expectCode(taken, 'VSS_E_PROVIDER_VETO')
    expect(fault.effects).toHaveLength(1)
    expect(stage.host.logs.Application).toMatchObject([{ source: 'VSS', id: 12293 }])
    expect(stage.heard.at(-1)).toBe('w abort in WAITING_FOR_POST_SNAPSHOT')
    expect(hresult('VSS_E_PROVIDER_VETO')).toBe(0x80042306)
    release(requestor)
    expectNothingLeft(stage)
  })
