// What a restore notes at the very end of the boot page, behind the differential base: a copy-only
// backup holds the base of its database, and is none itself.
//
//   offset  size  field
//   ------  ----  ------------------------------------------------------------------
//     8173    16  the set that the restore under way began with; zero for none
//
// Checkpoints rewrite only their own fields of that page.

import type { Guid } from '../../base/brand.js'
import type { Page } from '../page/index.js'

const RESTORED_FROM = 8173
const GUID_BYTES = 16

export function setRestoredFrom(page: Page, id: Guid | undefined): void {
  const digits = id?.replaceAll('-', '') ?? ''
  for (let index = 0; index < GUID_BYTES; index++)
    page[RESTORED_FROM + index] = Number.parseInt(digits.slice(2 * index, 2 * index + 2) || '0', 16)
}

/** True when the restore began with that set, or with one of which nothing was noted. */
export function mayBeRestoredFrom(page: Page, id: Guid): boolean {
  const noted = page.subarray(RESTORED_FROM, RESTORED_FROM + GUID_BYTES)
  if (noted.every((byte) => byte === 0)) return true
  const digits = [...noted].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return digits === id.replaceAll('-', '')
}
