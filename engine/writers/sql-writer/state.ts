// What the SQL Writer keeps between the events of a backup or a restore. Plain data.

import type { Guid } from '../../base/brand.js'
import { type Host, logEvent } from '../../host/index.js'
import type {
  Instance,
  SnapshotBackup,
  SnapshotKind,
  SnapshotRestore,
  SnapshotSet,
  SqlError,
} from '../../sql/vdi/index.js'
import {
  type ComponentKey,
  note,
  type VssEvent,
  type Writer,
  type WriterSession,
} from '../../vss/index.js'
import type { Coordinators, Outcomes } from './outcomes.js'

export const SQL_WRITER = 'SqlServerWriter'
export const SQL_WRITER_SERVICE = 'SQLWriter'

export interface SqlWriter {
  readonly host: Host
  /** The instances that setup put there, and those that run for one user; both by name. */
  readonly instances: ReadonlyMap<string, Instance>
  readonly userInstances: ReadonlyMap<string, Instance>
  /** Backups under way, by the snapshot set. */
  readonly works: Map<Guid, Work>
  /** Restores between PreRestore and PostRestore, by component. */
  readonly restores: Map<string, PreparedRestore>
  readonly journal: VssEvent[]
  /** Of distributed transactions. */
  readonly coordinators: Coordinators
}

/** A database of a backup. */
export interface Chosen {
  readonly instance: Instance
  readonly database: string
  /** Absent where whole volumes are backed up. */
  readonly key?: ComponentKey
}

export interface Work {
  readonly kind: SnapshotKind
  readonly chosen: Chosen[]
  /** One for each instance, once they are prepared. */
  readonly backups: SnapshotBackup[]
  /** How distributed transactions had ended at the instant, as far as that is kept. */
  outcomes?: ReadonlyMap<Instance, Outcomes>
  readonly torn: { readonly chosen: Chosen; readonly missing: readonly string[] }[]
}

export interface PreparedRestore {
  readonly instance: Instance
  readonly restore: SnapshotRestore
}

export function ownOf(writer: Writer): SqlWriter {
  return writer.own as SqlWriter
}

/** The work of the set that the session is about. */
export function workOf({ works }: SqlWriter, { conversation }: WriterSession): Work | undefined {
  const id = conversation.document.snapshotSetId
  return id === null ? undefined : works.get(id)
}

export function backupOf(work: Work, { instance }: Chosen): SnapshotBackup | undefined {
  return work.backups.find((backup) => backup.instance === instance)
}

/** What a database is in the snapshot that was taken of it. */
export function snapshotSetOf(work: Work, chosen: Chosen): SnapshotSet | undefined {
  return backupOf(work, chosen)?.databases.get(chosen.database.toLowerCase())?.set
}

export function allInstances({ instances, userInstances }: SqlWriter): Instance[] {
  return [...instances.values(), ...userInstances.values()]
}

/** `SRV1\INST1`, or `SRV1` for the default instance. */
export function logicalPathOf({ host, name }: Instance): string {
  return name === 'MSSQLSERVER' ? host.name : `${host.name}\\${name}`
}

export function instanceAt(own: SqlWriter, logicalPath: string): Instance | undefined {
  const wanted = logicalPath.toLowerCase()
  return allInstances(own).find((instance) => logicalPathOf(instance).toLowerCase() === wanted)
}

export function claim(own: SqlWriter, what: string, of: string): void {
  note(own, SQL_WRITER, what, of)
}

/** What an instance was seen to do with a database. */
export function claimOf(own: SqlWriter, { name }: Instance, what: string, database: string): void {
  note(own, name, what, database)
}

/** SQLWRITER 24583 carries what SQL Server said (facts 5.3). */
export function logSqlError(
  own: SqlWriter,
  of: Pick<Chosen, 'instance' | 'database'>,
  error: SqlError,
) {
  const name = `${of.instance.name}\\${of.database}`
  log(own, 24583, `SQL Server answered for ${name}: ${describe(error)}`)
}

export function describe({ number, meaning, detail }: SqlError): string {
  return `${number}: ${meaning}${detail === '' ? '' : `: ${detail}`}`
}

export function log({ host }: SqlWriter, id: number, text: string): void {
  logEvent(host, 'Application', { source: 'SQLWRITER', id, level: 'Error', text })
}
