// The metadata of a snapshot backup as the requestor keeps it: a length, what only SQL Server reads,
// and a check (the shape of facts 7.6, with a payload of our own).
//
//   offset  size  field
//   ------  ----  --------------------------------------------------------
//        0     4  length of the payload, a multiple of 512
//        4     …  payload
//      4+n     4  checksum of the payload
//
//   offset  size  field of the payload
//   ------  ----  --------------------------------------------------------
//        0     4  `FPSB`
//        4     4  version
//        8     4  length of the text in bytes
//       12     …  the set as JSON in UTF-16, then zeros

import { type Outcome, ok } from '../../base/outcome.js'
import {
  checksum,
  getU32,
  getUtf16,
  refuseSql,
  type SqlError,
  setU32,
  setUtf16,
} from '../page/index.js'
import { asSnapshotSet } from './metadata-check.js'
import type { SnapshotSet } from './snapshot-set.js'

const LENGTH_BYTES = 4
const CHECK_BYTES = 4
const MAGIC = 0x4253_5046
const VERSION = 1
const TEXT = 12
const UNIT = 512
/** More than any real set takes; a length beyond it is not believed. */
const PAYLOAD_BYTES_MAX = 64 * 1024 * 1024

export function encodeMetadata(set: SnapshotSet): Uint8Array {
  const text = JSON.stringify(set)
  const length = Math.ceil((TEXT + 2 * text.length) / UNIT) * UNIT
  const bytes = new Uint8Array(LENGTH_BYTES + length + CHECK_BYTES)
  const payload = bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length)
  setU32(payload, 0, MAGIC)
  setU32(payload, 4, VERSION)
  setU32(payload, 8, 2 * text.length)
  setUtf16(payload, TEXT, text)
  setU32(bytes, 0, length)
  setU32(bytes, LENGTH_BYTES + length, checksum(payload))
  return bytes
}

/** The set of that metadata; whatever is wrong with it gives 3241 and nothing else. */
export function decodeMetadata(bytes: Uint8Array): Outcome<SnapshotSet, SqlError> {
  const payload = payloadOf(bytes)
  if (payload === undefined) return malformed('the metadata is damaged or cut short')
  if (getU32(payload, 0) !== MAGIC) return malformed('this is no metadata of a snapshot backup')
  const version = getU32(payload, 4)
  if (version !== VERSION) return malformed(`metadata of version ${version}`)
  const length = getU32(payload, 8)
  if (length % 2 !== 0 || TEXT + length > payload.length) return malformed('a length is wrong')
  const set = asSnapshotSet(parse(textOf(payload, length)))
  return set === undefined ? malformed('the metadata contradicts itself') : ok(set)
}

function payloadOf(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < LENGTH_BYTES + UNIT + CHECK_BYTES) return undefined
  const length = getU32(bytes, 0)
  if (length % UNIT !== 0 || length > PAYLOAD_BYTES_MAX) return undefined
  if (bytes.length !== LENGTH_BYTES + length + CHECK_BYTES) return undefined
  // A copy starts where words may start.
  const payload = bytes.slice(LENGTH_BYTES, LENGTH_BYTES + length)
  return checksum(payload) === getU32(bytes, LENGTH_BYTES + length) ? payload : undefined
}

/** In pieces, since a text of many files is longer than a call takes arguments. */
function textOf(payload: Uint8Array, length: number): string {
  let text = ''
  for (let at = 0; at < length; at += PIECE)
    text += getUtf16(payload, TEXT + at, Math.min(PIECE, length - at))
  return text
}

const PIECE = 16 * 1024

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function malformed(detail: string): ReturnType<typeof refuseSql> {
  return refuseSql('MALFORMED', detail)
}
