import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Column,
  decimalLsn,
  decodeRow,
  encodeRow,
  fileId,
  fits,
  formatColumns,
  formatLsn,
  insertRow,
  lsn,
  lsnParts,
  newPage,
  nextSlot,
  overwriteRow,
  pageId,
  parseColumns,
  refuseSql,
  removeRow,
  rowAt,
  rowFormat,
  type SqlValue,
  sealPage,
  type UnverifiedPage,
  verifyPage,
} from './index.js'

const PAGE = pageId(fileId(1), 100)

test('an LSN prints the way SQL Server prints it, in hexadecimal and as a number', () => {
  const value = lsn(0x22, 0x90, 1)
  expect(formatLsn(value)).toBe('00000022:00000090:0001')
  expect(decimalLsn(value)).toBe('34000000014400001')
  expect(lsnParts(value)).toEqual({ sequence: 0x22, sector: 0x90, slot: 1 })
})

test('every changed bit of a page is found on reading', () => {
  const page = newPage(PAGE, 'data', 7)
  insertRow(page, 0, new Uint8Array(3_000).fill(0xa5))
  sealPage(page)
  expect(verifyPage(page.slice() as Uint8Array as UnverifiedPage, PAGE).ok).toBe(true)
  for (let bit = 0; bit < 8 * 8192; bit++) {
    const damaged = page.slice()
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const verified = verifyPage(damaged as Uint8Array as UnverifiedPage, PAGE)
    if (verified.ok || verified.error.number !== 824) expect.fail(`bit ${bit} was not missed`)
  }
})

test('a page that stands in the place of another is refused', () => {
  const page = newPage(PAGE, 'data')
  sealPage(page)
  const other = pageId(fileId(1), 101)
  const verified = verifyPage(page as Uint8Array as UnverifiedPage, other)
  expect(verified.ok ? 'ok' : verified.error.number).toBe(824)
})

test('a row keeps its slot and its bytes through whatever happens to its neighbours', () => {
  const action = fc.record({
    choice: fc.nat(9),
    length: fc.integer({ min: 1, max: 1_500 }),
    which: fc.nat(1_000),
  })
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
      const page = newPage(PAGE, 'data')
      const model = new Map<number, Uint8Array>()
      for (const { choice, length, which } of actions) {
        const bytes = new Uint8Array(length).fill(which)
        const slot = [...model.keys()][which % Math.max(1, model.size)]
        if (slot === undefined || choice < 6) {
          if (!fits(page, length)) continue
          const free = nextSlot(page)
          insertRow(page, free, bytes)
          model.set(free, bytes)
        } else if (choice < 8) {
          removeRow(page, slot)
          model.delete(slot)
        } else {
          const same = new Uint8Array(model.get(slot)?.length ?? 0).fill(choice)
          overwriteRow(page, slot, same)
          model.set(slot, same)
        }
      }
      for (const [slot, bytes] of model) expect(rowAt(page, slot)).toEqual(bytes)
    }),
  )
})

const COLUMNS: readonly Column[] = [
  { name: 'a', type: { kind: 'int' }, nullable: true },
  { name: 'b', type: { kind: 'nvarchar', length: 50 }, nullable: true },
  { name: 'c', type: { kind: 'bigint' }, nullable: true },
  { name: 'd', type: { kind: 'decimal', precision: 30, scale: 4 }, nullable: true },
  { name: 'e', type: { kind: 'varbinary', length: 100 }, nullable: true },
  { name: 'f', type: { kind: 'datetime' }, nullable: true },
  { name: 'g', type: { kind: 'varchar', length: 40 }, nullable: true },
  { name: 'h', type: { kind: 'money' }, nullable: true },
]

test('a row comes back as it was stored, whatever is null', () => {
  const big = { min: -(2n ** 63n), max: 2n ** 63n - 1n }
  const rows = fc.tuple(
    fc.option(fc.integer()),
    fc.option(fc.string({ maxLength: 25, unit: 'binary' })),
    fc.option(fc.bigInt(big)),
    fc.option(fc.bigInt({ min: -(10n ** 30n) + 1n, max: 10n ** 30n - 1n })),
    fc.option(fc.uint8Array({ maxLength: 100 })),
    fc.option(fc.maxSafeNat()),
    fc.option(fc.string({ maxLength: 40, unit: 'grapheme-ascii' })),
    fc.option(fc.bigInt(big)),
  )
  const format = rowFormat(COLUMNS)
  fc.assert(
    fc.property(rows, (row) => {
      const encoded = encodeRow(format, row)
      expect(encoded.ok && decodeRow(format, encoded.value)).toEqual(row)
    }),
  )
})

test('columns are told and read back', () => {
  expect(parseColumns(formatColumns(COLUMNS))).toEqual(COLUMNS)
})

function checkRefused(value: SqlValue, column: Column, number: number): void {
  const encoded = encodeRow(rowFormat([column]), [value])
  expect(encoded.ok ? 0 : encoded.error.number).toBe(number)
}

test('a value that does not fit its column is refused', () => {
  const int: Column = { name: 'a', type: { kind: 'int' }, nullable: false }
  checkRefused(2 ** 31, int, 8152)
  checkRefused('1', int, 8152)
  checkRefused(null, int, 515)
  checkRefused('abc', { ...int, type: { kind: 'varchar', length: 2 } }, 8152)
  checkRefused('Ω', { ...int, type: { kind: 'varchar', length: 2 } }, 8152)
  checkRefused('x'.repeat(8_100), { ...int, type: { kind: 'varchar', length: 9_000 } }, 511)
})

test('a refusal carries number, severity and meaning', () => {
  expect(refuseSql('FILEGROUP_FULL', 'PRIMARY').error).toEqual({
    name: 'FILEGROUP_FULL',
    number: 1105,
    severity: 17,
    meaning: 'the filegroup is full',
    detail: 'PRIMARY',
  })
})
