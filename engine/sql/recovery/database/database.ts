// A database of an instance. Its state is what sys.databases shows; everything that lives in memory
// hangs on the `online` variant, so that a crash or a shutdown loses exactly that.

import type { Ticks } from '../../../base/brand.js'
import { type Outcome, ok } from '../../../base/outcome.js'
import { Signal, type Sim } from '../../../sim/index.js'
import type { Volume } from '../../../volume/index.js'
import type { Storage } from '../../allocation/index.js'
import { type DatabaseFile, isOpen, refuseSql, type SqlError } from '../../page/index.js'
import type { Boot } from '../boot.js'
import type { Place } from '../restart.js'
import type { Lock } from './locks.js'
import type { Table } from './table.js'
import type { UserTransaction } from './transaction.js'

/** What a database is in memory while it is online. */
export interface Online {
  readonly kind: 'online'
  readonly storage: Storage
  boot: Boot
  /** By name in lower case. */
  readonly tables: Map<string, Table>
  readonly locks: Map<string, Lock>
  readonly transactions: Set<UserTransaction>
  freeze: { readonly kind: 'none' } | { readonly kind: 'frozen'; readonly since: Ticks }
  readonly thawed: Signal
}

/** sys.databases, state_desc (facts 9.3). */
export type DatabaseState =
  | Online
  | { readonly kind: 'recovering'; readonly files: DatabaseFile[] }
  | { readonly kind: 'offline' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'recovery-pending'; readonly error: SqlError }
  | { readonly kind: 'suspect'; readonly error: SqlError }

export interface Database {
  readonly sim: Sim
  readonly name: string
  /** Every volume a file of it may be on, by name. */
  readonly volumes: ReadonlyMap<string, Volume>
  /** A physical rename changes it; open files stay where they are. */
  primary: Place
  state: DatabaseState
}

export function onlineWith(opened: { readonly storage: Storage; readonly boot: Boot }): Online {
  return {
    kind: 'online',
    ...opened,
    tables: new Map(),
    locks: new Map(),
    transactions: new Set(),
    freeze: { kind: 'none' },
    thawed: new Signal(),
  }
}

/** The database, if it can be used; else why not. */
export function requireOnline(database: Database): Outcome<Online, SqlError> {
  const { state, name } = database
  switch (state.kind) {
    case 'online':
      // It shut itself down when its log could not be written.
      return isAlive(state) ? ok(state) : refuseSql('LOG_UNAVAILABLE', name)
    case 'offline':
    case 'closed':
    case 'recovering':
      return refuseSql('DB_OFFLINE', name)
    case 'recovery-pending':
      return refuseSql('DB_IS_SHUTDOWN', `${name}: ${state.error.detail}`)
    case 'suspect':
      return refuseSql('DB_SUSPECT', `${name}: ${state.error.detail}`)
  }
}

/** False once the files are closed: by a crash, a shutdown, or going offline. */
export function isAlive(online: Online): boolean {
  for (const file of online.storage.files.values()) return isOpen(file)
  return false
}
