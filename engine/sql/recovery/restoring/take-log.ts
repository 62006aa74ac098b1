// Log that comes from elsewhere is put behind what the files of a database hold. The boot page says
// how far the log reaches; until it does, what was put there counts for nothing.

import { type Outcome, ok } from '../../../base/outcome.js'
import {
  adoptGeometry,
  type LogFileLayout,
  type PlacedBlock,
  placeBlock,
  readVirtualLogs,
} from '../../log/index.js'
import {
  closeDatabaseFile,
  type DatabaseFile,
  type Lsn,
  lsnParts,
  openDatabaseFile,
  type SqlError,
} from '../../page/index.js'
import type { Boot, RecoveryFork } from '../boot.js'
import type { Database } from '../database/database.js'
import { RESTORE_WRITE_POINT } from './places.js'
import { changeBoot, filesOfRestoring } from './restoring.js'

export interface TakenLog {
  readonly layouts: readonly LogFileLayout[]
  readonly blocks: readonly PlacedBlock[]
  /** The last record that counts. */
  readonly to: Lsn
  readonly fork: RecoveryFork
}

/** Puts the blocks into the log files of a database that is rolled forward; redo comes afterwards. */
export function takeLog(
  database: Database,
  boot: Boot,
  what: TakenLog,
): Outcome<undefined, SqlError> {
  const files: DatabaseFile[] = []
  database.state = { kind: 'restoring', files }
  const written = write(database, boot, what, files)
  for (const file of files) closeDatabaseFile(file)
  if (!written.ok) return written
  // From here on the log is part of the database.
  const { fork, to } = what
  return changeBoot(database, (known) => ({ ...known, reached: to, fork }))
}

function write(
  database: Database,
  boot: Boot,
  { layouts, blocks, to }: TakenLog,
  files: DatabaseFile[],
): Outcome<undefined, SqlError> {
  for (const entry of filesOfRestoring(database)) {
    const volume = database.volumes.get(entry.volume)
    if (entry.kind !== 'log' || volume === undefined) continue
    const file = openDatabaseFile(volume, entry)
    if (!file.ok) return file
    files.push(file.value)
  }
  const read = readVirtualLogs(files)
  if (!read.ok) return read
  const virtualLogs = read.value
  for (const { file: id, sectors } of layouts) {
    const file = files.find(({ entry }) => entry.id === id)
    const adopted = file === undefined ? ok(undefined) : adoptGeometry(virtualLogs, file, sectors)
    if (!adopted.ok) return adopted
  }
  const limits = { needed: lsnParts(boot.minimum).sequence, until: to }
  for (const block of blocks) {
    const { sequence, sector } = lsnParts(to)
    const isBehind =
      block.block.sequence > sequence ||
      (block.block.sequence === sequence && block.block.sector > sector)
    if (isBehind || block.last <= boot.reached) continue
    database.sim.points.reach(RESTORE_WRITE_POINT)
    const placed = placeBlock(virtualLogs, block, limits)
    if (!placed.ok) return placed
  }
  return ok(undefined)
}
