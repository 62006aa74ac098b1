// The phases of a conversation, in order, and the points that begin them.

export const PHASES = [
  'prepare',
  'change',
  'gather',
  'prepare backup',
  'prepare snapshot',
  'freeze',
  'commit',
  'thaw',
  'post-snapshot',
  'copy',
  'complete',
  'restore',
  'job',
] as const

const BEGINS: Readonly<Record<string, (typeof PHASES)[number]>> = {
  'requestor.InitializeForBackup': 'gather',
  'before-prepare-for-backup': 'prepare backup',
  'requestor.DoSnapshotSet': 'prepare snapshot',
  'before-freeze': 'freeze',
  'vss.freeze': 'freeze',
  'vss.pre-commit': 'commit',
  'vss.thaw': 'thaw',
  'vss.pre-final-commit': 'post-snapshot',
  'before-copying': 'copy',
  'after-copying': 'complete',
  'requestor.InitializeForRestore': 'restore',
}

/** What a point reached in one phase belongs to. */
export function phaseAfter(phase: string, point: string): string {
  const begun = BEGINS[point]
  // A second look at the metadata right before the snapshot is no new conversation.
  if (begun === 'gather' && phase === 'prepare backup') return phase
  if (begun !== undefined) return begun
  if (phase !== 'prepare' && phase !== 'complete') return phase
  if (point.startsWith('sql.')) return phase === 'prepare' ? 'change' : phase
  return point.startsWith('job.') ? 'job' : phase
}
