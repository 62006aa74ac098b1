// Flag sets that documents carry as decimal numbers (facts 2).

export const BACKUP_SCHEMA = {
  undefined: 0,
  differential: 0x1,
  incremental: 0x2,
  exclusiveIncrementalDifferential: 0x4,
  log: 0x8,
  copy: 0x10,
  timestamped: 0x20,
  lastModify: 0x40,
  lsn: 0x80,
  writerSupportsNewTarget: 0x100,
  writerSupportsRestoreWithMove: 0x200,
  independentSystemState: 0x400,
  rollforwardRestore: 0x1000,
  restoreRename: 0x2000,
  authoritativeRestore: 0x4000,
  writerSupportsParallelRestores: 0x8000,
} as const

export const COMPONENT_FLAGS = {
  none: 0,
  backupRecovery: 0x1,
  appRollbackRecovery: 0x2,
  notSystemState: 0x4,
} as const

/** Which backup types must copy a file, and which must copy it from the snapshot. */
export const FILE_SPEC_BACKUP_TYPE = {
  fullBackupRequired: 0x1,
  differentialBackupRequired: 0x2,
  incrementalBackupRequired: 0x4,
  logBackupRequired: 0x8,
  fullSnapshotRequired: 0x100,
  differentialSnapshotRequired: 0x200,
  incrementalSnapshotRequired: 0x400,
  logSnapshotRequired: 0x800,
  createdDuringBackup: 0x10000,
  allBackupRequired: 0xf,
  allSnapshotRequired: 0xf00,
} as const

/** 3855, what a file specification means when it says nothing. */
export const FILE_SPEC_BACKUP_TYPE_DEFAULT =
  FILE_SPEC_BACKUP_TYPE.allBackupRequired | FILE_SPEC_BACKUP_TYPE.allSnapshotRequired
