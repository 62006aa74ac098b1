// What T-SQL knows of a table beside the columns of its rows: it lies as a text in the catalogue.

import { present } from '../../../base/assert.js'
import {
  type Column,
  MAX_LENGTH,
  packOffset,
  type SqlType,
  unpackOffset,
} from '../../page/index.js'
import type { SqlValue, Table } from '../../recovery/index.js'
import type { DateTimeOffset, WireType, WireValue } from '../port.js'

export interface TableInfo {
  /** Of the key; undefined for a table without one. */
  readonly primaryKey?: string
  readonly identity?: { readonly column: number; readonly seed: string; readonly increment: string }
  /** By number of the column, as written. */
  readonly defaults?: Readonly<Record<string, NamedText>>
  readonly checks?: readonly NamedText[]
  readonly uniques?: readonly UniqueInfo[]
  readonly indexes?: readonly IndexInfo[]
  readonly foreignKeys?: readonly ForeignKeyInfo[]
  /** By number of the column: types that the storage knows by another name. */
  readonly declared?: Readonly<Record<string, string>>
  readonly descending?: readonly number[]
  readonly createdAt?: string
}

export interface NamedText {
  readonly name: string
  readonly text: string
}

export interface UniqueInfo {
  readonly name: string
  readonly columns: readonly number[]
  /** CREATE UNIQUE INDEX, and not a constraint. */
  readonly isIndex?: boolean
}

export interface IndexInfo {
  readonly name: string
  readonly columns: readonly number[]
  readonly clustered?: boolean
}

export interface ForeignKeyInfo {
  readonly name: string
  readonly columns: readonly number[]
  readonly table: string
  readonly references: readonly string[]
  readonly onDelete: string
}

export function tableInfo({ details, counters }: Pick<Table, 'details' | 'counters'>): TableInfo {
  const text = details.properties
  if (text === undefined) return {}
  if (counters.read?.text !== text) {
    const value = Object.freeze(JSON.parse(text) as TableInfo)
    counters.read = Object.freeze({ text, value })
  }
  return counters.read?.value as TableInfo
}

/** The columns that statements see. */
export function visibleColumns({
  format,
  details,
}: Pick<Table, 'format' | 'details'>): readonly Column[] {
  return details.hiddenKey === true ? format.columns.slice(0, -1) : format.columns
}

/** The type of a column as clients see it. */
export function wireTypeOfColumn(type: SqlType, declared?: string): WireType {
  if (declared === 'text' || declared === 'ntext' || declared === 'image' || declared === 'xml')
    return { kind: declared }
  switch (type.kind) {
    case 'decimal':
      return {
        kind: declared === 'numeric' ? 'numeric' : 'decimal',
        precision: type.precision,
        scale: type.scale,
      }
    case 'varchar':
    case 'nvarchar':
    case 'varbinary':
    case 'char':
    case 'nchar':
    case 'binary':
      return { kind: type.kind, length: type.length === MAX_LENGTH ? 'max' : type.length }
    default:
      return type
  }
}

/** How the storage keeps a type; undefined for one that it cannot keep. */
export function storedType(type: WireType): SqlType | undefined {
  switch (type.kind) {
    case 'numeric':
    case 'decimal':
      return { kind: 'decimal', precision: type.precision, scale: type.scale }
    case 'varchar':
    case 'nvarchar':
    case 'varbinary':
    case 'char':
    case 'nchar':
    case 'binary':
      return { kind: type.kind, length: type.length === 'max' ? MAX_LENGTH : type.length }
    case 'text':
      return { kind: 'varchar', length: MAX_LENGTH }
    case 'ntext':
    case 'xml':
      return { kind: 'nvarchar', length: MAX_LENGTH }
    case 'image':
      return { kind: 'varbinary', length: MAX_LENGTH }
    case 'sql_variant':
      return undefined
    default:
      return type as SqlType
  }
}

/** datetime counts 300ths of a second since 1900. */
const UNITS_TO_1900 = 693_595 * 86_400 * 300

/** A value as the storage keeps it. */
export function toStored(value: WireValue, type: SqlType): SqlValue {
  if (value === null) return null
  if (type.kind === 'datetime')
    return Number(((value as bigint) * 300n + 5_000_000n) / 10_000_000n) - UNITS_TO_1900
  if (type.kind === 'datetimeoffset') {
    const { utc, offsetMinutes } = value as DateTimeOffset
    return packOffset(utc, offsetMinutes)
  }
  return value as SqlValue
}

export function fromStored(value: SqlValue, type: SqlType): WireValue {
  if (value === null) return null
  if (type.kind === 'datetime')
    return (BigInt((value as number) + UNITS_TO_1900) * 10_000_000n + 150n) / 300n
  return type.kind === 'datetimeoffset' ? unpackOffset(value as bigint) : value
}

/** The columns whose values look different outside; most tables have none. */
export function changedColumns({ format }: Pick<Table, 'format'>): number[] {
  const changed: number[] = []
  for (const [index, { type }] of format.columns.entries())
    if (type.kind === 'datetime' || type.kind === 'datetimeoffset') changed.push(index)
  return changed
}

/** A row as statements see it. The array becomes theirs. */
export function toWire(
  row: SqlValue[],
  changed: readonly number[],
  table: Pick<Table, 'format'>,
): WireValue[] {
  const wire = row as WireValue[]
  for (const index of changed) {
    const { type } = present(table.format.columns[index], 'a column')
    wire[index] = fromStored(row[index] ?? null, type)
  }
  return wire
}
