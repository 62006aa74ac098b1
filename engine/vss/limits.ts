import { milliseconds, seconds } from '../base/units.js'

// Facts section 4.
export const FREEZE_TO_THAW_LIMIT = seconds(60)
export const VOLUMES_PER_SET_MAX = 64

/** What flushing, holding and committing take on an idle machine (inferred; the limit is 10 s). */
export const COMMIT_SPAN = milliseconds(200)
