// The backup and restore history: rows of tables in msdb. A history that cannot be written is told
// of (3009) and does no harm to the backup.

import { type Outcome, ok } from '../../base/outcome.js'
import type { Process } from '../../sim/index.js'
import { decimalLsn, type Lsn, type Row, refuseSql, type SqlError } from '../page/index.js'
import {
  begin,
  commit,
  createTable,
  findDatabase,
  findTable,
  type Instance,
  insert,
  type Online,
  peekAll,
  rollback,
  type TableDefinition,
  useDatabase,
} from '../recovery/index.js'
import type { BackupSet } from './backup-set.js'
import { BACKUP_FILE, BACKUP_SET, MEDIA_FAMILY, RESTORE_HISTORY } from './history-tables.js'

/** Where a backup went: 2 is a disk file, 7 a virtual device (facts 9.3). */
export interface MediaFamily {
  readonly physicalName: string
  readonly deviceType: 2 | 7
}

export interface RestoreEvent {
  readonly database: string
  readonly set: BackupSet
  readonly userName: string
  readonly replace: boolean
  readonly recovery: boolean
  readonly stopAt: number | null
}

const HISTORY_DATABASE = 'msdb'

/** Writes the rows of a backup that has completed; also for one of the snapshot path. */
export function* recordBackup(
  instance: Instance,
  set: BackupSet,
  about: { readonly media: MediaFamily; readonly userName: string; readonly sizeBytes: number },
): Process<Outcome<undefined, SqlError>> {
  return yield* write(instance, (ids) => {
    const id = ids(BACKUP_SET)
    const media = ids(MEDIA_FAMILY)
    const { sizeBytes, userName } = about
    const { physicalName, deviceType } = about.media
    return [
      [MEDIA_FAMILY, [media, 1, physicalName, deviceType]],
      [BACKUP_SET, setRow(set, { id, media, userName, sizeBytes })],
      ...set.files.map((file): [TableDefinition, Row] => [
        BACKUP_FILE,
        [
          `${id}.${file.id}`,
          id,
          file.id,
          file.logicalName,
          `${file.volume}${file.path}`,
          file.kind === 'log' ? 'L' : 'D',
          file.sizePages,
        ],
      ]),
    ]
  })
}

/** Writes the row of a restore that has been done. */
export function* recordRestore(
  instance: Instance,
  event: RestoreEvent,
): Process<Outcome<undefined, SqlError>> {
  const { database, set, userName, replace, recovery, stopAt } = event
  return yield* write(instance, (ids) => {
    const row: Row = [
      ids(RESTORE_HISTORY),
      BigInt(instance.host.sim.now),
      database,
      userName,
      set.id,
      set.type,
      replace ? 1 : 0,
      recovery ? 1 : 0,
      stopAt === null ? null : BigInt(stopAt),
    ]
    return [[RESTORE_HISTORY, row]]
  })
}

/** Gives msdb the tables of the history, as setup does. */
export function installHistory(instance: Instance): Outcome<undefined, SqlError> {
  const online = openHistory(instance)
  return online.ok ? makeTables(online.value) : online
}

/** The rows of a table of the history, by their numbers; none before the first backup. */
export function historyRows(instance: Instance, name: string): Outcome<Row[], SqlError> {
  const online = openHistory(instance)
  if (!online.ok) return online
  const table = findTable(online.value, name)
  return table.ok ? peekAll(online.value, table.value) : ok([])
}

/** A row of backupset, as far as backups are told apart by it. */
export interface HistoryOfSet {
  readonly id: string
  readonly databaseName: string
  readonly type: string
  readonly isCopyOnly: boolean
  readonly isSnapshot: boolean
  readonly baseId: string | null
  /** The file or the virtual device it went to. */
  readonly device: string
}

/** All backups that msdb knows of, oldest first. */
export function historyOf(instance: Instance): Outcome<HistoryOfSet[], SqlError> {
  const rows = historyRows(instance, BACKUP_SET.name)
  if (!rows.ok) return rows
  const media = historyRows(instance, MEDIA_FAMILY.name)
  if (!media.ok) return media
  const at = (name: string) => BACKUP_SET.columns.findIndex((column) => column.name === name)
  const devices = new Map(media.value.map((row) => [row[0], String(row[2])]))
  return ok(
    rows.value.map((row) => ({
      id: String(row[at('backup_set_uuid')]),
      databaseName: String(row[at('database_name')]),
      type: String(row[at('type')]),
      isCopyOnly: row[at('is_copy_only')] === 1,
      isSnapshot: row[at('is_snapshot')] === 1,
      baseId: textOrNull(row[at('differential_base_guid')]),
      device: devices.get(row[at('media_set_id')] ?? null) ?? '',
    })),
  )
}

function textOrNull(value: Row[number] | undefined): string | null {
  return typeof value === 'string' ? value : null
}

type Rows = readonly (readonly [TableDefinition, Row])[]

function* write(
  instance: Instance,
  rowsOf: (ids: (definition: TableDefinition) => number) => Rows,
): Process<Outcome<undefined, SqlError>> {
  const written = yield* tryWrite(instance, rowsOf)
  if (written.ok || written.error.name === 'CONNECTION_BROKEN') return written
  return refuseSql('HISTORY_NOT_WRITTEN', `${written.error.number} ${written.error.detail}`)
}

function* tryWrite(
  instance: Instance,
  rowsOf: (ids: (definition: TableDefinition) => number) => Rows,
): Process<Outcome<undefined, SqlError>> {
  const opened = openHistory(instance)
  if (!opened.ok) return opened
  const online = opened.value
  // A msdb that came from elsewhere may have none.
  const made = makeTables(online)
  if (!made.ok) return made
  const transaction = begin(online)
  for (const [definition, row] of rowsOf((of) => nextId(online, of))) {
    const table = findTable(online, definition.name)
    const inserted = table.ok ? yield* insert(online, transaction, table.value, row) : table
    if (inserted.ok) continue
    const undone = yield* rollback(online, transaction)
    return undone.ok ? inserted : undone
  }
  return yield* commit(online, transaction)
}

function makeTables(online: Online): Outcome<undefined, SqlError> {
  for (const definition of [BACKUP_SET, MEDIA_FAMILY, BACKUP_FILE, RESTORE_HISTORY]) {
    if (findTable(online, definition.name).ok) continue
    const made = createTable(online, definition)
    if (!made.ok) return made
  }
  return ok(undefined)
}

/** Rows of the history are never deleted one by one, so their number tells the next. */
function nextId(online: Online, { name }: TableDefinition): number {
  const table = findTable(online, name)
  const places = table.ok ? table.value.index.places(online.storage, table.value) : table
  return places.ok ? places.value.byKey.size + 1 : 0
}

function openHistory(instance: Instance): Outcome<Online, SqlError> {
  const msdb = findDatabase(instance, HISTORY_DATABASE)
  return msdb.ok ? useDatabase(msdb.value) : msdb
}

function setRow(
  set: BackupSet,
  as: {
    readonly id: number
    readonly media: number
    readonly userName: string
    readonly sizeBytes: number
  },
): Row {
  const { fork, differentialBase: base } = set
  return [
    as.id,
    as.media,
    set.id,
    as.userName,
    set.databaseName,
    set.type,
    set.isCopyOnly ? 1 : 0,
    set.isSnapshot ? 1 : 0,
    numeric(set.firstLsn),
    numeric(set.lastLsn),
    numeric(set.checkpointLsn),
    numeric(set.databaseBackupLsn),
    numeric(base?.lsn ?? null),
    base?.id ?? null,
    set.beginsLogChain ? 1 : 0,
    set.recoveryModel,
    set.databaseGuid,
    set.databaseGuid,
    fork.parent ?? fork.id,
    fork.id,
    numeric(fork.from ?? null),
    BigInt(set.startedAt),
    BigInt(set.finishedAt),
    set.name ?? null,
    set.description ?? null,
    BigInt(as.sizeBytes),
  ]
}

function numeric(lsn: Lsn | null): bigint | null {
  return lsn === null ? null : BigInt(decimalLsn(lsn))
}
