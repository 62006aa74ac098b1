// Documents that several tests start from. Everything that can be said is said in one of them.

import type { Guid, HResult } from '../../base/brand.js'
import {
  BACKUP_SCHEMA,
  type BackupComponent,
  type BackupComponents,
  COMPONENT_FLAGS,
  encodeBase64,
  fileTimeOfUnixMs,
  newBackupComponent,
  newBackupComponents,
  newComponentFile,
  newComponentMetadata,
  newWriterComponents,
  printStamp,
  type WriterMetadata,
} from './index.js'

const SQL_WRITER = 'a65faa63-5ea8-4ebc-9dbd-a0c4db26912a' as Guid
const INSTANCE = 'aaaaaaaa-0000-4000-a000-000000000001' as Guid
const OTHER_INSTANCE = 'aaaaaaaa-0000-4000-a000-000000000002' as Guid
const SNAPSHOT_SET = '11111111-2222-3333-4444-555555555555' as Guid

/** As SQL Writer identifies itself (facts 8.1), with one odd database. */
export function sqlWriterMetadata(name = 'Sales'): WriterMetadata {
  const path = 'D:\\Data'
  const database = newComponentMetadata({ type: 'filegroup', logicalPath: 'HOST1', name })
  return {
    identification: {
      writerId: SQL_WRITER,
      instanceId: INSTANCE,
      instanceName: 'Microsoft SQL Server 2022:SQLWriter',
      friendlyName: 'SqlServerWriter',
      usage: 'user-data',
      source: 'transacted-db',
      majorVersion: 1,
      minorVersion: 0,
    },
    restoreMethod: {
      method: 'restore-if-can-replace',
      service: '',
      userProcedure: '',
      writerRestore: 'always',
      rebootRequired: false,
      alternateLocations: [
        { path, fileSpec: '*.ndf', recursive: true, alternatePath: 'E:\\Elsewhere' },
      ],
    },
    backupSchema:
      BACKUP_SCHEMA.differential |
      BACKUP_SCHEMA.copy |
      BACKUP_SCHEMA.timestamped |
      BACKUP_SCHEMA.lastModify |
      BACKUP_SCHEMA.writerSupportsNewTarget |
      BACKUP_SCHEMA.writerSupportsRestoreWithMove,
    components: [
      {
        ...database,
        caption: `${name}, whole`,
        notifyOnBackupComplete: true,
        flags: COMPONENT_FLAGS.appRollbackRecovery,
        files: [
          newComponentFile({ path, fileSpec: `${name}.mdf` }),
          newComponentFile({ path: 'L:\\Log', fileSpec: `${name}_log.ldf` }),
          newComponentFile({ path: 'D:\\Catalog', fileSpec: '*', recursive: true }),
        ],
        dependencies: [{ writerId: SQL_WRITER, logicalPath: 'HOST1', componentName: 'Ledger' }],
      },
      {
        ...newComponentMetadata({ type: 'database', logicalPath: '', name: 'Old' }),
        files: [
          newComponentFile({ path, fileSpec: 'old.edb', role: 'database-file' }),
          newComponentFile({ path, fileSpec: 'old*.log', role: 'database-log-file' }),
        ],
      },
    ],
    excludeFiles: [{ path, fileSpec: 'offline.mdf', recursive: false }],
    excludeFilesFromSnapshot: [{ path: '%SystemRoot%\\Temp', fileSpec: '*', recursive: true }],
  }
}

/** A differential backup, with a restore prepared from it. */
export function fullBackupComponents(name = 'Sales'): BackupComponents {
  const identity = { type: 'filegroup', logicalPath: 'HOST1', name } as const
  return {
    ...newBackupComponents(),
    selectComponents: true,
    backupType: 'differential',
    partialFileSupport: true,
    snapshotSetId: SNAPSHOT_SET,
    restoreType: 'by-copy',
    writers: [
      {
        ...newWriterComponents({
          writerId: SQL_WRITER,
          instanceId: INSTANCE,
          instanceName: 'Microsoft SQL Server 2022:SQLWriter',
          backupSchema: 881,
        }),
        components: [
          withRestore(withBackup(newBackupComponent(identity), name)),
          newBackupComponent({ type: 'database', logicalPath: '', name: 'Old' }),
        ],
      },
    ],
  }
}

function withBackup(component: BackupComponent, name: string): BackupComponent {
  const path = 'D:\\Data'
  return {
    ...component,
    backupSucceeded: true,
    backupOptions: 'Compress=yes',
    backupStamp: printStamp(fileTimeOfUnixMs(1_577_095_708_000)),
    previousBackupStamp: printStamp(fileTimeOfUnixMs(1_577_000_000_000)),
    backupMetadata: encodeBase64(Uint8Array.of(0, 1, 2, 253, 254, 255)),
    partialFiles: [
      {
        path,
        fileName: `${name}.mdf`,
        ranges: '0:65536, 0x20000:65536',
        metadata: '<any "thing">',
      },
    ],
    differencedFiles: [
      {
        path: 'D:\\Catalog',
        fileSpec: '*',
        recursive: true,
        lastModifyTime: fileTimeOfUnixMs(1_577_000_000_000),
      },
    ],
    failureMessages: {
      prepareForBackup: 'no base',
      postSnapshot: null,
      preRestore: '',
      postRestore: 'two\nlines',
    },
    failure: {
      hresult: 0x800423f4 as HResult,
      applicationHresult: 0x80040e14 as HResult,
      message: 'no base',
    },
  }
}

function withRestore(component: BackupComponent): BackupComponent {
  const path = 'D:\\Data'
  return {
    ...component,
    selectedForRestore: true,
    selectedForRestoreInstanceId: OTHER_INSTANCE,
    restoreMetadata: encodeBase64(Uint8Array.of(7)),
    restoreOptions: '"New Component Name"="Sales2"',
    additionalRestores: true,
    authoritativeRestore: true,
    rollForward: { type: 'partial', point: '2019-12-23' },
    restoreName: 'Sales2',
    restoreTarget: 'directed',
    fileRestoreStatus: 'failed',
    newTargets: [{ path, fileSpec: '*.mdf', recursive: false, alternatePath: 'E:\\New' }],
    alternateLocations: [{ path, fileSpec: '*', recursive: true, alternatePath: 'F:\\Map' }],
    directedTargets: [
      {
        sourcePath: path,
        sourceFileName: 'a.mdf',
        sourceRanges: '0:8192',
        destinationPath: 'E:\\New',
        destinationFileName: 'b.mdf',
        destinationRanges: '8192:8192',
      },
    ],
    restoreSubcomponents: [{ logicalPath: 'HOST1\\Sales', componentName: 'Primary' }],
  }
}
