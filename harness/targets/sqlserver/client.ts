// One connection to a server, used by one party at a time. Every statement is a plain batch, so that
// what the connection has open (a transaction, a setting) stays as the batch left it.

import { isIP } from 'node:net'
import mssql from 'mssql'
import type { SqlServerAddress as Address } from '../../model/sql-server-options.js'
import { Undecided } from '../../model/undecided.js'
import { CONNECT_MS_MAX, STATEMENT_MS_MAX } from './limits.js'
import { type Credentials, plainError } from './secret.js'
import { CONNECTION_REFUSED, failureOf, type SqlFailure } from './sql-failure.js'
import { quotedName } from './sql-text.js'

export type { SqlServerAddress as Address } from '../../model/sql-server-options.js'

/** Whose certificate must be shown, and whether any will do. */
export interface Certificate {
  readonly trust: boolean
  readonly named: string
}

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>

export type Answer =
  | {
      readonly ok: true
      readonly sets: readonly (readonly Row[])[]
      readonly notes: readonly Note[]
    }
  | { readonly ok: false; readonly failure: SqlFailure }

/** What a server says beside its rows. */
export interface Note {
  readonly number: number
  readonly text: string
}

export class Client {
  readonly #address: Address
  readonly #credentials: Credentials
  readonly #certificate: Certificate
  #pool: mssql.ConnectionPool | undefined

  constructor(address: Address, credentials: Credentials, certificate: Certificate) {
    this.#address = address
    this.#credentials = credentials
    this.#certificate = certificate
  }

  async run(text: string): Promise<Answer> {
    const pool = await this.#connected()
    if (!(pool instanceof mssql.ConnectionPool)) return { ok: false, failure: pool }
    const notes: Note[] = []
    const request = new mssql.Request(pool)
    request.on('info', ({ number, message }: { number: number; message: string }) =>
      notes.push({ number, text: message }),
    )
    try {
      const { recordsets } = await request.batch(text)
      return { ok: true, sets: recordsets as unknown as Row[][], notes }
    } catch (thrown) {
      return { ok: false, failure: await this.#failed(thrown) }
    }
  }

  /** The same inside a database; the connection stands outside of it again before anybody goes on. */
  async runIn(database: string, text: string): Promise<Answer> {
    const answer = await this.run(`USE ${quotedName(database)};\n${text}`)
    if (this.#pool !== undefined) await this.run('USE [master]')
    return answer
  }

  /** Ends the connection; what it had open is rolled back by the server. */
  async close(): Promise<void> {
    const pool = this.#pool
    this.#pool = undefined
    await pool?.close().catch(() => undefined)
  }

  async #failed(thrown: unknown): Promise<SqlFailure> {
    const failure = failureOf(thrown, (text) => this.#credentials.hide(text))
    if (failure.kind === 'timeout') {
      await this.close()
      throw new Undecided(`no answer within ${STATEMENT_MS_MAX} ms`)
    }
    if (failure.kind === 'connection') await this.close()
    return failure
  }

  async #connected(): Promise<mssql.ConnectionPool | SqlFailure> {
    if (this.#pool !== undefined) return this.#pool
    const { user, password } = this.#credentials.forLogin()
    const { host, port } = this.#address
    const pool = new mssql.ConnectionPool({
      server: host,
      port,
      user,
      password,
      database: 'master',
      connectionTimeout: CONNECT_MS_MAX,
      requestTimeout: STATEMENT_MS_MAX,
      validateConnection: 'socket',
      // One connection that stays: a transaction is open in it, or a setting made.
      pool: { min: 0, max: 1, idleTimeoutMillis: 3_600_000 },
      options: {
        encrypt: true,
        trustServerCertificate: this.#certificate.trust,
        appName: 'frostproof',
        // The relay stands in between, and has no certificate of its own.
        serverName: isIP(this.#certificate.named) === 0 ? this.#certificate.named : 'localhost',
      },
    })
    pool.on('error', () => undefined)
    try {
      this.#pool = await pool.connect()
      return this.#pool
    } catch (thrown) {
      await pool.close().catch(() => undefined)
      const failure = failureOf(thrown, (text) => this.#credentials.hide(text))
      // Nothing was sent, so nothing has happened.
      return { ...failure, kind: 'unreachable', number: CONNECTION_REFUSED }
    }
  }
}

/** The rows of the last set; a failure that nobody expects ends the scenario. */
export function rowsOf(answer: Answer, credentials?: Credentials): readonly Row[] {
  if (answer.ok) return answer.sets.at(-1) ?? []
  const { number, message } = answer.failure
  const error = new Error(`the server answered with error ${number}: ${message}`)
  throw credentials === undefined ? error : plainError(credentials, error)
}

/** The certificate of a server on this machine is one that nobody signed. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
