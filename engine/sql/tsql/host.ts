// What statements need beside their session: the instance, and ports to what lies outside of it.

import type { Guid } from '../../base/brand.js'
import type { Outcome } from '../../base/outcome.js'
import type { Process, Sim } from '../../sim/index.js'
import type { SqlError } from '../page/index.js'
import type { Instance, Online, UserTransaction } from '../recovery/index.js'

export interface SqlHost {
  readonly instance: Instance
  /** Where files without a folder go. */
  readonly defaults?: {
    readonly data: Folder
    readonly log: Folder
    readonly backup: Folder
  }
  /** The instant of tick 0, in units of 100 ns since the year 1. */
  readonly epoch?: bigint
  /** Slow on purpose; without it nobody comes in by a password. */
  passwordHash?(password: string, salt: Uint8Array): Uint8Array
  /** SHUTDOWN was accepted. */
  requestShutdown?(withNoWait: boolean): void
  /** Ends the connection of a session (KILL, ROLLBACK IMMEDIATE). */
  endConnection?(spid: number): void
  readonly coordinator?: CoordinatorPort
}

export interface Folder {
  readonly volume: string
  readonly path: string
}

/** Transactions that span databases; engine/dtc is behind it. */
export interface CoordinatorPort {
  /** A new transaction, or why there is none. */
  begin(): Process<Outcome<DistributedTransaction, SqlError>>
  /** One that the instance itself coordinates: what spans databases of its own. */
  within?(): Process<Outcome<DistributedTransaction, SqlError>>
}

export interface DistributedTransaction {
  readonly globalId: Guid
  /** Makes the work in a database a part of it. */
  join(database: string): Process<Outcome<OpenPart, SqlError>>
  /** Makes work that was done already a part of it. */
  enlist(database: string, part: OpenPart): Process<Outcome<undefined, SqlError>>
  commit(): Process<Outcome<undefined, SqlError>>
  rollback(): Process<Outcome<undefined, SqlError>>
}

export interface OpenPart {
  readonly online: Online
  readonly transaction: UserTransaction
}

/** The first of January 2025. */
const DEFAULT_EPOCH = 638_712_864_000_000_000n

/** The clock of the server, in units of 100 ns since the year 1; its zone is UTC. */
export function clockOf(host: SqlHost): bigint {
  return (host.epoch ?? DEFAULT_EPOCH) + BigInt(Math.floor(simOf(host).now)) * 10n
}

export function simOf({ instance }: SqlHost): Sim {
  return instance.host.sim
}
