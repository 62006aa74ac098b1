import { type Outcome, ok } from '../../base/outcome.js'
import type { DifferentialBase } from '../backup/backup-set.js'
import { readBase } from '../backup/differential-base.js'
import { fileBackupsSince } from '../backup/index.js'
import { refuseSql, type SqlError } from '../page/index.js'
import {
  closeIfUnused,
  findDatabase,
  type Instance,
  type Online,
  useDatabase,
} from '../recovery/index.js'

/**
 * What a differential of the database would build on now; undefined without a full backup, refused
 * where files have a base of their own.
 */
export function differentialBaseOf(
  instance: Instance,
  name: string,
): Outcome<DifferentialBase | undefined, SqlError> {
  const found = findDatabase(instance, name)
  if (!found.ok) return found
  const used = useDatabase(found.value)
  if (!used.ok) return used
  const base = singleBaseOf(used.value)
  const closed = closeIfUnused(found.value)
  if (!closed.ok) return closed
  return base.ok ? ok(base.value) : base
}

/** SQL Server's answer to BACKUP … WITH DIFFERENTIAL, SNAPSHOT over several bases is 3006. */
export function singleBaseOf(online: Online): Outcome<DifferentialBase | undefined, SqlError> {
  const base = readBase(online.storage)
  const own = base.ok ? fileBackupsSince(online, base.value) : base
  if (!own.ok || !base.ok) return own.ok ? base : own
  return own.value.length === 0 ? base : refuseSql('SEVERAL_BASES', online.boot.name)
}
