// The one place where a logged change reaches its page, in work, in undo and in redo. Every change
// also marks its extent in the differential map; that mark is not logged itself but follows from the
// record, so redo makes it again.

import { assert } from '../../base/assert.js'
import { type Outcome, ok } from '../../base/outcome.js'
import { applyChange } from '../buffer/index.js'
import type { Change } from '../log/index.js'
import {
  bitOffset,
  type ExtentNumber,
  extentOf,
  type FileId,
  fileOf,
  GAM_INTERVAL,
  type Lsn,
  mapPage,
  numberOf,
  type PageId,
  PFS_INTERVAL,
  pageId,
  type SqlError,
} from '../page/index.js'
import type { Storage } from './storage.js'

export function applyLogged(
  storage: Pick<Storage, 'pool' | 'changedSince'>,
  change: Change,
  at: Lsn,
): Outcome<undefined, SqlError> {
  const { pool } = storage
  const page = change.kind === 'format' ? ok(pool.fresh(change.page)) : pool.edit(change.page)
  if (!page.ok) return page
  applyChange(page.value, change)
  pool.changed(change.page, at)
  return markChanged(storage, change.page, at)
}

/** Sets the bit of the page's extent in the differential map. */
export function markChanged(
  storage: Pick<Storage, 'pool' | 'changedSince'>,
  page: PageId,
  at: Lsn,
): Outcome<undefined, SqlError> {
  const extent = extentOf(numberOf(page))
  if (storage.changedSince !== undefined) remember(storage.changedSince, fileOf(page), extent)
  const map = mapPage('dcm', fileOf(page), extent)
  const read = storage.pool.read(map)
  if (!read.ok) return read
  const bit = bitOffset(extent)
  if (((read.value[bit.at] as number) & bit.mask) !== 0) return DONE
  const edited = storage.pool.edit(map)
  assert(edited.ok, 'a page that was just read is gone')
  edited.value[bit.at] = (edited.value[bit.at] as number) | bit.mask
  storage.pool.changed(map, at)
  return DONE
}

/** Marks the extents of the allocation maps of a stretch of a file that is new to it. */
export function markGrownMaps(
  storage: Pick<Storage, 'pool' | 'changedSince'>,
  file: FileId,
  grown: { readonly from: number; readonly to: number; readonly at: Lsn },
): Outcome<undefined, SqlError> {
  const { from, to, at } = grown
  for (const interval of [PFS_INTERVAL, GAM_INTERVAL])
    for (let page = Math.ceil(from / interval) * interval; page < to; page += interval) {
      const marked = page === 0 ? DONE : markChanged(storage, pageId(file, page), at)
      if (!marked.ok) return marked
    }
  return DONE
}

function remember(
  changed: Map<FileId, Set<ExtentNumber>>,
  file: FileId,
  extent: ExtentNumber,
): void {
  const known = changed.get(file)
  if (known === undefined) changed.set(file, new Set([extent]))
  else known.add(extent)
}

const DONE = Object.freeze(ok(undefined))
