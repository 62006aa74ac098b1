// Any type, and any value of it.

import fc from 'fast-check'
import type { WireType, WireValue } from '../../tsql/port.js'

export interface Typed {
  readonly type: WireType
  readonly value: WireValue
}

const DAYS_MAX = 3_652_058
const DAY = 864_000_000_000n

const scale = fc.integer({ min: 0, max: 7 })
const day = fc.integer({ min: 0, max: DAYS_MAX })

function timeOf(digits: number): fc.Arbitrary<bigint> {
  const unit = 10n ** BigInt(7 - digits)
  return fc.bigInt({ min: 0n, max: DAY / unit - 1n }).map((count) => count * unit)
}

function momentOf(digits: number): fc.Arbitrary<bigint> {
  return fc.tuple(day, timeOf(digits)).map(([days, rest]) => BigInt(days) * DAY + rest)
}

function always(type: WireType, value: fc.Arbitrary<WireValue>): fc.Arbitrary<Typed> {
  return value.map((made) => ({ type, value: made }))
}

function signed(bits: number): fc.Arbitrary<bigint> {
  const half = 1n << BigInt(bits - 1)
  return fc.bigInt({ min: -half, max: half - 1n })
}

const latin = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom('a', 'Z', ' ', '7', 'é', '€', 'ÿ', '\u0000'), maxLength })
const anyText = (maxLength: number) => fc.string({ unit: 'binary', maxLength: maxLength >> 1 })

const decimal = fc
  .integer({ min: 1, max: 38 })
  .chain((precision) => {
    const limit = 10n ** BigInt(precision) - 1n
    return fc.tuple(
      fc.constant(precision),
      fc.integer({ min: 0, max: precision }),
      fc.bigInt({ min: -limit, max: limit }),
      fc.constantFrom('decimal' as const, 'numeric' as const),
    )
  })
  .map(([precision, digits, value, kind]) => ({ type: { kind, precision, scale: digits }, value }))

const offset = scale.chain((digits) =>
  fc
    .tuple(
      fc.integer({ min: 1, max: DAYS_MAX - 1 }),
      timeOf(digits),
      fc.integer({ min: -840, max: 840 }),
    )
    .map(([days, rest, offsetMinutes]) => ({
      type: { kind: 'datetimeoffset' as const, scale: digits },
      value: { utc: BigInt(days) * DAY + rest, offsetMinutes },
    })),
)

const guid = fc.uuid().map((text) => text.toUpperCase())
const bytes = (maxLength: number) => fc.uint8Array({ maxLength })

/** 300ths of a second as the nearest 100 ns. */
const datetime = fc
  .tuple(fc.integer({ min: 639_905, max: DAYS_MAX }), fc.integer({ min: 0, max: 25_919_999 }))
  .map(([days, ticks]) => BigInt(days) * DAY + BigInt(Math.round((ticks * 100_000) / 3)))

const smalldatetime = fc
  .tuple(fc.integer({ min: 693_595, max: 759_130 }), fc.integer({ min: 0, max: 1439 }))
  .map(([days, minutes]) => BigInt(days) * DAY + BigInt(minutes) * 600_000_000n)

/** What a sql_variant can hold as well. */
const short: fc.Arbitrary<Typed> = fc.oneof(
  always({ kind: 'bit' }, fc.constantFrom(0, 1)),
  always({ kind: 'tinyint' }, fc.integer({ min: 0, max: 255 })),
  always({ kind: 'smallint' }, fc.integer({ min: -32_768, max: 32_767 })),
  always({ kind: 'int' }, fc.integer()),
  always({ kind: 'bigint' }, signed(64)),
  always({ kind: 'real' }, fc.float({ noNaN: true, noDefaultInfinity: true })),
  always({ kind: 'float' }, fc.double({ noNaN: true, noDefaultInfinity: true })),
  always({ kind: 'smallmoney' }, signed(32)),
  always({ kind: 'money' }, signed(64)),
  always({ kind: 'uniqueidentifier' }, guid),
  always({ kind: 'datetime' }, datetime),
  always({ kind: 'smalldatetime' }, smalldatetime),
  always(
    { kind: 'date' },
    day.map((days) => BigInt(days) * DAY),
  ),
  scale.chain((digits) => always({ kind: 'time', scale: digits }, timeOf(digits))),
  scale.chain((digits) => always({ kind: 'datetime2', scale: digits }, momentOf(digits))),
  offset,
  decimal,
  always({ kind: 'varchar', length: 40 }, latin(40)),
  always({ kind: 'char', length: 40 }, latin(40)),
  always({ kind: 'nvarchar', length: 40 }, anyText(40)),
  always({ kind: 'nchar', length: 40 }, anyText(40)),
  always({ kind: 'varbinary', length: 40 }, bytes(40)),
  always({ kind: 'binary', length: 40 }, bytes(40)),
)

const variant: fc.Arbitrary<Typed> = short.map((held) => ({
  type: { kind: 'sql_variant' as const },
  value: held as Typed['value'],
}))

const long: fc.Arbitrary<Typed> = fc.oneof(
  always({ kind: 'varchar', length: 'max' }, latin(3000)),
  always({ kind: 'nvarchar', length: 'max' }, anyText(3000)),
  always({ kind: 'varbinary', length: 'max' }, bytes(3000)),
  always({ kind: 'text' }, latin(300)),
  always({ kind: 'ntext' }, anyText(300)),
  always({ kind: 'image' }, bytes(300)),
  always(
    { kind: 'xml' },
    anyText(300).filter((text) => !text.startsWith('\ufeff')),
  ),
)

/** A value that is there. */
export const typedValue: fc.Arbitrary<Typed> = fc.oneof(
  { weight: 6, arbitrary: short },
  { weight: 1, arbitrary: variant },
  { weight: 2, arbitrary: long },
)

export const typedOrNull: fc.Arbitrary<Typed> = fc.oneof(
  { weight: 4, arbitrary: typedValue },
  { weight: 1, arbitrary: typedValue.map(({ type }) => ({ type, value: null })) },
)
