// A row, as it lies in a data page.
//
//   field               size      what
//   ------------------  --------  ------------------------------------------------
//   status              1         0x30, or 0x3a for a ghost (deleted, not yet gone)
//   unused              1
//   end of fixed part   2         from the start of the row
//   fixed columns       any       in column order, no gaps; zeros for null
//   column count        2
//   null bitmap         count/8   bit n set when column n is null
//   variable count      2
//   variable ends       2 each    from the start of the row
//   variable columns    any

import { type Outcome, ok } from '../../base/outcome.js'
import { getU16, getUtf16, setU16, setUtf16 } from './bytes.js'
import { accepts, type Column, fixedBytes, type SqlType, type SqlValue } from './column.js'
import { getFixed, putFixed, textOf } from './fixed-value.js'
import { ROW_BYTES_MAX } from './slots.js'
import { refuseSql, type SqlError } from './sql-error.js'

const STATUS = 0
const FIXED_END = STATUS + 2
const FIXED_START = FIXED_END + 2

const PRESENT_ROW = 0x30
const GHOST_ROW = 0x3a

export type Row = readonly SqlValue[]

/** A table's columns with the place of each. */
export interface RowFormat {
  readonly columns: readonly Column[]
  readonly fixedEnd: number
  /** Per column where it starts in the fixed part, or its place among the variable ones. */
  readonly places: readonly number[]
  readonly variableCount: number
}

export function rowFormat(columns: readonly Column[]): RowFormat {
  let fixedEnd = FIXED_START
  let variableCount = 0
  const places = columns.map(({ type }) => {
    const size = fixedBytes(type)
    if (size === undefined) return variableCount++
    fixedEnd += size
    return fixedEnd - size
  })
  return Object.freeze({
    columns: Object.freeze(columns.slice()),
    fixedEnd,
    places: Object.freeze(places),
    variableCount,
  })
}

export function isGhost(row: Uint8Array): boolean {
  return row[STATUS] === GHOST_ROW
}

export function setGhost(row: Uint8Array, ghost: boolean): void {
  row[STATUS] = ghost ? GHOST_ROW : PRESENT_ROW
}

export function encodeRow(format: RowFormat, row: Row): Outcome<Uint8Array, SqlError> {
  const refusal = checkRow(format, row)
  if (refusal !== undefined) return refusal
  const bytes = new Uint8Array(rowLength(format, row))
  if (bytes.length > ROW_BYTES_MAX) return refuseSql('ROW_TOO_LONG', `${bytes.length} bytes`)
  setGhost(bytes, false)
  setU16(bytes, FIXED_END, format.fixedEnd)
  const bitmap = format.fixedEnd + 2
  const ends = bitmap + bitmapBytes(row.length) + 2
  setU16(bytes, format.fixedEnd, row.length)
  setU16(bytes, ends - 2, format.variableCount)
  let end = ends + 2 * format.variableCount
  for (const [index, column] of format.columns.entries()) {
    const value = row[index] as SqlValue
    const place = format.places[index] as number
    const isFixed = fixedBytes(column.type) !== undefined
    if (value === null)
      bytes[bitmap + (index >> 3)] = (bytes[bitmap + (index >> 3)] as number) | (1 << (index & 7))
    else if (isFixed) putFixed(bytes, place, column.type, value)
    else end += putVariable(bytes, end, column.type, value)
    if (!isFixed) setU16(bytes, ends + 2 * place, end)
  }
  return ok(bytes)
}

export function decodeRow(format: RowFormat, bytes: Uint8Array): Row {
  return format.columns.map((_column, index) => decodeColumn(format, bytes, index))
}

/** One column of a row, without the cost of the others. */
export function decodeColumn(format: RowFormat, bytes: Uint8Array, index: number): SqlValue {
  const { type } = format.columns[index] as Column
  const place = format.places[index] as number
  const bitmap = format.fixedEnd + 2
  if ((((bytes[bitmap + (index >> 3)] as number) >> (index & 7)) & 1) === 1) return null
  if (fixedBytes(type) !== undefined) return getFixed(bytes, place, type)
  const ends = bitmap + bitmapBytes(format.columns.length) + 2
  const from = place === 0 ? ends + 2 * format.variableCount : getU16(bytes, ends + 2 * (place - 1))
  return getVariable(bytes, from, getU16(bytes, ends + 2 * place) - from, type)
}

function checkRow(format: RowFormat, row: Row): ReturnType<typeof refuseSql> | undefined {
  if (row.length !== format.columns.length)
    return refuseSql('TRUNCATED', `${row.length} values for ${format.columns.length} columns`)
  for (const [index, column] of format.columns.entries()) {
    const value = row[index] as SqlValue
    if (value === null && !column.nullable) return refuseSql('NULL_REFUSED', column.name)
    if (value !== null && !accepts(column.type, value)) return refuseSql('TRUNCATED', column.name)
  }
  return undefined
}

function rowLength(format: RowFormat, row: Row): number {
  const { fixedEnd, variableCount, columns } = format
  let length = fixedEnd + 2 + bitmapBytes(columns.length) + 2 + 2 * variableCount
  for (const [index, { type }] of columns.entries()) {
    const value = row[index]
    if (fixedBytes(type) !== undefined) continue
    if (typeof value === 'string')
      length += type.kind === 'nvarchar' ? 2 * value.length : value.length
    else if (value instanceof Uint8Array) length += value.length
  }
  return length
}

function bitmapBytes(columns: number): number {
  return (columns + 7) >> 3
}

/** Gives the number of bytes it wrote. */
function putVariable(bytes: Uint8Array, at: number, type: SqlType, value: SqlValue): number {
  if (value instanceof Uint8Array) {
    bytes.set(value, at)
    return value.length
  }
  const text = value as string
  if (type.kind === 'nvarchar') {
    setUtf16(bytes, at, text)
    return 2 * text.length
  }
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index)
  return text.length
}

function getVariable(bytes: Uint8Array, at: number, length: number, type: SqlType): SqlValue {
  if (type.kind === 'nvarchar') return getUtf16(bytes, at, length)
  if (type.kind === 'varbinary') return bytes.slice(at, at + length)
  return textOf(bytes.subarray(at, at + length))
}
