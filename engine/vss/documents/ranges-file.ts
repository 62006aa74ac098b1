// A ranges file (facts 7.1; little-endian is inferred):
//
//   offset  size  field
//        0     8  count
//        8    16  first range: u64 offset, u64 length
//      ...        count ranges in all, and nothing after them

import { assert } from '../../base/assert.js'
import { type Outcome, ok } from '../../base/outcome.js'
import { type GrammarError, notInGrammar } from './document-error.js'
import { RANGES_MAX } from './limits.js'
import { type ByteRange, fitsIn64Bits } from './ranges.js'

const COUNT_AT = 0
const RANGES_AT = COUNT_AT + 8
const LENGTH_AT = 8
const RANGE_SIZE_BYTES = LENGTH_AT + 8

export function printRangesFile(ranges: readonly ByteRange[]): Uint8Array {
  assert(ranges.length <= RANGES_MAX, `a ranges file has at most ${RANGES_MAX} ranges`)
  const bytes = new Uint8Array(RANGES_AT + ranges.length * RANGE_SIZE_BYTES)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(COUNT_AT, BigInt(ranges.length), true)
  for (const [index, range] of ranges.entries()) {
    assert(fitsIn64Bits(range), 'a range ends within 64 bits')
    const at = RANGES_AT + index * RANGE_SIZE_BYTES
    view.setBigUint64(at, range.offset, true)
    view.setBigUint64(at + LENGTH_AT, range.length, true)
  }
  return bytes
}

export function parseRangesFile(bytes: Uint8Array): Outcome<readonly ByteRange[], GrammarError> {
  if (bytes.length < RANGES_AT) return notInGrammar('too short for a count', bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = view.getBigUint64(COUNT_AT, true)
  if (count > BigInt(RANGES_MAX)) return notInGrammar(`more than ${RANGES_MAX} ranges`, COUNT_AT)
  if (bytes.length !== RANGES_AT + Number(count) * RANGE_SIZE_BYTES)
    return notInGrammar(`${bytes.length} bytes do not hold ${count} ranges`, bytes.length)
  const ranges: ByteRange[] = []
  for (let at = RANGES_AT; at < bytes.length; at += RANGE_SIZE_BYTES) {
    const range = {
      offset: view.getBigUint64(at, true),
      length: view.getBigUint64(at + LENGTH_AT, true),
    }
    if (!fitsIn64Bits(range)) return notInGrammar('a range ends beyond 64 bits', at)
    ranges.push(range)
  }
  return ok(ranges)
}
