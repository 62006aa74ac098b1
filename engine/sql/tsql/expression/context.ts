// What an expression is compiled against: the columns it may name, the variables, the session.

import type { Call, Expression, Query } from '../parse/tree.js'
import type { WireType, WireValue } from '../port.js'
import type { SqlSession } from '../session/session.js'
import { fail } from '../value/failure.js'

export type Row = readonly WireValue[]

/** The row that is looked at, and the one that the query around it looks at. */
export interface Frame {
  readonly row: Row
  readonly outer: Frame | undefined
}

export type Evaluate = (frame: Frame) => WireValue
/** Null is unknown. */
export type Test = (frame: Frame) => boolean | null

export interface Compiled {
  readonly type: WireType
  readonly nullable: boolean
  readonly evaluate: Evaluate
  /** NULL as written, which takes any type. */
  readonly isUntyped?: boolean
  /** The digits of a whole number as written. */
  readonly digits?: number
  readonly identity?: boolean
  /** The name of a column that is passed on as it is. */
  readonly name?: string
}

export interface ScopeColumn {
  readonly name: string
  /** In lower case; the alias or the name of the table. */
  readonly qualifier: string
  readonly schema?: string
  readonly database?: string
  readonly type: WireType
  readonly nullable: boolean
  readonly slot: number
  readonly identity?: boolean
  readonly computed?: boolean
}

export interface Scope {
  readonly columns: readonly ScopeColumn[]
  readonly outer: Scope | undefined
  /** Told when a column of a scope further out is used. */
  readonly onOuter?: () => void
}

export interface Variable {
  readonly type: WireType
  value: WireValue
}

/** A query inside of an expression. */
export interface Subplan {
  readonly columns: readonly { readonly type: WireType }[]
  /** All rows for the row outside; kept when they depend on none. */
  rows(frame: Frame): Iterable<Row>
}

export interface Services {
  readonly session: SqlSession
  /** The instant at which the statement began. */
  readonly now: bigint
  variable(name: string): Variable | undefined
  /** Values of `@@x` that this batch knows. */
  global(name: string): Compiled | undefined
  subquery(query: Query, outer: Scope): Subplan
  /** ERROR_NUMBER() and its like: the error that is being handled. */
  caught():
    | {
        number: number
        severity: number
        state: number
        line: number
        text: string
        procedure: string
      }
    | undefined
}

export interface CompileContext {
  readonly services: Services
  readonly scope: Scope
  readonly grouping?: Grouping | undefined
  /** The slots that were used, when somebody asks. */
  readonly uses?: Uses
}

export interface Uses {
  readonly slots: Set<number>
  hasSubquery: boolean
}

/** After GROUP BY a row is made of the keys and the aggregates; window functions come behind. */
export interface Grouping {
  /** The slot of an expression that is grouped by. */
  find(expression: Expression): Compiled | undefined
  /** Where the value of an aggregate or of a window function will stand. */
  aggregate(call: Call): Compiled
  /** Why a column may not stand here. */
  readonly refuse?: (column: ScopeColumn) => never
}

export const NO_SCOPE: Scope = Object.freeze({ columns: Object.freeze([]), outer: undefined })
export const NO_ROW: Frame = Object.freeze({ row: Object.freeze([]), outer: undefined })

export function constant(type: WireType, value: WireValue): Compiled {
  return { type, nullable: value === null, evaluate: () => value }
}

export interface Found {
  readonly column: ScopeColumn
  /** 0 for the own scope. */
  readonly depth: number
}

export function resolveColumn(scope: Scope, qualifier: readonly string[], name: string): Found {
  const wanted = name.toLowerCase()
  let depth = 0
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const matches = at.columns.filter(
      (column) => column.name.toLowerCase() === wanted && isQualified(column, qualifier),
    )
    if (matches.length > 1 && qualifier.length < 2)
      return fail(209, `Ambiguous column name '${name}'.`)
    const [column] = matches
    if (column !== undefined) {
      for (let inner: Scope | undefined = scope; inner !== at; inner = inner?.outer)
        inner?.onOuter?.()
      return { column, depth }
    }
    depth++
  }
  if (qualifier.length === 0) return fail(207, `Invalid column name '${name}'.`)
  const full = [...qualifier, name].join('.')
  return hasQualifier(scope, qualifier)
    ? fail(207, `Invalid column name '${name}'.`)
    : fail(4104, `The multi-part identifier "${full}" could not be bound.`)
}

export function isQualified(column: ScopeColumn, qualifier: readonly string[]): boolean {
  const [table, schema, database] = [...qualifier].reverse()
  if (table === undefined) return true
  if (table.toLowerCase() !== column.qualifier) return false
  if (
    schema !== undefined &&
    schema !== '' &&
    schema.toLowerCase() !== (column.schema ?? schema.toLowerCase())
  )
    return false
  return (
    database === undefined || database.toLowerCase() === (column.database ?? database.toLowerCase())
  )
}

function hasQualifier(scope: Scope, qualifier: readonly string[]): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer)
    if (at.columns.some((column) => isQualified(column, qualifier))) return true
  return false
}
