/** What a peer may make us hold or wait for. */

/** One line of the protocol, its end not counted. */
export const LINE_BYTES_MAX = 64 * 1024 * 1024

/** How long an answer may take on the clock on the wall. A real backup is slow; a hang is for ever. */
export const ANSWER_MS_MAX = 120_000

/** How long a program may take to start and describe itself: it may have to be fetched first. */
export const START_MS_MAX = 120_000

/** How long a program may take to say goodbye before it is told to end, and then before it is ended. */
export const GOODBYE_MS_MAX = 5_000
export const END_MS_MAX = 2_000

/** What was still in the pipe when the program ended has so long to arrive. */
export const LAST_WORDS_MS_MAX = 500

/** After so many unanswered calls nothing more is asked: a suite must not wait two minutes a scenario. */
export const UNANSWERED_MAX = 3

/** How often a program that broke down is started anew in one run. */
export const RESTARTS_MAX = 100

/** The end of the program's log, kept for messages, and how much of it is passed on in all. */
export const LOG_KEPT_CHARACTERS_MAX = 4_096
export const LOG_PASSED_BYTES_MAX = 1024 * 1024

/** How much of a message an error quotes. */
export const QUOTED_CHARACTERS_MAX = 600

/** How deep plain data may nest. */
export const JSON_DEPTH_MAX = 64

/** How many entries the lists of a session's end may have. */
export const END_ENTRIES_MAX = 100_000
