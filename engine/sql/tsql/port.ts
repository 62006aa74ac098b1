// The door between T-SQL and whoever carries it: the TDS endpoint, tests, programs that embed the
// engine. Requests come as text or as calls; answers go into a sink, in order and at once.

import type { Signal } from '../../sim/index.js'

/** What a result column or a parameter is. */
export type WireType =
  | { readonly kind: PlainKind }
  | { readonly kind: 'decimal' | 'numeric'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'time' | 'datetime2' | 'datetimeoffset'; readonly scale: number }
  | {
      readonly kind: 'char' | 'varchar' | 'nchar' | 'nvarchar' | 'binary' | 'varbinary'
      /** In characters or bytes. */
      readonly length: number | 'max'
    }
  | { readonly kind: 'text' | 'ntext' | 'image' }

type PlainKind =
  | 'bit'
  | 'tinyint'
  | 'smallint'
  | 'int'
  | 'bigint'
  | 'real'
  | 'float'
  | 'money'
  | 'smallmoney'
  | 'date'
  | 'smalldatetime'
  | 'datetime'
  | 'uniqueidentifier'
  | 'sql_variant'
  | 'xml'

/**
 * bit, tinyint, smallint, int, real, float: number. bigint: bigint. decimal, numeric, money and
 * smallmoney: bigint in units of the last digit (money: of 1/10,000). Character types and xml:
 * string. Binary types: bytes. uniqueidentifier: 36 characters in upper case. Dates and times: a
 * bigint count of 100 ns since the first of January of the year 1 (time: since midnight).
 */
export type WireValue = null | number | bigint | string | Uint8Array | DateTimeOffset | VariantValue

export interface DateTimeOffset {
  /** In units of 100 ns since the first of January of the year 1, UTC. */
  readonly utc: bigint
  readonly offsetMinutes: number
}

/** A value of sql_variant carries its own type. */
export interface VariantValue {
  readonly type: WireType
  readonly value: Exclude<WireValue, VariantValue>
}

export interface ResultColumn {
  /** Empty for a column without a name. */
  readonly name: string
  readonly type: WireType
  readonly nullable: boolean
  readonly identity?: boolean
  readonly computed?: boolean
}

export interface Message {
  readonly number: number
  readonly state: number
  /** Up to 10 it is information, above it is an error. */
  readonly severity: number
  readonly text: string
  /** Empty outside of procedures. */
  readonly procedure: string
  readonly line: number
}

export type EnvChange =
  | { readonly kind: 'database'; readonly to: string; readonly from: string }
  | { readonly kind: 'language'; readonly to: string; readonly from: string }
  | { readonly kind: 'begin' | 'commit' | 'rollback'; readonly transaction: bigint }
  | { readonly kind: 'enlist' | 'defect'; readonly transaction: bigint }
  | { readonly kind: 'reset' }

/** The end of one statement. */
export interface StatementEnd {
  /** How many rows it gave or changed; absent when there is none to tell, or NOCOUNT is on. */
  readonly count?: number
  /** See `COMMAND`. */
  readonly command: number
  readonly failed: boolean
  /** True inside a procedure or a call: DONEINPROC. */
  readonly inProcedure: boolean
}

export interface ReturnedParameter {
  /** The place in the call, counted from 0, all parameters included. */
  readonly ordinal: number
  readonly name: string
  readonly type: WireType
  readonly value: WireValue
}

/** Where a session's answers go. Called in order, synchronously. */
export interface Sink {
  columns(columns: readonly ResultColumn[]): void
  row(values: readonly WireValue[]): void
  done(end: StatementEnd): void
  message(message: Message): void
  env(change: EnvChange): void
  returnStatus(value: number): void
  returnValue(parameter: ReturnedParameter): void
  /** True when the reader is behind; the executor waits for `drained` at the next row. */
  readonly full: boolean
  readonly drained: Signal
}

/** Attention: whoever sets `cancelled` fires `signal`; waits end, statements stop at the next row. */
export interface Cancel {
  cancelled: boolean
  readonly signal: Signal
}

export interface Login {
  readonly user: string
  readonly application: string
  readonly hostName: string
  /** The login's default database when it says none. */
  readonly database?: string
  readonly language?: string
  /** The number by which the server knows the connection. */
  readonly spid: number
}

export interface RpcParameter {
  /** With its sign; empty for one that goes by its place. */
  readonly name: string
  readonly type: WireType
  readonly value: WireValue
  readonly output: boolean
  /** The caller leaves the value to the procedure. */
  readonly isDefault: boolean
}

export interface ProcedureCall {
  /** A name, or the number of a well-known one (`PROCEDURE_NUMBERS`). */
  readonly name: string | number
  readonly parameters: readonly RpcParameter[]
  /** No metadata: the caller knows the columns from before. */
  readonly withoutColumns: boolean
  readonly recompile: boolean
}

export type IsolationLevel =
  | 'read uncommitted'
  | 'read committed'
  | 'repeatable read'
  | 'serializable'
  | 'snapshot'

/** What a client asks of the transaction manager. */
export type TransactionRequest =
  | {
      readonly kind: 'begin'
      readonly name: string
      readonly isolation: IsolationLevel | undefined
    }
  | {
      readonly kind: 'commit' | 'rollback'
      readonly name: string
      /** A new transaction begins at once. */
      readonly thenBegin:
        | { readonly name: string; readonly isolation: IsolationLevel | undefined }
        | undefined
    }
  | { readonly kind: 'save'; readonly name: string }
  /** The address of the coordinator; the answer is one row with one binary column. */
  | { readonly kind: 'dtc-address' }
  | { readonly kind: 'propagate'; readonly cookie: Uint8Array }

/** Rows that follow an INSERT BULK; values are in the types that the client gave them. */
export interface BulkRows {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly (readonly WireValue[])[]
}

/** The command in a DONE, after MS-TDS and what SQL Server sends. */
export const COMMAND = {
  select: 0xc1,
  insert: 0xc3,
  delete: 0xc4,
  update: 0xc5,
  merge: 0x117,
  bulk: 0xf0,
  begin: 0xd4,
  commit: 0xd5,
  rollback: 0xd2,
  save: 0xd6,
  execute: 0xe0,
  none: 0xfd,
} as const

export const PROCEDURE_NUMBERS: Readonly<Record<number, string>> = Object.freeze({
  1: 'sp_cursor',
  2: 'sp_cursoropen',
  3: 'sp_cursorprepare',
  4: 'sp_cursorexecute',
  5: 'sp_cursorprepexec',
  6: 'sp_cursorunprepare',
  7: 'sp_cursorfetch',
  8: 'sp_cursoroption',
  9: 'sp_cursorclose',
  10: 'sp_executesql',
  11: 'sp_prepare',
  12: 'sp_execute',
  13: 'sp_prepexec',
  14: 'sp_prepexecrpc',
  15: 'sp_unprepare',
})
