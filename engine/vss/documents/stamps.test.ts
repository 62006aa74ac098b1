import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  encodeBase64,
  fileTime,
  fileTimeOfUnixMs,
  parseStamp,
  printStamp,
  unixMsOfFileTime,
} from './index.js'

test('a stamp is a length and a FILETIME, in base64', () => {
  // Facts 7.3: a real stamp was made at this time.
  const time = fileTimeOfUnixMs(Date.UTC(2019, 11, 23, 10, 8, 28))
  expect(time).toBe(132_215_693_080_000_000n)
  expect(printStamp(time)).toBe('CAAAAAD2w+t4udUB')
  expect(Buffer.from(printStamp(time), 'base64').readBigUInt64LE(4)).toBe(time)
})

test('the stamp of the miniature document is time zero', () =>
  expect(parseStamp('CAAAAAAAAAAAAAAA')).toEqual({ ok: true, value: 0n }))

test('a stamp reads back as it was printed', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (units) => {
      expect(parseStamp(printStamp(fileTime(units)))).toEqual({ ok: true, value: units })
    }),
  )
})

test('a time reads back from its FILETIME, from 1601 on', () => {
  for (const unixMs of [-11_644_473_600_000, -1, 0, 1, Date.UTC(2019, 11, 23, 10, 8, 28)])
    expect(unixMsOfFileTime(fileTimeOfUnixMs(unixMs))).toBe(unixMs)
  expect(() => fileTimeOfUnixMs(-11_644_473_600_001)).toThrow(/unsigned/)
})

function checkRefused(stamp: string): void {
  expect(parseStamp(stamp).ok).toBe(false)
}

test('an empty stamp is refused', () => checkRefused(''))
test('a stamp that is not base64 is refused', () => checkRefused('CAAAAAAAAAAAAAA!'))
test('a stamp of another length is refused', () => checkRefused(encodeBase64(new Uint8Array(9))))
test('a stamp too short by a byte is refused', () => checkRefused('CAAAAAAAAAAAAAA='))
test('a stamp with another length inside is refused', () => checkRefused('CQAAAAAAAAAAAAAA'))
test('a long text is refused', () => checkRefused('A'.repeat(1_000_000)))
