import { milliseconds, seconds } from '../base/units.js'

/** How long a message takes to another host. */
export const LATENCY = milliseconds(1)
/** A transaction that nobody has begun to commit by then is taken back. */
export const TRANSACTION_LIMIT = seconds(60)
/** How long the coordinator waits for promises. */
export const VOTE_LIMIT = seconds(30)
export const ENLIST_LIMIT = seconds(5)
/** Between two tries to tell or to learn an outcome: the first, and the longest. */
export const RETRY_FIRST = seconds(1)
export const RETRY_LONGEST = seconds(30)
/** Questions without an answer until a branch that has promised nothing is taken back. */
export const QUESTIONS_MAX = 5
/** Questions without an answer until a branch that a restart found falls to the instance's rule. */
export const RECOVERY_QUESTIONS_MAX = 30
/** More participants than this in one transaction are refused; its record must fit the log. */
export const PARTICIPANTS_MAX = 64
