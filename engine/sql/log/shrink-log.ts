import { type Outcome, ok } from '../../base/outcome.js'
import type { DatabaseFile, SqlError } from '../page/index.js'
import { SECTOR_BYTES } from './block.js'
import { isReusable, type Log } from './log.js'
import { endOf, type VirtualLog, writeGeometry } from './virtual-log.js'

/**
 * Gives up the last virtual log files of a file, down to so many pages, as long as nothing needs
 * them. The file itself is cut by the caller, once the list of files says so.
 */
export function shrinkLog(
  log: Log,
  file: DatabaseFile,
  toPages: number,
): Outcome<undefined, SqlError> {
  const own = log.virtualLogs.filter((virtualLog) => virtualLog.file === file)
  const gone: VirtualLog[] = []
  for (let last = own.at(-1); last !== undefined && own.length > LEFT_MIN; last = own.at(-1)) {
    const inUse = last === log.current || last === log.open?.virtualLog || !isReusable(log, last)
    if (inUse || endOf(own.slice(0, -1)) < toPages) break
    own.pop()
    gone.push(last)
  }
  if (gone.length === 0) return ok(undefined)
  const rest = log.virtualLogs.filter((virtualLog) => !gone.includes(virtualLog))
  if (!fitsReserve(log, rest)) return ok(undefined)
  const written = writeGeometry(file, own)
  if (!written.ok) return written
  log.virtualLogs.splice(0, log.virtualLogs.length, ...rest)
  file.entry = { ...file.entry, sizePages: endOf(own) }
  return ok(undefined)
}

/** A log is never smaller than two virtual log files. */
const LEFT_MIN = 2

/** What open transactions may still need for their undo must stay. */
function fitsReserve(log: Log, rest: readonly VirtualLog[]): boolean {
  let sectors = 0
  for (const each of rest)
    if (each !== log.current && isReusable(log, each)) sectors += each.sectors
  return sectors * SECTOR_BYTES >= 4 * log.reserved + LEFT_BYTES_MIN
}

/** Room for the record that says that the file is shorter, and for a checkpoint. */
const LEFT_BYTES_MIN = 64 * 1024
