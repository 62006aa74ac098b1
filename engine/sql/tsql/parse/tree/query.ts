import type { At, DataType, Name, ObjectName } from './common.js'
import type { Argument, Condition, Expression } from './expression.js'

/** A SELECT with all that may stand before and behind it. */
export interface Query {
  readonly at: At
  readonly with: readonly CommonTable[]
  readonly body: QueryBody
  readonly orderBy: readonly OrderItem[]
  readonly offset: Expression | undefined
  readonly fetch: Expression | undefined
  /** FOR BROWSE; XML and JSON are refused. */
  readonly forBrowse: boolean
  /** OPTION (…): names of hints, in lower case. They change no result. */
  readonly options: readonly string[]
}

export interface CommonTable {
  readonly at: At
  readonly name: string
  readonly columns: readonly string[]
  readonly query: Query
}

export type QueryBody = Select | SetOperation | ValuesRows

export interface SetOperation {
  readonly kind: 'set'
  readonly at: At
  readonly operator: 'union' | 'union-all' | 'except' | 'intersect'
  readonly left: QueryBody
  readonly right: QueryBody
}

/** Only as the source of an INSERT, a MERGE or a derived table. */
export interface ValuesRows {
  readonly kind: 'values'
  readonly at: At
  readonly rows: readonly (readonly Expression[])[]
}

export interface Select {
  readonly kind: 'select'
  readonly at: At
  readonly distinct: boolean
  readonly top: Top | undefined
  readonly items: readonly SelectItem[]
  readonly into: ObjectName | undefined
  /** Commas are cross joins. */
  readonly from: TableSource | undefined
  readonly where: Condition | undefined
  readonly groupBy: readonly Expression[]
  readonly having: Condition | undefined
}

export interface Top {
  readonly count: Expression
  readonly percent: boolean
  readonly withTies: boolean
}

export type AssignmentOperator = '=' | '+=' | '-=' | '*=' | '/=' | '%=' | '&=' | '|=' | '^='

export type SelectItem = { readonly at: At } & (
  | { readonly kind: 'star'; readonly qualifier: readonly string[] }
  | { readonly kind: 'value'; readonly value: Expression; readonly alias: string | undefined }
  /** `SELECT @x = 1`. */
  | {
      readonly kind: 'assign'
      readonly variable: string
      readonly operator: AssignmentOperator
      readonly value: Expression
    }
)

export interface OrderItem {
  readonly at: At
  readonly value: Expression
  readonly descending: boolean
}

export type TableSource = TableReference | DerivedTable | TableFunction | TableVariable | Join

export interface TableReference {
  readonly kind: 'table'
  readonly at: At
  readonly name: ObjectName
  readonly alias: string | undefined
  /** In lower case: `nolock`, `updlock`, `index(1)`. */
  readonly hints: readonly string[]
}

export interface DerivedTable {
  readonly kind: 'derived'
  readonly at: At
  readonly query: Query
  readonly alias: string
  readonly columns: readonly string[]
}

/** `sys.fn_x(1)`, `STRING_SPLIT('a,b', ',')`, OPENJSON and the like. */
export interface TableFunction {
  readonly kind: 'function'
  readonly at: At
  readonly name: ObjectName
  readonly arguments: readonly Expression[]
  readonly alias: string | undefined
  readonly columns: readonly string[]
}

export interface TableVariable {
  readonly kind: 'table-variable'
  readonly at: At
  /** With its sign. */
  readonly name: string
  readonly alias: string | undefined
}

export interface Join {
  readonly kind: 'join'
  readonly at: At
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'cross' | 'cross-apply' | 'outer-apply'
  readonly left: TableSource
  readonly right: TableSource
  /** Not for cross joins and APPLY. */
  readonly on: Condition | undefined
}

/** OUTPUT: columns of `inserted` and `deleted`, and where they go. */
export interface Output {
  readonly at: At
  readonly items: readonly SelectItem[]
  readonly into: DmlTarget | undefined
  readonly intoColumns: readonly Name[]
}

/** What is written to. */
export type DmlTarget = TableReference | TableVariable

export interface Insert {
  readonly kind: 'insert'
  readonly at: At
  readonly with: readonly CommonTable[]
  readonly top: Top | undefined
  readonly target: DmlTarget
  /** None written: all of them. */
  readonly columns: readonly Name[]
  readonly output: Output | undefined
  readonly source:
    | { readonly kind: 'query'; readonly query: Query }
    | { readonly kind: 'default-values' }
    | { readonly kind: 'execute'; readonly execute: Execute }
}

export interface Assignment {
  readonly at: At
  /** Set with a column, `@x = column = value` has both. */
  readonly variable: string | undefined
  readonly column: Name | undefined
  readonly operator: AssignmentOperator
  readonly value: Expression
}

export interface Update {
  readonly kind: 'update'
  readonly at: At
  readonly with: readonly CommonTable[]
  readonly top: Top | undefined
  /** May be an alias of `from`. */
  readonly target: DmlTarget
  readonly assignments: readonly Assignment[]
  readonly output: Output | undefined
  readonly from: TableSource | undefined
  readonly where: Condition | undefined
}

export interface Delete {
  readonly kind: 'delete'
  readonly at: At
  readonly with: readonly CommonTable[]
  readonly top: Top | undefined
  readonly target: DmlTarget
  readonly output: Output | undefined
  readonly from: TableSource | undefined
  readonly where: Condition | undefined
}

export interface Merge {
  readonly kind: 'merge'
  readonly at: At
  readonly with: readonly CommonTable[]
  readonly target: DmlTarget
  readonly source: TableSource
  readonly on: Condition
  readonly branches: readonly MergeBranch[]
  readonly output: Output | undefined
}

export interface MergeBranch {
  readonly at: At
  readonly when: 'matched' | 'not-matched' | 'not-matched-by-source'
  readonly and: Condition | undefined
  readonly action:
    | { readonly kind: 'update'; readonly assignments: readonly Assignment[] }
    | { readonly kind: 'delete' }
    | {
        readonly kind: 'insert'
        readonly columns: readonly Name[]
        /** Undefined for DEFAULT VALUES. */
        readonly values: readonly Expression[] | undefined
      }
}

/** EXEC of a procedure, or of text. */
export interface Execute {
  readonly kind: 'execute'
  readonly at: At
  /** `EXEC @status = p`. */
  readonly status: string | undefined
  readonly what:
    | { readonly kind: 'procedure'; readonly name: ObjectName; readonly arguments: Arguments }
    /** `EXEC @p`: the name stands in a variable. */
    | { readonly kind: 'variable'; readonly name: string; readonly arguments: Arguments }
    /** `EXEC ('…' + @x)`. */
    | { readonly kind: 'text'; readonly text: Expression }
}

export type Arguments = readonly Argument[]

/** INSERT BULK: what a client says before it sends rows of its own. */
export interface InsertBulk {
  readonly kind: 'insert-bulk'
  readonly at: At
  readonly table: ObjectName
  readonly columns: readonly { readonly name: string; readonly type: DataType }[]
  /** In lower case: `check_constraints`, `keep_nulls`, `tablock`. */
  readonly options: readonly string[]
}
