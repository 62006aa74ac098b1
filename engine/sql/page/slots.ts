// Slotted pages: rows grow from the header upwards, and from the end of the page downwards grows an
// array of 16-bit row offsets, one per slot; zero marks a slot that is free. A row keeps its slot
// for life, since the log and the key index name it by that.

import { assert } from '../../base/assert.js'
import { getU16, setU16 } from './bytes.js'
import {
  freeBytesOf,
  freeStart,
  HEADER_BYTES,
  setFreeBytes,
  setFreeStart,
  setSlotCount,
  slotCount,
} from './header.js'
import { PAGE_BYTES } from './numbers.js'
import type { Page } from './page.js'

const OFFSET_BYTES = 2
/** Each row is preceded by its length. */
const LENGTH_BYTES = 2

/** Facts 10: at most 8,060 bytes of a page are one row. */
export const ROW_BYTES_MAX = 8060

/** True when a row of that length fits, in a new slot if need be. */
export function fits(page: Page, length: number): boolean {
  return freeBytesOf(page) >= length + LENGTH_BYTES + OFFSET_BYTES
}

/** The slot that the next row goes to: the lowest that is free. */
export function nextSlot(page: Page): number {
  const count = slotCount(page)
  if (isFullyUsed(page)) return count
  for (let slot = 0; slot < count; slot++) if (offsetOf(page, slot) === 0) return slot
  return count
}

export function rowAt(page: Page, slot: number): Uint8Array | undefined {
  if (slot >= slotCount(page)) return undefined
  const at = offsetOf(page, slot)
  if (at === 0) return undefined
  return page.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + getU16(page, at))
}

export function insertRow(page: Page, slot: number, row: Uint8Array): void {
  const count = slotCount(page)
  assert(slot >= count || offsetOf(page, slot) === 0, `slot ${slot} holds a row already`)
  const added = slot < count ? 0 : slot + 1 - count
  const need = row.length + LENGTH_BYTES
  assert(freeBytesOf(page) >= need + added * OFFSET_BYTES, 'the row does not fit its page')
  if (freeStart(page) + need > PAGE_BYTES - (count + added) * OFFSET_BYTES) compact(page)
  if (added > 0) setSlotCount(page, slot + 1)
  const at = freeStart(page)
  setOffset(page, slot, at)
  setU16(page, at, row.length)
  page.set(row, at + LENGTH_BYTES)
  setFreeStart(page, at + need)
  setFreeBytes(page, freeBytesOf(page) - need - added * OFFSET_BYTES)
}

/** Takes the row out and frees its slot and its bytes. */
export function removeRow(page: Page, slot: number): void {
  const at = offsetOf(page, slot)
  assert(at !== 0, `slot ${slot} holds no row`)
  const freed = getU16(page, at) + LENGTH_BYTES
  setOffset(page, slot, 0)
  if (at + freed === freeStart(page)) setFreeStart(page, at)
  let count = slotCount(page)
  let cut = 0
  while (count > 0 && offsetOf(page, count - 1) === 0) {
    count--
    cut++
  }
  setSlotCount(page, count)
  setFreeBytes(page, freeBytesOf(page) + freed + cut * OFFSET_BYTES)
}

/** Puts other bytes of the same length where a row is. */
export function overwriteRow(page: Page, slot: number, row: Uint8Array): void {
  const at = offsetOf(page, slot)
  assert(at !== 0 && getU16(page, at) === row.length, `slot ${slot} holds no row of that length`)
  page.set(row, at + LENGTH_BYTES)
}

/** Moves the rows together, in the order in which they lie. */
function compact(page: Page): void {
  const used: number[] = []
  for (let slot = 0; slot < slotCount(page); slot++) if (offsetOf(page, slot) !== 0) used.push(slot)
  used.sort((left, right) => offsetOf(page, left) - offsetOf(page, right))
  let to = HEADER_BYTES
  for (const slot of used) {
    const from = offsetOf(page, slot)
    const length = getU16(page, from) + LENGTH_BYTES
    page.copyWithin(to, from, from + length)
    setOffset(page, slot, to)
    to += length
  }
  setFreeStart(page, to)
}

/** True when nothing was ever taken out: then no slot below the count is free. */
function isFullyUsed(page: Page): boolean {
  const slotsStart = PAGE_BYTES - slotCount(page) * OFFSET_BYTES
  return freeBytesOf(page) === slotsStart - freeStart(page)
}

function offsetOf(page: Page, slot: number): number {
  return getU16(page, PAGE_BYTES - (slot + 1) * OFFSET_BYTES)
}

function setOffset(page: Page, slot: number, at: number): void {
  setU16(page, PAGE_BYTES - (slot + 1) * OFFSET_BYTES, at)
}
