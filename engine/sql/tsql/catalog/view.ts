import type { SqlHost } from '../host.js'
import type { ResultColumn, WireType, WireValue } from '../port.js'
import type { SessionFacts } from '../session/facts.js'
import { type ComputedColumn, resultColumns, valuesOf } from './shape.js'

/** What a view or a function may look at. */
export interface CatalogContext {
  readonly host: SqlHost
  readonly session: SessionFacts
  /** All sessions of the server, where they are known. */
  peers?(): readonly SessionFacts[]
  /** OBJECT_ID of what is no table of a database: temporary tables, procedures, views. */
  objectId?(name: string, type: WireValue | undefined): number | undefined
}

/** Rows computed from what there is at the moment. */
export interface SystemView {
  readonly columns: readonly ResultColumn[]
  rows(context: CatalogContext): WireValue[][]
}

/** A function of the server, or a variable with two signs, which takes no arguments. */
export interface CatalogFunction {
  readonly type: WireType
  readonly minimum: number
  readonly maximum: number
  call(context: CatalogContext, args: readonly WireValue[]): WireValue
}

/** In two steps, so that the columns know what a row is. */
export function view<Row>(
  rowsOf: (context: CatalogContext) => readonly Row[],
): (columns: readonly ComputedColumn<Row>[]) => SystemView {
  return (columns) => ({
    columns: resultColumns(columns),
    rows: (context) => rowsOf(context).map((row) => valuesOf(columns, row)),
  })
}
