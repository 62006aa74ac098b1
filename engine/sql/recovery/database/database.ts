// A database of an instance. Its state is what sys.databases shows; everything that lives in memory
// hangs on the `online` variant, so that a crash or a shutdown loses exactly that.

import type { Guid, Ticks } from '../../../base/brand.js'
import { type Outcome, ok } from '../../../base/outcome.js'
import { Signal, type Sim } from '../../../sim/index.js'
import type { Volume } from '../../../volume/index.js'
import type { Storage } from '../../allocation/index.js'
import type { LogHold } from '../../log/index.js'
import {
  type DatabaseFile,
  isOpen,
  refuseSql,
  type SparseFile,
  type SqlError,
} from '../../page/index.js'
import type { Boot } from '../boot.js'
import type { Link, Replica } from '../replica/link.js'
import type { Place } from '../restart.js'
import type { Branch } from './branch.js'
import type { Lock } from './locks.js'
import type { Table } from './table.js'
import type { UserTransaction } from './transaction.js'

/** SUSPEND_FOR_SNAPSHOT_BACKUP (facts 9.1). */
export interface Suspension {
  readonly scope: 'database' | 'group' | 'server'
  readonly session: number
  readonly since: Ticks
  /** False for a copy-only suspension. */
  readonly isMapCleared: boolean
}

/** What a database is in memory while it is online. */
export interface Online {
  readonly kind: 'online'
  readonly storage: Storage
  boot: Boot
  /** By name in lower case. */
  readonly tables: Map<string, Table>
  readonly locks: Map<string, Lock>
  readonly transactions: Set<UserTransaction>
  /** Parts of distributed transactions; those that are prepared are none of a user's any more. */
  readonly branches: Map<Guid, Branch>
  freeze: { readonly kind: 'none' } | { readonly kind: 'frozen'; readonly since: Ticks }
  readonly thawed: Signal
  /** A backup that is under way: files are not added, removed or cut until it ends. */
  backup: { shrinkDisabled: boolean; readonly suspension?: Suspension } | undefined
  /** A backup of the log is under way; there is one at a time. */
  logBackup: boolean
  /** Of a primary: where its log is sent, and what of it is kept for that. */
  sending: { readonly link: Link; hold: LogHold } | undefined
}

/** sys.databases, state_desc (facts 9.3). */
export type DatabaseState =
  | Online
  | { readonly kind: 'recovering'; readonly files: DatabaseFile[] }
  // Files that the restore has open at the moment.
  | { readonly kind: 'restoring'; readonly files: DatabaseFile[] }
  // What can be read of a database that cannot be recovered.
  | { readonly kind: 'emergency'; readonly readable: Online }
  // What a backup reads of a database that is rolled forward without end.
  | { readonly kind: 'secondary'; readonly readable: Online }
  | { readonly kind: 'offline' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'recovery-pending'; readonly error: SqlError }
  | { readonly kind: 'suspect'; readonly error: SqlError }

export interface Database {
  readonly sim: Sim
  readonly name: string
  /** database_id in its instance; a database by itself has none. */
  readonly id?: number
  /** Every volume a file of it may be on, by name. */
  readonly volumes: ReadonlyMap<string, Volume>
  /** A physical rename changes it; open files stay where they are. */
  primary: Place
  state: DatabaseState
  /** The files of its database snapshots. */
  sparse?: readonly SparseFile[]
  /** Set for a database snapshot: of which database it is, and where its pages are. */
  readonly snapshotOf?: { readonly source: string; readonly sparse: readonly SparseFile[] }
  /** Set for a database of an availability group. */
  replica?: Replica | undefined
}

export function onlineWith(opened: { readonly storage: Storage; readonly boot: Boot }): Online {
  return {
    kind: 'online',
    ...opened,
    tables: new Map(),
    locks: new Map(),
    transactions: new Set(),
    branches: new Map(),
    freeze: { kind: 'none' },
    thawed: new Signal(),
    backup: undefined,
    logBackup: false,
    sending: undefined,
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
    case 'restoring':
      return refuseSql('DB_RESTORING', name)
    case 'emergency':
      return refuseSql('EMERGENCY_MODE', name)
    case 'secondary':
      return refuseSql('SECONDARY_REPLICA', name)
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
