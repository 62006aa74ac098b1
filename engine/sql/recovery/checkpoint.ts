import { type Outcome, ok } from '../../base/outcome.js'
import type { Storage } from '../allocation/index.js'
import { append, CHECKPOINT_ROWS_MAX, flush, truncate } from '../log/index.js'
import type { Lsn, SqlError } from '../page/index.js'
import { type Boot, writeBoot } from './boot.js'

/**
 * Writes all dirty pages, says so in the log and then on the boot page; from there recovery starts.
 * A crash at any write of it leaves the checkpoint before in force. Gives the new boot page.
 */
export function checkpoint(storage: Storage, boot: Boot): Outcome<Boot, SqlError> {
  const { log, pool } = storage
  const begin = append(log, { kind: 'checkpoint-begin' })
  const written = pool.writeDirty()
  if (!written.ok) return written
  const active = [...storage.active.values()]
    .map(({ id, begin: first }) => ({ transaction: id, begin: first ?? begin }))
    .slice(0, CHECKPOINT_ROWS_MAX)
  append(log, { kind: 'checkpoint-end', begin, active, dirty: pool.dirtyPages() })
  const flushed = flush(log)
  if (!flushed.ok) return flushed
  const minimum = Math.min(begin, ...active.map((each) => each.begin)) as Lsn
  const reached = log.flushed
  const { nextTransaction } = storage
  const next: Boot = { ...boot, checkpoint: begin, minimum, reached, nextTransaction }
  const booted = writeBoot(storage, next)
  if (!booted.ok) return booted
  truncate(log, truncationPoint(next))
  return ok(next)
}

/** Facts 10: SIMPLE gives log space back at a checkpoint, FULL only what a log backup has read. */
export function truncationPoint(boot: Boot): Lsn {
  if (boot.recoveryModel === 'SIMPLE' || boot.logBackedUpTo === undefined) return boot.minimum
  return Math.min(boot.minimum, boot.logBackedUpTo) as Lsn
}
