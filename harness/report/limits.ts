// Every bound of this folder.

const KIB = 1024
const MIB = 1024 * KIB

/** The longest line a record may hold; the writer clips evidence to stay below it. */
export const RECORD_LINE_BYTES_MAX = 4 * MIB
/** The largest record that is folded. Verifying alone has no such bound: it keeps nothing. */
export const RECORD_BYTES_MAX = 512 * MIB
/** A text in a result is clipped to this, so that one reply cannot fill the record. */
export const EVIDENCE_TEXT_LENGTH_MAX = 20_000
/** Elements kept of a list, and keys of an object, in a reply. */
export const EVIDENCE_ITEMS_MAX = 2_000
export const EVIDENCE_DEPTH_MAX = 20
/** What the texts of a result, and the replies of its steps, may come to. */
export const RESULT_TEXTS_LENGTH_MAX = MIB / 4
export const RESULT_REPLIES_LENGTH_MAX = MIB / 4
/** A target says its name and version in so many characters. */
export const TARGET_TEXT_LENGTH_MAX = 500
/** Events are gathered to this many characters, or for this long, before they are written. */
export const WRITE_BUFFER_LENGTH = 128 * KIB
export const WRITE_DELAY_MS = 250
/** How often, and for how long each time, a busy directory is waited for. */
export const RENAME_ATTEMPTS = 5
export const RENAME_PAUSE_MS = 60

/** The data of the page, evidence apart; what does not fit is left to the record. */
export const PAGE_DATA_BYTES_MAX = 2 * MIB
/** Evidence shown in the page, over all scenarios. */
export const PAGE_EVIDENCE_LENGTH_MAX = 600 * KIB
export const PAGE_REPLY_LENGTH_MAX = 1_500
export const PAGE_MISMATCHES_MAX = 20
export const PAGE_TEXT_LENGTH_MAX = 2_000
/** What texts are cut to when the page would be too large otherwise. */
export const PAGE_TEXT_LENGTH_KEPT = 160

export const SUMMARY_LINES_MAX = 40
export const SUMMARY_FAILURES_MAX = 15
export const SUMMARY_TEXT_LENGTH_MAX = 160
export const JUNIT_TEXT_LENGTH_MAX = 10_000
