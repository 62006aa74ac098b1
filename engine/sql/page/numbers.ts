// Page numbers, extents and log sequence numbers are safe integers, each made in one place.

import { assert } from '../../base/assert.js'
import type { Brand } from '../../base/brand.js'

/** The number of a file in its database; the primary file is 1, the first log file 2. */
export type FileId = Brand<number, 'FileId'>

/** The number of a page in its file. */
export type PageNumber = Brand<number, 'PageNumber'>

/** File and page in one number: `file * 2^32 + page`. */
export type PageId = Brand<number, 'PageId'>

/** Eight pages of a file, numbered from 0. */
export type ExtentNumber = Brand<number, 'ExtentNumber'>

/** Where a record stands in the log; later is greater. */
export type Lsn = Brand<number, 'Lsn'>

// Facts 10: a page is 8,192 bytes, an extent 8 pages.
export const PAGE_BYTES = 8192
export const EXTENT_PAGES = 8

const PAGE_NUMBERS = 0x1_0000_0000
const FILE_ID_MAX = 32_767

export function fileId(number: number): FileId {
  assert(Number.isInteger(number) && number > 0 && number <= FILE_ID_MAX, `no file id: ${number}`)
  return number as FileId
}

export function pageNumber(number: number): PageNumber {
  return number as PageNumber
}

export function pageId(file: FileId, page: number): PageId {
  return (file * PAGE_NUMBERS + page) as PageId
}

export function fileOf(page: PageId): FileId {
  return Math.floor(page / PAGE_NUMBERS) as FileId
}

export function numberOf(page: PageId): PageNumber {
  return (page % PAGE_NUMBERS) as PageNumber
}

/** Where a page starts in its file. The only place a page number becomes a byte offset. */
export function pageOffset(page: PageNumber): number {
  return page * PAGE_BYTES
}

export function extentOf(page: PageNumber): ExtentNumber {
  return Math.floor(page / EXTENT_PAGES) as ExtentNumber
}

export function firstPageOf(extent: ExtentNumber): PageNumber {
  return (extent * EXTENT_PAGES) as PageNumber
}

/** `(1:9)`, the way error messages name a page. */
export function formatPageId(page: PageId): string {
  return `(${fileOf(page)}:${numberOf(page)})`
}

// 22 bits of virtual log file, 21 bits of 512-byte sector in it, 10 bits of record: 53 in all.
const SLOTS = 1024
const SECTORS = 2 ** 21
const VIRTUAL_LOGS = 2 ** 22

export const LSN_SLOT_MAX = SLOTS - 1
export const NO_LSN = 0 as Lsn

export interface LsnParts {
  /** Rises by one with each virtual log file that comes into use. */
  readonly sequence: number
  /** Where the block starts, in sectors of the virtual log file. */
  readonly sector: number
  /** The record in its block, from 1. */
  readonly slot: number
}

export function lsn(sequence: number, sector: number, slot: number): Lsn {
  assert(sequence < VIRTUAL_LOGS, `virtual log file ${sequence} is beyond what an LSN holds`)
  assert(sector < SECTORS && slot < SLOTS, `no LSN: ${sequence}:${sector}:${slot}`)
  return ((sequence * SECTORS + sector) * SLOTS + slot) as Lsn
}

export function lsnParts(value: Lsn): LsnParts {
  const block = Math.floor(value / SLOTS)
  return {
    sequence: Math.floor(block / SECTORS),
    sector: block % SECTORS,
    slot: value % SLOTS,
  }
}

/** `00000022:00000090:0001`, the way SQL Server prints it. */
export function formatLsn(value: Lsn): string {
  const { sequence, sector, slot } = lsnParts(value)
  return `${hex(sequence, 8)}:${hex(sector, 8)}:${hex(slot, 4)}`
}

/** `34000000014400001`: the numeric(25,0) of the backup history. */
export function decimalLsn(value: Lsn): string {
  const { sequence, sector, slot } = lsnParts(value)
  return `${sequence}${decimal(sector, 10)}${decimal(slot, 5)}`
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}

function decimal(value: number, digits: number): string {
  return value.toString().padStart(digits, '0')
}
