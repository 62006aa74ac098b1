import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { WireType, WireValue } from '../../tsql/port.js'
import { parseWire } from '../byte-reader.js'
import { ByteWriter } from '../byte-writer.js'
import { fromHex, toHex } from '../client.fixture.js'
import { DIALECTS, type DialectName } from '../dialect.js'
import { layoutOf, writeTypeInfo } from './layout.js'
import { readRowValue, readTypeInfo, readValue } from './received.js'
import { typedOrNull } from './values.fixture.js'
import { writeValue } from './write-value.js'

function bytesOf(type: WireType, value: WireValue, dialect: DialectName = '7.4'): string {
  const layout = layoutOf(type, DIALECTS[dialect])
  const info = new ByteWriter()
  writeTypeInfo(info, layout)
  const writer = new ByteWriter()
  writeValue(writer, layout, value)
  return `${toHex(info.copy())} ${toHex(writer.copy())}`
}

/** TYPE_INFO and a value, as a result carries them. */
function checkBytes(type: WireType, value: WireValue, hex: string, dialect?: DialectName): void {
  expect(bytesOf(type, value, dialect)).toBe(hex)
}

const COLLATION = '0904d00034'
/** 2024-02-29 13:14:15.1234567 */
const MOMENT = 738_944n * 864_000_000_000n + 476_551_234_567n

describe('a value goes out as', () => {
  test('bit', () => checkBytes({ kind: 'bit' }, 1, '6801 0101'))
  test('tinyint', () => checkBytes({ kind: 'tinyint' }, 200, '2601 01c8'))
  test('smallint', () => checkBytes({ kind: 'smallint' }, -2, '2602 02feff'))
  test('int', () => checkBytes({ kind: 'int' }, -2, '2604 04feffffff'))
  test('bigint', () => checkBytes({ kind: 'bigint' }, -2n, '2608 08feffffffffffffff'))
  test('real', () => checkBytes({ kind: 'real' }, 1.5, '6d04 040000c03f'))
  test('float', () => checkBytes({ kind: 'float' }, 1.5, '6d08 08000000000000f83f'))
  test('smallmoney', () => checkBytes({ kind: 'smallmoney' }, 10_000n, '6e04 0410270000'))
  test('money, the upper half first', () =>
    checkBytes({ kind: 'money' }, (1n << 32n) + 2n, '6e08 080100000002000000'))
  test('decimal of nine digits', () =>
    checkBytes({ kind: 'decimal', precision: 9, scale: 2 }, -258n, '6a050902 050002010000'))
  test('numeric of 38 digits', () =>
    checkBytes(
      { kind: 'numeric', precision: 38, scale: 0 },
      1n << 64n,
      '6c112600 110100000000000000000100000000000000',
    ))
  test('uniqueidentifier, three groups turned round', () =>
    checkBytes(
      { kind: 'uniqueidentifier' },
      '00112233-4455-6677-8899-AABBCCDDEEFF',
      '2410 1033221100554477668899aabbccddeeff',
    ))
  test('datetime in 300ths of a second', () =>
    checkBytes(
      { kind: 'datetime' },
      693_596n * 864_000_000_000n + 10_000_000n,
      '6f08 08010000002c010000',
    ))
  test('smalldatetime in minutes', () =>
    checkBytes(
      { kind: 'smalldatetime' },
      693_596n * 864_000_000_000n + 1_200_000_000n,
      '6f04 0401000200',
    ))
  test('date', () => checkBytes({ kind: 'date' }, MOMENT, '28 0380460b'))
  test('time of two digits', () =>
    checkBytes({ kind: 'time', scale: 2 }, 10_000_000n, '2902 03640000'))
  test('datetime2', () =>
    checkBytes({ kind: 'datetime2', scale: 7 }, MOMENT, '2a07 0807c4aaf46e80460b'))
  test('datetimeoffset, in UTC', () =>
    checkBytes(
      { kind: 'datetimeoffset', scale: 0 },
      { utc: 864_000_000_000n, offsetMinutes: -60 },
      '2b00 08000000010000c4ff',
    ))
  test('varchar in Windows-1252', () =>
    checkBytes({ kind: 'varchar', length: 10 }, 'a€', `a70a00${COLLATION} 02006180`))
  test('varchar with a question mark for what has no place in it', () =>
    checkBytes({ kind: 'varchar', length: 10 }, 'Ω', `a70a00${COLLATION} 01003f`))
  test('nvarchar', () =>
    checkBytes({ kind: 'nvarchar', length: 10 }, 'aΩ', `e71400${COLLATION} 04006100a903`))
  test('empty nvarchar', () =>
    checkBytes({ kind: 'nvarchar', length: 10 }, '', `e71400${COLLATION} 0000`))
  test('varbinary', () =>
    checkBytes({ kind: 'varbinary', length: 8 }, fromHex('0102'), 'a50800 02000102'))
  test('nvarchar(max) in a chunk', () =>
    checkBytes(
      { kind: 'nvarchar', length: 'max' },
      'a',
      `e7ffff${COLLATION} 020000000000000002000000610000000000`,
    ))
  test('empty varbinary(max)', () =>
    checkBytes(
      { kind: 'varbinary', length: 'max' },
      fromHex(''),
      'a5ffff 000000000000000000000000',
    ))
  test('xml without a schema', () =>
    checkBytes({ kind: 'xml' }, 'a', 'f100 020000000000000002000000610000000000'))
  test('text behind a pointer', () =>
    checkBytes({ kind: 'text' }, 'a', `23ffffff7f${COLLATION} 10${'00'.repeat(24)}0100000061`))
  test('sql_variant with the type of what it holds', () =>
    checkBytes(
      { kind: 'sql_variant' },
      { type: { kind: 'int' }, value: 5 },
      '62491f0000 06000000380005000000',
    ))
})

test('a sql_variant holds what has no limit as what has the highest', () =>
  checkBytes(
    { kind: 'sql_variant' },
    { type: { kind: 'nvarchar', length: 'max' }, value: 'a' },
    `62491f0000 0b000000e707${COLLATION}401f6100`,
  ))

describe('NULL goes out as', () => {
  test('no length', () => checkBytes({ kind: 'int' }, null, '2604 00'))
  test('the highest short length', () =>
    checkBytes({ kind: 'varbinary', length: 8 }, null, 'a50800 ffff'))
  test('the highest long length', () =>
    checkBytes({ kind: 'varbinary', length: 'max' }, null, 'a5ffff ffffffffffffffff'))
  test('no pointer', () => checkBytes({ kind: 'image' }, null, '22ffffff7f 00'))
  test('an empty sql_variant', () =>
    checkBytes({ kind: 'sql_variant' }, null, '62491f0000 00000000'))
})

describe('to old clients', () => {
  test('a date is text before 7.3', () =>
    checkBytes({ kind: 'date' }, MOMENT, `e71400${COLLATION} 1400${utf16('2024-02-29')}`, '7.2'))
  test('a datetime2 is text', () =>
    checkBytes(
      { kind: 'datetime2', scale: 3 },
      MOMENT,
      `e73600${COLLATION} 2e00${utf16('2024-02-29 13:14:15.123')}`,
      '7.1',
    ))
  test('a time is text', () =>
    checkBytes(
      { kind: 'time', scale: 0 },
      476_551_234_567n,
      `e72000${COLLATION} 1000${utf16('13:14:15')}`,
      '7.1',
    ))
  test('a datetimeoffset is local time and its zone', () =>
    checkBytes(
      { kind: 'datetimeoffset', scale: 0 },
      { utc: MOMENT, offsetMinutes: 90 },
      `e74400${COLLATION} 3400${utf16('2024-02-29 14:44:15 +01:30')}`,
      '7.2',
    ))
  test('what has no limit is an old long type before 7.2', () => {
    expect(layoutOf({ kind: 'varchar', length: 'max' }, DIALECTS['7.1']).id).toBe(0x23)
    expect(layoutOf({ kind: 'nvarchar', length: 'max' }, DIALECTS['7.1']).id).toBe(0x63)
    expect(layoutOf({ kind: 'varbinary', length: 'max' }, DIALECTS['7.1']).id).toBe(0x22)
    expect(layoutOf({ kind: 'xml' }, DIALECTS['7.1']).id).toBe(0x63)
  })
})

test('any value of any type reads back as it was written', () => {
  fc.assert(
    fc.property(typedOrNull, ({ type, value }) => {
      const layout = layoutOf(type, DIALECTS['7.4'])
      const writer = new ByteWriter()
      writeTypeInfo(writer, layout)
      writeValue(writer, layout, value)
      const read = parseWire(writer.copy(), (reader) => {
        const received = readTypeInfo(reader)
        if ('unknown' in received) throw new Error('unknown')
        return { type: received.type, value: readRowValue(reader, received), left: reader.left }
      })
      expect(read).toEqual({ ok: true, value: { type, value, left: 0 } })
    }),
  )
})

/** A parameter of a call: TYPE_INFO and value. */
function checkRead(hex: string, type: WireType, value: WireValue): void {
  const read = parseWire(fromHex(hex), (reader) => {
    const received = readTypeInfo(reader)
    if ('unknown' in received) throw new Error('unknown')
    return { type: received.type, value: readValue(reader, received), left: reader.left }
  })
  expect(read).toEqual({ ok: true, value: { type, value, left: 0 } })
}

describe('a parameter comes in as', () => {
  test('a type without NULL', () => checkRead('38 05000000', { kind: 'int' }, 5))
  test('NULL of no type', () => checkRead('1f', { kind: 'int' }, null))
  test('ntext', () => checkRead(`63 04000000 ${COLLATION} 02000000 6100`, { kind: 'ntext' }, 'a'))
  test('ntext that is NULL', () =>
    checkRead(`63 04000000 ${COLLATION} ffffffff`, { kind: 'ntext' }, null))
  test('chunks of a length that is not known before', () =>
    checkRead(
      'a5 ffff feffffffffffffff 02000000 0102 01000000 03 00000000',
      { kind: 'varbinary', length: 'max' },
      fromHex('010203'),
    ))
  test('NULL in chunks', () =>
    checkRead('a5 ffff ffffffffffffffff', { kind: 'varbinary', length: 'max' }, null))
  test('UTF-8, when its collation says so', () =>
    checkRead('a7 0a00 0904d00400 0200 c3a9', { kind: 'varchar', length: 10 }, 'é'))
  test('a decimal in as few bytes as its digits take', () =>
    checkRead('6a 06 0a 02 06 01 9600000000', { kind: 'decimal', precision: 10, scale: 2 }, 150n))
  test('a decimal in more bytes than its precision takes', () =>
    checkRead('6a 11 05 02 05 00 01000000', { kind: 'decimal', precision: 5, scale: 2 }, -1n))
})

function utf16(text: string): string {
  return [...text]
    .map((letter) => `${letter.charCodeAt(0).toString(16).padStart(2, '0')}00`)
    .join('')
}
