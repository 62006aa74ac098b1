// Which full backup the next differential builds on, at the end of the boot page.
//
//   offset  size  field
//   ------  ----  --------------------------------------------------
//     8128     8  LSN of the base's checkpoint; zero while there is none
//     8136    36  the base's GUID, in ASCII
//     8172     1  1: the differential maps do not tell what changed since the base
//
// Checkpoints rewrite only their own fields of that page, so the base stays until the next one.

import type { Guid } from '../../base/brand.js'
import { type Outcome, ok } from '../../base/outcome.js'
import { markChanged, type Storage } from '../allocation/index.js'
import {
  BOOT_PAGE,
  bitOffset,
  EXTENT_PAGES,
  type ExtentNumber,
  type FileId,
  fileId,
  GAM_EXTENTS,
  getU64,
  HEADER_BYTES,
  type Lsn,
  mapPage,
  NO_LSN,
  PAGE_BYTES,
  type Page,
  pageId,
  type SqlError,
  setU64,
} from '../page/index.js'
import type { DifferentialBase } from './backup-set.js'

const LSN = 8128
const GUID = LSN + 8
const GUID_LENGTH = 36
const MAP_UNUSABLE = GUID + GUID_LENGTH
const BOOT_ID = pageId(fileId(1), BOOT_PAGE)

export function encodeBase(page: Page, base: DifferentialBase): void {
  setU64(page, LSN, base.lsn)
  for (let index = 0; index < GUID_LENGTH; index++) page[GUID + index] = base.id.charCodeAt(index)
  page[MAP_UNUSABLE] = 0
}

/** The maps were cleared for a base that never came: until the next base everything may differ. */
export function setMapUnusable(page: Page): void {
  page[MAP_UNUSABLE] = 1
}

export function isMapUnusable(storage: Storage): Outcome<boolean, SqlError> {
  const page = storage.pool.read(BOOT_ID)
  return page.ok ? ok(page.value[MAP_UNUSABLE] === 1) : page
}

export function readBase(storage: Storage): Outcome<DifferentialBase | undefined, SqlError> {
  const page = storage.pool.read(BOOT_ID)
  if (!page.ok) return page
  return ok(decodeBase(page.value))
}

export function decodeBase(page: Page): DifferentialBase | undefined {
  const lsn = getU64(page, LSN) as Lsn
  if (lsn === NO_LSN) return undefined
  const id = String.fromCharCode(...page.subarray(GUID, GUID + GUID_LENGTH)) as Guid
  return { id, lsn }
}

/**
 * Makes a backup the base; what changed since its checkpoint stays marked. A crash before the maps are
 * cleared leaves too much in the next differential, never too little.
 */
export function commitBase(
  storage: Storage,
  base: DifferentialBase,
  changed: NonNullable<Storage['changedSince']>,
): Outcome<undefined, SqlError> {
  const { pool, log } = storage
  const page = pool.edit(BOOT_ID)
  if (!page.ok) return page
  encodeBase(page.value, base)
  pool.changed(BOOT_ID, log.end)
  const written = pool.write(BOOT_ID)
  if (!written.ok) return written
  const cleared = replaceMaps(storage, changed)
  // The boot page itself differs from that of the backup from now on.
  return cleared.ok ? markChanged(storage, BOOT_ID, log.end) : cleared
}

/** Makes the differential maps, or those of some files, say what is in `changed`, and nothing else. */
export function replaceMaps(
  { files, pool, log }: Storage,
  changed: NonNullable<Storage['changedSince']>,
  only?: readonly FileId[],
): Outcome<undefined, SqlError> {
  for (const { entry } of files.values()) {
    if (entry.kind === 'log' || only?.includes(entry.id) === false) continue
    const extents = Math.ceil(entry.sizePages / EXTENT_PAGES)
    for (let first = 0; first < extents; first += GAM_EXTENTS) {
      const id = mapPage('dcm', entry.id, first as ExtentNumber)
      const bits = bitsOf(changed.get(entry.id), first)
      const known = pool.read(id)
      if (!known.ok) return known
      if (bits.every((byte, at) => byte === known.value[HEADER_BYTES + at])) continue
      const page = pool.edit(id)
      if (!page.ok) return page
      page.value.set(bits, HEADER_BYTES)
      pool.changed(id, log.end)
      const written = pool.write(id)
      if (!written.ok) return written
    }
  }
  return ok(undefined)
}

function bitsOf(changed: ReadonlySet<ExtentNumber> | undefined, first: number): Uint8Array {
  const bits = new Uint8Array(PAGE_BYTES - HEADER_BYTES)
  for (const extent of changed ?? []) {
    if (extent < first || extent >= first + GAM_EXTENTS) continue
    const { at, mask } = bitOffset(extent)
    bits[at - HEADER_BYTES] = (bits[at - HEADER_BYTES] ?? 0) | mask
  }
  return bits
}
