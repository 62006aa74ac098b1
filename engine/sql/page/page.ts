// Bytes that come from a disk are an UnverifiedPage; only `verifyPage` makes a Page of them.

import { assert } from '../../base/assert.js'
import type { Brand } from '../../base/brand.js'
import { type Outcome, ok } from '../../base/outcome.js'
import { checksum } from './checksum.js'
import {
  checksumOf,
  HEADER_BYTES,
  type PageType,
  selfOf,
  setChecksum,
  setFreeBytes,
  setFreeStart,
  typeOf,
  writeIdentity,
} from './header.js'
import { formatPageId, PAGE_BYTES, type PageId } from './numbers.js'
import { refuseSql, type SqlError } from './sql-error.js'

export type UnverifiedPage = Brand<Uint8Array, 'UnverifiedPage'>
export type Page = Brand<Uint8Array, 'Page'>

export function newPage(self: PageId, type: PageType, object = 0): Page {
  const page = new Uint8Array(PAGE_BYTES) as Page
  format(page, self, type, object)
  return page
}

/** Makes an empty page of whatever the bytes were. */
export function formatPage(page: Page, self: PageId, type: PageType, object: number): void {
  page.fill(0)
  format(page, self, type, object)
}

function format(page: Page, self: PageId, type: PageType, object: number): void {
  writeIdentity(page, self, type, object)
  setFreeBytes(page, PAGE_BYTES - HEADER_BYTES)
  setFreeStart(page, HEADER_BYTES)
}

/** True for a page that nobody ever wrote. */
export function isUntouched(page: UnverifiedPage): boolean {
  if (typeOf(page) !== undefined) return false
  const words = new Uint32Array(page.buffer, page.byteOffset, PAGE_BYTES / 4)
  for (let index = 0; index < words.length; index++) if (words[index] !== 0) return false
  return true
}

export function verifyPage(page: UnverifiedPage, expected: PageId): Outcome<Page, SqlError> {
  assert(page.length === PAGE_BYTES, `a page of ${page.length} bytes`)
  const stored = checksumOf(page)
  setChecksum(page, 0)
  const computed = checksum(page)
  setChecksum(page, stored)
  if (computed !== stored)
    return refuseSql(
      'LOGICAL_IO_ERROR',
      `incorrect checksum (expected: 0x${hex(stored)}; actual: 0x${hex(computed)}) in page ${formatPageId(expected)}`,
    )
  if (selfOf(page) !== expected || typeOf(page) === undefined)
    return refuseSql(
      'LOGICAL_IO_ERROR',
      `incorrect pageid (expected ${formatPageId(expected)}; actual ${formatPageId(selfOf(page))})`,
    )
  return ok(page as Uint8Array as Page)
}

/** Puts the checksum into a page that is about to be written. */
export function sealPage(page: Page): void {
  setChecksum(page, 0)
  setChecksum(page, checksum(page))
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0')
}
