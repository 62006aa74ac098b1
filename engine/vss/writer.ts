// The writer port: what a writer is to the coordinator, and the states it shows (facts 2 and 3.4).

import type { Guid, HResult, Ticks } from '../base/brand.js'
import type { Host } from '../host/index.js'
import type { Process } from '../sim/index.js'
import type { WriterMetadata } from './documents/index.js'
import { hresult, isWriterError, S_OK } from './hresult.js'
import type { WriterSession } from './writer-session.js'

/** VSS_WRITER_STATE, facts section 2. */
export const WRITER_STATES = {
  UNKNOWN: 0,
  STABLE: 1,
  WAITING_FOR_FREEZE: 2,
  WAITING_FOR_THAW: 3,
  WAITING_FOR_POST_SNAPSHOT: 4,
  WAITING_FOR_BACKUP_COMPLETE: 5,
  FAILED_AT_IDENTIFY: 6,
  FAILED_AT_PREPARE_BACKUP: 7,
  FAILED_AT_PREPARE_SNAPSHOT: 8,
  FAILED_AT_FREEZE: 9,
  FAILED_AT_THAW: 10,
  FAILED_AT_POST_SNAPSHOT: 11,
  FAILED_AT_BACKUP_COMPLETE: 12,
  FAILED_AT_PRE_RESTORE: 13,
  FAILED_AT_POST_RESTORE: 14,
  FAILED_AT_BACKUPSHUTDOWN: 15,
} as const

export type WriterStateName = keyof typeof WRITER_STATES

/** The events in which a writer may take time and may fail. */
export type WriterEvent =
  | 'prepare-backup'
  | 'prepare-snapshot'
  | 'freeze'
  | 'thaw'
  | 'post-snapshot'
  | 'backup-complete'
  | 'pre-restore'
  | 'post-restore'

/** VSS_APPLICATION_LEVEL: who freezes first. Thaws go the other way. */
export const FREEZE_ORDER = ['front-end', 'back-end', 'system'] as const

export type ApplicationLevel = (typeof FREEZE_ORDER)[number]

interface AfterEvent {
  readonly handled: WriterStateName
  readonly failed: WriterStateName
}

/** Facts 3.4: the state after an event that was handled, and after one that failed. */
const AFTER: Record<WriterEvent | 'backup-shutdown', AfterEvent> = {
  'prepare-backup': { handled: 'STABLE', failed: 'FAILED_AT_PREPARE_BACKUP' },
  'prepare-snapshot': { handled: 'WAITING_FOR_FREEZE', failed: 'FAILED_AT_PREPARE_SNAPSHOT' },
  freeze: { handled: 'WAITING_FOR_THAW', failed: 'FAILED_AT_FREEZE' },
  thaw: { handled: 'WAITING_FOR_POST_SNAPSHOT', failed: 'FAILED_AT_THAW' },
  'post-snapshot': { handled: 'WAITING_FOR_BACKUP_COMPLETE', failed: 'FAILED_AT_POST_SNAPSHOT' },
  'backup-complete': { handled: 'STABLE', failed: 'FAILED_AT_BACKUP_COMPLETE' },
  'pre-restore': { handled: 'STABLE', failed: 'FAILED_AT_PRE_RESTORE' },
  'post-restore': { handled: 'STABLE', failed: 'FAILED_AT_POST_RESTORE' },
  'backup-shutdown': { handled: 'STABLE', failed: 'FAILED_AT_BACKUPSHUTDOWN' },
}

export interface Writer {
  readonly classId: Guid
  readonly instanceId: Guid
  readonly name: string
  /** Which behaviour drives it; behaviours are looked up, so that a writer stays plain data. */
  readonly kind: string
  /** What its behaviour keeps for it: plain data, forked with the writer. */
  readonly own: unknown
  /** Tells instances of one class apart; empty for most. */
  readonly instanceName: string
  readonly level: ApplicationLevel
  /** The service it lives in, when it is not always there. */
  readonly service: string | undefined
  /** The run of that service in which it last subscribed. */
  serviceRun: number
  state: WriterStateName
  lastError: HResult
  /** While frozen: when the writer gives up waiting for its thaw. */
  thawDeadline: Ticks | undefined
}

/**
 * What a handler says: success, a failure that it set before it returned TRUE, or FALSE. Both of the
 * latter fail the writer; only FALSE during freeze or thaw gives up the whole set (facts 1.2 and 13).
 */
export const RETURNED_FALSE = -1 as HResult

/** How a kind of writer answers. What is left out succeeds at once (facts 3.4, virtual defaults). */
export interface WriterBehaviour {
  /** Undefined when it fails: the writer is then missing from every list (facts 3.1 and 3.4). */
  readonly identify: (writer: Writer, host: Host) => WriterMetadata | undefined
  readonly handle: {
    readonly [Event in WriterEvent]?: (
      writer: Writer,
      host: Host,
      session: WriterSession,
    ) => Process<HResult>
  }
  readonly abort?: (writer: Writer, host: Host) => void
  /** BackupShutdown: the requestor is gone, whether or not it said that the backup is complete. */
  readonly shutdown?: (writer: Writer, host: Host, session: WriterSession) => HResult
  /** Its process died in the middle: what it had in its hands lets go. */
  readonly lost?: (writer: Writer, host: Host) => void
}

/** Records how an event ended; a failed writer keeps its state until the next session (inferred). */
export function settle(
  writer: Writer,
  event: WriterEvent | 'backup-shutdown',
  answer: HResult,
): void {
  writer.state = answer === S_OK ? AFTER[event].handled : AFTER[event].failed
  writer.lastError = answer === S_OK || isWriterError(answer) ? answer : NOT_RETRYABLE
}

/** Nobody is there to be asked any more. */
export function markLost(writer: Writer): void {
  writer.state = 'UNKNOWN'
  writer.lastError = hresult('VSS_E_WRITER_NOT_RESPONDING')
}

export function isLost(writer: Writer): boolean {
  return writer.state === 'UNKNOWN'
}

/** Stands for FALSE, and for a code that a writer may not set (inferred). */
const NOT_RETRYABLE = hresult('VSS_E_WRITERERROR_NONRETRYABLE')

export function hasFailed(writer: Writer): boolean {
  return WRITER_STATES[writer.state] >= WRITER_STATES.FAILED_AT_IDENTIFY
}

/** A new session finds the writer stable, whatever became of the one before. */
export function resetWriter(writer: Writer): void {
  writer.state = 'STABLE'
  writer.lastError = S_OK
  writer.thawDeadline = undefined
}

/** `vssadmin list writers` (facts 3.4): the texts of states and errors. */
export function stateText(writer: Writer): string {
  if (hasFailed(writer)) return 'Failed'
  return writer.state === 'STABLE' ? 'Stable' : 'Waiting for completion'
}

export function errorText(writer: Writer): string {
  switch (writer.lastError) {
    case S_OK:
      return 'No error'
    case hresult('VSS_E_WRITERERROR_INCONSISTENTSNAPSHOT'):
      return 'Inconsistent shadow copy'
    case hresult('VSS_E_WRITERERROR_OUTOFRESOURCES'):
      return 'Out of resources'
    case hresult('VSS_E_WRITERERROR_TIMEOUT'):
      return 'Timed out'
    case hresult('VSS_E_WRITERERROR_RETRYABLE'):
      return 'Retryable error'
    case hresult('VSS_E_WRITERERROR_NONRETRYABLE'):
      return 'Non-retryable error'
    default:
      return 'Unexpected error'
  }
}
