// Bulk load: COLMETADATA, ROWs and DONE, in the encoding that the server uses for its results.

import type { BulkRows, ResultColumn, WireValue } from '../../tsql/port.js'
import { type ByteReader, wireFault } from '../byte-reader.js'
import type { Dialect } from '../dialect.js'
import { COLUMNS_MAX } from '../limits.js'
import { TOKEN } from '../tokens.js'
import { type Received, readRowValue, readTypeInfo } from '../types/received.js'

const FLAG_NULLABLE = 0x01
const FLAG_IDENTITY = 0x10

interface BulkColumn {
  readonly column: ResultColumn
  readonly received: Received
}

export function readBulk(reader: ByteReader, dialect: Dialect): BulkRows {
  const columns = readColumns(reader, dialect)
  const types = columns.map(({ received }) => received)
  const rows: WireValue[][] = []
  while (reader.left > 0) {
    const token = reader.u8()
    if (token === TOKEN.done) break
    if (token === TOKEN.row) rows.push(types.map((type) => readRowValue(reader, type)))
    else if (token === TOKEN.nullBitmapRow) rows.push(readBitmapRow(reader, types))
    else wireFault('an unknown token in a bulk load')
  }
  return { columns: columns.map(({ column }) => column), rows }
}

function readColumns(reader: ByteReader, dialect: Dialect): BulkColumn[] {
  if (reader.u8() !== TOKEN.columns) wireFault('a bulk load without columns')
  const count = reader.u16()
  if (count === 0 || count > COLUMNS_MAX) wireFault('a bulk load of no columns, or too many')
  const columns: BulkColumn[] = []
  for (let index = 0; index < count; index++) columns.push(readColumn(reader, dialect))
  return columns
}

function readColumn(reader: ByteReader, dialect: Dialect): BulkColumn {
  reader.skip(dialect.isWide ? 4 : 2)
  const flags = reader.u16()
  const received = readTypeInfo(reader)
  if ('unknown' in received) return wireFault('a bulk load of an unknown type')
  if (received.framing === 'long') reader.ucs2(reader.u16()) // The name of the table, in one part.
  const column = {
    name: reader.shortText(),
    type: received.type,
    nullable: (flags & FLAG_NULLABLE) !== 0,
    identity: (flags & FLAG_IDENTITY) !== 0,
  }
  return { column, received }
}

function readBitmapRow(reader: ByteReader, types: readonly Received[]): WireValue[] {
  const bitmap = reader.take(Math.ceil(types.length / 8))
  return types.map((type, index) => {
    const isNull = (((bitmap[index >>> 3] as number) >>> (index & 7)) & 1) === 1
    return isNull ? null : readRowValue(reader, type)
  })
}
