// The columns of RESTORE HEADERONLY, FILELISTONLY and LABELONLY, in the order of SQL Server.

import { statFile } from '../../../volume/index.js'
import type { BackupSet } from '../../backup/index.js'
import { type FileEntry, PAGE_BYTES } from '../../page/index.js'
import type { Place } from '../../recovery/index.js'
import { guidOf, guidValue, instantOf, lsnValue } from '../catalog/instants.js'
import {
  BIGINT,
  BIT,
  binary,
  bit,
  type ComputedColumn,
  character,
  column,
  constant,
  DATETIME,
  DESCRIPTION,
  GUID,
  INT,
  LSN,
  NAME,
  numeric,
  PATH,
  SMALLINT,
  TINYINT,
} from '../catalog/shape.js'
import { COLLATION, COMPATIBILITY_LEVEL, serverName } from '../catalog/version.js'
import type { SqlHost } from '../host.js'
import { showPlace } from './paths.js'

export interface SetOnMedia {
  readonly set: BackupSet
  readonly position: number
  readonly host: SqlHost
  readonly place: Place
}

interface FileOnMedia extends SetOnMedia {
  readonly file: FileEntry
}

const TYPES = { D: 1, L: 2, F: 4, I: 5 } as const
const TYPE_WORDS = { D: 'Database', L: 'Transaction Log', F: 'File', I: 'Database Differential' }

function mediaBytes({ host, place }: SetOnMedia): bigint {
  const volume = host.instance.volumes.get(place.volume)
  const file = volume === undefined ? undefined : statFile(volume, place.path)
  return file?.ok === true ? BigInt(file.value.sizeBytes) : 0n
}

export const HEADER_COLUMNS: readonly ComputedColumn<SetOnMedia>[] = [
  column('BackupName', NAME, ({ set }) => set.name ?? null),
  column('BackupDescription', DESCRIPTION, ({ set }) => set.description ?? null),
  column('BackupType', SMALLINT, ({ set }) => TYPES[set.type]),
  constant('ExpirationDate', DATETIME, null),
  constant('Compressed', BIT, 0),
  column('Position', SMALLINT, ({ position }) => position),
  constant('DeviceType', TINYINT, 2),
  constant('UserName', NAME, 'sa'),
  column('ServerName', NAME, ({ host }) => serverName(host)),
  column('DatabaseName', NAME, ({ set }) => set.databaseName),
  constant('DatabaseVersion', INT, 957),
  column('DatabaseCreationDate', DATETIME, ({ host }) => instantOf(host, 0)),
  column('BackupSize', numeric(20), mediaBytes),
  column('FirstLSN', LSN, ({ set }) => lsnValue(set.firstLsn)),
  column('LastLSN', LSN, ({ set }) => lsnValue(set.lastLsn)),
  column('CheckpointLSN', LSN, ({ set }) => lsnValue(set.checkpointLsn)),
  column('DatabaseBackupLSN', LSN, ({ set }) => lsnValue(set.databaseBackupLsn) ?? 0n),
  column('BackupStartDate', DATETIME, ({ set, host }) => instantOf(host, set.startedAt)),
  column('BackupFinishDate', DATETIME, ({ set, host }) => instantOf(host, set.finishedAt)),
  constant('SortOrder', SMALLINT, 52),
  constant('CodePage', SMALLINT, 0),
  constant('UnicodeLocaleId', INT, 1033),
  constant('UnicodeComparisonStyle', INT, 196_609),
  constant('CompatibilityLevel', TINYINT, COMPATIBILITY_LEVEL),
  constant('SoftwareVendorId', INT, 4608),
  constant('SoftwareVersionMajor', INT, 16),
  constant('SoftwareVersionMinor', INT, 0),
  constant('SoftwareVersionBuild', INT, 4135),
  column('MachineName', NAME, ({ host }) => host.instance.host.name),
  column('Flags', INT, ({ set }) => (set.isCopyOnly ? 1024 : 0) + (set.isSnapshot ? 2 : 0)),
  column('BindingID', GUID, ({ set }) => guidValue(set.databaseGuid)),
  column('RecoveryForkID', GUID, ({ set }) => guidValue(set.fork.id)),
  constant('Collation', NAME, COLLATION),
  column('FamilyGUID', GUID, ({ set }) => guidValue(set.databaseGuid)),
  constant('HasBulkLoggedData', BIT, 0),
  column('IsSnapshot', BIT, ({ set }) => bit(set.isSnapshot)),
  constant('IsReadOnly', BIT, 0),
  constant('IsSingleUser', BIT, 0),
  column('HasBackupChecksums', BIT, ({ set }) => bit(!set.isSnapshot)),
  constant('IsDamaged', BIT, 0),
  column('BeginsLogChain', BIT, ({ set }) => bit(set.beginsLogChain)),
  constant('HasIncompleteMetaData', BIT, 0),
  constant('IsForceOffline', BIT, 0),
  column('IsCopyOnly', BIT, ({ set }) => bit(set.isCopyOnly)),
  column('FirstRecoveryForkID', GUID, ({ set }) => guidValue(set.fork.parent ?? set.fork.id)),
  column('ForkPointLSN', LSN, ({ set }) => lsnValue(set.fork.from)),
  column('RecoveryModel', DESCRIPTION, ({ set }) => set.recoveryModel.replace('_', '-')),
  column('DifferentialBaseLSN', LSN, ({ set }) => lsnValue(set.differentialBase?.lsn)),
  column('DifferentialBaseGUID', GUID, ({ set }) => guidValue(set.differentialBase?.id)),
  column('BackupTypeDescription', DESCRIPTION, ({ set }) => TYPE_WORDS[set.type]),
  column('BackupSetGUID', GUID, ({ set }) => guidValue(set.id)),
  column('CompressedBackupSize', BIGINT, mediaBytes),
  constant('Containment', TINYINT, 0),
  constant('KeyAlgorithm', DESCRIPTION, null),
  constant('EncryptorThumbprint', binary(20), null),
  constant('EncryptorType', DESCRIPTION, null),
]

const UNLIMITED_BYTES = 35_184_372_080_640n

export const FILE_COLUMNS: readonly ComputedColumn<FileOnMedia>[] = [
  column('LogicalName', NAME, ({ file }) => file.logicalName),
  column('PhysicalName', PATH, ({ file, host }) => showPlace(host, file)),
  column('Type', character(1), ({ file }) => (file.kind === 'log' ? 'L' : 'D')),
  column('FileGroupName', NAME, ({ file }) => filegroupOf(file)),
  column('Size', numeric(20), ({ file }) => BigInt(file.sizePages) * BigInt(PAGE_BYTES)),
  column('MaxSize', numeric(20), ({ file }) =>
    file.maxPages === undefined ? UNLIMITED_BYTES : BigInt(file.maxPages) * BigInt(PAGE_BYTES),
  ),
  column('FileId', BIGINT, ({ file }) => BigInt(file.id)),
  constant('CreateLSN', LSN, 0n),
  constant('DropLSN', LSN, 0n),
  column('UniqueId', GUID, ({ file, set }) => guidOf(`${set.databaseGuid}.${file.id}`)),
  constant('ReadOnlyLSN', LSN, 0n),
  constant('ReadWriteLSN', LSN, 0n),
  column('BackupSizeInBytes', BIGINT, ({ file }) =>
    file.kind === 'log' ? 0n : BigInt(file.sizePages) * BigInt(PAGE_BYTES),
  ),
  constant('SourceBlockSize', INT, 512),
  column('FileGroupId', INT, ({ file }) => file.filegroup),
  constant('LogGroupGUID', GUID, null),
  column('DifferentialBaseLSN', LSN, ({ set }) => lsnValue(set.differentialBase?.lsn) ?? 0n),
  column('DifferentialBaseGUID', GUID, ({ set }) => guidValue(set.differentialBase?.id)),
  column('IsReadOnly', BIT, ({ file }) => bit(file.readOnly === true)),
  constant('IsPresent', BIT, 1),
  constant('TDEThumbprint', binary(32), null),
  constant('SnapshotUrl', PATH, null),
]

/** The names of other filegroups are in the database and not in its backup. */
function filegroupOf({ kind, filegroup }: FileEntry): string | null {
  if (kind === 'log') return null
  return filegroup === 1 ? 'PRIMARY' : `FG${filegroup}`
}

export const LABEL_COLUMNS: readonly ComputedColumn<SetOnMedia>[] = [
  constant('MediaName', NAME, null),
  column('MediaSetId', GUID, ({ set }) => guidOf(`media ${set.id}`)),
  constant('FamilyCount', INT, 1),
  constant('FamilySequenceNumber', INT, 1),
  column('MediaFamilyId', GUID, ({ set }) => guidOf(`family ${set.id}`)),
  constant('MediaSequenceNumber', INT, 1),
  constant('MediaLabelPresent', TINYINT, 0),
  constant('MediaDescription', DESCRIPTION, null),
  constant('SoftwareName', NAME, 'Microsoft SQL Server'),
  constant('SoftwareVendorId', INT, 4608),
  column('MediaDate', DATETIME, ({ set, host }) => instantOf(host, set.startedAt)),
  constant('MirrorCount', INT, 1),
  constant('IsCompressed', BIT, 0),
]
