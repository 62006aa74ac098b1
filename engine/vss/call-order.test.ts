import { describe, expect, test } from 'vitest'
import type { HResult } from '../base/brand.js'
import type { Process } from '../sim/index.js'
import { type BackupCall, type BackupPhase, mayCall } from './call-order.js'
import { hresult, S_OK } from './hresult.js'
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
  prepareForBackup,
  type Requestor,
  release,
  setBackupState,
  setBackupSucceeded,
  setContext,
  startSnapshotSet,
} from './requestor.js'
import { makeStage, prepareFullBackup, run, type Stage, startedRequestor } from './vss.fixture.js'

const PHASES: readonly BackupPhase[] = [
  'created',
  'initialized',
  'gathered',
  'set-started',
  'prepared',
  'snapshot-taken',
  'snapshot-failed',
  'completed',
  'aborted',
  'released',
]

// One column per phase, in the order above: x may be called, dot may not; facts 3.1 and 3.3.
// A lower-case w: only where writers take part. A lower-case g: with writers, only once they were
// asked who they are.
const EXPECTED: Readonly<Record<BackupCall, string>> = {
  InitializeForBackup: 'x.........',
  SetContext: '.x........',
  ChooseWriters: '.xxxxxxx..',
  SetBackupState: '.xxx......',
  GatherWriterMetadata: '.x........',
  AddComponent: '..w.......',
  StartSnapshotSet: '.xxxx.....',
  AddToSnapshotSet: '...x......',
  PrepareForBackup: '...w......',
  DoSnapshotSet: '...gg.....',
  GatherWriterStatus: '.xxxxxxx..',
  SetPreviousBackupStamp: '..ww......',
  SetBackupOptions: '..ww......',
  GetSnapshotProperties: '.....x.x..',
  DeleteSnapshots: '.xxxxxxx..',
  SetBackupSucceeded: '.....w....',
  BackupComplete: '.....w....',
  AbortBackup: '.xxxxxxx..',
  SaveAsXML: '....xxxx..',
  Release: 'xxxxxxxxx.',
}

const CALLS = Object.keys(EXPECTED) as BackupCall[]

function isExpected(call: BackupCall, phase: BackupPhase, writers: boolean, gathered: boolean) {
  const cell = EXPECTED[call][PHASES.indexOf(phase)]
  if (cell === 'w') return writers
  if (cell === 'g') return !writers || gathered
  return cell === 'x'
}

test('every call in every phase is either in order or not, with and without writers', () => {
  const wrong: string[] = []
  for (const call of CALLS)
    for (const phase of PHASES)
      for (const writersTakePart of [true, false])
        for (const gathered of [true, false]) {
          const may = mayCall(call, { phase, writersTakePart, gathered })
          if (may !== isExpected(call, phase, writersTakePart, gathered))
            wrong.push(`${call} in ${phase}, writers ${writersTakePart}, gathered ${gathered}`)
        }
  expect(wrong).toEqual([])
})

/** Takes a requestor through real calls to a phase. */
function inPhase(stage: Stage, phase: BackupPhase): Requestor {
  const requestor = createRequestor(stage.vss, 'test')
  if (phase === 'created') return requestor
  initializeForBackup(requestor)
  if (phase === 'initialized') return requestor
  if (phase === 'gathered') {
    gatherWriterMetadata(requestor)
    return requestor
  }
  if (phase === 'aborted') abortBackup(requestor)
  else if (phase === 'released') release(requestor)
  else return inCreation(stage, phase)
  return requestor
}

function inCreation(stage: Stage, phase: BackupPhase): Requestor {
  const requestor = startedRequestor(stage)
  if (phase === 'set-started') return requestor
  run(stage, prepareFullBackup(requestor))
  if (phase === 'prepared') return requestor
  const provider = stage.host.services.get('SWPRV')
  if (phase === 'snapshot-failed' && provider !== undefined) {
    provider.state = 'Stopped'
    provider.startType = 'Disabled'
  }
  run(stage, doSnapshotSet(requestor))
  if (phase === 'completed') run(stage, backupComplete(requestor))
  return requestor
}

const COMPONENT = { logicalPath: '', name: 'data' }

/** The calls that are made; SaveAsXML belongs to the documents, which nobody can print too early. */
const MADE: Readonly<
  Partial<Record<BackupCall, (requestor: Requestor) => HResult | Process<HResult>>>
> = {
  InitializeForBackup: initializeForBackup,
  SetContext: (requestor) => setContext(requestor, 'BACKUP'),
  SetBackupState: (requestor) =>
    setBackupState(requestor, { type: 'full', bootable: false, partialFiles: false }),
  GatherWriterMetadata: gatherWriterMetadata,
  AddComponent: (requestor) => addSomeComponent(requestor),
  StartSnapshotSet: startSnapshotSet,
  AddToSnapshotSet: (requestor) => addToSnapshotSet(requestor, 'D:'),
  PrepareForBackup: (requestor) =>
    requestor.phase === 'set-started' ? prepareFullBackup(requestor) : prepareForBackup(requestor),
  DoSnapshotSet: doSnapshotSet,
  GatherWriterStatus: (requestor) => {
    const status = gatherWriterStatus(requestor)
    return status.ok ? S_OK : status.error
  },
  SetBackupSucceeded: (requestor) => {
    const instanceId = requestor.vss.writers[0]?.instanceId as never
    return setBackupSucceeded(requestor, { ...COMPONENT, instanceId }, true)
  },
  BackupComplete: backupComplete,
  AbortBackup: abortBackup,
  Release: release,
}

function addSomeComponent(requestor: Requestor): HResult {
  const other = createRequestor(requestor.vss, 'other')
  initializeForBackup(other)
  gatherWriterMetadata(other)
  const [writer] = other.metadata
  const [component] = writer?.components ?? []
  if (writer === undefined || component === undefined) throw new Error('no component')
  return addComponent(requestor, writer, component)
}

function made(stage: Stage, requestor: Requestor, call: BackupCall): HResult {
  const answer = MADE[call]?.(requestor) ?? S_OK
  return typeof answer === 'number' ? answer : run(stage, answer)
}

describe('a call out of order is a bad state and changes nothing', () => {
  for (const phase of PHASES)
    test(`in phase ${phase}`, () => {
      for (const call of CALLS) {
        if (MADE[call] === undefined) continue
        const stage = makeStage()
        const requestor = inPhase(stage, phase)
        expect(requestor.phase).toBe(phase)
        const gathered = requestor.gathered
        const before = structuredClone(requestor.document)
        const refused = made(stage, requestor, call) === hresult('VSS_E_BAD_STATE')
        expect({ call, refused }).toEqual({
          call,
          refused: !isExpected(call, phase, true, gathered),
        })
        if (refused) expect([requestor.phase, requestor.document]).toEqual([phase, before])
      }
    })
})

test('a requestor goes through the phases in the documented order', () => {
  const stage = makeStage()
  const requestor = createRequestor(stage.vss, 'test')
  const seen: Requestor['phase'][] = [requestor.phase]
  const calls: BackupCall[] = [
    'InitializeForBackup',
    'SetContext',
    'SetBackupState',
    'GatherWriterMetadata',
    'AddComponent',
    'StartSnapshotSet',
    'AddToSnapshotSet',
    'PrepareForBackup',
    'GatherWriterStatus',
    'DoSnapshotSet',
    'GatherWriterStatus',
    'SetBackupSucceeded',
    'BackupComplete',
    'GatherWriterStatus',
    'Release',
  ]
  for (const call of calls) {
    expect([call, made(stage, requestor, call)]).toEqual([call, S_OK])
    if (seen.at(-1) !== requestor.phase) seen.push(requestor.phase)
  }
  expect(seen).toEqual([
    'created',
    'initialized',
    'gathered',
    'set-started',
    'prepared',
    'snapshot-taken',
    'completed',
    'released',
  ])
})
