// A primary: what commits here is on the disk of its secondary as well when that is acknowledged, and
// its log is kept for as long as the secondary has not got it.

import type { Outcome } from '../../../base/outcome.js'
import { flush, holdLog, releaseLog } from '../../log/index.js'
import type { Lsn, SqlError } from '../../page/index.js'
import type { Online } from '../database/database.js'
import type { Link } from './link.js'
import { catchUp } from './secondary.js'

/** From now on, until its files are closed, the database sends its log. */
export function beginSending(online: Online, link: Link): void {
  const { log } = online.storage
  log.truncation = Math.min(log.truncation, link.hardened) as Lsn
  online.sending = { link, hold: holdLog(log, link.hardened) }
  catchUp(link)
  moveHold(online)
}

/** Puts the log on disk, here and on a secondary that is there to take it. */
export function harden(online: Online): Outcome<undefined, SqlError> {
  const flushed = flush(online.storage.log)
  if (!flushed.ok || online.sending === undefined) return flushed
  catchUp(online.sending.link)
  moveHold(online)
  return flushed
}

function moveHold({ storage, sending }: Online): void {
  if (sending === undefined || sending.hold.from === sending.link.hardened) return
  releaseLog(storage.log, sending.hold)
  sending.hold = holdLog(storage.log, sending.link.hardened)
}
