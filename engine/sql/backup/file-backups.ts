// Backups of single files. Each gives the files in it a base of their own, until the next full backup
// is the base of them all. They are rows of the database, so that they go with it.

import { type Outcome, ok } from '../../base/outcome.js'
import type { Process } from '../../sim/index.js'
import type { FileId, Lsn, SqlError } from '../page/index.js'
import {
  begin,
  commit,
  createTable,
  findTable,
  insert,
  type Online,
  peekAll,
  rollback,
  type TableDefinition,
} from '../recovery/index.js'
import type { DifferentialBase } from './backup-set.js'

export interface FileBackup extends DifferentialBase {
  /** The data files in it. */
  readonly files: readonly FileId[]
}

const FILE_BACKUPS: TableDefinition = {
  name: 'sys.file_backups',
  columns: [
    { name: 'id', type: { kind: 'varchar', length: 36 }, nullable: false },
    { name: 'lsn', type: { kind: 'bigint' }, nullable: false },
    { name: 'base', type: { kind: 'varchar', length: 36 }, nullable: false },
    { name: 'files', type: { kind: 'varchar', length: 4_000 }, nullable: false },
  ],
  key: 'id',
}

/** Those that were made since the base of the database, oldest first. */
export function fileBackupsSince(
  online: Online,
  base: DifferentialBase | undefined,
): Outcome<FileBackup[], SqlError> {
  const table = findTable(online, FILE_BACKUPS.name)
  const rows = table.ok ? peekAll(online, table.value) : ok([])
  if (!rows.ok) return rows
  const backups = rows.value
    .filter((row) => row[2] === keyOf(base))
    .map(([id, lsn, , files]) => ({
      id: String(id) as FileBackup['id'],
      lsn: Number(lsn) as Lsn,
      files: JSON.parse(String(files)) as FileId[],
    }))
  return ok(backups.sort((left, right) => left.lsn - right.lsn))
}

/** What the next differential of a data file rests on. */
export function baseOfFile(
  base: DifferentialBase | undefined,
  backups: readonly FileBackup[],
  file: FileId,
): DifferentialBase | undefined {
  return backups.findLast(({ files }) => files.includes(file)) ?? base
}

export function* noteFileBackup(
  online: Online,
  base: DifferentialBase | undefined,
  { id, lsn, files }: FileBackup,
): Process<Outcome<undefined, SqlError>> {
  const known = findTable(online, FILE_BACKUPS.name)
  const table = known.ok ? known : createTable(online, FILE_BACKUPS)
  if (!table.ok) return table
  const transaction = begin(online)
  const row = [id, BigInt(lsn), keyOf(base), JSON.stringify(files)]
  const added = yield* insert(online, transaction, table.value, row)
  if (added.ok) return yield* commit(online, transaction)
  const undone = yield* rollback(online, transaction)
  return undone.ok ? added : undone
}

function keyOf(base: DifferentialBase | undefined): string {
  return base?.id ?? ''
}
