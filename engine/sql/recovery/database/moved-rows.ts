// What a table knows of its rows, after some of its pages have moved.

import { type Outcome, ok } from '../../../base/outcome.js'
import type { PageMove } from '../../allocation/index.js'
import { type PageId, rowAt, type SqlError, slotCount } from '../../page/index.js'
import type { Online } from './database.js'
import { keyOfBytes } from './key.js'
import type { Table } from './table.js'

export function followMoves(
  online: Online,
  table: Table,
  moves: readonly PageMove[],
): Outcome<undefined, SqlError> {
  const places = table.index.edit(online.storage, table)
  if (!places.ok) return places
  const { byKey, ghosts, last } = places.value
  const targets = new Map<PageId, PageId | undefined>()
  for (const { from, to } of moves) {
    targets.set(from, to)
    if (to === undefined) continue
    const page = online.storage.pool.read(to)
    if (!page.ok) return page
    for (let slot = 0; slot < slotCount(page.value); slot++) {
      const row = rowAt(page.value, slot)
      if (row !== undefined) byKey.set(keyOfBytes(table, row), { page: to, slot })
    }
  }
  // Ghosts do not move; they are gone.
  const rest = ghosts.filter(({ page }) => !targets.has(page))
  ghosts.splice(0, ghosts.length, ...rest)
  if (last !== undefined && targets.has(last)) places.value.last = targets.get(last)
  return ok(undefined)
}
