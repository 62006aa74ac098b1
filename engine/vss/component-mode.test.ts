import { describe, expect, test } from 'vitest'
import type { Guid } from '../base/brand.js'
import {
  disableWriterClasses,
  disableWriterInstances,
  enableWriterClasses,
  saveAsXml,
  setBackupOptions,
  setPreviousBackupStamp,
} from './backup-options.js'
import { findComponent } from './conversation.js'
import {
  BACKUP_SCHEMA,
  type BackupType,
  newComponentMetadata,
  parseBackupComponents,
} from './documents/index.js'
import {
  addComponent,
  backupComplete,
  createRequestor,
  doSnapshotSet,
  gatherWriterMetadata,
  gatherWriterStatus,
  initializeForBackup,
  type Requestor,
  release,
  setBackupState,
  setBackupSucceeded,
} from './requestor.js'
import { effectiveBackupType, implicitComponents, includedComponents } from './selection.js'
import { deleteSnapshots, getSnapshotProperties } from './snapshots.js'
import {
  classOf,
  expectCode,
  expectNothingLeft,
  makeStage,
  prepareFullBackup,
  run,
  startedRequestor,
} from './vss.fixture.js'

// top           selectable
//   top\part      not selectable: comes along, and only so
//   top\own       selectable: may be named by itself
// lone\leaf     not selectable, with nothing selectable above it: is named nevertheless
const component = (logicalPath: string, name: string, selectable: boolean) => ({
  ...newComponentMetadata({ type: 'filegroup', logicalPath, name }),
  selectable,
})
const TREE = [
  component('', 'top', true),
  component('top', 'part', false),
  component('top', 'own', true),
  component('lone', 'leaf', false),
  component('', 'topmost', true),
]

function gathered(): Requestor {
  const requestor = createRequestor(
    makeStage({ w: { metadata: { components: TREE } } }).vss,
    'test',
  )
  initializeForBackup(requestor)
  gatherWriterMetadata(requestor)
  return requestor
}

function add(requestor: Requestor, name: string) {
  const [writer] = requestor.metadata
  const found = writer?.components.find((each) => each.name === name)
  if (writer === undefined || found === undefined) throw new Error(name)
  return addComponent(requestor, writer, found)
}

describe('a component may be named', () => {
  for (const name of ['top', 'own', 'leaf'])
    test(`${name} may`, () => expectCode(add(gathered(), name), 'S_OK'))

  test('what comes along with a selectable one may not, and gets no entry', () => {
    const requestor = gathered()
    expectCode(add(requestor, 'part'), 'E_INVALIDARG')
    expectCode(add(requestor, 'top'), 'S_OK')
    const [entry] = requestor.document.writers
    expect(entry?.components.map(({ name }) => name)).toEqual(['top'])
  })
})

test('what is named brings along what lies below it, and nothing that only begins alike', () => {
  const [writer] = gathered().metadata
  if (writer === undefined) throw new Error('no writer')
  const names = (components: readonly { name: string }[]) => components.map(({ name }) => name)
  expect(names(implicitComponents(writer, { logicalPath: '', name: 'top' }))).toEqual([
    'part',
    'own',
  ])
  expect(names(includedComponents(writer, [{ logicalPath: '', name: 'TOP' }]))).toEqual([
    'part',
    'own',
  ])
  expect(names(includedComponents(writer, [{ logicalPath: 'top', name: 'own' }]))).toEqual(['own'])
})

describe('a type that a writer does not know is a full backup for both roles', () => {
  const { differential, incremental, log, copy } = BACKUP_SCHEMA
  // The schema of the SQL Writer, 0x371: no incremental, no log.
  const cases: [BackupType, number, BackupType][] = [
    ['full', 0, 'full'],
    ['undefined', 0x371, 'full'],
    ['differential', 0, 'full'],
    ['differential', differential, 'differential'],
    ['copy', copy, 'copy'],
    ['copy', 0, 'full'],
    ['incremental', 0x371, 'full'],
    ['incremental', incremental, 'incremental'],
    ['log', 0x371, 'full'],
    ['log', log, 'log'],
  ]
  for (const [type, schema, effective] of cases)
    test(`${type} by schema ${schema}`, () =>
      expect(effectiveBackupType(schema, type)).toBe(effective))
})

describe('which writers take part', () => {
  function heardBy(choose: (requestor: Requestor) => unknown): string[] {
    const stage = makeStage({ a: {}, b: {} })
    const requestor = createRequestor(stage.vss, 'test')
    initializeForBackup(requestor)
    choose(requestor)
    gatherWriterMetadata(requestor)
    const status = gatherWriterStatus(requestor)
    const named = requestor.metadata.map(({ identification }) => identification.friendlyName)
    expect(status.ok && status.value.map(({ name }) => name)).toEqual(named)
    return named
  }

  test('all of them', () => expect(heardBy(() => undefined)).toEqual(['a', 'b']))
  test('only enabled classes, once one is', () =>
    expect(heardBy((r) => enableWriterClasses(r, [classOf('b')]))).toEqual(['b']))
  test('no disabled class', () =>
    expect(heardBy((r) => disableWriterClasses(r, [classOf('b')]))).toEqual(['a']))
  test('no disabled instance', () =>
    expect(
      heardBy((r) => disableWriterInstances(r, [r.vss.writers[0]?.instanceId as Guid])),
    ).toEqual(['b']))

  test('a disabled one hears no event, and later it is too late to disable it', () => {
    const stage = makeStage({ a: {}, b: {} })
    const requestor = createRequestor(stage.vss, 'test')
    initializeForBackup(requestor)
    disableWriterClasses(requestor, [classOf('a')])
    gatherWriterMetadata(requestor)
    expectCode(disableWriterClasses(requestor, [classOf('b')]), 'S_OK')
    const other = startedRequestor(stage)
    release(other)
    run(stage, prepareFullBackup(requestor))
    expect(stage.heard.filter((line) => line.includes('prepare'))).toEqual([])
  })
})

function whole(stage = makeStage()) {
  const requestor = startedRequestor(stage)
  const key = {
    instanceId: stage.vss.writers[0]?.instanceId as Guid,
    logicalPath: '',
    name: 'data',
  }
  return { stage, requestor, key }
}

test('what the requestor says of a component is in its document, in order of the calls only', () => {
  const { stage, requestor, key } = whole()
  expectCode(
    setBackupState(requestor, { type: 'copy', bootable: false, partialFiles: true }),
    'S_OK',
  )
  expectCode(setPreviousBackupStamp(requestor, key, 'base'), 'S_OK')
  expectCode(setBackupOptions(requestor, key, 'fast'), 'S_OK')
  const other = { ...key, name: 'other' }
  expectCode(setPreviousBackupStamp(requestor, other, 'base'), 'VSS_E_OBJECT_NOT_FOUND')
  run(stage, prepareFullBackup(requestor))
  expectCode(setPreviousBackupStamp(requestor, key, 'late'), 'VSS_E_BAD_STATE')
  expect(findComponent(requestor, key)).toMatchObject({
    previousBackupStamp: 'base',
    backupOptions: 'fast',
    backupSucceeded: null,
  })
})

test('writers find in BackupComplete which components succeeded', () => {
  const found: unknown[] = []
  const stage = makeStage({
    w: {
      does: {
        'backup-complete': ({ conversation }) => {
          found.push(...conversation.document.writers.flatMap((w) => w.components))
          return 0 as never
        },
      },
    },
  })
  const { requestor, key } = whole(stage)
  run(stage, prepareFullBackup(requestor))
  run(stage, doSnapshotSet(requestor))
  setBackupSucceeded(requestor, key, false)
  run(stage, backupComplete(requestor))
  expect(found).toMatchObject([{ name: 'data', backupSucceeded: false }])
})

test('the document goes through XML whole, but not before writers prepared', () => {
  const { stage, requestor, key } = whole()
  expect(saveAsXml(requestor).ok).toBe(false)
  setPreviousBackupStamp(requestor, key, 'base')
  run(stage, prepareFullBackup(requestor))
  run(stage, doSnapshotSet(requestor))
  setBackupSucceeded(requestor, key, true)
  const xml = saveAsXml(requestor)
  expect(xml.ok && parseBackupComponents(xml.value)).toEqual({
    ok: true,
    value: requestor.document,
  })
})

describe('the copies of a set', () => {
  test('can be looked up, with the volume and the device', () => {
    const { stage, requestor } = whole()
    run(stage, doSnapshotSet(requestor))
    const shadow = requestor.set?.shadows[0]
    const found = getSnapshotProperties(requestor, shadow?.id as Guid)
    expect(found).toMatchObject({ value: { setId: requestor.set?.id, attributes: 0 } })
    expect(found.ok && found.value.original).toBe(stage.volumes[0])
    expect(found.ok && found.value.deviceName).toBe(shadow?.deviceName)
    expect(getSnapshotProperties(requestor, 'x' as Guid).ok).toBe(false)
  })

  for (const kind of ['snapshot', 'set'] as const)
    test(`can be deleted by ${kind}, once`, () => {
      const { stage, requestor } = whole()
      run(stage, doSnapshotSet(requestor))
      const id = (kind === 'set' ? requestor.set?.id : requestor.set?.shadows[0]?.id) as Guid
      expectCode(deleteSnapshots(requestor, { kind, id }), 'S_OK')
      expect(stage.volumes[0].shadows).toEqual([])
      expectCode(deleteSnapshots(requestor, { kind, id }), 'VSS_E_OBJECT_NOT_FOUND')
      release(requestor)
      expectNothingLeft(stage)
    })
})

describe('BackupShutdown', () => {
  test('comes when the requestor goes, after a backup that was completed', () => {
    const { stage, requestor } = whole()
    run(stage, prepareFullBackup(requestor))
    run(stage, doSnapshotSet(requestor))
    run(stage, backupComplete(requestor))
    expect(stage.ended).toEqual([])
    release(requestor)
    expect(stage.ended).toEqual(['w shutdown in STABLE'])
    expect(stage.heard.filter((line) => line.includes('abort'))).toEqual([])
  })

  test('and after one that was not, when it was given up first', () => {
    const { stage, requestor } = whole()
    run(stage, prepareFullBackup(requestor))
    run(stage, doSnapshotSet(requestor))
    release(requestor)
    expect(stage.heard.at(-1)).toBe('w abort in WAITING_FOR_BACKUP_COMPLETE')
    expect(stage.ended).toEqual(['w shutdown in STABLE'])
  })

  test('but not from one that only asked who is there', () => {
    const stage = makeStage()
    const requestor = createRequestor(stage.vss, 'test')
    initializeForBackup(requestor)
    gatherWriterMetadata(requestor)
    release(requestor)
    expect(stage.ended).toEqual([])
  })
})
