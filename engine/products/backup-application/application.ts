// A backup application that works through the shadow copy service, and what it has on record. What is
// needed for a restore lies on its medium; the record only says what there is.

import type { Guid } from '../../base/brand.js'
import { groupsOf, type Host, LOCAL_SYSTEM_ACCOUNT } from '../../host/index.js'
import type { Sim } from '../../sim/index.js'
import type { Caller, Volume } from '../../volume/index.js'
import {
  createRequestor,
  deleteSnapshots,
  initializeForBackup,
  type Requestor,
  release,
  S_OK,
  setContext,
  type Vss,
} from '../../vss/index.js'

export interface BackupApplication {
  readonly sim: Sim
  readonly host: Host
  readonly vss: Vss
  /** By letter: `C:`. */
  readonly volumes: ReadonlyMap<string, Volume>
  /** By name, oldest first. */
  readonly backups: Map<string, BackupRecord>
  /** Sessions that were left open, by the backup they took. */
  readonly sessions: Map<string, Requestor>
}

export interface BackupRecord {
  readonly name: string
  readonly type: string
  readonly isComponentBased: boolean
  /** The snapshot set it was taken from. */
  readonly setId: Guid | undefined
  readonly copies: readonly ShadowOf[]
  readonly provider: string
  readonly entries: readonly CatalogueEntry[]
}

export interface ShadowOf {
  readonly volume: string
  readonly id: Guid
}

/** A database in a backup. */
export interface CatalogueEntry {
  readonly database: string
  readonly logicalPath: string
  readonly component: string
  /** The full backup that a differential is chained to. */
  readonly base: string
  readonly restorable: boolean
  readonly remark: string
  /** By which a differential names its base; empty when it is not known. */
  readonly identity: string
}

export interface Finding {
  readonly about: string
  readonly text: string
}

/** How a job came out. */
export interface JobOutcome {
  readonly state: 'completed' | 'failed'
  readonly phase: string
  readonly code: string
  readonly message: string
  readonly copiedBytes: number
  readonly leftOut: readonly string[]
  readonly findings: readonly Finding[]
  readonly volumes: readonly string[]
  /** When the shadow copies were committed; -1 when there were none. */
  readonly instantMs: number
}

export const REQUESTOR = 'requestor'

/** The volume of the medium. */
export const MEDIUM = 'X:'

export function createBackupApplication(
  of: Pick<BackupApplication, 'host' | 'vss' | 'volumes'>,
): BackupApplication {
  const { host, vss, volumes } = of
  return { sim: host.sim, host, vss, volumes, backups: new Map(), sessions: new Map() }
}

/** The account that rights on files bind. */
export function callerOf({ host }: BackupApplication): Caller {
  const account = LOCAL_SYSTEM_ACCOUNT
  return { account, groups: groupsOf(host, account), holder: 'backup application' }
}

/** The name of the backup whose component has that identity. */
export function backupOfBase({ backups }: BackupApplication, identity: string): string | undefined {
  for (const { name, entries } of backups.values())
    if (entries.some((entry) => entry.identity === identity)) return name
  return undefined
}

/** Releases the interface of the session that took the backup; false when there is none. */
export function releaseSession({ sessions }: BackupApplication, backup: string): boolean {
  const session = sessions.get(backup)
  if (session === undefined) return false
  release(session)
  return sessions.delete(backup)
}

/** Deletes the shadow copies of a backup through the interface; how many there were is the answer. */
export function deleteCopies(application: BackupApplication, record: BackupRecord): number {
  const { vss, sessions } = application
  if (record.setId === undefined) return 0
  const open = sessions.get(record.name)
  const requestor = open ?? createRequestor(vss, REQUESTOR)
  if (open === undefined) {
    initializeForBackup(requestor)
    setContext(requestor, 'APP_ROLLBACK')
  }
  const deleted = deleteSnapshots(requestor, { kind: 'set', id: record.setId })
  if (open === undefined) release(requestor)
  return deleted === S_OK ? record.copies.length : 0
}

/** The application ends: whatever it has open goes away with it. */
export function endApplication(application: BackupApplication): void {
  for (const backup of [...application.sessions.keys()]) releaseSession(application, backup)
}
