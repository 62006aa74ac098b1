// The log in a backup: whole blocks, each with the place where it stood.

import { type Outcome, ok } from '../../base/outcome.js'
import type { Storage } from '../allocation/index.js'
import { blockRuns, SECTOR_BYTES } from '../log/index.js'
import { type Lsn, lsn, lsnParts, readBytes, refuseSql, type SqlError } from '../page/index.js'
import { isAlive, type Online } from '../recovery/index.js'
import type { LogFileLayout } from './backup-set.js'
import { type MediaWriter, writeLog } from './media.js'

/** A megabyte at a time. */
const RUN_SECTORS_MAX = 2_048

/** Copies the blocks from one record to another; `whole` begins with their virtual log file. */
export function copyLog(
  online: Online,
  media: MediaWriter,
  what: { readonly from: Lsn; readonly to: Lsn; readonly whole: boolean },
): Outcome<undefined, SqlError> {
  const { log } = online.storage
  const from = what.whole ? lsn(lsnParts(what.from).sequence, 0, 0) : what.from
  const runs = blockRuns(log, from, what.to, RUN_SECTORS_MAX)
  if (!runs.ok) return runs
  for (const { virtualLog, sequence, sector, sectors } of runs.value) {
    const { file, offset } = virtualLog
    const bytes = readBytes(file, offset + sector * SECTOR_BYTES, sectors * SECTOR_BYTES)
    if (!bytes.ok) return bytes
    const place = { file: file.entry.id, offset, sectors: virtualLog.sectors, sequence, sector }
    const written = writeLog(media, { ...place, bytes: bytes.value })
    if (!written.ok) return written
    if (!isAlive(online)) return refuseSql('CONNECTION_BROKEN')
  }
  return ok(undefined)
}

/** How the log files are divided. */
export function layoutsOf({ log, files }: Storage): LogFileLayout[] {
  const layouts: LogFileLayout[] = []
  for (const file of files.values()) {
    if (file.entry.kind !== 'log') continue
    const own = log.virtualLogs.filter((virtualLog) => virtualLog.file === file)
    own.sort((left, right) => left.offset - right.offset)
    layouts.push({ file: file.entry.id, sectors: own.map(({ sectors }) => sectors) })
  }
  return layouts
}
