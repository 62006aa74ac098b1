// Which bytes of a data file a differential has to hold: what the differential map names, the maps of
// each stretch that changed, the header page, and of a file that is newer than the base everything
// that was given out. The cost follows the maps, not the bytes behind them.

import { type Outcome, ok } from '../../base/outcome.js'
import { changedExtents, type Storage } from '../allocation/index.js'
import {
  EXTENT_PAGES,
  type ExtentNumber,
  type FileEntry,
  GAM_EXTENTS,
  HEADER_BYTES,
  mapPage,
  mapTypeAt,
  PAGE_BYTES,
  pageNumber,
  type SqlError,
} from '../page/index.js'

/** Bytes of a file, ascending and apart from one another. */
export interface ByteRange {
  readonly offset: number
  readonly length: number
}

const EXTENT_BYTES = EXTENT_PAGES * PAGE_BYTES
/** Eight extents that are all free. */
const ALL_FREE = 0xff

/** `everything` is for maps that do not tell what changed. */
export type Included = 'changed' | 'changed-and-allocated' | 'everything'

export function changedRanges(
  storage: Storage,
  entry: FileEntry,
  include: Included,
): Outcome<ByteRange[], SqlError> {
  if (include === 'everything') return ok([{ offset: 0, length: entry.sizePages * PAGE_BYTES }])
  const changed = changedExtents(storage, entry.id)
  if (!changed.ok) return changed
  const extents = new Set<number>()
  for (const extent of changed.value) {
    extents.add(extent)
    // Its map says so, and has changed by that.
    extents.add(extent - (extent % GAM_EXTENTS))
  }
  if (include === 'changed-and-allocated') {
    const added = addAllocated(storage, entry, extents)
    if (!added.ok) return added
  }
  return ok(rangesOf(extents, entry.sizePages * PAGE_BYTES))
}

/** `offset:length` pairs joined by commas (facts 7.1). */
export function printRanges(ranges: readonly ByteRange[]): string {
  return ranges.map(({ offset, length }) => `${offset}:${length}`).join(',')
}

function addAllocated(
  storage: Storage,
  { id, sizePages }: FileEntry,
  extents: Set<number>,
): Outcome<undefined, SqlError> {
  const end = Math.ceil(sizePages / EXTENT_PAGES)
  for (let first = 0; first < end; first += GAM_EXTENTS) {
    const map = storage.pool.read(mapPage('gam', id, first as ExtentNumber))
    if (!map.ok) return map
    const count = Math.min(GAM_EXTENTS, end - first)
    for (let byte = 0; byte * 8 < count; byte++) {
      const free = map.value[HEADER_BYTES + byte] as number
      if (free === ALL_FREE) continue
      for (let bit = 0; bit < 8 && byte * 8 + bit < count; bit++)
        if ((free & (1 << bit)) === 0 && !isMapOnly(first + byte * 8 + bit))
          extents.add(first + byte * 8 + bit)
    }
  }
  return ok(undefined)
}

/** An extent that nobody is given: unless its map changed it reads as zero, and a new file does too. */
function isMapOnly(extent: number): boolean {
  return extent > 0 && mapTypeAt(pageNumber(extent * EXTENT_PAGES)) !== undefined
}

function rangesOf(extents: ReadonlySet<number>, sizeBytes: number): ByteRange[] {
  const ranges: { offset: number; length: number }[] = [{ offset: 0, length: PAGE_BYTES }]
  for (const extent of [...extents].sort((left, right) => left - right)) {
    const offset = extent * EXTENT_BYTES
    const end = Math.min(offset + EXTENT_BYTES, sizeBytes)
    const last = ranges.at(-1)
    if (end <= offset) break
    if (last !== undefined && offset <= last.offset + last.length) last.length = end - last.offset
    else ranges.push({ offset, length: end - offset })
  }
  return ranges
}
