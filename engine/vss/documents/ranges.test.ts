import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type ByteRange,
  parseRanges,
  parseRangesFile,
  printRanges,
  printRangesFile,
  rangesCorrespond,
  rangesFaults,
} from './index.js'
import { RANGES_MAX } from './limits.js'

function checkInline(text: string, expected: readonly (readonly [bigint, bigint])[]): void {
  const ranges = expected.map(([offset, length]) => ({ offset, length }))
  expect(parseRanges(text)).toEqual({ ok: true, value: { kind: 'inline', ranges } })
}

function checkRefused(text: string, offset: number): void {
  expect(parseRanges(text)).toMatchObject({ ok: false, error: { offset } })
}

function checkFile(text: string, path: string): void {
  expect(parseRanges(text)).toEqual({ ok: true, value: { kind: 'file', path } })
}

// Facts 7.1: the last 64 KiB of a file that ends at 0x1239E8577A begin where this one does.
const TAIL = 0x1239e7577an

test('a pair is an offset and a length', () => checkInline('64:448', [[64n, 448n]]))
test('pairs are joined by commas', () =>
  checkInline('0:1,8:2', [
    [0n, 1n],
    [8n, 2n],
  ]))
test('blanks are ignored', () =>
  checkInline(' 0 : 1 ,\t8:2 ', [
    [0n, 1n],
    [8n, 2n],
  ]))
test('numbers may be hexadecimal', () => checkInline('0x1239E7577A:0X10000', [[TAIL, 65536n]]))
test('numbers have 64 bits', () => checkInline('0xFFFFFFFFFFFFFFFF:0', [[2n ** 64n - 1n, 0n]]))
test('zeros may lead', () => checkInline('007:08', [[7n, 8n]]))
test('no ranges are no ranges', () => checkInline('', []))

test('a number alone is refused', () => checkRefused('64', 0))
test('a length missing is refused', () => checkRefused('0:1,64:', 4))
test('a comma at the end is refused', () => checkRefused('0:1,', 4))
test('a comma at the start is refused', () => checkRefused(',0:1', 0))
test('a sign is refused', () => checkRefused('-1:1', 0))
test('a fraction is refused', () => checkRefused('0:1.5', 0))
test('an exponent is refused', () => checkRefused('1e3:1', 0))
test('letters in a decimal number are refused', () => checkRefused('0:FF', 0))
test('a prefix alone is refused', () => checkRefused('0x:1', 0))
test('a semicolon is refused', () => checkRefused('0:1;8:2', 0))
test('65 bits are refused', () => checkRefused('0:1,18446744073709551616:1', 4))
test('an end beyond 64 bits is refused', () => checkRefused('0xFFFFFFFFFFFFFFFF:1', 0))
test('a numeral of 21 digits is refused', () => checkRefused(`${'0'.repeat(20)}5:1`, 0))
test('a numeral of a million digits is refused', () => checkRefused('9'.repeat(1_000_000), 0))
test('a million blanks are refused', () => checkRefused(`${' '.repeat(1_000_000)}x`, 0))
test('two million units are refused', () => checkRefused('0:1,'.repeat(500_000), 1_048_576))

test('a full path is a ranges file', () => checkFile('D:\\r\\Sales.rng', 'D:\\r\\Sales.rng'))
test('a share is a ranges file', () => checkFile('\\\\host\\r', '\\\\host\\r'))
test('a variable is a ranges file', () => checkFile('%TEMP%\\r', '%TEMP%\\r'))
test('File= is a ranges file', () => checkFile('File=D:\\r', 'D:\\r'))
test('file= is one too', () => checkFile('file=relative', 'relative'))
test('File= alone is refused', () => checkRefused('File=', 5))
test('a relative path alone is refused', () => checkRefused('Sales.rng', 0))

const range: fc.Arbitrary<ByteRange> = fc
  .tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))
  .map(([left, right]) => ({
    offset: left < right ? left : right,
    length: left < right ? right - left : left - right,
  }))

test('ranges read back as they were printed, as text and as a file', () => {
  fc.assert(
    fc.property(fc.array(range), (ranges) => {
      const text = printRanges({ kind: 'inline', ranges })
      expect(text).not.toMatch(/\s/)
      expect(parseRanges(text)).toEqual({ ok: true, value: { kind: 'inline', ranges } })
      expect(parseRangesFile(printRangesFile(ranges))).toEqual({ ok: true, value: ranges })
    }),
  )
})

test('a ranges file path reads back as it was printed', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (path) =>
      checkFile(printRanges({ kind: 'file', path }), path),
    ),
  )
})

test('a ranges file is a count and pairs, little-endian', () => {
  const bytes = printRangesFile([{ offset: 0x0102n, length: 2n ** 63n }])
  expect([...bytes]).toEqual([
    ...[1, 0, 0, 0, 0, 0, 0, 0],
    ...[2, 1, 0, 0, 0, 0, 0, 0],
    ...[0, 0, 0, 0, 0, 0, 0, 0x80],
  ])
})

test('a ranges file inside a larger buffer reads', () => {
  const bytes = printRangesFile([{ offset: 1n, length: 2n }])
  const larger = new Uint8Array(bytes.length + 3)
  larger.set(bytes, 3)
  expect(parseRangesFile(larger.subarray(3)).ok).toBe(true)
})

test('a ranges file cut short or gone on is refused', () => {
  const bytes = printRangesFile([
    { offset: 1n, length: 2n },
    { offset: 4n, length: 2n },
  ])
  for (let length = 0; length < bytes.length; length++)
    expect(parseRangesFile(bytes.subarray(0, length)).ok).toBe(false)
  expect(parseRangesFile(Uint8Array.of(...bytes, 0)).ok).toBe(false)
})

test('a ranges file that claims more ranges than the limit is refused by its count', () => {
  const bytes = new Uint8Array(8).fill(0xff)
  expect(parseRangesFile(bytes)).toEqual({
    ok: false,
    error: { message: `more than ${RANGES_MAX} ranges`, offset: 0 },
  })
})

test('a ranges file with an end beyond 64 bits is refused', () => {
  const bytes = printRangesFile([{ offset: 2n ** 64n - 1n, length: 0n }])
  bytes[16] = 1
  expect(parseRangesFile(bytes)).toMatchObject({ error: { offset: 8 } })
})

const at = (offset: number, length: number): ByteRange => ({
  offset: BigInt(offset),
  length: BigInt(length),
})
const NONE = { overlapping: false, descending: false, empty: false }

test('ranges that touch have no fault', () =>
  expect(rangesFaults([at(0, 8), at(8, 8)])).toEqual(NONE))
test('ranges that share a byte overlap', () =>
  expect(rangesFaults([at(0, 9), at(8, 8)])).toEqual({ ...NONE, overlapping: true }))
test('ranges out of order descend and need not overlap', () =>
  expect(rangesFaults([at(8, 8), at(0, 8)])).toEqual({ ...NONE, descending: true }))
test('overlap is found out of order', () =>
  expect(rangesFaults([at(8, 8), at(0, 9)])).toMatchObject({ overlapping: true }))
test('a long range overlaps more than its neighbour', () =>
  expect(rangesFaults([at(0, 100), at(10, 0), at(50, 1)])).toMatchObject({ overlapping: true }))
test('a range of no bytes is empty', () =>
  expect(rangesFaults([at(4, 0)])).toEqual({ ...NONE, empty: true }))

test('ranges correspond when they are as many and each as long', () => {
  expect(rangesCorrespond([at(0, 4), at(8, 2)], [at(100, 4), at(50, 2)])).toBe(true)
  expect(rangesCorrespond([at(0, 4)], [at(0, 5)])).toBe(false)
  expect(rangesCorrespond([at(0, 4)], [at(0, 4), at(4, 4)])).toBe(false)
})
