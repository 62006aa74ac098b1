// The answer to one request: where a session's results become tokens. A DONE is held back until it is
// known whether more follows, and says "error" when an error was told before it.

import { assert } from '../../base/assert.js'
import type { Signal } from '../../sim/index.js'
import {
  type Cancel,
  COMMAND,
  type EnvChange,
  type Message,
  type ResultColumn,
  type ReturnedParameter,
  type Sink,
  type StatementEnd,
  type WireValue,
} from '../tsql/port.js'
import type { Dialect } from './dialect.js'
import { COLUMNS_MAX } from './limits.js'
import type { Outgoing } from './outgoing.js'
import {
  DONE,
  type DoneFields,
  ENVIRONMENT_BYTES,
  ENVIRONMENT_TEXT,
  ERROR_SEVERITY_MIN,
  TOKEN,
  writeBytesChange,
  writeColumns,
  writeDone,
  writeMessage,
  writeNullBitmapRow,
  writeReturnStatus,
  writeReturnValue,
  writeRow,
  writeTextChange,
} from './tokens.js'
import type { Layout } from './types/layout.js'

const FATAL_SEVERITY_MIN = 20

export interface ResponseOptions {
  readonly dialect: Dialect
  readonly server: string
  /** Whether anybody still wants the answer. */
  readonly cancel?: Cancel
}

export class Response implements Sink {
  readonly #out: Outgoing
  readonly #options: ResponseOptions
  #layouts: Layout[] = []
  #pending: DoneFields | undefined
  /** An error was told, and no DONE has owned up to it yet. */
  #hasError = false
  /** In a call every statement ends inside a procedure. */
  #isCall = false
  /** A procedure that a batch executed has returned; its end is still to come. */
  #hasReturned = false
  /** The call has told its return status, which every call does before its output. */
  #hasStatus = false
  #isFatal = false

  constructor(out: Outgoing, options: ResponseOptions) {
    this.#out = out
    this.#options = options
  }

  get full(): boolean {
    return this.#out.full && !this.#isUnwanted()
  }

  /** After an error of that severity the session ends. */
  get isFatal(): boolean {
    return this.#isFatal
  }

  get drained(): Signal {
    return this.#out.drained
  }

  columns(columns: readonly ResultColumn[]): void {
    assert(columns.length <= COLUMNS_MAX, 'a result has too many columns')
    this.#writePending(DONE.more)
    this.#layouts = writeColumns(this.#out.writer, this.#options.dialect, columns)
    this.#out.settle()
  }

  row(values: readonly WireValue[]): void {
    if (this.#isUnwanted()) return
    assert(values.length === this.#layouts.length, 'a row is not as wide as its result')
    const write = this.#deservesBitmap(values) ? writeNullBitmapRow : writeRow
    write(this.#out.writer, this.#layouts, values)
    this.#out.settle()
  }

  done({ count, command, inProcedure }: StatementEnd): void {
    this.#writePending(DONE.more)
    const isInside = this.#isCall || inProcedure
    const outside = this.#hasReturned ? TOKEN.doneProcedure : TOKEN.done
    if (!isInside) this.#hasReturned = false
    this.#pending = {
      token: isInside ? TOKEN.doneInProcedure : outside,
      status: (count === undefined ? 0 : DONE.count) | this.#takeError(),
      command,
      count: count ?? 0,
    }
  }

  message(message: Message): void {
    this.#writePending(DONE.more)
    const { dialect, server } = this.#options
    writeMessage(this.#out.writer, dialect, { message, server })
    if (message.severity >= ERROR_SEVERITY_MIN) this.#hasError = true
    if (message.severity >= FATAL_SEVERITY_MIN) this.#isFatal = true
    this.#out.settle()
  }

  env(change: EnvChange): void {
    this.#writePending(DONE.more)
    writeChange(this.#out, change)
    this.#out.settle()
  }

  returnStatus(value: number): void {
    this.#writePending(DONE.more)
    this.#hasReturned = !this.#isCall
    this.#hasStatus = true
    writeReturnStatus(this.#out.writer, value)
    this.#out.settle()
  }

  returnValue(parameter: ReturnedParameter): void {
    if (!this.#hasStatus) this.returnStatus(0)
    this.#writePending(DONE.more)
    writeReturnValue(this.#out.writer, this.#options.dialect, parameter)
    this.#out.settle()
  }

  beginCall(): void {
    this.#isCall = true
    this.#hasStatus = false
  }

  /** Ends one call of a request; `more` when another call follows. */
  endCall(more: boolean): void {
    if (!this.#hasStatus && !this.#hasError) this.returnStatus(0)
    this.#writePending(DONE.more)
    this.#isCall = false
    const status = this.#takeError() | (more ? DONE.more : 0)
    this.#write({ token: TOKEN.doneProcedure, status, command: COMMAND.execute, count: 0 })
    if (!more) this.#out.endMessage()
  }

  /** Ends the answer to anything but calls. */
  end(): void {
    if (this.#pending === undefined || this.#hasError)
      this.done({ command: COMMAND.none, failed: this.#hasError, inProcedure: false })
    this.#writePending(0)
    this.#out.endMessage()
  }

  /** Ends an answer that the client does not want any more. */
  endCancelled(): void {
    this.#writePending(DONE.more)
    this.#write({ token: TOKEN.done, status: DONE.error, command: COMMAND.none, count: 0 })
    this.#out.endMessage()
  }

  #isUnwanted(): boolean {
    return this.#options.cancel?.cancelled === true
  }

  #takeError(): number {
    const flag = this.#hasError ? DONE.error : 0
    this.#hasError = false
    return flag
  }

  #writePending(more: number): void {
    const pending = this.#pending
    if (pending === undefined) return
    this.#pending = undefined
    this.#write({ ...pending, status: pending.status | more })
  }

  #write(fields: DoneFields): void {
    writeDone(this.#out.writer, this.#options.dialect, fields)
    this.#out.settle()
  }

  /** Where it saves bytes: a NULL takes at least one. */
  #deservesBitmap(values: readonly WireValue[]): boolean {
    if (!this.#options.dialect.hasNullBitmap) return false
    let nulls = 0
    for (const value of values) if (value === null) nulls++
    return nulls > (values.length + 7) >>> 3
  }
}

function writeChange({ writer }: Outgoing, change: EnvChange) {
  switch (change.kind) {
    case 'database':
    case 'language':
      return writeTextChange(writer, ENVIRONMENT_TEXT[change.kind], change)
    case 'begin':
    case 'defect':
      return writeBytesChange(writer, ENVIRONMENT_BYTES[change.kind], {
        to: descriptor(change.transaction),
      })
    case 'commit':
    case 'rollback':
    case 'enlist':
      return writeBytesChange(writer, ENVIRONMENT_BYTES[change.kind], {
        from: descriptor(change.transaction),
      })
    case 'reset':
      return writeBytesChange(writer, ENVIRONMENT_BYTES.reset, {})
  }
}

function descriptor(transaction: bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, transaction), true)
  return bytes
}
