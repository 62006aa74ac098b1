// ALL_HEADERS: u32 total, then (u32 length, u16 type, data). From TDS 7.2 on it opens batches, calls
// and transaction requests. All of it is checked, none of it is needed: the session knows its
// transaction itself.

import { type ByteReader, wireFault } from '../byte-reader.js'
import type { Dialect } from '../dialect.js'

const TOTAL_BYTES = 4
const HEADER_BYTES_MIN = 6

export function skipAllHeaders(reader: ByteReader, dialect: Dialect): void {
  if (!dialect.isWide) return
  const start = reader.at
  const total = reader.u32()
  if (total < TOTAL_BYTES || total - TOTAL_BYTES > reader.left) wireFault('ALL_HEADERS is cut off')
  const end = start + total
  while (reader.at < end) {
    const length = reader.u32()
    if (length < HEADER_BYTES_MIN || length - 4 > end - reader.at) wireFault('a header is cut off')
    reader.skip(length - 4)
  }
}
