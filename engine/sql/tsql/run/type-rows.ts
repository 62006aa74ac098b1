// sp_datatype_info: what ODBC clients ask about types.

import type { Process } from '../../../sim/index.js'
import type { ResultColumn, WireType, WireValue } from '../port.js'
import { COMMAND } from '../port.js'
import type { Batch } from './batch.js'
import type { Given } from './execute.js'

const NAME: WireType = { kind: 'nvarchar', length: 128 }
const SHORT: WireType = { kind: 'smallint' }

const COLUMNS: readonly (readonly [string, WireType])[] = [
  ['TYPE_NAME', NAME],
  ['DATA_TYPE', SHORT],
  ['PRECISION', { kind: 'int' }],
  ['LITERAL_PREFIX', { kind: 'varchar', length: 32 }],
  ['LITERAL_SUFFIX', { kind: 'varchar', length: 32 }],
  ['CREATE_PARAMS', { kind: 'varchar', length: 32 }],
  ['NULLABLE', SHORT],
  ['CASE_SENSITIVE', SHORT],
  ['SEARCHABLE', SHORT],
  ['UNSIGNED_ATTRIBUTE', SHORT],
  ['MONEY', SHORT],
  ['AUTO_INCREMENT', SHORT],
  ['LOCAL_TYPE_NAME', NAME],
  ['MINIMUM_SCALE', SHORT],
  ['MAXIMUM_SCALE', SHORT],
  ['SQL_DATA_TYPE', SHORT],
  ['SQL_DATETIME_SUB', SHORT],
  ['NUM_PREC_RADIX', { kind: 'int' }],
  ['INTERVAL_PRECISION', SHORT],
  ['USERTYPE', SHORT],
]

/** Name, ODBC type, precision, prefix, suffix, parameters, user type. */
type Kind = readonly [string, number, number, string | null, string | null, string | null, number]

const KINDS: readonly Kind[] = [
  ['bit', -7, 1, null, null, null, 16],
  ['tinyint', -6, 3, null, null, null, 5],
  ['smallint', 5, 5, null, null, null, 6],
  ['int', 4, 10, null, null, null, 7],
  ['bigint', -5, 19, null, null, null, 0],
  ['real', 7, 24, null, null, null, 23],
  ['float', 6, 53, null, null, null, 8],
  ['decimal', 3, 38, null, null, 'precision,scale', 24],
  ['numeric', 2, 38, null, null, 'precision,scale', 10],
  ['smallmoney', 3, 10, '$', null, null, 21],
  ['money', 3, 19, '$', null, null, 11],
  ['char', 1, 8_000, "'", "'", 'length', 1],
  ['varchar', 12, 8_000, "'", "'", 'max length', 2],
  ['text', -1, 2_147_483_647, "'", "'", null, 19],
  ['nchar', -8, 4_000, "N'", "'", 'length', 0],
  ['nvarchar', -9, 4_000, "N'", "'", 'max length', 0],
  ['ntext', -10, 1_073_741_823, "N'", "'", null, 0],
  ['binary', -2, 8_000, '0x', null, 'length', 3],
  ['varbinary', -3, 8_000, '0x', null, 'max length', 4],
  ['image', -4, 2_147_483_647, '0x', null, null, 20],
  ['uniqueidentifier', -11, 36, "'", "'", null, 0],
  ['date', 91, 10, "'", "'", null, 0],
  ['time', -154, 16, "'", "'", 'scale', 0],
  ['smalldatetime', 93, 16, "'", "'", null, 22],
  ['datetime', 93, 23, "'", "'", null, 12],
  ['datetime2', 93, 27, "'", "'", 'scale', 0],
  ['datetimeoffset', -155, 34, "'", "'", 'scale', 0],
]

export function* typeRows(batch: Batch, given: readonly Given[]): Process<number> {
  const wanted = Number(given[0]?.value ?? 0)
  const columns = COLUMNS.map(([name, type]): ResultColumn => ({ name, type, nullable: true }))
  batch.sink.columns(columns)
  const kinds = KINDS.filter(([, type]) => wanted === 0 || type === wanted)
  for (const kind of kinds) batch.sink.row(rowOf(kind))
  batch.session.rowCount = kinds.length
  batch.sink.done({
    count: kinds.length,
    command: COMMAND.select,
    failed: false,
    inProcedure: true,
  })
  return 0
}

const EXACT = new Set([
  'decimal',
  'numeric',
  'money',
  'smallmoney',
  'bit',
  'tinyint',
  'smallint',
  'int',
  'bigint',
])

function rowOf([name, type, precision, prefix, suffix, parameters, user]: Kind): WireValue[] {
  const isNumber = EXACT.has(name) || name === 'real' || name === 'float'
  const isText = prefix?.endsWith("'") === true && type < 90 && name !== 'uniqueidentifier'
  const isDate = name.includes('date') || name === 'time'
  const isLong = name === 'text' || name === 'ntext' || name === 'image'
  const money = name.includes('money') ? 1 : 0
  const scale =
    name === 'decimal' || name === 'numeric'
      ? 38
      : money === 1
        ? 4
        : isDate
          ? 7
          : EXACT.has(name)
            ? 0
            : null
  return [
    name,
    type,
    precision,
    prefix,
    suffix,
    parameters,
    1,
    isText ? 0 : 0,
    isLong ? 1 : isText ? 3 : 2,
    isNumber ? (name === 'tinyint' || name === 'bit' ? 1 : 0) : null,
    money,
    isNumber ? 0 : null,
    name,
    scale === null ? null : 0,
    scale,
    isDate && type === 93 ? 9 : type,
    isDate && type === 93 ? 3 : null,
    isNumber ? (name === 'real' || name === 'float' ? 2 : 10) : null,
    null,
    user,
  ]
}
