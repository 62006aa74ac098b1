import { type Outcome, ok } from '../../base/outcome.js'
import type { Process } from '../../sim/index.js'
import { catalogsOf, relocateCatalog } from '../full-text/index.js'
import type { SqlError } from '../page/index.js'
import { type Database, requireOnline } from '../recovery/index.js'
import { isSamePlace } from './open-place.js'
import type { Move } from './restore-plan.js'

/** Tells a restored database where its full-text catalogs are now. */
export function* moveCatalogs(
  database: Database,
  moves: readonly Move[],
): Process<Outcome<undefined, SqlError>> {
  const online = requireOnline(database)
  if (!online.ok) return online
  const catalogs = catalogsOf(online.value)
  if (!catalogs.ok) return catalogs
  for (const catalog of catalogs.value) {
    const move = moves.find(({ from }) => isSamePlace(from, catalog))
    if (move === undefined) continue
    const moved = yield* relocateCatalog(database, catalog.name, move.to)
    if (!moved.ok) return moved
  }
  return ok(undefined)
}
