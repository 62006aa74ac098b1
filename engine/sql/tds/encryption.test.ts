import { describe, expect, test } from 'vitest'
import { parseWire } from './byte-reader.js'
import { prelogin, toHex } from './client.fixture.js'
import { decideEncryption, type EncryptionPolicy, mayLogIn, type Security } from './encryption.js'
import { readPrelogin, writePrelogin } from './prelogin.js'

/** What the client asks for, what it is told, and how it goes on; `-`: not at all. */
function checkDecision(
  policy: EncryptionPolicy,
  asked: number,
  answer: number,
  security: Security | '-',
): void {
  expect(decideEncryption(policy, asked)).toEqual({
    answer,
    security: security === '-' ? undefined : security,
  })
}

describe('a policy of', () => {
  test('off encrypts the login of who can', () => checkDecision('off', 0, 0, 'login-only'))
  test('off encrypts all for who wants it', () => checkDecision('off', 1, 1, 'full'))
  test('off lets in who cannot', () => checkDecision('off', 2, 2, 'clear'))
  test('off encrypts all for who must have it', () => checkDecision('off', 3, 1, 'full'))
  test('on requires it of who would not', () => checkDecision('on', 0, 3, 'full'))
  test('on agrees with who wants it', () => checkDecision('on', 1, 1, 'full'))
  test('on sends away who cannot', () => checkDecision('on', 2, 3, '-'))
  test('on agrees with who must have it', () => checkDecision('on', 3, 1, 'full'))
  test('none has nothing for who would not', () => checkDecision('none', 0, 2, 'clear'))
  test('none sends away who wants it', () => checkDecision('none', 1, 2, '-'))
  test('none lets in who cannot', () => checkDecision('none', 2, 2, 'clear'))
  test('none sends away who must have it', () => checkDecision('none', 3, 2, '-'))
  test.each([0, 1, 2, 3])('strict sends away who begins in clear (%d)', (asked) =>
    checkDecision('strict', asked, 3, '-'),
  )
})

test('a login is let in as the policy has it, whatever was said before', () => {
  const ways: Security[] = ['clear', 'login-only', 'full', 'strict']
  const allowed = (policy: EncryptionPolicy) => ways.filter((way) => mayLogIn(policy, way))
  expect(allowed('none')).toEqual(ways)
  expect(allowed('off')).toEqual(ways)
  expect(allowed('on')).toEqual(['full', 'strict'])
  expect(allowed('strict')).toEqual(['strict'])
})

test('a greeting says what the client wants', () => {
  const read = (bytes: Uint8Array) => parseWire(bytes.subarray(8), readPrelogin)
  expect(read(prelogin(1))).toEqual({ ok: true, value: { encryption: 1, asksMars: false } })
  expect(read(prelogin(0x82, { mars: true }))).toEqual({
    ok: true,
    value: { encryption: 2, asksMars: true },
  })
})

test('MARS is answered only to who asked', () => {
  const version = { major: 16, minor: 0, build: 4135 }
  const answer = (answersMars: boolean) =>
    toHex(writePrelogin({ version, encryption: 2, answersMars }))
  expect(answer(false)).toBe(
    '000015000601001b000102001c000103001d0000ff10001027000002 00'.replace(' ', ''),
  )
  expect(answer(true)).toBe(
    '00001a000601002000010200210001030022000004002200' + '01ff1000102700000200' + '00',
  )
})
