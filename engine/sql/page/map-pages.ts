// Where the allocation maps stand in every file, and what they say before anybody changed them.
// A map page that was never written is not stored: its first state follows from its place.
//
// Facts 10: PFS at page 1 and then every 8,088 pages, one byte per page; GAM, SGAM, DCM and BCM at
// pages 2, 3, 6 and 7 and then every 511,232 pages, one bit per extent.

import { HEADER_BYTES, type PageType } from './header.js'
import {
  EXTENT_PAGES,
  type ExtentNumber,
  type FileId,
  fileOf,
  numberOf,
  type PageId,
  type PageNumber,
  pageId,
  pageNumber,
} from './numbers.js'
import { newPage, type Page } from './page.js'

export const PFS_INTERVAL = 8_088
export const GAM_INTERVAL = 511_232
export const GAM_EXTENTS = GAM_INTERVAL / EXTENT_PAGES

export const FILE_HEADER_PAGE = pageNumber(0)
/** Facts 10, inferred: the boot page is page 9 of file 1. */
export const BOOT_PAGE = pageNumber(9)
/** Where the list of the files starts, and that of the tables; ours, next to the boot page. */
export const FILES_PAGE = pageNumber(10)
export const TABLES_PAGE = pageNumber(11)

/** Bits of a page's byte in the PFS. */
export const PFS_ALLOCATED = 0x40
export const PFS_MIXED = 0x20
export const PFS_IAM = 0x10

export type ExtentMap = 'gam' | 'sgam' | 'dcm' | 'bcm'

const PLACES: Readonly<Record<ExtentMap, number>> = { gam: 2, sgam: 3, dcm: 6, bcm: 7 }

const PRIMARY_FILE_ID = 1

/** The page that holds the extent's bit. */
export function mapPage(map: ExtentMap, file: FileId, extent: ExtentNumber): PageId {
  const interval = Math.floor(extent / GAM_EXTENTS)
  return pageId(file, interval * GAM_INTERVAL + PLACES[map])
}

/** The page that holds the page's byte. */
export function pfsPage(file: FileId, page: PageNumber): PageId {
  const interval = Math.floor(page / PFS_INTERVAL)
  return pageId(file, interval === 0 ? 1 : interval * PFS_INTERVAL)
}

/** Where in its PFS page the byte of a page lies. */
export function pfsOffset(page: PageNumber): number {
  return HEADER_BYTES + (page % PFS_INTERVAL)
}

/** Where in its map page the bit of an extent lies. */
export function bitOffset(extent: ExtentNumber): { readonly at: number; readonly mask: number } {
  const bit = extent % GAM_EXTENTS
  return { at: HEADER_BYTES + (bit >> 3), mask: 1 << (bit & 7) }
}

/** What map stands at that place of every file, if one does. */
export function mapTypeAt(page: PageNumber): PageType | undefined {
  if (page === 1 || (page > 0 && page % PFS_INTERVAL === 0)) return 'pfs'
  switch (page % GAM_INTERVAL) {
    case PLACES.gam:
      return 'gam'
    case PLACES.sgam:
      return 'sgam'
    case PLACES.dcm:
      return 'dcm'
    case PLACES.bcm:
      return 'bcm'
    default:
      return undefined
  }
}

/** The map page of that place as it is before anything was allocated. */
export function untouchedMap(self: PageId): Page | undefined {
  const number = numberOf(self)
  const type = mapTypeAt(number)
  if (type === undefined) return undefined
  const page = newPage(self, type)
  if (type === 'pfs') fillPfs(page, self)
  else if (type === 'gam') fillGam(page, self)
  else if (type === 'sgam') fillSgam(page, self)
  return page
}

function fillPfs(page: Page, self: PageId): void {
  const file = fileOf(self)
  const number = numberOf(self)
  const first = number === 1 ? 0 : number
  const reserved: number[] = [number]
  if (number === 1) reserved.push(0, 2, 3, 6, 7)
  if (number === 1 && file === PRIMARY_FILE_ID) reserved.push(BOOT_PAGE, FILES_PAGE, TABLES_PAGE)
  const gam = Math.ceil(first / GAM_INTERVAL) * GAM_INTERVAL
  if (gam > 0 && gam < first + PFS_INTERVAL)
    for (const place of Object.values(PLACES)) reserved.push(gam + place)
  for (const each of reserved) page[pfsOffset(each as PageNumber)] = PFS_ALLOCATED
}

function fillGam(page: Page, self: PageId): void {
  const first = Math.floor(numberOf(self) / EXTENT_PAGES)
  page.fill(0xff, HEADER_BYTES, HEADER_BYTES + GAM_EXTENTS / 8)
  clearBit(page, first as ExtentNumber)
  if (fileOf(self) === PRIMARY_FILE_ID && first === 0) clearBit(page, 1 as ExtentNumber)
  // A PFS page always opens its extent, since 8,088 is a multiple of 8; nobody gets that extent.
  const step = PFS_INTERVAL / EXTENT_PAGES
  for (let pfs = Math.ceil(first / step) * step; pfs < first + GAM_EXTENTS; pfs += step)
    clearBit(page, pfs as ExtentNumber)
}

/** What is left of the boot page's extent takes single pages. */
function fillSgam(page: Page, self: PageId): void {
  if (fileOf(self) !== PRIMARY_FILE_ID || numberOf(self) >= GAM_INTERVAL) return
  const { at, mask } = bitOffset(1 as ExtentNumber)
  page[at] = mask
}

function clearBit(page: Page, extent: ExtentNumber): void {
  const { at, mask } = bitOffset(extent)
  page[at] = (page[at] as number) & ~mask
}
