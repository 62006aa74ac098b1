import type { At, DataType, Name, ObjectName } from './common.js'
import type { Condition, Expression } from './expression.js'
import type { Query } from './query.js'
import type { Statement } from './statement.js'

/** The columns and constraints between the parentheses of CREATE TABLE. */
export interface TableShape {
  readonly columns: readonly ColumnDefinition[]
  readonly constraints: readonly Constraint[]
  readonly indexes: readonly IndexDefinition[]
}

export interface ColumnDefinition {
  readonly at: At
  readonly name: string
  /** Undefined for a computed column. */
  readonly type: DataType | undefined
  readonly computed: { readonly value: Expression; readonly persisted: boolean } | undefined
  /** Undefined: not said, so ANSI_NULL_DFLT_ON decides. */
  readonly nullable: boolean | undefined
  readonly identity: { readonly seed: bigint; readonly increment: bigint } | undefined
  readonly rowGuid: boolean
  readonly collation: string | undefined
  /** Those written at the column; primary key, unique and foreign ones name it as their column. */
  readonly constraints: readonly Constraint[]
}

export type Constraint = { readonly at: At; readonly name: string | undefined } & (
  | {
      readonly kind: 'primary-key' | 'unique'
      readonly clustered: boolean | undefined
      readonly columns: readonly KeyColumn[]
    }
  | {
      readonly kind: 'check'
      readonly condition: Condition /** As written. */
      readonly text: string
    }
  | {
      readonly kind: 'default'
      readonly value: Expression
      /** As written. */
      readonly text: string
      /** Of ALTER TABLE … ADD … DEFAULT 1 FOR c. */
      readonly column: string | undefined
    }
  | {
      readonly kind: 'foreign-key'
      readonly columns: readonly string[]
      readonly table: ObjectName
      readonly references: readonly string[]
      readonly onDelete: ReferenceAction
      readonly onUpdate: ReferenceAction
    }
)

export type ReferenceAction = 'no action' | 'cascade' | 'set null' | 'set default'

export interface KeyColumn {
  readonly at: At
  readonly name: string
  readonly descending: boolean
}

export interface IndexDefinition {
  readonly at: At
  readonly name: string
  readonly unique: boolean
  readonly clustered: boolean
  readonly columns: readonly KeyColumn[]
  readonly include: readonly string[]
  readonly where: Condition | undefined
}

export type DefinitionStatement = { readonly at: At } & (
  | {
      readonly kind: 'create-table'
      readonly name: ObjectName
      readonly shape: TableShape
      /** ON filegroup. */
      readonly filegroup: string | undefined
    }
  | { readonly kind: 'alter-table'; readonly name: ObjectName; readonly change: TableChange }
  | DropStatement
  | { readonly kind: 'truncate-table'; readonly name: ObjectName }
  | {
      readonly kind: 'create-index'
      readonly table: ObjectName
      readonly index: IndexDefinition
      readonly filegroup: string | undefined
    }
  | {
      readonly kind: 'alter-index'
      readonly table: ObjectName
      /** Undefined for ALL. */
      readonly index: string | undefined
      readonly change: 'rebuild' | 'reorganize' | 'disable'
    }
  | { readonly kind: 'create-schema'; readonly name: string; readonly owner: string | undefined }
  | { readonly kind: 'create-type'; readonly name: ObjectName; readonly base: DataType }
  | ModuleDefinition
  | FullTextDefinition
)

export type DropStatement = { readonly at: At; readonly ifExists: boolean } & (
  | {
      readonly kind: 'drop-objects'
      readonly what: 'table' | 'procedure' | 'view' | 'function' | 'type' | 'schema' | 'trigger'
      readonly names: readonly ObjectName[]
    }
  | {
      readonly kind: 'drop-index'
      readonly indexes: readonly { readonly name: string; readonly table: ObjectName }[]
    }
)

export type TableChange =
  | { readonly kind: 'add'; readonly shape: TableShape }
  | { readonly kind: 'alter-column'; readonly column: ColumnDefinition }
  | {
      readonly kind: 'drop'
      readonly ifExists: boolean
      readonly columns: readonly Name[]
      readonly constraints: readonly Name[]
    }
  /** NOCHECK CONSTRAINT ALL and the like; no names: all of them. */
  | { readonly kind: 'check'; readonly on: boolean; readonly constraints: readonly Name[] }
  | { readonly kind: 'rebuild' }

/** CREATE or ALTER of a procedure or a view; the text is that of the whole statement. */
export type ModuleDefinition = {
  readonly at: At
  readonly mode: 'create' | 'alter' | 'create-or-alter'
  readonly name: ObjectName
  readonly text: string
} & (
  | {
      readonly kind: 'define-procedure'
      readonly parameters: readonly Parameter[]
      readonly body: readonly Statement[]
    }
  | {
      readonly kind: 'define-view'
      readonly columns: readonly string[]
      readonly query: Query
    }
)

export interface Parameter {
  readonly at: At
  /** With its sign. */
  readonly name: string
  readonly type: DataType
  readonly value: Expression | undefined
  readonly output: boolean
}

export type FullTextDefinition = { readonly at: At } & (
  | {
      readonly kind: 'create-full-text-catalog'
      readonly name: string
      readonly path: string | undefined
      readonly isDefault: boolean
    }
  | {
      readonly kind: 'create-full-text-index'
      readonly table: ObjectName
      readonly columns: readonly string[]
      readonly keyIndex: string
      readonly catalog: string | undefined
    }
  | { readonly kind: 'drop-full-text-catalog'; readonly name: string }
  | { readonly kind: 'drop-full-text-index'; readonly table: ObjectName }
)
