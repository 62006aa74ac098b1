// The 96 bytes at the head of every page (facts 10; the places of the fields are those that
// public page readers document).
//
//   offset  size  field
//   ------  ----  ---------------------------------------------------------------
//        0     1  version, always 1
//        1     1  type
//        4     2  flags
//        8     6  previous page of the chain: number (4), file (2); zero for none
//       16     6  next page of the chain: number (4), file (2); zero for none
//       22     2  slots
//       24     4  object
//       28     2  free bytes
//       30     2  where the free bytes start
//       32     6  this page: number (4), file (2)
//       40    10  LSN of the last change: sequence (4), sector (4), slot (2)
//       60     4  checksum of the page as if this field were zero
//       64    32  unused

import { getU8, getU16, getU32, setU16, setU32 } from './bytes.js'
import {
  type FileId,
  fileOf,
  type Lsn,
  lsn,
  lsnParts,
  numberOf,
  type PageId,
  pageId,
} from './numbers.js'

const VERSION = 0
const TYPE = VERSION + 1
const PREVIOUS = TYPE + 7
const NEXT = PREVIOUS + 8
const SLOTS = NEXT + 6
const OBJECT = SLOTS + 2
const FREE_BYTES = OBJECT + 4
const FREE_START = FREE_BYTES + 2
const SELF = FREE_START + 2
const LSN_AT = SELF + 8
export const CHECKSUM_AT = LSN_AT + 20
export const HEADER_BYTES = CHECKSUM_AT + 36

/** Page types by number, as m_type gives them. */
export const PAGE_TYPES = {
  data: 1,
  gam: 8,
  sgam: 9,
  iam: 10,
  pfs: 11,
  boot: 13,
  'file-header': 15,
  dcm: 16,
  bcm: 17,
} as const

export type PageType = keyof typeof PAGE_TYPES

const TYPE_NAMES = new Map<number, PageType>(
  Object.entries(PAGE_TYPES).map(([name, number]) => [number, name as PageType]),
)

export function typeOf(page: Uint8Array): PageType | undefined {
  return TYPE_NAMES.get(getU8(page, TYPE))
}

export function writeIdentity(
  page: Uint8Array,
  self: PageId,
  type: PageType,
  object: number,
): void {
  page[VERSION] = 1
  page[TYPE] = PAGE_TYPES[type]
  setPage(page, SELF, self)
  setU32(page, OBJECT, object)
}

export function selfOf(page: Uint8Array): PageId {
  return getPage(page, SELF)
}

export function objectOf(page: Uint8Array): number {
  return getU32(page, OBJECT)
}

/** Zero when the chain ends here. */
export function nextOf(page: Uint8Array): PageId {
  return getPage(page, NEXT)
}

/** Where the link to the next page lies, for a logged change of it. */
export const NEXT_AT = NEXT

export function linkBytes(next: PageId): Uint8Array {
  const bytes = new Uint8Array(6)
  setPage(bytes, 0, next)
  return bytes
}

export function pageLsn(page: Uint8Array): Lsn {
  return lsn(getU32(page, LSN_AT), getU32(page, LSN_AT + 4), getU16(page, LSN_AT + 8))
}

export function setPageLsn(page: Uint8Array, value: Lsn): void {
  const { sequence, sector, slot } = lsnParts(value)
  setU32(page, LSN_AT, sequence)
  setU32(page, LSN_AT + 4, sector)
  setU16(page, LSN_AT + 8, slot)
}

export function slotCount(page: Uint8Array): number {
  return getU16(page, SLOTS)
}

export function setSlotCount(page: Uint8Array, count: number): void {
  setU16(page, SLOTS, count)
}

export function freeBytesOf(page: Uint8Array): number {
  return getU16(page, FREE_BYTES)
}

export function setFreeBytes(page: Uint8Array, count: number): void {
  setU16(page, FREE_BYTES, count)
}

export function freeStart(page: Uint8Array): number {
  return getU16(page, FREE_START)
}

export function setFreeStart(page: Uint8Array, at: number): void {
  setU16(page, FREE_START, at)
}

export function checksumOf(page: Uint8Array): number {
  return getU32(page, CHECKSUM_AT)
}

export function setChecksum(page: Uint8Array, sum: number): void {
  setU32(page, CHECKSUM_AT, sum)
}

function getPage(page: Uint8Array, at: number): PageId {
  const file = getU16(page, at + 4)
  return file === 0 ? (0 as PageId) : pageId(file as FileId, getU32(page, at))
}

function setPage(page: Uint8Array, at: number, value: PageId): void {
  setU32(page, at, numberOf(value))
  setU16(page, at + 4, fileOf(value))
}
