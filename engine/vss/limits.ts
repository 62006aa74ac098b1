import { milliseconds, seconds } from '../base/units.js'

// Facts section 4.
export const FREEZE_TO_THAW_LIMIT = seconds(60)

/** How long a shadow copy may be written to for recovery; the guide gives no figure (inferred). */
export const AUTORECOVERY_LIMIT = seconds(180)

/** How long the service stays without anybody who needs it. */
export const IDLE_LIMIT = seconds(180)

export const VOLUMES_PER_SET_MAX = 64

/** What flushing, holding and committing take on an idle machine (inferred; the limit is 10 s). */
export const COMMIT_SPAN = milliseconds(200)
