// Base64 as documents carry it (RFC 4648 section 4): padded, no blanks, and in the one spelling a
// sequence of bytes has. A second spelling of the same bytes is refused, so that equal texts mean
// equal bytes and the reverse.

import type { Brand } from '../../base/brand.js'
import { type Outcome, ok } from '../../base/outcome.js'
import { type GrammarError, notInGrammar } from './document-error.js'

/** A text that is known to be base64. Bytes stay in this form inside documents: text is immutable. */
export type Base64 = Brand<string, 'Base64'>

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const PADDING = '='.charCodeAt(0)
const NOT_A_DIGIT = 0xff
const VALUES = new Uint8Array(128).fill(NOT_A_DIGIT)
for (let value = 0; value < DIGITS.length; value++) VALUES[DIGITS.charCodeAt(value)] = value

export function encodeBase64(bytes: Uint8Array): Base64 {
  const units = new Uint8Array(Math.ceil(bytes.length / 3) * 4)
  for (let index = 0, at = 0; index < bytes.length; index += 3, at += 4) {
    const left = bytes.length - index
    const word =
      (byteAt(bytes, index) << 16) | (byteAt(bytes, index + 1) << 8) | byteAt(bytes, index + 2)
    units[at] = digit(word >>> 18)
    units[at + 1] = digit(word >>> 12)
    units[at + 2] = left > 1 ? digit(word >>> 6) : PADDING
    units[at + 3] = left > 2 ? digit(word) : PADDING
  }
  return new TextDecoder().decode(units) as Base64
}

export function decodeBase64(text: Base64): Uint8Array {
  const bytes = new Uint8Array((text.length / 4) * 3 - paddingOf(text))
  for (let group = 0, at = 0; group < text.length; group += 4, at += 3) {
    const word =
      (valueAt(text, group) << 18) |
      (valueAt(text, group + 1) << 12) |
      (valueAt(text, group + 2) << 6) |
      valueAt(text, group + 3)
    bytes[at] = word >>> 16
    bytes[at + 1] = word >>> 8 // Writes past the end of a typed array vanish: padding is dropped.
    bytes[at + 2] = word
  }
  return bytes
}

export function parseBase64(text: string): Outcome<Base64, GrammarError> {
  if (text.length % 4 !== 0) return notInGrammar('base64 comes in groups of four', text.length)
  const padding = paddingOf(text)
  const end = text.length - padding
  for (let index = 0; index < end; index++) {
    if (digitValue(text.charCodeAt(index)) === NOT_A_DIGIT)
      return notInGrammar(`"${text.charAt(index)}" is not a base64 digit`, index)
  }
  const spareBits = padding === 1 ? 0b11 : padding === 2 ? 0b1111 : 0
  if ((valueAt(text, end - 1) & spareBits) !== 0)
    return notInGrammar('the last base64 digit holds bits of no byte', end - 1)
  return ok(text as Base64)
}

function paddingOf(text: string): number {
  if (text.endsWith('==')) return 2
  return text.endsWith('=') ? 1 : 0
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0
}

function digit(value: number): number {
  return DIGITS.charCodeAt(value & 0x3f)
}

function digitValue(unit: number): number {
  return VALUES[unit] ?? NOT_A_DIGIT
}

/** Padding, and what lies outside the text, counts as zero. */
function valueAt(text: string, index: number): number {
  const value = index < 0 ? 0 : digitValue(text.charCodeAt(index))
  return value === NOT_A_DIGIT ? 0 : value
}
