import { describe, expect, test } from 'vitest'
import type { HResult } from '../base/brand.js'
import { formatHResult } from '../base/units.js'
import { findComponent } from './conversation.js'
import {
  BACKUP_SCHEMA,
  encodeBase64,
  fileTime,
  newComponentFile,
  newComponentMetadata,
} from './documents/index.js'
import { hresult, S_OK } from './hresult.js'
import { backupComplete, doSnapshotSet, gatherWriterStatus, setBackupState } from './requestor.js'
import { expectCode, makeStage, prepareFullBackup, run, startedRequestor } from './vss.fixture.js'
import type { WriterEvent } from './writer.js'
import {
  addDifferencedFiles,
  addDirectedTarget,
  addPartialFile,
  areComponentsSelected,
  sessionBackupType,
  setBackupMetadata,
  setBackupStamp,
  setComponentFailure,
  setFailureMessage,
  setRestoreTarget,
  snapshotDevice,
  snapshotVolumes,
  type WriterSession,
  writerComponents,
} from './writer-session.js'

const EVENTS = [
  'prepare-backup',
  'prepare-snapshot',
  'freeze',
  'thaw',
  'post-snapshot',
  'backup-complete',
] as const satisfies WriterEvent[]

const METADATA = {
  backupSchema: 0x371,
  components: [
    {
      ...newComponentMetadata({ type: 'filegroup' as const, logicalPath: '', name: 'data' }),
      files: [newComponentFile({ path: 'Q:\\db', fileSpec: 'a.mdf' })],
    },
  ],
}

/** A whole backup in which a writer says something in every event, and what it was told each time. */
function saying(
  say: (session: WriterSession) => HResult,
  options: { readonly schema?: number; readonly partialFiles?: boolean } = {},
) {
  const { schema = 0x371, partialFiles = true } = options
  const told: string[] = []
  const does = Object.fromEntries(
    EVENTS.map((event) => [
      event,
      (session: WriterSession) => {
        told.push(`${event} ${formatHResult(say(session))}`)
        return S_OK
      },
    ]),
  )
  const stage = makeStage({ w: { metadata: { ...METADATA, backupSchema: schema }, does } })
  const requestor = startedRequestor(stage)
  setBackupState(requestor, { type: 'differential', bootable: false, partialFiles })
  run(stage, prepareFullBackup(requestor))
  run(stage, doSnapshotSet(requestor))
  run(stage, backupComplete(requestor))
  const [only] = requestor.document.writers.flatMap(({ components }) => components)
  const inOrder = told.flatMap((line) => (line.endsWith('0x00000000') ? [line.split(' ')[0]] : []))
  return { told, inOrder, component: only }
}

const keyIn = (session: WriterSession) => {
  const [mine] = writerComponents(session)
  if (mine === undefined) throw new Error('no component')
  return mine.key
}
const FILE = { path: 'Q:\\db', fileName: 'a.mdf', ranges: '0:8192', metadata: '' }
const TREE = { path: 'Q:\\ft', fileSpec: '*', recursive: true, lastModifyTime: fileTime(7n) }

describe('a writer may write into the document', () => {
  test('its stamp, before and after the instant', () => {
    const { inOrder, component } = saying((s) => setBackupStamp(s, keyIn(s), s.event))
    expect(inOrder).toEqual(['prepare-backup', 'post-snapshot'])
    expect(component?.backupStamp).toBe('post-snapshot')
  })

  test('its metadata, until the backup is complete', () => {
    const metadata = encodeBase64(Uint8Array.of(1, 2, 3))
    const { inOrder, component } = saying((s) => setBackupMetadata(s, keyIn(s), metadata))
    expect(inOrder).toEqual(EVENTS.slice(0, -1))
    expect(component?.backupMetadata).toBe(metadata)
  })

  test('partial files, before and after the instant', () => {
    const { inOrder, component } = saying((s) => addPartialFile(s, keyIn(s), FILE))
    expect(inOrder).toEqual(['prepare-backup', 'post-snapshot'])
    expect(component?.partialFiles).toEqual([FILE, FILE])
  })

  test('differenced files, until the backup is complete', () => {
    const { inOrder, component } = saying((s) => addDifferencedFiles(s, keyIn(s), TREE))
    expect(inOrder).toEqual(EVENTS.slice(0, -1))
    expect(component?.differencedFiles).toHaveLength(5)
  })

  test('messages, each at its place', () => {
    const { inOrder, component } = saying((s) => setFailureMessage(s, keyIn(s), s.event))
    expect(inOrder).toEqual(['prepare-backup', 'post-snapshot'])
    expect(component?.failureMessages).toEqual({
      prepareForBackup: 'prepare-backup',
      postSnapshot: 'post-snapshot',
      preRestore: null,
      postRestore: null,
    })
  })

  test('nothing that belongs to a restore', () => {
    const target = {
      sourcePath: '',
      sourceFileName: '',
      sourceRanges: '',
      destinationPath: '',
      destinationFileName: '',
      destinationRanges: '',
    }
    expect(saying((s) => setRestoreTarget(s, keyIn(s), 'alternate')).inOrder).toEqual([])
    expect(saying((s) => addDirectedTarget(s, keyIn(s), target)).inOrder).toEqual([])
  })
})

describe('it is refused', () => {
  const first = (say: (s: WriterSession) => HResult, options?: Parameters<typeof saying>[1]) =>
    saying(say, options).told[0]
  const code = (name: Parameters<typeof hresult>[0]) =>
    `prepare-backup ${formatHResult(hresult(name))}`

  test('a stamp, when its schema has none', () => {
    const schema = 0x371 & ~BACKUP_SCHEMA.timestamped
    expect(first((s) => setBackupStamp(s, keyIn(s), 'x'), { schema })).toBe(
      code('VSS_E_NOT_SUPPORTED'),
    )
  })
  test('differenced files, when its schema has none', () => {
    const schema = 0x371 & ~BACKUP_SCHEMA.lastModify
    expect(first((s) => addDifferencedFiles(s, keyIn(s), TREE), { schema })).toBe(
      code('VSS_E_NOT_SUPPORTED'),
    )
  })
  test('partial files, when the requestor cannot read them', () =>
    expect(first((s) => addPartialFile(s, keyIn(s), FILE), { partialFiles: false })).toBe(
      code('VSS_E_NOT_SUPPORTED'),
    ))
  test('a partial file by a pattern, or with ranges that are none', () => {
    for (const wrong of [{ fileName: '*.mdf' }, { ranges: '0-8192' }])
      expect(first((s) => addPartialFile(s, keyIn(s), { ...FILE, ...wrong }))).toBe(
        code('E_INVALIDARG'),
      )
  })
  test('a partial file that is neither in its file sets nor on a volume of the set', () => {
    const at = (path: string) => first((s) => addPartialFile(s, keyIn(s), { ...FILE, path }))
    expect(at('Q:\\elsewhere')).toBe(code('VSS_E_OBJECT_NOT_FOUND'))
    expect(at('Q:\\db\\below')).toBe(code('S_OK'))
    expect(at('C:\\new')).toBe(code('S_OK'))
  })
  test("another writer's component", () =>
    expect(first((s) => setBackupStamp(s, { ...keyIn(s), name: 'other' }, 'x'))).toBe(
      code('VSS_E_OBJECT_NOT_FOUND'),
    ))
})

test('a writer sees its own components, the type, the volumes and their copies', () => {
  const seen: unknown[] = []
  const see = (session: WriterSession): HResult => {
    const [volume] = snapshotVolumes(session)
    const device = volume && snapshotDevice(session, volume)
    seen.push([
      writerComponents(session).length,
      areComponentsSelected(session),
      sessionBackupType(session),
      volume?.name,
      device?.name === undefined ? 'no copy' : 'a copy',
    ])
    return S_OK
  }
  saying(see)
  expect(seen.slice(0, 3)).toEqual(new Array(3).fill([1, true, 'differential', 'C:', 'no copy']))
  expect(seen.slice(3)).toEqual(new Array(3).fill([1, true, 'differential', 'C:', 'a copy']))
})

test('a writer of which some components failed says so, and names them', () => {
  const partial = hresult('VSS_E_WRITERERROR_PARTIAL_FAILURE')
  const failure = { hresult: partial, applicationHresult: 5 as HResult, message: 'torn' }
  const stage = makeStage({
    w: {
      does: {
        'post-snapshot': (session) => {
          setComponentFailure(session, keyIn(session), failure)
          return partial
        },
      },
    },
  })
  const requestor = startedRequestor(stage)
  run(stage, prepareFullBackup(requestor))
  expectCode(run(stage, doSnapshotSet(requestor)), 'S_OK')
  const status = gatherWriterStatus(requestor)
  expect(status).toMatchObject({ value: [{ state: 'FAILED_AT_POST_SNAPSHOT', error: partial }] })
  const [owner] = requestor.document.writers
  const key = { instanceId: owner?.instanceId as never, logicalPath: '', name: 'data' }
  expect(findComponent(requestor, key)?.failure).toEqual(failure)
})
