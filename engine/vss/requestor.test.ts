import { describe, expect, test } from 'vitest'
import { crashService, stopService } from '../host/index.js'
import { listShadows, takeShadow } from '../volume/index.js'
import type { ContextName } from './context.js'
import { newComponentMetadata } from './documents/index.js'
import { hresult, S_OK } from './hresult.js'
import { takePersistentShadow } from './persistent-shadow.js'
import {
  abortBackup,
  addComponent,
  addToSnapshotSet,
  backupComplete,
  createRequestor,
  doSnapshotSet,
  gatherWriterMetadata,
  gatherWriterStatus,
  initializeForBackup,
  type Requestor,
  release,
  selectedWriterError,
  setBackupSucceeded,
  setContext,
  startSnapshotSet,
} from './requestor.js'
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
  volumeOf,
} from './vss.fixture.js'

function inContext(stage: Stage, context: ContextName): Requestor {
  const requestor = createRequestor(stage.vss, 'test')
  initializeForBackup(requestor)
  expectCode(setContext(requestor, context), 'S_OK')
  return requestor
}

/** As far as the shadow copy, without components. */
function taken(stage: Stage, context: ContextName): Requestor {
  const requestor = inContext(stage, context)
  gatherWriterMetadata(requestor)
  startSnapshotSet(requestor)
  addToSnapshotSet(requestor, 'C:')
  expectCode(run(stage, doSnapshotSet(requestor)), 'S_OK')
  return requestor
}

describe('who may ask', () => {
  test('an account without backup rights is denied, and nothing has begun', () => {
    const requestor = createRequestor(makeStage().vss, 'test', 'Eve')
    expectCode(initializeForBackup(requestor), 'E_ACCESSDENIED')
    expect(requestor.phase).toBe('created')
  })

  test('a backup operator may', () => {
    const stage = makeStage()
    stage.host.groups.get('Backup Operators')?.add('Eve')
    expectCode(initializeForBackup(createRequestor(stage.vss, 'test', 'Eve')), 'S_OK')
  })
})

describe('out of order (facts 3.3)', () => {
  test('nothing goes before InitializeForBackup', () => {
    const requestor = createRequestor(makeStage().vss, 'test')
    expectCode(setContext(requestor, 'BACKUP'), 'VSS_E_BAD_STATE')
    expectCode(gatherWriterMetadata(requestor), 'VSS_E_BAD_STATE')
    expectCode(startSnapshotSet(requestor), 'VSS_E_BAD_STATE')
  })

  test('what is done once is refused a second time', () => {
    const stage = makeStage()
    const requestor = inContext(stage, 'BACKUP')
    expectCode(initializeForBackup(requestor), 'VSS_E_BAD_STATE')
    expectCode(setContext(requestor, 'BACKUP'), 'VSS_E_BAD_STATE')
    expectCode(gatherWriterMetadata(requestor), 'S_OK')
    expectCode(gatherWriterMetadata(requestor), 'VSS_E_BAD_STATE')
  })

  test('DoSnapshotSet with writers wants to know them first', () => {
    const stage = makeStage()
    const requestor = inContext(stage, 'BACKUP')
    startSnapshotSet(requestor)
    addToSnapshotSet(requestor, 'C:')
    expectCode(run(stage, doSnapshotSet(requestor)), 'VSS_E_BAD_STATE')
    expect(listShadows(stage.volumes[0])).toEqual([])
  })

  test('DoSnapshotSet wants a set', () => {
    const stage = makeStage()
    const requestor = inContext(stage, 'BACKUP')
    gatherWriterMetadata(requestor)
    expectCode(run(stage, doSnapshotSet(requestor)), 'VSS_E_BAD_STATE')
  })

  test('BackupComplete after a failed DoSnapshotSet', () => {
    const stage = makeStage()
    const requestor = startedRequestor(stage)
    slowProvider(stage, 11)
    expect(run(stage, doSnapshotSet(requestor))).not.toBe(S_OK)
    expectCode(run(stage, backupComplete(requestor)), 'VSS_E_BAD_STATE')
    expect(stage.heard.filter((line) => line.includes('backup-complete'))).toEqual([])
  })

  for (const context of ['FILE_SHARE_BACKUP', 'NAS_ROLLBACK', 'CLIENT_ACCESSIBLE'] as const)
    test(`${context} knows no components, no PrepareForBackup and no BackupComplete`, () => {
      const stage = makeStage()
      const requestor = inContext(stage, context)
      gatherWriterMetadata(requestor)
      const [writer] = requestor.metadata
      const [component] = writer?.components ?? []
      if (writer === undefined || component === undefined) throw new Error('no component')
      expectCode(addComponent(requestor, writer, component), 'VSS_E_BAD_STATE')
      startSnapshotSet(requestor)
      addToSnapshotSet(requestor, 'C:')
      expectCode(run(stage, prepareFullBackup(requestor)), 'VSS_E_BAD_STATE')
      expectCode(run(stage, doSnapshotSet(requestor)), 'S_OK')
      expectCode(run(stage, backupComplete(requestor)), 'VSS_E_BAD_STATE')
      expect(stage.heard).toEqual([])
    })
})

describe('one set at a time', () => {
  test('a second StartSnapshotSet of the same requestor', () => {
    const stage = makeStage()
    const requestor = startedRequestor(stage)
    expectCode(startSnapshotSet(requestor), 'VSS_E_SNAPSHOT_SET_IN_PROGRESS')
    run(stage, prepareFullBackup(requestor))
    expectCode(startSnapshotSet(requestor), 'VSS_E_SNAPSHOT_SET_IN_PROGRESS')
    expectCode(run(stage, doSnapshotSet(requestor)), 'S_OK')
  })

  test('another requestor waits until DoSnapshotSet has returned, not for the backup', () => {
    const stage = makeStage()
    const first = startedRequestor(stage)
    const second = inContext(stage, 'BACKUP')
    expectCode(startSnapshotSet(second), 'VSS_E_SNAPSHOT_SET_IN_PROGRESS')
    expect(second.set).toBeUndefined()
    const task = stage.sim.spawn('first', doSnapshotSet(first))
    stage.sim.step()
    expectCode(startSnapshotSet(second), 'VSS_E_SNAPSHOT_SET_IN_PROGRESS')
    stage.sim.finish(task)
    expectCode(startSnapshotSet(second), 'S_OK')
  })

  test('a set that failed, was aborted or released makes way', () => {
    const stage = makeStage()
    const fault = slowProvider(stage, 11)
    run(stage, doSnapshotSet(startedRequestor(stage)))
    fault.liftedAt = stage.sim.now
    abortBackup(startedRequestor(stage))
    release(startedRequestor(stage))
    expectCode(run(stage, doSnapshotSet(startedRequestor(stage))), 'S_OK')
  })
})

describe('AddToSnapshotSet and AddComponent', () => {
  test('an unknown volume', () => {
    const requestor = startedRequestor(makeStage())
    expectCode(addToSnapshotSet(requestor, 'Q:'), 'VSS_E_OBJECT_NOT_FOUND')
  })

  test('a volume that is in the set already', () => {
    const requestor = startedRequestor(makeStage())
    expectCode(addToSnapshotSet(requestor, 'C:'), 'VSS_E_OBJECT_ALREADY_EXISTS')
  })

  test('64 volumes go into a set, the 65th does not', () => {
    const stage = makeStage()
    for (let index = 0; index < 65; index++)
      stage.vss.volumes.set(`v${index}`, volumeOf(stage.host, `v${index}`))
    const requestor = startedRequestor(stage, [])
    for (let index = 0; index < 64; index++)
      expectCode(addToSnapshotSet(requestor, `v${index}`), 'S_OK')
    expectCode(addToSnapshotSet(requestor, 'v64'), 'VSS_E_MAXIMUM_NUMBER_OF_VOLUMES_REACHED')
  })

  test('a file system other than NTFS holds no persistent copy', () => {
    const stage = makeStage()
    const fat = { ...volumeOf(stage.host, 'F:'), fileSystem: 'FAT32' as const }
    stage.vss.volumes.set('F:', fat)
    const persistent = inContext(stage, 'APP_ROLLBACK')
    startSnapshotSet(persistent)
    expectCode(addToSnapshotSet(persistent, 'F:'), 'VSS_E_VOLUME_NOT_SUPPORTED')
    release(persistent)
    expectCode(addToSnapshotSet(startedRequestor(stage, []), 'F:'), 'S_OK')
  })

  test('an empty set is legal', () => {
    const stage = makeStage()
    expectCode(run(stage, doSnapshotSet(startedRequestor(stage, []))), 'S_OK')
  })

  test('the same component twice; the same name elsewhere is another', () => {
    const components = ['', 'elsewhere'].map((logicalPath) =>
      newComponentMetadata({ type: 'database', logicalPath, name: 'data' }),
    )
    const plan = { metadata: { components } }
    const requestor = createRequestor(makeStage({ a: plan, b: plan }).vss, 'test')
    initializeForBackup(requestor)
    gatherWriterMetadata(requestor)
    for (const writer of requestor.metadata)
      for (const component of writer.components) {
        expectCode(addComponent(requestor, writer, component), 'S_OK')
        expectCode(addComponent(requestor, writer, component), 'VSS_E_OBJECT_ALREADY_EXISTS')
        const unknown = { ...component, name: 'other' }
        expectCode(addComponent(requestor, writer, unknown), 'VSS_E_OBJECT_NOT_FOUND')
      }
    expect(requestor.document.writers.map(({ components }) => components.length)).toEqual([2, 2])
  })

  test('a component that nobody added cannot have succeeded', () => {
    const stage = makeStage()
    const requestor = startedRequestor(stage)
    run(stage, doSnapshotSet(requestor))
    const instanceId = stage.vss.writers[0]?.instanceId as never
    const known = { instanceId, logicalPath: '', name: 'data' }
    expectCode(setBackupSucceeded(requestor, known, true), 'S_OK')
    expectCode(
      setBackupSucceeded(requestor, { ...known, name: 'other' }, true),
      'VSS_E_OBJECT_NOT_FOUND',
    )
    expect(requestor.document.writers[0]?.components).toMatchObject([{ backupSucceeded: true }])
  })
})

describe('the writer infrastructure', () => {
  for (const service of ['EventSystem', 'RPC'])
    test(`without ${service} there is nobody to ask, and it can be tried again`, () => {
      const stage = makeStage()
      crashService(stage.host, service)
      const requestor = inContext(stage, 'BACKUP')
      expectCode(gatherWriterMetadata(requestor), 'VSS_E_WRITER_INFRASTRUCTURE')
      expect(requestor.metadata).toEqual([])
      expect(requestor.phase).toBe('initialized')
      const found = stage.host.services.get(service)
      if (found !== undefined) found.state = 'Running'
      expectCode(gatherWriterMetadata(requestor), 'S_OK')
    })

  test('VSS itself is started on demand, unless it is disabled', () => {
    const stage = makeStage()
    stopService(stage.host, 'VSS')
    expectCode(gatherWriterMetadata(inContext(stage, 'BACKUP')), 'S_OK')
    expect(stage.host.services.get('VSS')?.state).toBe('Running')
    const service = stage.host.services.get('VSS')
    if (service !== undefined) Object.assign(service, { state: 'Stopped', startType: 'Disabled' })
    expectCode(gatherWriterMetadata(inContext(stage, 'BACKUP')), 'VSS_E_WRITER_INFRASTRUCTURE')
  })
})

describe('a writer that fails to identify itself', () => {
  const plans = { good: {}, bad: { unidentified: true } } as const

  test('is missing from the metadata and from the status, and hears nothing', () => {
    const stage = makeStage(plans)
    const requestor = startedRequestor(stage)
    run(stage, prepareFullBackup(requestor))
    run(stage, doSnapshotSet(requestor))
    const names = requestor.metadata.map(({ identification }) => identification.friendlyName)
    expect(names).toEqual(['good'])
    const status = gatherWriterStatus(requestor)
    expect(status.ok && status.value.map(({ name }) => name)).toEqual(['good'])
    expect(stage.heard.filter((line) => line.startsWith('bad '))).toEqual([])
    expect(statesOf(stage)).toEqual(['WAITING_FOR_BACKUP_COMPLETE', 'FAILED_AT_IDENTIFY'])
  })

  test('Identify changes the state of no other', () => {
    const stage = makeStage(plans)
    const requestor = startedRequestor(stage)
    run(stage, doSnapshotSet(requestor))
    gatherWriterMetadata(inContext(stage, 'BACKUP'))
    expect(statesOf(stage)[0]).toBe('WAITING_FOR_BACKUP_COMPLETE')
  })
})

describe('what outlives the requestor', () => {
  for (const context of ['BACKUP', 'FILE_SHARE_BACKUP'] as const)
    test(`a copy of ${context} vanishes with it`, () => {
      const stage = makeStage()
      const requestor = taken(stage, context)
      expect(listShadows(stage.volumes[0])).toHaveLength(1)
      release(requestor)
      expectNothingLeft(stage)
    })

  const persistent = [
    'NAS_ROLLBACK',
    'APP_ROLLBACK',
    'CLIENT_ACCESSIBLE',
    'CLIENT_ACCESSIBLE_WRITERS',
  ] as const
  for (const context of persistent)
    test(`a copy of ${context} stays`, () => {
      const stage = makeStage()
      release(taken(stage, context))
      expect(listShadows(stage.volumes[0])).toHaveLength(1)
    })

  test('release leaves the copies of others alone', () => {
    const stage = makeStage()
    takeShadow(stage.volumes[0], { setId: 'other' as never })
    release(taken(stage, 'BACKUP'))
    expect(listShadows(stage.volumes[0])).toHaveLength(1)
  })

  test('a released object is used up', () => {
    const requestor = createRequestor(makeStage().vss, 'test')
    expectCode(release(requestor), 'S_OK')
    expectCode(release(requestor), 'VSS_E_BAD_STATE')
    expectCode(initializeForBackup(requestor), 'VSS_E_BAD_STATE')
  })

  test('a backup given up after its snapshot tells the writers', () => {
    const stage = makeStage()
    const requestor = startedRequestor(stage)
    run(stage, prepareFullBackup(requestor))
    run(stage, doSnapshotSet(requestor))
    release(requestor)
    expect(stage.heard.at(-1)).toBe('w abort in WAITING_FOR_BACKUP_COMPLETE')
    expectNothingLeft(stage)
  })

  test('a persistent copy by hand disturbs no writer that a backup waits for', () => {
    const stage = makeStage()
    const requestor = startedRequestor(stage)
    run(stage, prepareFullBackup(requestor))
    run(stage, doSnapshotSet(requestor))
    expectCode(run(stage, takePersistentShadow(stage.vss, 'D:')), 'S_OK')
    expect(statesOf(stage)).toEqual(['WAITING_FOR_BACKUP_COMPLETE'])
    expect(listShadows(stage.volumes[1])).toHaveLength(1)
    expectCode(run(stage, takePersistentShadow(stage.vss, 'Q:')), 'VSS_E_OBJECT_NOT_FOUND')
    expect(stage.vss.creating).toBeUndefined()
  })
})

test('the requestor sees the failure of a writer it backs up, and overlooks others', () => {
  const says = hresult('VSS_E_WRITERERROR_RETRYABLE')
  const stage = makeStage({ chosen: {}, other: { on: { 'post-snapshot': { says } } } })
  const requestor = startedRequestor(stage)
  run(stage, prepareFullBackup(requestor))
  expectCode(run(stage, doSnapshotSet(requestor)), 'S_OK')
  expectCode(selectedWriterError(requestor), 'VSS_E_WRITERERROR_RETRYABLE')
  const { document } = requestor
  requestor.document = { ...document, writers: document.writers.slice(0, 1) }
  expectCode(selectedWriterError(requestor), 'S_OK')
})
