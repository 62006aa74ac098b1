// The order in which a requestor may call during a restore (facts 3.2 and 3.3). A restore object
// knows no call that belongs to a backup, and the other way round.

export type RestorePhase =
  | 'restore-initialized'
  | 'restore-gathered'
  | 'restore-prepared'
  | 'restored'
  | 'restore-released'

export type RestoreCall =
  | 'GatherWriterMetadata'
  | 'ChooseWriters'
  | 'SetRestoreState'
  | 'SetSelectedForRestore'
  | 'AddRestoreSubcomponent'
  | 'SetRestoreOptions'
  | 'SetAdditionalRestores'
  | 'AddNewTarget'
  | 'PreRestore'
  | 'AddAlternativeLocationMapping'
  | 'SetRangesFilePath'
  | 'SetFileRestoreStatus'
  | 'PostRestore'
  | 'GatherWriterStatus'
  | 'SaveAsXML'
  | 'Release'

interface Rule {
  readonly allowed: readonly RestorePhase[]
  /** The phase after a call that succeeded; absent: it stays. */
  readonly next?: RestorePhase
}

const OPEN: readonly RestorePhase[] = [
  'restore-initialized',
  'restore-gathered',
  'restore-prepared',
  'restored',
]
const BEFORE: Rule = { allowed: ['restore-gathered'] }
const BETWEEN: Rule = { allowed: ['restore-prepared'] }

export const RESTORE_ORDER: Readonly<Record<RestoreCall, Rule>> = {
  GatherWriterMetadata: { allowed: ['restore-initialized'], next: 'restore-gathered' },
  ChooseWriters: { allowed: OPEN },
  SetRestoreState: { allowed: ['restore-initialized', 'restore-gathered'] },
  SetSelectedForRestore: BEFORE,
  AddRestoreSubcomponent: BEFORE,
  SetRestoreOptions: BEFORE,
  SetAdditionalRestores: BEFORE,
  AddNewTarget: BEFORE,
  PreRestore: { allowed: ['restore-gathered'], next: 'restore-prepared' },
  AddAlternativeLocationMapping: BETWEEN,
  // The ranges file is moved before or while files are restored.
  SetRangesFilePath: { allowed: ['restore-gathered', 'restore-prepared'] },
  SetFileRestoreStatus: BETWEEN,
  PostRestore: { allowed: ['restore-prepared'], next: 'restored' },
  GatherWriterStatus: { allowed: OPEN },
  SaveAsXML: { allowed: ['restore-prepared', 'restored'] },
  Release: { allowed: OPEN, next: 'restore-released' },
}
