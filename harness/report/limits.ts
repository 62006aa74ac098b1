// Every bound of this folder.

const KIB = 1024
const MIB = 1024 * KIB

/** The longest line a record may hold; the writer clips evidence to stay below it. */
export const RECORD_LINE_BYTES_MAX = 4 * MIB
/** The largest record that is folded. Verifying the chain alone has no such bound: it keeps nothing. */
export const RECORD_BYTES_MAX = 4096 * MIB
/** Of a larger record the folds see no steps of what passed, and no replies. */
export const FULL_RECORD_BYTES_MAX = 64 * MIB
/** Planned cases on one line of the record. */
export const CASES_PER_LINE = 500
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

/** The packed data of the page, evidence apart; what does not fit is left to the record. */
export const PAGE_DATA_BYTES_MAX = 1.6 * MIB
/** The same before it is packed: more than this would not come out small enough, or take too long. */
export const PAGE_JSON_LENGTH_MAX = 16 * MIB
/** Evidence shown in the page, over all scenarios, before it is packed. */
export const PAGE_EVIDENCE_LENGTH_MAX = 600 * KIB
/** Packed traces of what did not pass. */
export const PAGE_TRACES_BYTES_MAX = 400 * KIB
/** Packed traces of what passed, in the page beside. */
export const TIMELINES_BYTES_MAX = 24 * MIB
export const PAGE_REPLY_LENGTH_MAX = 1_500
export const PAGE_MISMATCHES_MAX = 20
export const PAGE_TEXT_LENGTH_MAX = 2_000
/** What texts are cut to when the page would be too large otherwise. */
export const PAGE_TEXT_LENGTH_KEPT = 160

export const ALLURE_TEXT_LENGTH_MAX = 10_000

export const SUMMARY_LINES_MAX = 40
export const SUMMARY_FAILURES_MAX = 10
export const SUMMARY_TEXT_LENGTH_MAX = 160
export const JUNIT_TEXT_LENGTH_MAX = 10_000
/** Evidence in all cases together; what comes after has its reason and its command only. */
export const JUNIT_EVIDENCE_LENGTH_MAX = 32 * MIB

/** Pipelines show about ten marks of a kind and drop the rest in silence. */
export const ANNOTATIONS_MAX = 9
/** Runs kept, and how many of them a report shows. */
export const HISTORY_FILES_MAX = 200
export const HISTORY_SHOWN = 30
/** Changes of one kind that a diff shows to people; JSON has them all. */
export const DIFF_CHANGES_SHOWN = 50
/** `report.json` is written in pieces of about this length. */
export const JSON_PIECE_LENGTH = MIB
