import type { At, DataType } from './common.js'
import type { OrderItem, Query } from './query.js'

export type Expression =
  | Literal
  | ColumnReference
  | VariableReference
  | Unary
  | Binary
  | Collate
  | Call
  | Case
  | Cast
  | Subquery

export type Literal = { readonly at: At } & (
  | { readonly kind: 'null' }
  /** As an argument or a value to insert. */
  | { readonly kind: 'default' }
  /** Digits only; more than an int holds is a decimal of scale 0 in SQL Server. */
  | { readonly kind: 'integer'; readonly value: bigint }
  /** `12.50` is 1250 with a scale of 2. */
  | { readonly kind: 'decimal'; readonly value: bigint; readonly scale: number }
  | { readonly kind: 'float'; readonly value: number }
  /** In ten-thousandths. */
  | { readonly kind: 'money'; readonly value: bigint }
  | { readonly kind: 'string'; readonly value: string; readonly national: boolean }
  | { readonly kind: 'binary'; readonly value: Uint8Array }
)

export interface ColumnReference {
  readonly kind: 'column'
  readonly at: At
  /** `schema`, `table`, as far as written. */
  readonly qualifier: readonly string[]
  readonly name: string
}

/** `@x` or `@@x`, with the signs, as written. */
export interface VariableReference {
  readonly kind: 'variable'
  readonly at: At
  readonly name: string
}

export interface Unary {
  readonly kind: 'unary'
  readonly at: At
  readonly operator: '+' | '-' | '~'
  readonly operand: Expression
}

export interface Binary {
  readonly kind: 'binary'
  readonly at: At
  readonly operator: '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^'
  readonly left: Expression
  readonly right: Expression
}

/** `x COLLATE Latin1_General_BIN2`. */
export interface Collate {
  readonly kind: 'collate'
  readonly at: At
  readonly operand: Expression
  readonly collation: string
}

/** A function: built in, aggregate or with a window. */
export interface Call {
  readonly kind: 'call'
  readonly at: At
  /** `dbo` and the like; built-in functions have none. */
  readonly schema: string | undefined
  readonly name: string
  readonly arguments: readonly Expression[]
  /** `COUNT(*)`. */
  readonly star: boolean
  /** `COUNT(DISTINCT x)`. */
  readonly distinct: boolean
  readonly over: Window | undefined
  /** `STRING_AGG(x, ',') WITHIN GROUP (ORDER BY y)`. */
  readonly withinGroup: readonly OrderItem[]
  /** The first argument of DATEADD and the like: `day`. */
  readonly datePart: string | undefined
}

export interface Window {
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly OrderItem[]
}

export interface Case {
  readonly kind: 'case'
  readonly at: At
  readonly branches: readonly CaseBranch[]
  readonly otherwise: Expression | undefined
}

/** `CASE x WHEN 1 THEN …` is given as the conditions `x = 1`. IIF is a case, too. */
export interface CaseBranch {
  readonly when: Condition
  readonly value: Expression
}

/** CAST, CONVERT, TRY_CAST, TRY_CONVERT. */
export interface Cast {
  readonly kind: 'cast'
  readonly at: At
  /** NULL for what cannot be converted. */
  readonly tolerant: boolean
  readonly operand: Expression
  readonly type: DataType
  readonly style: Expression | undefined
}

export interface Subquery {
  readonly kind: 'subquery'
  readonly at: At
  readonly query: Query
}

/** What is true, false or unknown, and no value. */
export type Condition =
  | And
  | Not
  | Comparison
  | QuantifiedComparison
  | IsNull
  | Between
  | In
  | InQuery
  | Like
  | Exists
  | FullText

export interface And {
  readonly kind: 'and' | 'or'
  readonly at: At
  readonly left: Condition
  readonly right: Condition
}

export interface Not {
  readonly kind: 'not'
  readonly at: At
  readonly operand: Condition
}

/** `!=`, `!<` and `!>` are given as `<>`, `>=` and `<=`. */
export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>='

export interface Comparison {
  readonly kind: 'comparison'
  readonly at: At
  readonly operator: ComparisonOperator
  readonly left: Expression
  readonly right: Expression
}

/** `x = ANY (SELECT …)`; SOME is ANY. */
export interface QuantifiedComparison {
  readonly kind: 'quantified'
  readonly at: At
  readonly operator: ComparisonOperator
  readonly quantifier: 'any' | 'all'
  readonly left: Expression
  readonly query: Query
}

export interface IsNull {
  readonly kind: 'is-null'
  readonly at: At
  readonly negated: boolean
  readonly operand: Expression
}

export interface Between {
  readonly kind: 'between'
  readonly at: At
  readonly negated: boolean
  readonly operand: Expression
  readonly low: Expression
  readonly high: Expression
}

export interface In {
  readonly kind: 'in'
  readonly at: At
  readonly negated: boolean
  readonly operand: Expression
  readonly values: readonly Expression[]
}

export interface InQuery {
  readonly kind: 'in-query'
  readonly at: At
  readonly negated: boolean
  readonly operand: Expression
  readonly query: Query
}

export interface Like {
  readonly kind: 'like'
  readonly at: At
  readonly negated: boolean
  readonly operand: Expression
  readonly pattern: Expression
  readonly escape: Expression | undefined
}

export interface Exists {
  readonly kind: 'exists'
  readonly at: At
  readonly query: Query
}

/** `CONTAINS(column, 'words')` and `FREETEXT(…)`; no columns: all of them. */
export interface FullText {
  readonly kind: 'full-text'
  readonly at: At
  readonly name: 'contains' | 'freetext'
  readonly columns: readonly ColumnReference[]
  readonly words: Expression
}

/** Of a procedure: a value, a variable to put one into, or the default. */
export interface Argument {
  readonly at: At
  /** `@name` for `@name = value`. */
  readonly name: string | undefined
  readonly value: Expression
  readonly output: boolean
}
