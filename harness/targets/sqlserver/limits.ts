// Everything on a real clock has a bound. Who passes one gets no verdict from it: the step is unknown.

export const CONNECT_MS_MAX = 15_000
/** One statement; a backup or a restore is one. */
export const STATEMENT_MS_MAX = 90_000
/** A lock that a reader waits for before it looks at what is committed only. */
export const READ_LOCK_MS_MAX = 2_000
/** From the start of a server until it answers a query. */
export const READY_MS_MAX = 180_000
/** Until a server that was told to stop answers no more. */
export const STOP_MS_MAX = 60_000
export const POLL_MS = 100
/** What `clock.advance` really waits. */
export const WAIT_SECONDS_MAX = 120
/** What still runs at the end of a scenario gets so long. */
export const SETTLING_MS_MAX = 10_000
export const NUMBERS_PER_STATEMENT = 500
export const TRACE_LINES_MAX = 10_000
export const TRACE_TEXT_MAX = 2_000
/** A file larger than this is listed without a digest. */
export const DIGESTED_BYTES_MAX = 1_073_741_824
/** A file system with no more room than this is one that can be filled. */
export const SMALL_VOLUME_BYTES_MAX = 2_147_483_648
