// Snapshot contexts and the attributes they are made of (facts section 2).

export const ATTRIBUTES = {
  PERSISTENT: 0x1,
  NO_AUTORECOVERY: 0x2,
  CLIENT_ACCESSIBLE: 0x4,
  NO_AUTO_RELEASE: 0x8,
  NO_WRITERS: 0x10,
  /** Added by VSS itself, never asked for (SQL Writer guide, auto-recovery). */
  AUTORECOVER: 0x400000,
  ROLLBACK_RECOVERY: 0x800000,
} as const

const { PERSISTENT, CLIENT_ACCESSIBLE, NO_AUTO_RELEASE, NO_WRITERS } = ATTRIBUTES

export const CONTEXTS = {
  BACKUP: 0,
  FILE_SHARE_BACKUP: NO_WRITERS,
  NAS_ROLLBACK: PERSISTENT | NO_AUTO_RELEASE | NO_WRITERS,
  APP_ROLLBACK: PERSISTENT | NO_AUTO_RELEASE,
  CLIENT_ACCESSIBLE: PERSISTENT | CLIENT_ACCESSIBLE | NO_AUTO_RELEASE | NO_WRITERS,
  CLIENT_ACCESSIBLE_WRITERS: PERSISTENT | CLIENT_ACCESSIBLE | NO_AUTO_RELEASE,
} as const

export type ContextName = keyof typeof CONTEXTS

export function writersTakePart(context: ContextName): boolean {
  return (CONTEXTS[context] & NO_WRITERS) === 0
}

/** What a requestor may ask for on top of a context. */
const REQUESTABLE = ATTRIBUTES.NO_AUTORECOVERY | ATTRIBUTES.ROLLBACK_RECOVERY

/** Recovery is the business of writers: without them nobody could do it (inferred). */
export function isSupported(context: ContextName, extra: number): boolean {
  if ((extra & ~REQUESTABLE) !== 0) return false
  return (extra & ATTRIBUTES.ROLLBACK_RECOVERY) === 0 || writersTakePart(context)
}

export function isPersistent(context: ContextName): boolean {
  return (CONTEXTS[context] & PERSISTENT) !== 0
}
