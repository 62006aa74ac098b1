// The order in which a requestor may call, as a table (facts 3.1 and 3.3). A call out of order is
// VSS_E_BAD_STATE; nothing else in the coordinator asks what came before.

export type BackupPhase =
  | 'created'
  | 'initialized'
  | 'gathered'
  | 'set-started'
  | 'prepared'
  | 'snapshot-taken'
  | 'snapshot-failed'
  | 'completed'
  | 'aborted'
  | 'released'

export type BackupCall =
  | 'InitializeForBackup'
  | 'SetContext'
  | 'ChooseWriters'
  | 'SetBackupState'
  | 'GatherWriterMetadata'
  | 'AddComponent'
  | 'StartSnapshotSet'
  | 'AddToSnapshotSet'
  | 'PrepareForBackup'
  | 'DoSnapshotSet'
  | 'GatherWriterStatus'
  | 'SetPreviousBackupStamp'
  | 'SetBackupOptions'
  | 'GetSnapshotProperties'
  | 'DeleteSnapshots'
  | 'SetBackupSucceeded'
  | 'BackupComplete'
  | 'AbortBackup'
  | 'SaveAsXML'
  | 'Release'

interface Rule {
  readonly allowed: readonly BackupPhase[]
  /** The phase after a call that succeeded; absent: it stays. */
  readonly next?: BackupPhase
  /** Belongs to contexts in which writers take part. */
  readonly writersOnly?: true
}

const OPEN: readonly BackupPhase[] = [
  'initialized',
  'gathered',
  'set-started',
  'prepared',
  'snapshot-taken',
  'snapshot-failed',
  'completed',
]

export const CALL_ORDER: Readonly<Record<BackupCall, Rule>> = {
  InitializeForBackup: { allowed: ['created'], next: 'initialized' },
  SetContext: { allowed: ['initialized'] },
  ChooseWriters: { allowed: OPEN },
  SetBackupState: { allowed: ['initialized', 'gathered', 'set-started'] },
  GatherWriterMetadata: { allowed: ['initialized'], next: 'gathered' },
  AddComponent: { allowed: ['gathered'], writersOnly: true },
  // The second time is in order, and refused because a set is in creation.
  StartSnapshotSet: {
    allowed: ['initialized', 'gathered', 'set-started', 'prepared'],
    next: 'set-started',
  },
  AddToSnapshotSet: { allowed: ['set-started'] },
  PrepareForBackup: { allowed: ['set-started'], next: 'prepared', writersOnly: true },
  DoSnapshotSet: { allowed: ['set-started', 'prepared'], next: 'snapshot-taken' },
  GatherWriterStatus: { allowed: OPEN },
  SetPreviousBackupStamp: { allowed: ['gathered', 'set-started'], writersOnly: true },
  SetBackupOptions: { allowed: ['gathered', 'set-started'], writersOnly: true },
  GetSnapshotProperties: { allowed: ['snapshot-taken', 'completed'] },
  DeleteSnapshots: { allowed: OPEN },
  SetBackupSucceeded: { allowed: ['snapshot-taken'], writersOnly: true },
  BackupComplete: { allowed: ['snapshot-taken'], next: 'completed', writersOnly: true },
  AbortBackup: { allowed: OPEN, next: 'aborted' },
  SaveAsXML: { allowed: ['prepared', 'snapshot-taken', 'snapshot-failed', 'completed'] },
  Release: { allowed: [...OPEN, 'created', 'aborted'], next: 'released' },
}

export function mayCall(
  call: BackupCall,
  requestor: {
    readonly phase: BackupPhase
    readonly writersTakePart: boolean
    readonly gathered: boolean
  },
): boolean {
  const rule = CALL_ORDER[call]
  if (!rule.allowed.includes(requestor.phase)) return false
  if (rule.writersOnly === true && !requestor.writersTakePart) return false
  if (call !== 'DoSnapshotSet' || !requestor.writersTakePart) return true
  return requestor.gathered
}
