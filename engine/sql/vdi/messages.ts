// What the error log and the Application log say of a snapshot backup (facts 5.3).

import { type EventLevel, logEvent } from '../../host/index.js'
import { decimalLsn, type SqlError } from '../page/index.js'
import type { Instance } from '../recovery/index.js'
import type { SnapshotSet } from './snapshot-set.js'

export function reportFrozen(instance: Instance, database: string): void {
  const text = `I/O is frozen on database ${database}; cancel the backup unless it is resumed soon`
  report(instance, 3197, 'Information', database, text)
}

export function reportThawed(instance: Instance, database: string): void {
  report(instance, 3198, 'Information', database, `I/O was resumed on database ${database}`)
}

export function reportBackedUp(instance: Instance, set: SnapshotSet): void {
  const { databaseName, kind, firstLsn, lastLsn } = set
  const id = kind === 'differential' ? 18270 : 18264
  const range = `first LSN ${decimalLsn(firstLsn)}, last LSN ${decimalLsn(lastLsn)}`
  const text = `database ${databaseName} was backed up to a virtual device {${set.id}}: ${range}`
  report(instance, id, 'Information', databaseName, text)
}

export function reportRestored(instance: Instance, database: string): void {
  report(instance, 18267, 'Information', database, `database ${database} was restored`)
}

export function reportFailure(instance: Instance, database: string, error: SqlError): void {
  const text = `BACKUP failed to complete the command for ${database}: ${error.number} ${error.meaning}`
  report(instance, 3041, 'Error', database, text)
}

/** 3009: the backup is good, but msdb does not know of it. */
export function reportUnrecorded(instance: Instance, database: string, error: SqlError): void {
  report(instance, error.number, 'Warning', database, `${error.meaning}: ${error.detail}`)
}

export function report(
  instance: Instance,
  id: number,
  level: EventLevel,
  database: string,
  text: string,
): void {
  const data = { database, instance: instance.name }
  logEvent(instance.host, 'Application', { source: instance.service, id, level, text, data })
}
