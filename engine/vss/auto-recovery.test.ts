import { describe, expect, test } from 'vitest'
import type { HResult, Span } from '../base/brand.js'
import { seconds } from '../base/units.js'
import { placeFault } from '../sim/index.js'
import { createFolder, putFile, readFile, type Volume, writeFile } from '../volume/index.js'
import { ATTRIBUTES, type ContextName } from './context.js'
import { COMPONENT_FLAGS, newComponentMetadata, type WriterMetadata } from './documents/index.js'
import { hresult, S_OK } from './hresult.js'
import { AUTORECOVERY_LIMIT } from './limits.js'
import {
  addComponent,
  addToSnapshotSet,
  createRequestor,
  doSnapshotSet,
  gatherWriterMetadata,
  initializeForBackup,
  release,
  setContext,
  startSnapshotSet,
} from './requestor.js'
import {
  expectCode,
  makeStage,
  prepareFullBackup,
  run,
  type Stage,
  statesOf,
  type WriterPlan,
} from './vss.fixture.js'
import type { WriterEvent } from './writer.js'
import {
  isAutoRecovered,
  snapshotDevice,
  snapshotVolumes,
  type WriterSession,
} from './writer-session.js'

const { ROLLBACK_RECOVERY, NO_AUTORECOVERY, AUTORECOVER } = ATTRIBUTES

const EVENTS = ['prepare-snapshot', 'freeze', 'thaw', 'post-snapshot'] as const

interface Tried {
  readonly stage: Stage
  readonly attributes: number
  /** The events in which the writer could write into the copy. */
  readonly written: WriterEvent[]
  readonly device: Volume
}

function tryToWrite(session: WriterSession, written: WriterEvent[]): HResult {
  const [volume] = snapshotVolumes(session)
  const device = volume && snapshotDevice(session, volume)
  const wrote = device && writeFile(device, 'data', { bytes: Uint8Array.of(9) }).ok
  if (wrote === true) written.push(session.event as WriterEvent)
  expect(wrote === true && !isAutoRecovered(session)).toBe(false)
  return wrote === true ? S_OK : hresult('VSS_E_WRITERERROR_NONRETRYABLE')
}

/** A set of `C:`, taken in a context by a requestor that names the component, or does not. */
function snapshot(
  flags: number,
  extra: number,
  options: { readonly selected?: boolean; readonly context?: ContextName } = {},
): Tried {
  const { selected = true, context = 'APP_ROLLBACK' } = options
  const written: WriterEvent[] = []
  const component = newComponentMetadata({ type: 'filegroup', logicalPath: '', name: 'data' })
  const plan: WriterPlan = {
    metadata: { components: [{ ...component, flags }] },
    does: Object.fromEntries(
      EVENTS.map((event) => [
        event,
        (session: WriterSession) => {
          tryToWrite(session, written)
          return S_OK
        },
      ]),
    ),
  }
  const stage = makeStage({ w: plan })
  const requestor = taken(stage, { extra, context, selected })
  const [shadow] = stage.volumes[0].shadows
  const device = shadow?.device
  if (shadow === undefined || device === undefined) throw new Error('no copy was opened')
  release(requestor)
  return { stage, attributes: shadow.attributes, written, device }
}

function taken(
  stage: Stage,
  how: { readonly extra: number; readonly context: ContextName; readonly selected: boolean },
) {
  const requestor = createRequestor(stage.vss, 'test')
  initializeForBackup(requestor)
  expectCode(setContext(requestor, how.context, how.extra), 'S_OK')
  gatherWriterMetadata(requestor)
  if (how.selected)
    for (const writer of requestor.metadata)
      for (const component of writer.components) addComponent(requestor, writer, component)
  startSnapshotSet(requestor)
  addToSnapshotSet(requestor, 'C:')
  run(stage, prepareFullBackup(requestor))
  expectCode(run(stage, doSnapshotSet(requestor)), 'S_OK')
  return requestor
}

const APP = COMPONENT_FLAGS.appRollbackRecovery

describe('copies are recovered only when context and component both say so', () => {
  test('both do: they can be written to in PostSnapshot and at no other time', () => {
    const { stage, attributes, written, device } = snapshot(APP, ROLLBACK_RECOVERY)
    expect(attributes & AUTORECOVER).toBe(AUTORECOVER)
    expect(written).toEqual(['post-snapshot'])
    const late = writeFile(device, 'data', { bytes: Uint8Array.of(5) })
    expect(late).toMatchObject({ error: { name: 'ERROR_WRITE_PROTECT' } })
    const first = (volume: Volume) => {
      const read = readFile(volume, 'data')
      return read.ok ? read.value[0] : read.error.name
    }
    expect([first(device), first(stage.volumes[0])]).toEqual([9, 1])
  })

  const others: [string, number, number, boolean][] = [
    ['the context says nothing', APP, 0, true],
    ['the component says nothing', 0, ROLLBACK_RECOVERY, true],
    [
      'the component wants it for backups only',
      COMPONENT_FLAGS.backupRecovery,
      ROLLBACK_RECOVERY,
      true,
    ],
    ['nothing is selected', APP, ROLLBACK_RECOVERY, false],
    ['the context forbids it', APP, ROLLBACK_RECOVERY | NO_AUTORECOVERY, true],
  ]
  for (const [why, flags, extra, selected] of others)
    test(why, () => {
      const { attributes, written } = snapshot(flags, extra, { selected })
      expect(attributes & AUTORECOVER).toBe(0)
      expect(written).toEqual([])
    })
})

test('a component that wants recovery for backups gets it in a backup set', () => {
  const flags = COMPONENT_FLAGS.backupRecovery
  expect(snapshot(flags, 0, { context: 'CLIENT_ACCESSIBLE_WRITERS' }).written).toEqual([
    'post-snapshot',
  ])
})

test('VSS alone says that copies are recovered, and only where there are writers', () => {
  const set = (context: ContextName, extra: number) => {
    const requestor = createRequestor(makeStage().vss, 'test')
    initializeForBackup(requestor)
    return setContext(requestor, context, extra)
  }
  expectCode(set('BACKUP', ROLLBACK_RECOVERY), 'S_OK')
  expectCode(set('NAS_ROLLBACK', ROLLBACK_RECOVERY), 'VSS_E_UNSUPPORTED_CONTEXT')
  expectCode(set('BACKUP', AUTORECOVER), 'VSS_E_UNSUPPORTED_CONTEXT')
})

describe('a writer that takes longer than the window is open', () => {
  const tooLong = (AUTORECOVERY_LIMIT + seconds(1)) as Span
  const recovering = (plan: WriterPlan) => {
    const component = newComponentMetadata({ type: 'filegroup', logicalPath: '', name: 'data' })
    const metadata = { components: [{ ...component, flags: APP }] }
    return makeStage({ w: { ...plan, metadata } })
  }
  const take = (stage: Stage) =>
    taken(stage, { extra: ROLLBACK_RECOVERY, context: 'APP_ROLLBACK', selected: true })

  test('finds the copy read-only', () => {
    const written: WriterEvent[] = []
    const stage = recovering({
      on: { 'post-snapshot': { after: tooLong } },
      does: { 'post-snapshot': (session) => tryToWrite(session, written) },
    })
    take(stage)
    expect(written).toEqual([])
    expect(statesOf(stage)).toEqual(['FAILED_AT_POST_SNAPSHOT'])
  })

  test('has failed, whatever it says itself', () => {
    const stage = recovering({})
    const parameters = { seconds: tooLong / seconds(1), event: 'post-snapshot' }
    const fault = {
      name: 'slow',
      kind: 'writer-slow',
      where: 'w',
      parameters,
      placedAt: stage.sim.now,
    }
    const slow = placeFault(stage.sim.faults, fault)
    take(stage)
    expect(slow.effects).toHaveLength(1)
    expect(statesOf(stage)).toEqual(['FAILED_AT_POST_SNAPSHOT'])
    expectCode(stage.vss.writers[0]?.lastError ?? S_OK, 'VSS_E_WRITERERROR_TIMEOUT')
  })
})

describe('files that a writer wants left out', () => {
  const files = ['Logs\\a.tmp', 'Logs\\a.txt', 'Logs\\Deep\\b.TMP', 'c.tmp']
  function left(excluded: WriterMetadata['excludeFilesFromSnapshot'][number], extra = 0) {
    const stage = makeStage({ w: { metadata: { excludeFilesFromSnapshot: [excluded] } } })
    const [volume] = stage.volumes
    createFolder(volume, 'Logs\\Deep')
    for (const file of files) putFile(volume, file, Uint8Array.of(1))
    taken(stage, { extra, context: 'APP_ROLLBACK', selected: true })
    const device = stage.volumes[0].shadows[0]?.device
    for (const file of files) expect(readFile(volume, file).ok).toBe(true)
    return files.filter((file) => device === undefined || readFile(device, file).ok)
  }

  test('by pattern, in one folder', () =>
    expect(left({ path: 'C:\\Logs', fileSpec: '*.tmp', recursive: false })).toEqual(files.slice(1)))
  test('and in the folders below', () =>
    expect(left({ path: 'c:\\Logs', fileSpec: '*.tmp', recursive: true })).toEqual([
      'Logs\\a.txt',
      'c.tmp',
    ]))
  test('a dot is a dot', () =>
    expect(left({ path: 'C:\\', fileSpec: 'c?tmp', recursive: false })).toEqual(files.slice(0, 3)))
  test('not when the context forbids to write', () =>
    expect(left({ path: 'C:\\', fileSpec: '*', recursive: true }, NO_AUTORECOVERY)).toEqual(files))
})
