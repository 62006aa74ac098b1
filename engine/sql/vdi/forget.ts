import { forgetChanges, type SnapshotBackup } from './snapshot-backup.js'

/** Nothing of the backup can become a base any more. */
export function forgetSnapshot(backup: SnapshotBackup): void {
  for (const snapshot of backup.databases.values()) forgetChanges(snapshot)
}
