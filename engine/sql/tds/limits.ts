import { seconds } from '../../base/units.js'

/** Everything a client sends is bounded before anybody believes it. */

/** PRELOGIN and LOGIN7 travel in packets of this size; the size that LOGIN7 asks for comes after. */
export const LOGIN_PACKET_BYTES = 4096
export const PACKET_BYTES_MIN = 512
export const PACKET_BYTES_MAX = 32_767
export const PRELOGIN_BYTES_MAX = 4096
export const LOGIN_BYTES_MAX = 128 * 1024
/** One request, all of its packets together. */
export const REQUEST_BYTES_MAX = 64 * 1024 * 1024
/** Requests sent before the running one is answered; a client waits, as a rule. */
export const REQUESTS_WAITING_MAX = 4
/** From the first byte to the end of the login. */
export const LOGIN_LIMIT = seconds(15)
/** Above the first the executor waits; below the second it goes on. */
export const OUTGOING_BYTES_HIGH = 1024 * 1024
export const OUTGOING_BYTES_LOW = 256 * 1024
/** Of a result or a bulk load. */
export const COLUMNS_MAX = 4096
export const PARAMETERS_MAX = 2100
export const CALLS_MAX = 1024
/** User, database, and the other names of a login, in characters. */
export const LOGIN_NAME_MAX = 128
/** Server messages are cut here, in characters. */
export const MESSAGE_TEXT_MAX = 4000
