import { type Outcome, ok } from '../../base/outcome.js'
import type { DifferentialBase } from '../backup/backup-set.js'
import { readBase } from '../backup/differential-base.js'
import type { SqlError } from '../page/index.js'
import { closeIfUnused, findDatabase, type Instance, useDatabase } from '../recovery/index.js'

/** What a differential of the database would build on now; undefined without a full backup. */
export function differentialBaseOf(
  instance: Instance,
  name: string,
): Outcome<DifferentialBase | undefined, SqlError> {
  const found = findDatabase(instance, name)
  if (!found.ok) return found
  const used = useDatabase(found.value)
  if (!used.ok) return used
  const base = readBase(used.value.storage)
  const closed = closeIfUnused(found.value)
  if (!closed.ok) return closed
  return base.ok ? ok(base.value) : base
}
