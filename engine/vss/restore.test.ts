import { describe, expect, test } from 'vitest'
import type { Guid, HResult } from '../base/brand.js'
import { stopService } from '../host/index.js'
import { saveAsXml, setBackupOptions } from './backup-options.js'
import { type ComponentKey, findComponent } from './conversation.js'
import {
  encodeBase64,
  newComponentFile,
  newComponentMetadata,
  printWriterMetadata,
} from './documents/index.js'
import { hresult, S_OK } from './hresult.js'
import {
  addToSnapshotSet,
  backupComplete,
  createRequestor,
  doSnapshotSet,
  gatherWriterMetadata,
  gatherWriterStatus,
  initializeForBackup,
  type Requestor,
  release,
  setBackupState,
  setContext,
  startSnapshotSet,
} from './requestor.js'
import {
  addAlternativeLocationMapping,
  addNewTarget,
  addRestoreSubcomponent,
  initializeForRestore,
  postRestore,
  preRestore,
  setAdditionalRestores,
  setFileRestoreStatus,
  setRangesFilePath,
  setRestoreOptions,
  setRestoreState,
  setSelectedForRestore,
} from './restore.js'
import {
  expectCode,
  makeStage,
  prepareFullBackup,
  run,
  type Stage,
  startedRequestor,
  statesOf,
  type WriterPlan,
} from './vss.fixture.js'
import {
  addPartialFile,
  setBackupMetadata,
  setBackupStamp,
  setFailureMessage,
  setRestoreTarget,
  type WriterSession,
  writerComponents,
} from './writer-session.js'

const COMPONENT = {
  ...newComponentMetadata({ type: 'filegroup' as const, logicalPath: 'SRV', name: 'crm' }),
  files: [newComponentFile({ path: 'C:\\db', fileSpec: 'crm.mdf' })],
}
const PART = newComponentMetadata({ type: 'filegroup', logicalPath: 'SRV\\crm', name: 'part' })
const METADATA = encodeBase64(Uint8Array.of(1, 2, 3))

function keyIn(session: WriterSession): ComponentKey {
  const [mine] = writerComponents(session)
  if (mine === undefined) throw new Error('no component')
  return mine.key
}

/** What a writer keeps in the document for the day of the restore. */
function keep(session: WriterSession): HResult {
  const key = keyIn(session)
  setBackupMetadata(session, key, METADATA)
  setBackupStamp(session, key, 'stamp')
  const file = { path: 'C:\\db', fileName: 'crm.mdf', ranges: 'File=C:\\ranges', metadata: 'm' }
  return addPartialFile(session, key, file)
}

const PLAN: WriterPlan = {
  metadata: { components: [COMPONENT, { ...PART, selectable: false }], backupSchema: 0x371 },
  does: { 'post-snapshot': keep },
}

interface Saved {
  readonly stage: Stage
  readonly xml: string
  readonly writers: string[]
  readonly key: ComponentKey
}

/** A backup of that plan, and what is kept of it. Other writers have nothing selected. */
function saved(plan: Partial<WriterPlan> = {}): Saved {
  const does = { ...PLAN.does, ...plan.does }
  const stage = makeStage({ w: { ...PLAN, ...plan, does }, idle: { metadata: { components: [] } } })
  const backup = backedUp(stage)
  const xml = saveAsXml(backup)
  const writers = backup.metadata.map((metadata) => printWriterMetadata(metadata))
  release(backup)
  stage.heard.length = 0
  return {
    stage,
    xml: xml.ok ? xml.value : '',
    writers: writers.map((printed) => (printed.ok ? printed.value : '')),
    key: { instanceId: stage.vss.writers[0]?.instanceId as Guid, logicalPath: 'SRV', name: 'crm' },
  }
}

function backedUp(stage: Stage): Requestor {
  const requestor = startedRequestor(stage)
  setBackupState(requestor, { type: 'full', bootable: false, partialFiles: true })
  run(stage, prepareFullBackup(requestor))
  run(stage, doSnapshotSet(requestor))
  run(stage, backupComplete(requestor))
  return requestor
}

/** A requestor that is about to restore what was saved, with the component selected. */
function selecting({ stage, xml, writers, key }: Saved): Requestor {
  const requestor = createRequestor(stage.vss, 'restore')
  expectCode(initializeForRestore(requestor, xml, writers), 'S_OK')
  expectCode(gatherWriterMetadata(requestor), 'S_OK')
  expectCode(setSelectedForRestore(requestor, key, true), 'S_OK')
  return requestor
}

test('a restore tells the writer that has something to restore, and it finds what it kept', () => {
  const found: unknown[] = []
  const look = (session: WriterSession): HResult => {
    found.push(session.event, ...writerComponents(session).map(({ component }) => component))
    return S_OK
  }
  const backup = saved({ does: { 'pre-restore': look, 'post-restore': look } })
  const requestor = selecting(backup)
  const { stage, key } = backup
  expectCode(setRestoreState(requestor, 'by-copy'), 'S_OK')
  expectCode(setAdditionalRestores(requestor, key, true), 'S_OK')
  expectCode(setRestoreOptions(requestor, key, '"New Component Name"="crm2"'), 'S_OK')
  expectCode(run(stage, preRestore(requestor)), 'S_OK')
  expectCode(setFileRestoreStatus(requestor, key, 'all'), 'S_OK')
  expectCode(run(stage, postRestore(requestor)), 'S_OK')
  expect(stage.heard).toEqual(['w pre-restore in STABLE', 'w post-restore in STABLE'])
  const kept = {
    backupMetadata: METADATA,
    backupStamp: 'stamp',
    additionalRestores: true,
    restoreOptions: '"New Component Name"="crm2"',
  }
  expect(found).toMatchObject([
    'pre-restore',
    { ...kept, fileRestoreStatus: 'undefined' },
    'post-restore',
    { ...kept, fileRestoreStatus: 'all' },
  ])
  expectCode(release(requestor), 'S_OK')
  expect(stage.ended.filter((line) => line.includes('shutdown'))).toHaveLength(2)
})

test('a writer instance that came after the backup restores for the one before', () => {
  const backup = saved()
  const [writer] = backup.stage.vss.writers
  if (writer === undefined) throw new Error('no writer')
  backup.stage.vss.writers[0] = { ...writer, instanceId: 'another' as Guid }
  run(backup.stage, preRestore(selecting(backup)))
  expect(backup.stage.heard).toEqual(['w pre-restore in STABLE'])
})

test('the requestor may name the instance; one of another class is none', () => {
  const backup = saved()
  const { stage, key } = backup
  const requestor = selecting(backup)
  const [own, other] = stage.vss.writers.map(({ instanceId }) => instanceId)
  expectCode(setSelectedForRestore(requestor, key, true, own), 'S_OK')
  expectCode(setSelectedForRestore(requestor, key, true, other), 'VSS_E_OBJECT_NOT_FOUND')
})

describe('what is not there cannot be restored', () => {
  test('a component that is not in the document', () => {
    const backup = saved()
    const requestor = selecting(backup)
    const unknown = { ...backup.key, name: 'other' }
    for (const result of [
      setSelectedForRestore(requestor, unknown, true),
      setAdditionalRestores(requestor, unknown, true),
      setRestoreOptions(requestor, unknown, ''),
    ])
      expectCode(result, 'VSS_E_OBJECT_NOT_FOUND')
  })

  test('a component whose writer is stopped', () => {
    const backup = saved({ service: 'SQLWriter' })
    stopService(backup.stage.host, 'SQLWriter')
    const requestor = createRequestor(backup.stage.vss, 'restore')
    initializeForRestore(requestor, backup.xml)
    gatherWriterMetadata(requestor)
    expectCode(setSelectedForRestore(requestor, backup.key, true), 'VSS_E_OBJECT_NOT_FOUND')
  })
})

describe('another place for a file', () => {
  const target = { path: 'C:\\db', fileSpec: 'crm.mdf', recursive: false, alternatePath: 'D:\\db' }

  test('is known by the documents of the backup, though the database is gone', () => {
    const backup = saved()
    const requestor = selecting(backup)
    requestor.metadata = requestor.metadata.map((each) => ({ ...each, components: [] }))
    expectCode(addNewTarget(requestor, backup.key, target), 'S_OK')
    expect(findComponent(requestor, backup.key)?.newTargets).toEqual([target])
    const other = { ...target, fileSpec: 'other.mdf' }
    expectCode(addNewTarget(requestor, backup.key, other), 'VSS_E_OBJECT_NOT_FOUND')
  })

  test('is unknown without them', () => {
    const backup = saved()
    const requestor = selecting({ ...backup, writers: [] })
    requestor.metadata = requestor.metadata.map((each) => ({ ...each, components: [] }))
    expectCode(addNewTarget(requestor, backup.key, target), 'VSS_E_OBJECT_NOT_FOUND')
  })
})

test('a subcomponent that came along may be restored alone; an unknown one may not', () => {
  const backup = saved()
  const requestor = selecting(backup)
  const part = { logicalPath: 'SRV\\crm', componentName: 'part' }
  expectCode(addRestoreSubcomponent(requestor, backup.key, part), 'S_OK')
  for (const wrong of [
    { ...part, componentName: 'other' },
    { logicalPath: 'SRV', componentName: 'crm' },
  ])
    expectCode(addRestoreSubcomponent(requestor, backup.key, wrong), 'VSS_E_OBJECT_NOT_FOUND')
})

test('options are set once, and only in their grammar', () => {
  const backup = saved()
  const requestor = selecting(backup)
  expectCode(setRestoreOptions(requestor, backup.key, 'nonsense'), 'E_INVALIDARG')
  expectCode(setRestoreOptions(requestor, backup.key, '"A"="B"'), 'S_OK')
  expectCode(setRestoreOptions(requestor, backup.key, '"A"="C"'), 'VSS_E_BAD_STATE')
})

test('a ranges file that was put elsewhere is read there', () => {
  const backup = saved()
  const requestor = selecting(backup)
  expectCode(setRangesFilePath(requestor, backup.key, { index: 0, path: 'D:\\r' }), 'S_OK')
  const component = findComponent(requestor, backup.key)
  expect(component?.partialFiles[0]?.ranges).toBe('File=D:\\r')
  const beyond = setRangesFilePath(requestor, backup.key, { index: 1, path: 'D:\\r' })
  expectCode(beyond, 'VSS_E_OBJECT_NOT_FOUND')
})

test('a writer may refuse, with words, and choose where files go', () => {
  const backup = saved({
    does: {
      'pre-restore': (session) => {
        setRestoreTarget(session, keyIn(session), 'directed')
        setFailureMessage(session, keyIn(session), 'no room')
        return hresult('VSS_E_WRITERERROR_NONRETRYABLE')
      },
    },
  })
  const { stage, key } = backup
  const requestor = selecting(backup)
  expectCode(run(stage, preRestore(requestor)), 'S_OK')
  expect(statesOf(stage)).toEqual(['FAILED_AT_PRE_RESTORE', 'STABLE'])
  const status = gatherWriterStatus(requestor)
  expectCode((status.ok && status.value[0]?.error) || S_OK, 'VSS_E_WRITERERROR_NONRETRYABLE')
  expect(findComponent(requestor, key)).toMatchObject({
    restoreTarget: 'directed',
    failureMessages: { preRestore: 'no room' },
  })
  run(stage, postRestore(requestor))
  expect(stage.heard).toEqual(['w pre-restore in STABLE'])
  // The next restore finds it stable.
  run(stage, preRestore(selecting(backup)))
  expect(stage.heard.at(-1)).toBe('w pre-restore in STABLE')
})

describe('a document that is damaged', () => {
  const open = (xml: string, writers: string[] = []) =>
    initializeForRestore(createRequestor(makeStage().vss, 'restore'), xml, writers)

  test('is refused', () => {
    const { xml } = saved()
    expectCode(open(xml.slice(0, -5)), 'VSS_E_CORRUPT_XML_DOCUMENT')
    expectCode(open('<WRONG/>'), 'VSS_E_INVALID_XML_DOCUMENT')
    expectCode(open(xml, ['<WRONG/>']), 'VSS_E_INVALID_XML_DOCUMENT')
    expectCode(open(xml), 'S_OK')
  })

  test('and so is a caller who may not back up', () => {
    const requestor = createRequestor(makeStage().vss, 'restore', 'mallory')
    expectCode(initializeForRestore(requestor, saved().xml), 'E_ACCESSDENIED')
  })
})

// One column per phase, in the order created, initialized, gathered, after PreRestore, after
// PostRestore, released: x may be called, dot may not (facts 3.2 and 3.3).
const CALLS: Readonly<
  Record<string, [string, (requestor: Requestor, key: ComponentKey) => HResult]>
> = {
  GatherWriterMetadata: ['.x....', (r) => gatherWriterMetadata(r)],
  SetRestoreState: ['.xx...', (r) => setRestoreState(r, 'by-copy')],
  SetSelectedForRestore: ['..x...', (r, key) => setSelectedForRestore(r, key, true)],
  SetRestoreOptions: ['..x...', (r, key) => setRestoreOptions(r, key, '"A"="B"')],
  SetAdditionalRestores: ['..x...', (r, key) => setAdditionalRestores(r, key, false)],
  AddNewTarget: ['..x...', (r, key) => addNewTarget(r, key, { ...PLACE, alternatePath: 'D:\\' })],
  AddRestoreSubcomponent: [
    '..x...',
    (r, key) => addRestoreSubcomponent(r, key, { logicalPath: 'SRV\\crm', componentName: 'part' }),
  ],
  PreRestore: ['..x...', (r) => run(r.vss.host, preRestore(r))],
  SetRangesFilePath: ['..xx..', (r, key) => setRangesFilePath(r, key, { index: 0, path: 'D:\\r' })],
  AddAlternativeLocationMapping: [
    '...x..',
    (r, key) => addAlternativeLocationMapping(r, key, { ...PLACE, alternatePath: 'D:\\' }),
  ],
  SetFileRestoreStatus: ['...x..', (r, key) => setFileRestoreStatus(r, key, 'all')],
  PostRestore: ['...x..', (r) => run(r.vss.host, postRestore(r))],
  GatherWriterStatus: ['.xxxx.', (r) => codeOf(gatherWriterStatus(r))],
  SaveAsXML: ['...xx.', (r) => codeOf(saveAsXml(r))],
  // None of these belongs to a restore; those that a new object takes are left out.
  SetContext: ['......', (r) => setContext(r, 'BACKUP')],
  StartSnapshotSet: ['......', (r) => startSnapshotSet(r)],
  AddToSnapshotSet: ['......', (r) => addToSnapshotSet(r, 'C:')],
  SetBackupOptions: ['......', (r, key) => setBackupOptions(r, key, '')],
  PrepareForBackup: ['......', (r) => run(r.vss.host, prepareFullBackup(r))],
  DoSnapshotSet: ['......', (r) => run(r.vss.host, doSnapshotSet(r))],
  BackupComplete: ['......', (r) => run(r.vss.host, backupComplete(r))],
}
const PLACE = { path: 'C:\\db', fileSpec: 'crm.mdf', recursive: false }

function codeOf(outcome: { readonly ok: boolean; readonly error?: HResult }): HResult {
  return outcome.ok ? S_OK : (outcome.error as HResult)
}

function inPhase(phase: number): { requestor: Requestor; key: ComponentKey } {
  const backup = saved()
  const { stage, xml, writers, key } = backup
  const requestor = phase >= 2 ? selecting(backup) : createRequestor(stage.vss, 'restore')
  if (phase === 1) initializeForRestore(requestor, xml, writers)
  if (phase >= 3) run(stage, preRestore(requestor))
  if (phase >= 4) run(stage, postRestore(requestor))
  if (phase >= 5) release(requestor)
  return { requestor, key }
}

describe('a call out of order is refused, one in order is made', () => {
  for (const [name, [expected, made]] of Object.entries(CALLS))
    test(name, () => {
      const found = [...expected].map((_, phase) => {
        const { requestor, key } = inPhase(phase)
        const result = made(requestor, key)
        if (result !== S_OK) expectCode(result, 'VSS_E_BAD_STATE')
        return result === S_OK ? 'x' : '.'
      })
      expect(found.join('')).toBe(expected)
    })

  test('a restore object is used once, and a backup object is none', () => {
    const { requestor } = inPhase(1)
    expectCode(initializeForRestore(requestor, saved().xml), 'VSS_E_BAD_STATE')
    expectCode(initializeForBackup(requestor), 'VSS_E_BAD_STATE')
    const other = createRequestor(makeStage().vss, 'test')
    initializeForBackup(other)
    expectCode(initializeForRestore(other, saved().xml), 'VSS_E_BAD_STATE')
    expectCode(run(other.vss.host, preRestore(other)), 'VSS_E_BAD_STATE')
  })
})
