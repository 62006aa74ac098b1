// Extents by the maps: a GAM bit says that an extent is free, an SGAM bit that it is mixed and has a
// page left.

import { type Outcome, ok } from '../../base/outcome.js'
import {
  bitOffset,
  EXTENT_PAGES,
  type ExtentMap,
  type ExtentNumber,
  type FileId,
  GAM_EXTENTS,
  HEADER_BYTES,
  mapPage,
  type SqlError,
} from '../page/index.js'
import { byteChange } from './changes.js'
import { perform, type Storage, type Transaction } from './storage.js'

/** The first extent of the file from there on whose bit is set; undefined when there is none. */
export function findExtent(
  storage: Storage,
  file: FileId,
  search: { readonly map: ExtentMap; readonly from: number; readonly end: number },
): Outcome<ExtentNumber | undefined, SqlError> {
  const { map, end } = search
  for (let extent = search.from; extent < end; ) {
    const interval = Math.floor(extent / GAM_EXTENTS)
    const read = storage.pool.read(mapPage(map, file, extent as ExtentNumber))
    if (!read.ok) return read
    const until = Math.min(end, (interval + 1) * GAM_EXTENTS)
    const found = firstBit(
      read.value,
      extent - interval * GAM_EXTENTS,
      until - interval * GAM_EXTENTS,
    )
    if (found !== undefined) return ok((interval * GAM_EXTENTS + found) as ExtentNumber)
    extent = until
  }
  return ok(undefined)
}

/** How many whole extents the file has. */
export function extentCount(storage: Storage, file: FileId): number {
  const pages = storage.files.get(file)?.entry.sizePages ?? 0
  return Math.floor(pages / EXTENT_PAGES)
}

export function hasBit(
  storage: Storage,
  map: ExtentMap,
  file: FileId,
  extent: ExtentNumber,
): Outcome<boolean, SqlError> {
  const read = storage.pool.read(mapPage(map, file, extent))
  if (!read.ok) return read
  const { at, mask } = bitOffset(extent)
  return ok(((read.value[at] as number) & mask) !== 0)
}

export function setBit(
  storage: Storage,
  transaction: Transaction,
  where: { readonly map: ExtentMap; readonly file: FileId; readonly extent: ExtentNumber },
  on: 0 | 1,
): Outcome<undefined, SqlError> {
  const page = mapPage(where.map, where.file, where.extent)
  const read = storage.pool.read(page)
  if (!read.ok) return read
  const { at, mask } = bitOffset(where.extent)
  const before = read.value[at] as number
  const after = on === 1 ? before | mask : before & ~mask
  return before === after
    ? ok(undefined)
    : perform(storage, transaction, byteChange(page, at, before, after))
}

/** Extents whose bit is set in the differential map, in order. */
export function changedExtents(storage: Storage, file: FileId): Outcome<ExtentNumber[], SqlError> {
  const changed: ExtentNumber[] = []
  const pages = storage.files.get(file)?.entry.sizePages ?? 0
  const end = Math.ceil(pages / EXTENT_PAGES)
  for (let from = 0; from < end; ) {
    const found = findExtent(storage, file, { map: 'dcm', from, end })
    if (!found.ok) return found
    if (found.value === undefined) break
    changed.push(found.value)
    from = found.value + 1
  }
  return ok(changed)
}

function firstBit(page: Uint8Array, from: number, end: number): number | undefined {
  const words = new Uint32Array(page.buffer, page.byteOffset, page.length >>> 2)
  for (let bit = from; bit < end; ) {
    // Most maps are all zero for long stretches.
    if ((bit & 31) === 0 && words[(HEADER_BYTES >>> 2) + (bit >>> 5)] === 0) {
      bit += 32
      continue
    }
    const byte = (page[HEADER_BYTES + (bit >> 3)] as number) >> (bit & 7)
    if (byte === 0) bit = ((bit >> 3) + 1) << 3
    else if ((byte & 1) === 1) return bit
    else bit++
  }
  return undefined
}
