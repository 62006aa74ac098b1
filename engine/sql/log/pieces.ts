// Log as it travels: whole blocks with the place where they stood, and how the log files are divided.

import { type Outcome, ok } from '../../base/outcome.js'
import { type DatabaseFile, type FileId, readBytes, type SqlError } from '../page/index.js'
import { SECTOR_BYTES } from './block.js'
import type { Log } from './log.js'
import type { LogPiece } from './restore-log.js'
import type { BlockRun } from './scan.js'

/** The sizes of a log file's virtual log files, in their order. */
export interface LogFileLayout {
  readonly file: number
  readonly sectors: readonly number[]
}

/** Reads a run of blocks from the log file. */
export function readPiece({
  virtualLog,
  sequence,
  sector,
  sectors,
}: BlockRun): Outcome<LogPiece, SqlError> {
  const { file, offset } = virtualLog
  const bytes = readBytes(file, offset + sector * SECTOR_BYTES, sectors * SECTOR_BYTES)
  if (!bytes.ok) return bytes
  const place = { file: file.entry.id, offset, sectors: virtualLog.sectors, sequence, sector }
  return ok({ ...place, bytes: bytes.value })
}

/** How the log files are divided. */
export function layoutsOf({
  log,
  files,
}: {
  readonly log: Log
  readonly files: ReadonlyMap<FileId, DatabaseFile>
}): LogFileLayout[] {
  const layouts: LogFileLayout[] = []
  for (const file of files.values()) {
    if (file.entry.kind !== 'log') continue
    const own = log.virtualLogs.filter((virtualLog) => virtualLog.file === file)
    own.sort((left, right) => left.offset - right.offset)
    layouts.push({ file: file.entry.id, sectors: own.map(({ sectors }) => sectors) })
  }
  return layouts
}
