// The log in a backup: whole blocks, each with the place where it stood.

import { type Outcome, ok } from '../../base/outcome.js'
import { blockRuns, readPiece } from '../log/index.js'
import { type Lsn, lsn, lsnParts, refuseSql, type SqlError } from '../page/index.js'
import { isAlive, type Online } from '../recovery/index.js'
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
  for (const run of runs.value) {
    const piece = readPiece(run)
    if (!piece.ok) return piece
    const written = writeLog(media, piece.value)
    if (!written.ok) return written
    if (!isAlive(online)) return refuseSql('CONNECTION_BROKEN')
  }
  return ok(undefined)
}
