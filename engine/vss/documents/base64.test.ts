import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Outcome } from '../../base/outcome.js'
import {
  type Base64,
  decodeBase64,
  encodeBase64,
  type GrammarError,
  parseBase64,
  unwrapOpaqueMetadata,
  wrapOpaqueMetadata,
} from './index.js'

function accepted<T>(outcome: Outcome<T, GrammarError>): T {
  if (!outcome.ok) throw new Error(outcome.error.message)
  return outcome.value
}

test('base64 is what RFC 4648 section 10 says', () => {
  const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
  const pairs = [
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ] as const
  for (const [plain, coded] of pairs) {
    expect(encodeBase64(ascii(plain))).toBe(coded)
    expect(decodeBase64(coded as Base64)).toEqual(ascii(plain))
  }
})

test('base64 agrees with the one in Node, and has one spelling', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = encodeBase64(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64'))
      expect(decodeBase64(accepted(parseBase64(text)))).toEqual(bytes)
    }),
  )
})

test('a text is base64 exactly when Node spells its bytes the same', () => {
  const unit = fc.constantFrom(...'AQgwz0/+=-_ \n\u00e9')
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 8 }), (text) => {
      const spelled = Buffer.from(text, 'base64').toString('base64')
      expect(parseBase64(text).ok).toBe(spelled === text)
    }),
    { numRuns: 5_000 },
  )
})

test('metadata comes out of its envelope as it went in', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (payload) => {
      expect(accepted(unwrapOpaqueMetadata(wrapOpaqueMetadata(payload)))).toEqual(payload)
    }),
  )
})

test('an envelope has the length in front and CRC-32 behind', () => {
  // The check value of CRC-32: that of the digits 1 to 9.
  const payload = Uint8Array.from('123456789', (digit) => digit.charCodeAt(0))
  const bytes = decodeBase64(wrapOpaqueMetadata(payload))
  expect([...bytes.subarray(0, 4)]).toEqual([13, 0, 0, 0])
  expect([...bytes.subarray(13)]).toEqual([0x26, 0x39, 0xf4, 0xcb])
})

test('an envelope damaged in any bit is refused', () => {
  const bytes = decodeBase64(wrapOpaqueMetadata(Uint8Array.of(1, 2, 3, 4, 5)))
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const damaged = bytes.slice()
    damaged[bit >>> 3] = (damaged[bit >>> 3] ?? 0) ^ (1 << (bit & 7))
    expect(unwrapOpaqueMetadata(encodeBase64(damaged)).ok).toBe(false)
  }
})

test('an envelope cut short anywhere is refused', () => {
  const bytes = decodeBase64(wrapOpaqueMetadata(Uint8Array.of(1, 2, 3, 4, 5)))
  for (let length = 0; length < bytes.length; length++)
    expect(unwrapOpaqueMetadata(encodeBase64(bytes.slice(0, length))).ok).toBe(false)
})
