// Which pages go into a backup: the extents of data files that hold anything, or that changed.

import { type Outcome, ok } from '../../base/outcome.js'
import { changedExtents, type Storage } from '../allocation/index.js'
import {
  type DatabaseFile,
  EXTENT_PAGES,
  type ExtentNumber,
  GAM_EXTENTS,
  HEADER_BYTES,
  mapPage,
  type SqlError,
  untouchedMap,
} from '../page/index.js'
import { isMapUnusable } from './differential-base.js'

/** Pages from one to before another. */
export interface PageSpan {
  readonly from: number
  readonly to: number
}

/** A megabyte at a time. */
const SPAN_PAGES_MAX = 128

/** Intervals whose map nobody ever changed are passed over: the restored file implies them too. */
export function allocatedSpans(
  storage: Storage,
  { entry }: DatabaseFile,
): Outcome<PageSpan[], SqlError> {
  const allocated: number[] = []
  const end = extentsOf(entry.sizePages)
  for (let first = 0; first < end; first += GAM_EXTENTS) {
    const id = mapPage('gam', entry.id, first as ExtentNumber)
    const map = storage.pool.read(id)
    if (!map.ok) return map
    if (first === 0 || !isSame(map.value, untouchedMap(id)))
      pushClear(allocated, map.value, first, Math.min(GAM_EXTENTS, end - first))
    const trimmed = storage.pool.trim(false)
    if (!trimmed.ok) return trimmed
  }
  return ok(spansOf(allocated, entry.sizePages))
}

/** What the differential maps name, and the extents that such a map stands in. */
export function changedSpans(
  storage: Storage,
  { entry }: DatabaseFile,
): Outcome<PageSpan[], SqlError> {
  const unusable = isMapUnusable(storage)
  if (!unusable.ok) return unusable
  if (unusable.value) return ok(divided({ from: 0, to: entry.sizePages }))
  const changed = changedExtents(storage, entry.id)
  if (!changed.ok) return changed
  const extents = new Set<number>([0, ...changed.value])
  for (const extent of changed.value) extents.add(extent - (extent % GAM_EXTENTS))
  const ordered = [...extents].sort((left, right) => left - right)
  return ok(spansOf(ordered, entry.sizePages))
}

/** The numbers of the bits that are not set. */
function pushClear(into: number[], map: Uint8Array, first: number, count: number): void {
  for (let bit = 0; bit < count; bit++) {
    const byte = map[HEADER_BYTES + (bit >> 3)] as number
    if (byte === 0xff) bit |= 7
    else if ((byte & (1 << (bit & 7))) === 0) into.push(first + bit)
  }
}

function isSame(map: Uint8Array, untouched: Uint8Array | undefined): boolean {
  if (untouched === undefined) return false
  for (let at = HEADER_BYTES; at < map.length; at++) if (map[at] !== untouched[at]) return false
  return true
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
