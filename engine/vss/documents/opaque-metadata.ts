// The envelope SQL Writer puts around a component's backup metadata (facts 7.6):
//
//   offset  size        field
//   0       4           length of payload and check together; 8196 in the document seen
//   4       length - 4  payload, the writer's own
//   length  4           check
//
// What the check is was not found: ours is the CRC-32 of the payload (inferred).

import { type Outcome, ok } from '../../base/outcome.js'
import { type Base64, decodeBase64, encodeBase64 } from './base64.js'
import { type GrammarError, notInGrammar } from './document-error.js'

const LENGTH_AT = 0
const PAYLOAD_AT = LENGTH_AT + 4
const CHECK_SIZE_BYTES = 4

export function wrapOpaqueMetadata(payload: Uint8Array): Base64 {
  const checkAt = PAYLOAD_AT + payload.length
  const bytes = new Uint8Array(checkAt + CHECK_SIZE_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint32(LENGTH_AT, payload.length + CHECK_SIZE_BYTES, true)
  bytes.set(payload, PAYLOAD_AT)
  view.setUint32(checkAt, crc32(payload), true)
  return encodeBase64(bytes)
}

export function unwrapOpaqueMetadata(metadata: Base64): Outcome<Uint8Array, GrammarError> {
  const bytes = decodeBase64(metadata)
  const checkAt = bytes.length - CHECK_SIZE_BYTES
  if (checkAt < PAYLOAD_AT) return notInGrammar('too short for length and check', bytes.length)
  const view = new DataView(bytes.buffer)
  if (view.getUint32(LENGTH_AT, true) !== bytes.length - PAYLOAD_AT)
    return notInGrammar('the length is not that of what follows', LENGTH_AT)
  const payload = bytes.slice(PAYLOAD_AT, checkAt)
  if (view.getUint32(checkAt, true) !== crc32(payload))
    return notInGrammar('the check does not fit the payload', checkAt)
  return ok(payload)
}

const CRC_POLYNOMIAL = 0xedb8_8320
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++)
    remainder = (remainder & 1) === 1 ? (remainder >>> 1) ^ CRC_POLYNOMIAL : remainder >>> 1
  return remainder
})

function crc32(bytes: Uint8Array): number {
  let sum = 0xffff_ffff
  for (const byte of bytes) sum = (CRC_TABLE[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8)
  return (sum ^ 0xffff_ffff) >>> 0
}
