// Result sets whose columns are declared beside how each is computed.

import type { ResultColumn, WireType, WireValue } from '../port.js'

export interface ComputedColumn<Row> {
  readonly name: string
  readonly type: WireType
  readonly value: (row: Row) => WireValue
}

export const BIT: WireType = { kind: 'bit' }
export const TINYINT: WireType = { kind: 'tinyint' }
export const SMALLINT: WireType = { kind: 'smallint' }
export const INT: WireType = { kind: 'int' }
export const BIGINT: WireType = { kind: 'bigint' }
export const DATETIME: WireType = { kind: 'datetime' }
export const GUID: WireType = { kind: 'uniqueidentifier' }
export const LSN: WireType = { kind: 'numeric', precision: 25, scale: 0 }
export const NAME: WireType = { kind: 'nvarchar', length: 128 }
export const PATH: WireType = { kind: 'nvarchar', length: 260 }
export const DESCRIPTION: WireType = { kind: 'nvarchar', length: 60 }
export const TEXT: WireType = { kind: 'nvarchar', length: 4000 }

export function character(length: number): WireType {
  return { kind: 'char', length }
}

export function numeric(precision: number): WireType {
  return { kind: 'numeric', precision, scale: 0 }
}

export function binary(length: number): WireType {
  return { kind: 'varbinary', length }
}

export function column<Row>(
  name: string,
  type: WireType,
  value: (row: Row) => WireValue,
): ComputedColumn<Row> {
  return { name, type, value }
}

/** A column that has the same value in every row. */
export function constant(name: string, type: WireType, value: WireValue): ComputedColumn<unknown> {
  return { name, type, value: () => value }
}

export function resultColumns(columns: readonly ComputedColumn<never>[]): ResultColumn[] {
  return columns.map(({ name, type }) => ({ name, type, nullable: true }))
}

export function valuesOf<Row>(columns: readonly ComputedColumn<Row>[], row: Row): WireValue[] {
  return columns.map(({ value }) => value(row))
}

export function bit(flag: boolean): number {
  return flag ? 1 : 0
}
