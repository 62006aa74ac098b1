// Which parts of the files go into a backup: the extents of data files that hold anything or that
// changed, and of log files everything that recovery can need.

import { type Outcome, ok } from '../../base/outcome.js'
import { changedExtents, type Storage } from '../allocation/index.js'
import { SECTOR_BYTES } from '../log/index.js'
import {
  bitOffset,
  type DatabaseFile,
  EXTENT_PAGES,
  type ExtentNumber,
  GAM_EXTENTS,
  type Lsn,
  lsnParts,
  mapPage,
  PAGE_BYTES,
  type SqlError,
} from '../page/index.js'

/** Pages from one to before another. */
export interface PageSpan {
  readonly from: number
  readonly to: number
}

/** A megabyte at a time. */
const SPAN_PAGES_MAX = 128

export function allocatedSpans(
  storage: Storage,
  { entry }: DatabaseFile,
): Outcome<PageSpan[], SqlError> {
  const allocated: number[] = []
  for (let extent = 0; extent < extentsOf(entry.sizePages); extent++) {
    const map = storage.pool.read(mapPage('gam', entry.id, extent as ExtentNumber))
    if (!map.ok) return map
    const { at, mask } = bitOffset(extent as ExtentNumber)
    const isFree = ((map.value[at] ?? 0) & mask) !== 0
    if (!isFree) allocated.push(extent)
  }
  return ok(spansOf(allocated, entry.sizePages))
}

/** What the differential map names, and the extents that such maps stand in. */
export function changedSpans(
  storage: Storage,
  { entry }: DatabaseFile,
): Outcome<PageSpan[], SqlError> {
  const changed = changedExtents(storage, entry.id)
  if (!changed.ok) return changed
  const extents = new Set<number>(changed.value)
  for (let first = 0; first < extentsOf(entry.sizePages); first += GAM_EXTENTS) extents.add(first)
  return ok(
    spansOf(
      [...extents].sort((left, right) => left - right),
      entry.sizePages,
    ),
  )
}

/**
 * The geometry of a log file, and its virtual log files from that of the oldest record needed to the
 * last record. Each from its start, since its first block tells which one it is.
 */
export function logSpans({ log }: Storage, file: DatabaseFile, oldest: Lsn): PageSpan[] {
  const spans: PageSpan[] = [{ from: 0, to: 1 }]
  for (const virtualLog of log.virtualLogs) {
    const { offset, sectors, sequence } = virtualLog
    if (virtualLog.file !== file || sequence < lsnParts(oldest).sequence) continue
    const used = virtualLog === log.current ? log.sector : sectors
    const end = Math.ceil((offset + used * SECTOR_BYTES) / PAGE_BYTES)
    spans.push(...divided({ from: offset / PAGE_BYTES, to: end }))
  }
  return spans
}

function extentsOf(pages: number): number {
  return Math.ceil(pages / EXTENT_PAGES)
}

function spansOf(extents: readonly number[], sizePages: number): PageSpan[] {
  const joined: { from: number; to: number }[] = []
  for (const extent of extents) {
    const from = extent * EXTENT_PAGES
    const to = Math.min(from + EXTENT_PAGES, sizePages)
    const last = joined.at(-1)
    if (last?.to === from) last.to = to
    else joined.push({ from, to })
  }
  return joined.flatMap(divided)
}

function divided({ from, to }: PageSpan): PageSpan[] {
  const spans: PageSpan[] = []
  for (let at = from; at < to; at += SPAN_PAGES_MAX)
    spans.push({ from: at, to: Math.min(to, at + SPAN_PAGES_MAX) })
  return spans
}
