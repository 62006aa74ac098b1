import { type ByteReader, wireFault } from '../byte-reader.js'
import type { Dialect } from '../dialect.js'
import { skipAllHeaders } from './all-headers.js'

/** The text of a batch. */
export function readBatch(reader: ByteReader, dialect: Dialect): string {
  skipAllHeaders(reader, dialect)
  return reader.left % 2 === 0 ? reader.ucs2(reader.left / 2) : wireFault('half a character')
}
