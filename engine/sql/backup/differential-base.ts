// Which full backup the next differential builds on, at the end of the boot page.
//
//   offset  size  field
//   ------  ----  --------------------------------------------------
//     8128     8  LSN of the base's checkpoint; zero while there is none
//     8136    36  the base's GUID, in ASCII
//
// Checkpoints rewrite only their own fields of that page, so the base stays until the next one.

import type { Guid } from '../../base/brand.js'
import { type Outcome, ok } from '../../base/outcome.js'
import { markChanged, type Storage } from '../allocation/index.js'
import {
  BOOT_PAGE,
  EXTENT_PAGES,
  type ExtentNumber,
  fileId,
  GAM_EXTENTS,
  getU64,
  HEADER_BYTES,
  type Lsn,
  mapPage,
  NO_LSN,
  type Page,
  pageId,
  type SqlError,
  setU64,
} from '../page/index.js'
import type { DifferentialBase } from './backup-set.js'

const LSN = 8128
const GUID = LSN + 8
const GUID_LENGTH = 36
const BOOT_ID = pageId(fileId(1), BOOT_PAGE)

export function encodeBase(page: Page, base: DifferentialBase): void {
  setU64(page, LSN, base.lsn)
  for (let index = 0; index < GUID_LENGTH; index++) page[GUID + index] = base.id.charCodeAt(index)
}

export function readBase(storage: Storage): Outcome<DifferentialBase | undefined, SqlError> {
  const page = storage.pool.read(BOOT_ID)
  if (!page.ok) return page
  const lsn = getU64(page.value, LSN) as Lsn
  if (lsn === NO_LSN) return ok(undefined)
  const id = String.fromCharCode(...page.value.subarray(GUID, GUID + GUID_LENGTH)) as Guid
  return ok({ id, lsn })
}

/**
 * Makes a backup the base. A crash before the maps are cleared leaves too much in the next
 * differential, never too little.
 */
export function commitBase(storage: Storage, base: DifferentialBase): Outcome<undefined, SqlError> {
  const { pool, log } = storage
  const page = pool.edit(BOOT_ID)
  if (!page.ok) return page
  encodeBase(page.value, base)
  pool.changed(BOOT_ID, log.end)
  const written = pool.write(BOOT_ID)
  if (!written.ok) return written
  const cleared = clearMaps(storage)
  // The boot page itself differs from that of the backup from now on.
  return cleared.ok ? markChanged(storage, BOOT_ID, log.end) : cleared
}

function clearMaps({ files, pool, log }: Storage): Outcome<undefined, SqlError> {
  for (const { entry } of files.values()) {
    if (entry.kind === 'log') continue
    const extents = Math.ceil(entry.sizePages / EXTENT_PAGES)
    for (let extent = 0; extent < extents; extent += GAM_EXTENTS) {
      const id = mapPage('dcm', entry.id, extent as ExtentNumber)
      const page = pool.edit(id)
      if (!page.ok) return page
      page.value.fill(0, HEADER_BYTES)
      pool.changed(id, log.end)
      const written = pool.write(id)
      if (!written.ok) return written
    }
  }
  return ok(undefined)
}
