// What sys.databases and sys.database_files show (facts 9.3).

import { decimalLsn, type FileEntry } from '../page/index.js'
import type { Boot, RecoveryModel, UserAccess } from './boot.js'
import type { Database, DatabaseState } from './database/index.js'
import type { Replica } from './replica/index.js'

export type LogReuseWait =
  | 'NOTHING'
  | 'LOG_BACKUP'
  | 'ACTIVE_BACKUP_OR_RESTORE'
  | 'ACTIVE_TRANSACTION'
  | 'AVAILABILITY_REPLICA'

export interface DatabaseView {
  readonly name: string
  readonly state: number
  readonly state_desc: string
  readonly recovery_model_desc: RecoveryModel | null
  readonly is_auto_close_on: boolean | null
  readonly is_read_only: boolean | null
  readonly user_access_desc: UserAccess | null
  /** By name; null unless it is a database snapshot. */
  readonly source_database: string | null
  readonly log_reuse_wait_desc: LogReuseWait | null
  /** The part of a database of an availability group; null for any other. */
  readonly replica_role: Replica['role'] | null
  /** Where recovery would begin; of use to tests and reports. */
  readonly checkpoint_lsn: string | null
}

const STATES: Readonly<Record<DatabaseState['kind'], readonly [number, string]>> = {
  online: [0, 'ONLINE'],
  // A database that closed itself opens for whoever asks.
  closed: [0, 'ONLINE'],
  restoring: [1, 'RESTORING'],
  recovering: [2, 'RECOVERING'],
  'recovery-pending': [3, 'RECOVERY_PENDING'],
  suspect: [4, 'SUSPECT'],
  emergency: [5, 'EMERGENCY'],
  secondary: [0, 'ONLINE'],
  offline: [6, 'OFFLINE'],
}

export function viewDatabase({ name, state, snapshotOf, replica }: Database): DatabaseView {
  const [number, description] = STATES[state.kind]
  const boot = bootOf(state)
  return {
    name,
    state: number,
    state_desc: description,
    recovery_model_desc: boot?.recoveryModel ?? null,
    is_auto_close_on: boot?.autoClose ?? null,
    is_read_only: boot?.readOnly ?? null,
    user_access_desc: boot?.userAccess ?? null,
    source_database: snapshotOf?.source ?? null,
    log_reuse_wait_desc: state.kind === 'online' ? reuseWait(state) : null,
    replica_role: replica?.role ?? null,
    checkpoint_lsn: boot === undefined ? null : decimalLsn(boot.checkpoint),
  }
}

function bootOf(state: DatabaseState): Boot | undefined {
  if (state.kind === 'secondary') return state.readable.boot
  return state.kind === 'online' ? state.boot : undefined
}

/** The files of a database that is online, or of a secondary, by number. */
export function viewFiles({ state }: Database): FileEntry[] {
  const online = state.kind === 'secondary' ? state.readable : state
  if (online.kind !== 'online') return []
  const entries = [...online.storage.files.values()].map(({ entry }) => entry)
  return entries.sort((left, right) => left.id - right.id)
}

function reuseWait(online: Extract<DatabaseState, { kind: 'online' }>): LogReuseWait {
  const { boot, storage, sending } = online
  const { holds, end } = storage.log
  if (holds.size > (sending === undefined ? 0 : 1)) return 'ACTIVE_BACKUP_OR_RESTORE'
  if (sending !== undefined && sending.hold.from < end) return 'AVAILABILITY_REPLICA'
  if (storage.active.size > 0) return 'ACTIVE_TRANSACTION'
  return boot.recoveryModel !== 'SIMPLE' && boot.logBackedUpTo !== undefined
    ? 'LOG_BACKUP'
    : 'NOTHING'
}
