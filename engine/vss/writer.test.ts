import { describe, expect, test } from 'vitest'
import type { Guid, HResult } from '../base/brand.js'
import { formatHResult } from '../base/units.js'
import { hresult, S_OK, type VssCode } from './hresult.js'
import { backupComplete, doSnapshotSet } from './requestor.js'
import {
  expectCode,
  makeStage,
  prepareFullBackup,
  run,
  startedRequestor,
  statesOf,
} from './vss.fixture.js'
import {
  errorText,
  hasFailed,
  RETURNED_FALSE,
  resetWriter,
  settle,
  stateText,
  WRITER_STATES,
  type Writer,
  type WriterEvent,
  type WriterStateName,
} from './writer.js'

function makeWriter(): Writer {
  return {
    classId: 'class' as Guid,
    instanceId: 'instance' as Guid,
    name: 'w',
    kind: 'w',
    own: undefined,
    instanceName: '',
    level: 'system',
    service: undefined,
    serviceRun: 0,
    state: 'UNKNOWN',
    lastError: S_OK,
    thawDeadline: undefined,
  }
}

/** Facts 3.4: the number of the state after the event was handled, and after it failed. */
function checkEvent(event: WriterEvent, handled: number, failed: number): void {
  const writer = makeWriter()
  settle(writer, event, S_OK)
  expect([WRITER_STATES[writer.state], hasFailed(writer)]).toEqual([handled, false])
  settle(writer, event, hresult('VSS_E_WRITERERROR_RETRYABLE'))
  expect([WRITER_STATES[writer.state], hasFailed(writer)]).toEqual([failed, true])
  expectCode(writer.lastError, 'VSS_E_WRITERERROR_RETRYABLE')
}

test('PrepareForBackup', () => checkEvent('prepare-backup', 1, 7))
test('PrepareForSnapshot', () => checkEvent('prepare-snapshot', 2, 8))
test('Freeze', () => checkEvent('freeze', 3, 9))
test('Thaw', () => checkEvent('thaw', 4, 10))
test('PostSnapshot', () => checkEvent('post-snapshot', 5, 11))
test('BackupComplete', () => checkEvent('backup-complete', 1, 12))
test('PreRestore', () => checkEvent('pre-restore', 1, 13))
test('PostRestore', () => checkEvent('post-restore', 1, 14))

test('the states are numbered as in the header', () => {
  expect(Object.values(WRITER_STATES)).toEqual([...Array(16).keys()])
  const failed = Object.entries(WRITER_STATES).filter(([name]) =>
    hasFailed({ ...makeWriter(), state: name as WriterStateName }),
  )
  expect(failed.map(([, number]) => number)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
})

/** `vssadmin list writers`: the text of every state. */
function checkText(number: number, text: string): void {
  const [state] = Object.entries(WRITER_STATES).find(([, each]) => each === number) ?? []
  expect(stateText({ ...makeWriter(), state: state as WriterStateName })).toBe(text)
}

test('a stable writer', () => checkText(1, 'Stable'))
test('a writer in the middle waits', () => {
  for (const number of [2, 3, 4, 5]) checkText(number, 'Waiting for completion')
})
test('a failed writer has failed, wherever it was', () => {
  for (let number = 6; number <= 15; number++) checkText(number, 'Failed')
})

function checkError(code: VssCode, text: string): void {
  expect(errorText({ ...makeWriter(), lastError: hresult(code) })).toBe(text)
}

test('no error', () => checkError('S_OK', 'No error'))
test('F0', () => checkError('VSS_E_WRITERERROR_INCONSISTENTSNAPSHOT', 'Inconsistent shadow copy'))
test('F1', () => checkError('VSS_E_WRITERERROR_OUTOFRESOURCES', 'Out of resources'))
test('F2', () => checkError('VSS_E_WRITERERROR_TIMEOUT', 'Timed out'))
test('F3', () => checkError('VSS_E_WRITERERROR_RETRYABLE', 'Retryable error'))
test('F4', () => checkError('VSS_E_WRITERERROR_NONRETRYABLE', 'Non-retryable error'))
test('anything else', () => checkError('VSS_E_BAD_STATE', 'Unexpected error'))

test('a code that a writer may not set, and FALSE, count as not retryable', () => {
  for (const answer of [RETURNED_FALSE, hresult('VSS_E_BAD_STATE'), 0x80004005 as HResult]) {
    const writer = makeWriter()
    settle(writer, 'freeze', answer)
    expectCode(writer.lastError, 'VSS_E_WRITERERROR_NONRETRYABLE')
    expect(writer.state).toBe('FAILED_AT_FREEZE')
  }
})

test('a new session finds a failed writer stable', () => {
  const writer = makeWriter()
  settle(writer, 'freeze', RETURNED_FALSE)
  resetWriter(writer)
  expect([writer.state, writer.lastError]).toEqual(['STABLE', S_OK])
})

test('a backup takes every writer through the states of the documentation', () => {
  const stage = makeStage({ a: {}, b: {} })
  const requestor = startedRequestor(stage)
  run(stage, prepareFullBackup(requestor))
  run(stage, doSnapshotSet(requestor))
  run(stage, backupComplete(requestor))
  const story = [
    'prepare-backup in STABLE',
    'prepare-snapshot in STABLE',
    'freeze in WAITING_FOR_FREEZE',
    'thaw in WAITING_FOR_THAW',
    'post-snapshot in WAITING_FOR_POST_SNAPSHOT',
    'backup-complete in WAITING_FOR_BACKUP_COMPLETE',
  ]
  expect(stage.heard).toEqual(story.flatMap((line) => [`a ${line}`, `b ${line}`]))
  expect(statesOf(stage)).toEqual(['STABLE', 'STABLE'])
})

const CODES = [
  'VSS_E_WRITERERROR_INCONSISTENTSNAPSHOT',
  'VSS_E_WRITERERROR_OUTOFRESOURCES',
  'VSS_E_WRITERERROR_TIMEOUT',
  'VSS_E_WRITERERROR_RETRYABLE',
  'VSS_E_WRITERERROR_NONRETRYABLE',
] as const

const FAILED_STATES: Readonly<Partial<Record<WriterEvent, WriterStateName>>> = {
  'prepare-backup': 'FAILED_AT_PREPARE_BACKUP',
  'prepare-snapshot': 'FAILED_AT_PREPARE_SNAPSHOT',
  freeze: 'FAILED_AT_FREEZE',
  thaw: 'FAILED_AT_THAW',
  'post-snapshot': 'FAILED_AT_POST_SNAPSHOT',
  'backup-complete': 'FAILED_AT_BACKUP_COMPLETE',
}

describe('a failure that a writer sets does not stop the set', () => {
  for (const [event, failed] of Object.entries(FAILED_STATES))
    test(`in ${event}`, () => {
      for (const code of CODES) checkSetFailure(event, failed, code)
    })
})

function checkSetFailure(event: string, failed: WriterStateName, code: VssCode): void {
  const stage = makeStage({ bad: { on: { [event]: { says: hresult(code) } } }, good: {} })
  const requestor = startedRequestor(stage)
  run(stage, prepareFullBackup(requestor))
  expectCode(run(stage, doSnapshotSet(requestor)), 'S_OK')
  expectCode(run(stage, backupComplete(requestor)), 'S_OK')
  expect(statesOf(stage)).toEqual([failed, 'STABLE'])
  expectCode(stage.vss.writers[0]?.lastError ?? S_OK, code)
  const told = stage.heard.filter((line) => line.startsWith('bad '))
  // It hears nothing after the event that it failed.
  expect(told.at(-1)).toContain(`bad ${event}`)
  expect(stage.heard.filter((line) => line.startsWith('good '))).toHaveLength(6)
  expectRejection(stage, code)
}

/** One entry 8229, which names the writer and the code. */
function expectRejection({ host }: ReturnType<typeof makeStage>, code: VssCode): void {
  expect(host.logs.Application).toMatchObject([
    {
      source: 'VSS',
      id: 8229,
      level: 'Warning',
      data: { writer: 'bad', hresult: formatHResult(hresult(code)) },
    },
  ])
  const [entry] = host.logs.Application
  expect(entry?.text).toContain(formatHResult(hresult(code)))
  expect(entry?.text).toContain('Writer name: bad')
}
