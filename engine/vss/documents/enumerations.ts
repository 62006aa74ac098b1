// The enumerations that documents carry: numbers from facts 2, spellings from facts 7.5 and 7.6.
// A spelling of null means that the attribute is left out. Spellings marked (inferred) were seen in
// no document; they follow the names in the public headers.

export interface EnumerationValue {
  readonly code: number
  readonly spelling: string | null
}

type Enumeration = Readonly<Record<string, EnumerationValue>>

export const USAGE_TYPES = {
  'bootable-system-state': { code: 1, spelling: 'BOOTABLE_SYSTEM_STATE' },
  'system-service': { code: 2, spelling: 'SYSTEM_SERVICE' },
  'user-data': { code: 3, spelling: 'USER_DATA' },
  other: { code: 4, spelling: 'OTHER' },
} as const satisfies Enumeration
export type UsageType = keyof typeof USAGE_TYPES

export const SOURCE_TYPES = {
  'transacted-db': { code: 1, spelling: 'TRANSACTION_DB' },
  'nontransacted-db': { code: 2, spelling: 'NONTRANSACTIONAL_DB' },
  other: { code: 3, spelling: 'OTHER' },
} as const satisfies Enumeration
export type SourceType = keyof typeof SOURCE_TYPES

export const RESTORE_METHODS = {
  'restore-if-not-there': { code: 1, spelling: 'RESTORE_IF_NONE_THERE' },
  'restore-if-can-replace': { code: 2, spelling: 'RESTORE_IF_CAN_BE_REPLACED' },
  // Facts 7.5 call the next two and the last spelling inferred.
  'stop-restore-start': { code: 3, spelling: 'STOP_RESTART_SERVICE' },
  'restore-to-alternate-location': { code: 4, spelling: 'RESTORE_TO_ALTERNATE_LOCATION' },
  'restore-at-reboot': { code: 5, spelling: 'REPLACE_AT_REBOOT' },
  'restore-at-reboot-if-cannot-replace': {
    code: 6,
    spelling: 'REPLACE_AT_REBOOT_IF_CANNOT_REPLACE',
  },
  custom: { code: 7, spelling: 'CUSTOM' },
  'restore-stop-start': { code: 8, spelling: 'RESTORE_STOP_START' },
} as const satisfies Enumeration
export type RestoreMethodType = keyof typeof RESTORE_METHODS

export const WRITER_RESTORES = {
  never: { code: 1, spelling: 'never' },
  'if-replace-fails': { code: 2, spelling: 'if_replace_fails' },
  always: { code: 3, spelling: 'always' },
} as const satisfies Enumeration
export type WriterRestore = keyof typeof WRITER_RESTORES

export const COMPONENT_TYPES = {
  database: { code: 1, spelling: 'database' },
  filegroup: { code: 2, spelling: 'filegroup' },
} as const satisfies Enumeration
export type ComponentType = keyof typeof COMPONENT_TYPES

// Only `full` was seen; the others follow it (inferred).
export const BACKUP_TYPES = {
  undefined: { code: 0, spelling: null },
  full: { code: 1, spelling: 'full' },
  incremental: { code: 2, spelling: 'incremental' },
  differential: { code: 3, spelling: 'differential' },
  log: { code: 4, spelling: 'log' },
  copy: { code: 5, spelling: 'copy' },
  other: { code: 6, spelling: 'other' },
} as const satisfies Enumeration
export type BackupType = keyof typeof BACKUP_TYPES

// The rest belong to restore, of which no document was seen: all spellings are inferred.

export const RESTORE_TYPES = {
  undefined: { code: 0, spelling: null },
  'by-copy': { code: 1, spelling: 'by_copy' },
  import: { code: 2, spelling: 'import' },
  other: { code: 3, spelling: 'other' },
} as const satisfies Enumeration
export type RestoreType = keyof typeof RESTORE_TYPES

export const RESTORE_TARGETS = {
  undefined: { code: 0, spelling: null },
  original: { code: 1, spelling: 'original' },
  alternate: { code: 2, spelling: 'alternate' },
  directed: { code: 3, spelling: 'directed' },
  'original-location': { code: 4, spelling: 'original_location' },
} as const satisfies Enumeration
export type RestoreTarget = keyof typeof RESTORE_TARGETS

export const FILE_RESTORE_STATUSES = {
  undefined: { code: 0, spelling: null },
  none: { code: 1, spelling: 'none' },
  all: { code: 2, spelling: 'all' },
  failed: { code: 3, spelling: 'failed' },
} as const satisfies Enumeration
export type FileRestoreStatus = keyof typeof FILE_RESTORE_STATUSES

export const ROLL_FORWARD_TYPES = {
  undefined: { code: 0, spelling: null },
  none: { code: 1, spelling: 'none' },
  all: { code: 2, spelling: 'all' },
  partial: { code: 3, spelling: 'partial' },
} as const satisfies Enumeration
export type RollForwardType = keyof typeof ROLL_FORWARD_TYPES
