import type { At, DataType, ObjectName } from './common.js'
import type { Condition, Expression } from './expression.js'
import type { AssignmentOperator } from './query.js'
import type { Statement } from './statement.js'
import type { TableShape } from './table.js'

export type ControlStatement =
  | Declare
  | SetVariable
  | If
  | While
  | Jump
  | Label
  | Block
  | TryCatch
  | Throw
  | RaiseError
  | Print
  | WaitFor
  | Return
  | TransactionStatement

export interface Declare {
  readonly kind: 'declare'
  readonly at: At
  readonly variables: readonly Declaration[]
}

export type Declaration = { readonly at: At /** With its sign. */; readonly name: string } & (
  | { readonly kind: 'scalar'; readonly type: DataType; readonly value: Expression | undefined }
  | { readonly kind: 'table'; readonly shape: TableShape }
)

/** `SET @x += 1`. */
export interface SetVariable {
  readonly kind: 'set-variable'
  readonly at: At
  readonly variable: string
  readonly operator: AssignmentOperator
  readonly value: Expression
}

export interface If {
  readonly kind: 'if'
  readonly at: At
  readonly condition: Condition
  readonly body: Statement
  readonly otherwise: Statement | undefined
}

export interface While {
  readonly kind: 'while'
  readonly at: At
  readonly condition: Condition
  readonly body: Statement
}

export type Jump = { readonly at: At } & (
  | { readonly kind: 'break' | 'continue' }
  | { readonly kind: 'goto'; readonly label: string }
)

export interface Label {
  readonly kind: 'label'
  readonly at: At
  readonly name: string
}

export interface Block {
  readonly kind: 'block'
  readonly at: At
  readonly body: readonly Statement[]
}

export interface TryCatch {
  readonly kind: 'try'
  readonly at: At
  readonly body: readonly Statement[]
  readonly handler: readonly Statement[]
}

/** Without arguments it throws again what was caught. */
export interface Throw {
  readonly kind: 'throw'
  readonly at: At
  readonly what:
    | { readonly number: Expression; readonly message: Expression; readonly state: Expression }
    | undefined
}

export interface RaiseError {
  readonly kind: 'raiserror'
  readonly at: At
  /** A number of sys.messages, or a text. */
  readonly message: Expression
  readonly severity: Expression
  readonly state: Expression
  readonly arguments: readonly Expression[]
  readonly options: readonly ('log' | 'nowait' | 'seterror')[]
}

export interface Print {
  readonly kind: 'print'
  readonly at: At
  readonly value: Expression
}

export interface WaitFor {
  readonly kind: 'waitfor'
  readonly at: At
  readonly until: 'delay' | 'time'
  /** A string or a variable. */
  readonly value: Expression
}

export interface Return {
  readonly kind: 'return'
  readonly at: At
  readonly value: Expression | undefined
}

/** COMMIT WORK and ROLLBACK WORK take no name. */
export type TransactionStatement = { readonly at: At } & (
  | {
      readonly kind: 'begin-transaction'
      readonly distributed: boolean
      readonly name: TransactionName | undefined
      /** WITH MARK; its text. */
      readonly mark: string | undefined
    }
  | { readonly kind: 'commit'; readonly name: TransactionName | undefined }
  | { readonly kind: 'rollback'; readonly name: TransactionName | undefined }
  | { readonly kind: 'save-transaction'; readonly name: TransactionName }
)

export interface TransactionName {
  /** A variable, with its sign. */
  readonly isVariable: boolean
  readonly name: string
}

export type SetStatement = {
  readonly at: At
} /** One ON or OFF for one or more options, in lower case: `xact_abort`, `statistics io`. */ & (
  | { readonly kind: 'set-options'; readonly options: readonly string[]; readonly on: boolean }
  /** `SET LANGUAGE us_english`, `SET TEXTSIZE 4096`, `SET LOCK_TIMEOUT -1`. */
  | { readonly kind: 'set-value'; readonly option: string; readonly value: Expression }
  | {
      readonly kind: 'set-isolation'
      readonly level:
        | 'read uncommitted'
        | 'read committed'
        | 'repeatable read'
        | 'snapshot'
        | 'serializable'
    }
  /** `SET IDENTITY_INSERT t ON`. */
  | { readonly kind: 'set-identity-insert'; readonly table: ObjectName; readonly on: boolean }
)
