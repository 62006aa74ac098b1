export type { SnapshotOptions } from './make-snapshot.js'
export { createSnapshot, dropSnapshot, snapshotsOf } from './snapshots.js'
