// Functions of dates and times.

import type { DateTimeOffset, WireType, WireValue } from '../port.js'
import {
  DAY,
  DAYS_TO_1900,
  dateOf,
  daysInMonth,
  daysOf,
  HOUR,
  instantOf,
  MINUTE,
  MONTHS,
  momentOf,
  roundToDatetime,
  SECOND,
  WEEKDAYS,
  weekdayOf,
} from '../value/calendar.js'
import { convert, type Plain } from '../value/convert.js'
import { catching, fail } from '../value/failure.js'
import { BIGINT, DATETIME, familyOf, INT, nameOf } from '../value/type.js'
import type { Compiled } from './context.js'
import { argument, type Builder, type Building, builder, fixed, scalar } from './scalar.js'

const PRECISE: WireType = { kind: 'datetime2', scale: 7 }
const OFFSET: WireType = { kind: 'datetimeoffset', scale: 7 }

const PARTS: Readonly<Record<string, string>> = {
  yy: 'year',
  yyyy: 'year',
  qq: 'quarter',
  q: 'quarter',
  mm: 'month',
  m: 'month',
  dy: 'dayofyear',
  y: 'dayofyear',
  dd: 'day',
  d: 'day',
  wk: 'week',
  ww: 'week',
  dw: 'weekday',
  w: 'weekday',
  hh: 'hour',
  mi: 'minute',
  n: 'minute',
  ss: 'second',
  s: 'second',
  ms: 'millisecond',
  mcs: 'microsecond',
  ns: 'nanosecond',
  tz: 'tzoffset',
  tzo: 'tzoffset',
  isowk: 'iso_week',
  isoww: 'iso_week',
}

function now(type: WireType, offset = 0n): Builder {
  return builder(0, 0, (_args, { context }) => ({
    type,
    nullable: false,
    evaluate: () => {
      const instant = context.services.now + offset
      if (type.kind === 'datetimeoffset') return { utc: instant, offsetMinutes: 0 }
      return type.kind === 'datetime' ? roundToDatetime(instant) : instant
    },
  }))
}

export const DATE_FUNCTIONS: Readonly<Record<string, Builder>> = {
  getdate: now(DATETIME),
  getutcdate: now(DATETIME),
  current_timestamp: now(DATETIME),
  sysdatetime: now(PRECISE),
  sysutcdatetime: now(PRECISE),
  sysdatetimeoffset: now(OFFSET),
  year: fixed(1, 1, [PRECISE], INT, ([value]) => momentOf(value as bigint).year),
  month: fixed(1, 1, [PRECISE], INT, ([value]) => momentOf(value as bigint).month),
  day: fixed(1, 1, [PRECISE], INT, ([value]) => momentOf(value as bigint).day),
  datepart: builder(1, 1, (args, building) =>
    scalar(args, [dateType(args, 0)], INT, ([value]) =>
      partOf(value as Plain, partName(building), building),
    ),
  ),
  datename: builder(1, 1, (args, building) =>
    scalar(args, [dateType(args, 0)], { kind: 'nvarchar', length: 30 }, ([value]) =>
      nameOfPart(value as Plain, partName(building), building),
    ),
  ),
  dateadd: builder(2, 2, dateAdd),
  datediff: builder(2, 2, (args, building) =>
    scalar(args, [PRECISE], INT, ([from, to]) => {
      const count = difference(partName(building), from as bigint, to as bigint)
      return count >= -(2n ** 31n) && count < 2n ** 31n
        ? Number(count)
        : fail(
            535,
            'The datediff function resulted in an overflow. The number of dateparts separating two date/time instances is too large. Try to use datediff with a less precise datepart.',
          )
    }),
  ),
  datediff_big: builder(2, 2, (args, building) =>
    scalar(args, [PRECISE], BIGINT, ([from, to]) =>
      difference(partName(building), from as bigint, to as bigint),
    ),
  ),
  eomonth: fixed(1, 2, [PRECISE, INT], { kind: 'date' }, ([value, months]) => {
    const { year, month } = momentOf(value as bigint)
    const index = year * 12 + month - 1 + Number(months ?? 0)
    const [y, m] = [Math.floor(index / 12), (index % 12) + 1]
    return BigInt(daysOf(y, m, daysInMonth(y, m))) * DAY
  }),
  isdate: builder(1, 1, (args) => {
    const first = argument(args, 0)
    return {
      type: INT,
      nullable: false,
      evaluate: (frame) => {
        const value = first.evaluate(frame)
        if (value === null || (familyOf(first.type) !== 'text' && familyOf(first.type) !== 'date'))
          return 0
        return catching(() => convert(value, first.type, DATETIME)).ok ? 1 : 0
      },
    }
  }),
  datefromparts: fixed(
    3,
    3,
    [INT],
    { kind: 'date' },
    ([y, m, d]) => BigInt(checkedDays(Number(y), Number(m), Number(d), 'date')) * DAY,
  ),
  datetimefromparts: fixed(7, 7, [INT], DATETIME, ([y, m, d, h, mi, s, ms]) => {
    const day = BigInt(checkedDays(Number(y), Number(m), Number(d), 'datetime')) * DAY
    return roundToDatetime(
      day +
        BigInt(Number(h)) * HOUR +
        BigInt(Number(mi)) * MINUTE +
        BigInt(Number(s)) * SECOND +
        BigInt(Number(ms)) * 10_000n,
    )
  }),
  todatetimeoffset: fixed(
    2,
    2,
    [PRECISE, { kind: 'nvarchar', length: 10 }],
    OFFSET,
    ([value, zone]) => {
      const minutes = zoneOf(String(zone))
      return { utc: (value as bigint) - BigInt(minutes) * MINUTE, offsetMinutes: minutes }
    },
  ),
  switchoffset: fixed(
    2,
    2,
    [OFFSET, { kind: 'nvarchar', length: 10 }],
    OFFSET,
    ([value, zone]) => ({
      utc: (value as DateTimeOffset).utc,
      offsetMinutes: zoneOf(String(zone)),
    }),
  ),
}

function zoneOf(zone: string): number {
  const match = /^([+-])(\d{2}):(\d{2})$/.exec(zone.trim())
  if (match === null)
    return /^[+-]?\d+$/.test(zone.trim())
      ? Number(zone)
      : fail(9812, 'The timezone provided to builtin function todatetimeoffset is invalid.')
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return match[1] === '-' ? -minutes : minutes
}

function checkedDays(year: number, month: number, day: number, type: string): number {
  if (
    year < 1 ||
    year > 9_999 ||
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > daysInMonth(year, month)
  )
    return fail(
      289,
      `Cannot construct data type ${type}, some of the arguments have values which are not valid.`,
    )
  return daysOf(year, month, day)
}

function partName({ call }: Building): string {
  const word = (call.datePart ?? '').toLowerCase()
  return PARTS[word] ?? word
}

/** Texts become datetime2; dates stay what they are. */
function dateType(args: readonly Compiled[], index: number): WireType {
  const { type } = argument(args, index)
  return type.kind === 'datetimeoffset' ? OFFSET : PRECISE
}

function localOf(value: Plain): bigint {
  if (typeof value === 'bigint') return value
  const { utc, offsetMinutes } = value as DateTimeOffset
  return utc + BigInt(offsetMinutes) * MINUTE
}

function partOf(value: Plain, part: string, { call, context }: Building): number {
  const instant = localOf(value)
  const moment = momentOf(instant)
  const days = Number(instant / DAY)
  const newYear = daysOf(moment.year, 1, 1)
  const { dateFirst } = context.services.session.options
  switch (part) {
    case 'year':
      return moment.year
    case 'quarter':
      return Math.floor((moment.month + 2) / 3)
    case 'month':
      return moment.month
    case 'dayofyear':
      return days - newYear + 1
    case 'day':
      return moment.day
    case 'week':
      return Math.floor((days - newYear + weekday(newYear, dateFirst) - 1) / 7) + 1
    case 'iso_week':
      return isoWeek(days)
    case 'weekday':
      return weekday(days, dateFirst)
    case 'hour':
      return moment.hour
    case 'minute':
      return moment.minute
    case 'second':
      return moment.second
    case 'millisecond':
      return Math.floor(moment.fraction / 10_000)
    case 'microsecond':
      return Math.floor(moment.fraction / 10)
    case 'nanosecond':
      return moment.fraction * 100
    case 'tzoffset':
      return typeof value === 'object' && 'utc' in value ? value.offsetMinutes : 0
    default:
      return fail(
        155,
        `'${call.datePart ?? ''}' is not a recognized ${call.name.toLowerCase()} option.`,
        { severity: 15 },
      )
  }
}

/** 1 to 7, from the day that SET DATEFIRST names. */
function weekday(days: number, dateFirst: number): number {
  return ((weekdayOf(days) + 8 - dateFirst) % 7) + 1
}

function isoWeek(days: number): number {
  const thursday = days - weekdayOf(days) + 3
  const { year } = dateOf(thursday)
  return Math.floor((thursday - daysOf(year, 1, 1)) / 7) + 1
}

function nameOfPart(value: Plain, part: string, building: Building): string {
  const instant = localOf(value)
  if (part === 'month') return MONTHS[momentOf(instant).month - 1] ?? ''
  if (part === 'weekday') return WEEKDAYS[weekdayOf(Number(instant / DAY))] ?? ''
  return String(partOf(value, part, building))
}

const SPANS: Readonly<Record<string, bigint>> = {
  week: 7n * DAY,
  day: DAY,
  dayofyear: DAY,
  weekday: DAY,
  hour: HOUR,
  minute: MINUTE,
  second: SECOND,
  millisecond: 10_000n,
  microsecond: 10n,
}
const MONTH_COUNTS: Readonly<Record<string, number>> = { year: 12, quarter: 3, month: 1 }

function dateAdd(args: readonly Compiled[], building: Building): Compiled {
  const second = argument(args, 1)
  const isText = familyOf(second.type) !== 'date'
  const type = isText ? DATETIME : second.type
  const part = partName(building)
  if (SPANS[part] === undefined && MONTH_COUNTS[part] === undefined && part !== 'nanosecond')
    fail(155, `'${building.call.datePart ?? ''}' is not a recognized dateadd option.`, {
      severity: 15,
    })
  const [number, date] = [argument(args, 0), { ...second }]
  return scalar([number, date], [BIGINT, type], type, ([count, value]) => {
    const amount = count as bigint
    if (typeof value !== 'bigint') {
      const { utc, offsetMinutes } = value as DateTimeOffset
      return { utc: moved(utc, part, amount, type), offsetMinutes }
    }
    const result = moved(value, part, amount, type)
    return type.kind === 'time' ? ((result % DAY) + DAY) % DAY : convert(result, PRECISE, type)
  })
}

const LAST = BigInt(daysOf(9999, 12, 31) + 1) * DAY

function moved(value: bigint, part: string, amount: bigint, type: WireType): bigint {
  const months = MONTH_COUNTS[part]
  const result =
    months === undefined
      ? value + (part === 'nanosecond' ? amount / 100n : amount * (SPANS[part] ?? 0n))
      : addMonths(value, Number(amount) * months)
  if (type.kind !== 'time' && (result < 0n || result >= LAST))
    return fail(517, `Adding a value to a '${nameOf(type)}' column caused an overflow.`)
  return result
}

function addMonths(value: bigint, months: number): bigint {
  const moment = momentOf(value)
  const index = moment.year * 12 + moment.month - 1 + months
  const [year, month] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1]
  if (year < 1 || year > 9_999) return -1n
  return instantOf({ ...moment, year, month, day: Math.min(moment.day, daysInMonth(year, month)) })
}

/** Counts the boundaries that were crossed. */
function difference(part: string, from: bigint, to: bigint): bigint {
  const [a, b] = [momentOf(from), momentOf(to)]
  switch (part) {
    case 'year':
      return BigInt(b.year - a.year)
    case 'quarter':
      return BigInt(
        (b.year - a.year) * 4 + Math.floor((b.month - 1) / 3) - Math.floor((a.month - 1) / 3),
      )
    case 'month':
      return BigInt((b.year - a.year) * 12 + b.month - a.month)
    case 'week':
      // Weeks begin on Sunday here, whatever DATEFIRST says.
      return weekNumber(to) - weekNumber(from)
    case 'nanosecond':
      return (to - from) * 100n
    default: {
      const unit = SPANS[part]
      if (unit === undefined)
        return fail(155, `'${part}' is not a recognized datediff option.`, { severity: 15 })
      return to / unit - from / unit
    }
  }
}

function weekNumber(instant: bigint): bigint {
  return (instant / DAY + 1n) / 7n
}

export function datetimeOfDays(days: number): WireValue {
  return BigInt(DAYS_TO_1900 + days) * DAY
}
