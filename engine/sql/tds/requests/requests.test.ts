import { describe, expect, test } from 'vitest'
import { parseWire } from '../byte-reader.js'
import { call, concat, fromHex, HEADERS, intParameter, ucs2 } from '../client.fixture.js'
import { DIALECTS } from '../dialect.js'
import { readBatch } from './batch.js'
import { readBulk } from './bulk.js'
import { readCalls } from './call.js'
import { readTransactionRequest } from './transaction.js'

const NEW = DIALECTS['7.4']
const OLD = DIALECTS['7.1']

describe('a batch', () => {
  test('comes behind headers', () =>
    expect(parseWire(concat(HEADERS, ucs2('aΩ')), (reader) => readBatch(reader, NEW))).toEqual({
      ok: true,
      value: 'aΩ',
    }))
  test('comes without headers before 7.2', () =>
    expect(parseWire(ucs2('a'), (reader) => readBatch(reader, OLD))).toEqual({
      ok: true,
      value: 'a',
    }))
  test('of half a character is refused', () =>
    expect(parseWire(concat(HEADERS, fromHex('61')), (reader) => readBatch(reader, NEW)).ok).toBe(
      false,
    ))
})

describe('calls', () => {
  const read = (...parts: Uint8Array[]) =>
    parseWire(concat(HEADERS, ...parts), (reader) => readCalls(reader, NEW))
  const plain = { recompile: false, withoutColumns: false }

  test('come by name or by number', () =>
    expect(read(call('p'), fromHex('ff'), call(10))).toEqual({
      ok: true,
      value: {
        calls: [
          { name: 'p', parameters: [], ...plain },
          { name: 10, parameters: [], ...plain },
        ],
        unknown: undefined,
      },
    }))
  test('carry parameters with and without names, and their options', () => {
    const body = concat(
      fromHex('ffff 0a00 0300'),
      intParameter(5),
      intParameter(6, { name: '@b', output: true }),
      fromHex('00 02 26 04 00'),
    )
    const type = { kind: 'int' }
    expect(read(body)).toMatchObject({
      value: {
        calls: [
          {
            recompile: true,
            withoutColumns: true,
            parameters: [
              { name: '', type, value: 5, output: false, isDefault: false },
              { name: '@b', type, value: 6, output: true, isDefault: false },
              { name: '', type, value: null, output: false, isDefault: true },
            ],
          },
        ],
      },
    })
  })
  test('are separated otherwise before 7.2', () => {
    const bytes = concat(call('a', intParameter(1)), fromHex('80'), call('b'))
    expect(parseWire(bytes, (reader) => readCalls(reader, OLD))).toMatchObject({
      value: { calls: [{ name: 'a' }, { name: 'b' }] },
    })
  })
  test('with a type that nobody knows tell which one', () =>
    expect(
      read(call('a'), fromHex('ff'), call('b', intParameter(1), fromHex('01 6100 00 f3'))),
    ).toMatchObject({
      value: { calls: [{ name: 'a' }], unknown: { place: 2, name: 'a', typeId: 0xf3 } },
    }))
  test.each([
    ['a name that is too long', fromHex('feff')],
    ['a value of another size', call('a', fromHex('00 00 26 04 02 0100'))],
    ['an impossible size', call('a', fromHex('00 00 26 03 03 010203'))],
    ['a decimal of no precision', call('a', fromHex('00 00 6a 05 27 00 05 01 00000000'))],
    ['a decimal beyond its precision', call('a', fromHex('00 00 6a 05 01 00 05 01 0a000000'))],
    ['a day that is none', call('a', fromHex('00 00 28 03 ffffff'))],
    ['a time beyond the day', call('a', fromHex('00 00 29 00 03 805101'))],
    [
      'chunks of another length',
      call('a', fromHex('00 00 a5 ffff 0200000000000000 01000000 61 00000000')),
    ],
    ['a number that is none', call('a', fromHex('00 00 6d 08 08 000000000000f07f'))],
    [
      'a longer message than there is',
      call('a', fromHex('00 00 a5 ffff feffffffffffffff ffffff7f 00')),
    ],
  ])('with %s are refused', (_what, body) => expect(read(body).ok).toBe(false))
})

describe('a transaction request', () => {
  const read = (hex: string) =>
    parseWire(concat(HEADERS, fromHex(hex)), (reader) => readTransactionRequest(reader, NEW))

  test('begins, with a level and a name', () =>
    expect(read('0500 04 02 6100')).toEqual({
      ok: true,
      value: { kind: 'begin', isolation: 'serializable', name: 'a' },
    }))
  test('commits and begins the next at once', () =>
    expect(read('0700 00 01 02 00')).toEqual({
      ok: true,
      value: { kind: 'commit', name: '', thenBegin: { isolation: 'read committed', name: '' } },
    }))
  test('rolls back to a name', () =>
    expect(read('0800 02 6100 00')).toEqual({
      ok: true,
      value: { kind: 'rollback', name: 'a', thenBegin: undefined },
    }))
  test('saves', () =>
    expect(read('0900 02 6100')).toEqual({ ok: true, value: { kind: 'save', name: 'a' } }))
  test('asks for the coordinator, and brings its transaction', () => {
    expect(read('0000')).toEqual({ ok: true, value: { kind: 'dtc-address' } })
    expect(read('0100 0200 0102')).toEqual({
      ok: true,
      value: { kind: 'propagate', cookie: fromHex('0102') },
    })
  })
  test.each(['0600 ', '6300', '0500 09 00', '0500 02 04 6100'])('%s is not always one', (hex) =>
    expect(read(hex)).toSatisfy((told: { ok: boolean }) => hex.startsWith('06') === told.ok),
  )
})

describe('a bulk load', () => {
  const columns = `81 0200 00000000 0800 26 04 01 6100
                   00000000 0900 63 ffffff7f 0904d00034 0100 7400 01 6200`
  const read = (hex: string) => parseWire(fromHex(hex), (reader) => readBulk(reader, NEW))

  test('brings rows, with and without a bitmap of nulls', () =>
    expect(
      read(`${columns} d1 04 01000000 10 ${'00'.repeat(24)} 02000000 7800
            d1 04 02000000 00 d2 02 04 03000000 fd 0000 0000 0000000000000000`),
    ).toEqual({
      ok: true,
      value: {
        columns: [
          { name: 'a', type: { kind: 'int' }, nullable: false, identity: false },
          { name: 'b', type: { kind: 'ntext' }, nullable: true, identity: false },
        ],
        rows: [
          [1, 'x'],
          [2, null],
          [3, null],
        ],
      },
    }))
  test('that ends in the middle of a row is refused', () =>
    expect(read(`${columns} d1 04 0100`).ok).toBe(false))
  test('without columns is refused', () => expect(read('81 ffff').ok).toBe(false))
})
