// What a running batch knows: its variables, the error it handles, whose answers go where. Procedures
// and EXEC of texts run in batches of their own within the one that called them.

import type { Process } from '../../../sim/index.js'
import { begin, type Online, type UserTransaction } from '../../recovery/index.js'
import { globalVariable } from '../catalog/index.js'
import { type Compiled, constant, type Services, type Variable } from '../expression/context.js'
import { clockOf, simOf } from '../host.js'
import type { ObjectName, Query, TableReference } from '../parse/tree.js'
import type { Cancel, Message, Sink, WireType, WireValue } from '../port.js'
import { Work } from '../query/plan.js'
import { Planner, type Tables } from '../query/planner.js'
import { sessionFacts } from '../session/facts.js'
import { optionBits } from '../session/options.js'
import type { SqlSession } from '../session/session.js'
import { openTransaction, partIn, type SessionTransaction } from '../session/transaction.js'
import type { Reading, ReadMode } from '../storage/read.js'
import { demand, type Failure, fail } from '../value/failure.js'
import { BIGINT, INT, SYSNAME } from '../value/type.js'
import type { Patience } from './patience.js'
import { tablesOf } from './tables.js'

/** Procedures, EXEC and triggers within one another. */
export const NESTING_MAX = 32

export interface Caught extends Failure {
  readonly line: number
  readonly procedure: string
}

export interface BatchOptions {
  readonly sink: Sink
  readonly cancel: Cancel
  /** Empty outside of procedures. */
  readonly procedure: string
  /** In a call or a procedure: ends of statements say so. */
  readonly inProcedure: boolean
  readonly depth: number
}

export class Batch implements Services {
  readonly session: SqlSession
  readonly sink: Sink
  readonly cancel: Cancel
  readonly procedure: string
  readonly inProcedure: boolean
  readonly depth: number
  readonly variables = new Map<string, Variable>()
  /** Table variables, by name in lower case; their tables lie in tempdb. */
  readonly tableVariables = new Map<string, string>()
  /** Errors that CATCH blocks are handling, the innermost last. */
  readonly handling: Caught[] = []
  /** TRY blocks that statements stand in, those of callers included. */
  tries = 0
  now: bigint
  /** Of a statement that is not in a transaction of the session. */
  auto: SessionTransaction | undefined
  returned: number | undefined
  /** Statements so far. */
  steps = 0
  work: Work

  constructor(session: SqlSession, options: BatchOptions) {
    this.session = session
    this.sink = options.sink
    this.cancel = options.cancel
    this.procedure = options.procedure
    this.inProcedure = options.inProcedure
    this.depth = options.depth
    this.now = clockOf(session.host)
    this.work = new Work(simOf(session.host))
    if (options.depth > NESTING_MAX)
      fail(
        217,
        `Maximum stored procedure, function, trigger, or view nesting level exceeded (limit ${NESTING_MAX}).`,
      )
  }

  variable(name: string): Variable | undefined {
    return this.variables.get(name.toLowerCase())
  }

  declare(name: string, type: WireType, value: WireValue): void {
    const key = name.toLowerCase()
    if (this.variables.has(key))
      fail(
        134,
        `The variable name '${name}' has already been declared. Variable names must be unique within a query batch or stored procedure.`,
        { severity: 15, state: 2 },
      )
    this.variables.set(key, { type, value })
  }

  caught(): Caught | undefined {
    return this.handling.at(-1)
  }

  global(name: string): Compiled | undefined {
    const { session } = this
    const own = GLOBALS[name]
    if (own !== undefined)
      return { type: own.type, nullable: true, evaluate: () => own.value(session, this) }
    const known = globalVariable(name)
    if (known === undefined) return undefined
    return constant(
      known.type,
      known.call({ host: session.host, session: sessionFacts(session) }, []),
    )
  }

  subquery(
    query: Query,
    outer: Parameters<Services['subquery']>[1],
  ): ReturnType<Services['subquery']> {
    return this.planner.subquery(query, outer)
  }

  /** Of the statement that runs. */
  planner: Planner = new Planner({
    services: this,
    tables: NO_TABLES,
    work: new Work({ now: 0 as never }),
  })

  /** A new statement begins. */
  plan(): Planner {
    this.work = new Work(simOf(this.session.host))
    const tables: Tables = tablesOf(this)
    this.planner = new Planner({ services: this, tables, work: this.work })
    return this.planner
  }

  get patience(): Patience {
    return {
      sim: simOf(this.session.host),
      cancel: this.cancel,
      timeoutMs: this.session.options.lockTimeoutMs,
    }
  }

  /** The transaction that changes belong to. */
  get current(): SessionTransaction {
    if (this.session.transaction !== undefined) return this.session.transaction
    this.auto ??= openTransaction(this.session, '')
    return this.auto
  }

  /** The part of the transaction in a database. */
  *part(database: string, online: Online): Process<UserTransaction> {
    const { current } = this
    const { distributed, parts } = current
    const key = database.toLowerCase()
    const known = parts.get(key)
    if (known !== undefined && known.online === online) return known.transaction
    if (distributed !== undefined) {
      const joined = demand(yield* distributed.join(database))
      parts.set(key, joined)
      return joined.transaction
    }
    return partIn(current, database, online).transaction
  }

  known(database: string, online: Online): UserTransaction | undefined {
    const transaction = this.session.transaction ?? this.auto
    const part = transaction?.parts.get(database.toLowerCase())
    return part?.online === online ? part.transaction : undefined
  }

  reading(database: string, online: Online, mode: ReadMode): Reading {
    return {
      mode,
      patience: this.patience,
      work: this.work,
      transaction: () => this.known(database, online),
      begin: () => this.known(database, online) ?? this.#beginIn(database, online),
    }
  }

  #beginIn(database: string, online: Online): UserTransaction {
    if (this.current.distributed === undefined)
      return partIn(this.current, database, online).transaction
    const transaction = begin(online)
    this.current.parts.set(database.toLowerCase(), { online, transaction })
    return transaction
  }

  message(message: Omit<Message, 'procedure'>): void {
    this.sink.message({ ...message, procedure: this.procedure })
  }
}

const NO_TABLES: Tables = Object.freeze({
  open: ({ name }: TableReference) => fail(208, `Invalid object name '${name.name}'.`),
  openVariable: ({ name }: { name: string }) =>
    fail(1087, `Must declare the table variable "${name}".`),
  view: (_name: ObjectName) => undefined,
})

interface Global {
  readonly type: WireType
  value(session: SqlSession, batch: Batch): WireValue
}

/** Variables of the server that tell of the session. */
const GLOBALS: Readonly<Record<string, Global>> = {
  '@@rowcount': { type: INT, value: ({ rowCount }) => rowCount },
  '@@error': { type: INT, value: ({ error }) => error },
  '@@trancount': { type: INT, value: ({ transaction }) => transaction?.depth ?? 0 },
  '@@identity': {
    type: { kind: 'numeric', precision: 38, scale: 0 },
    value: ({ identity }) => identity,
  },
  '@@spid': { type: { kind: 'smallint' }, value: ({ spid }) => spid },
  '@@options': { type: INT, value: ({ options }) => optionBits(options) },
  '@@textsize': { type: INT, value: ({ options }) => options.textSize },
  '@@datefirst': { type: { kind: 'tinyint' }, value: ({ options }) => options.dateFirst },
  '@@language': { type: SYSNAME, value: ({ options }) => options.language },
  '@@lock_timeout': { type: INT, value: ({ options }) => options.lockTimeoutMs },
  '@@nestlevel': { type: INT, value: (_session, batch) => batch.depth },
  '@@procid': { type: INT, value: () => 0 },
  '@@fetch_status': { type: INT, value: () => -1 },
  '@@cursor_rows': { type: INT, value: () => 0 },
  '@@total_read': { type: INT, value: () => 0 },
  '@@total_write': { type: INT, value: () => 0 },
  '@@cpu_busy': { type: INT, value: () => 0 },
  '@@idle': { type: INT, value: () => 0 },
  '@@connections': { type: INT, value: ({ spid }) => spid },
  '@@timeticks': { type: INT, value: () => 31_250 },
  '@@rowcount_big': { type: BIGINT, value: ({ rowCount }) => BigInt(rowCount) },
}
