// Conversions to dates and times.

import type { DateTimeOffset, WireType, WireValue } from '../port.js'
import {
  DAY,
  DAYS_TO_1900,
  daysOf,
  MINUTE,
  roundToDatetime,
  roundToMinute,
  roundToScale,
} from './calendar.js'
import { fail } from './failure.js'
import { floatOfDecimal } from './number.js'
import { parseDate } from './parse-date.js'
import { exactOf, familyOf } from './type.js'

type Plain = Exclude<WireValue, null>

const BASE = BigInt(DAYS_TO_1900) * DAY
const DATETIME_LEAST = BigInt(daysOf(1753, 1, 1)) * DAY
const SMALL_MOST = BigInt(daysOf(2079, 6, 7)) * DAY
const LAST = BigInt(daysOf(9999, 12, 31) + 1) * DAY

interface Source {
  /** Local time. */
  readonly local: bigint
  readonly offsetMinutes: number | undefined
}

export function convertToDate(
  value: Plain,
  from: WireType,
  to: WireType,
  style: number,
): WireValue {
  const { local, offsetMinutes } = sourceOf(value, from, to, style)
  switch (to.kind) {
    case 'date':
      return local - (local % DAY)
    case 'time':
      return roundToScale(local % DAY, to.scale) % DAY
    case 'smalldatetime':
      return inRange(roundToMinute(local), from, to, BASE, SMALL_MOST)
    case 'datetime':
      return inRange(roundToDatetime(local), from, to, DATETIME_LEAST, LAST)
    case 'datetime2':
      return roundToScale(local, to.scale)
    case 'datetimeoffset': {
      const minutes = offsetMinutes ?? 0
      return {
        utc: roundToScale(local, to.scale) - BigInt(minutes) * MINUTE,
        offsetMinutes: minutes,
      }
    }
    default:
      return local
  }
}

function sourceOf(value: Plain, from: WireType, to: WireType, style: number): Source {
  if (from.kind === 'datetimeoffset') {
    const { utc, offsetMinutes } = value as DateTimeOffset
    return { local: utc + BigInt(offsetMinutes) * MINUTE, offsetMinutes }
  }
  if (from.kind === 'time')
    return to.kind === 'date'
      ? fail(206, 'Operand type clash: time is incompatible with date', { state: 2 })
      : {
          local: BASE * (to.kind === 'time' ? 0n : 1n) + (value as bigint),
          offsetMinutes: undefined,
        }
  if (from.kind === 'date' && to.kind === 'time')
    return fail(206, 'Operand type clash: date is incompatible with time', { state: 2 })
  switch (familyOf(from)) {
    case 'date':
      return { local: value as bigint, offsetMinutes: undefined }
    case 'text':
      return sourceOfText(String(value), from, to, style)
    default:
      return { local: ofDays(value, from), offsetMinutes: undefined }
  }
}

function sourceOfText(text: string, from: WireType, to: WireType, style: number): Source {
  const parsed = parseDate(inStyle(text, style))
  const isOld = to.kind === 'datetime' || to.kind === 'smalldatetime'
  if (parsed === undefined) {
    if (
      !isOld ||
      !/^\s*\d/.test(text) ||
      !/^\s*[\d\s:./T-]+$/.test(text) ||
      !/\d[-/.]?\d/.test(text)
    )
      return fail(
        to.kind === 'smalldatetime' ? 295 : 241,
        to.kind === 'smalldatetime'
          ? 'Conversion failed when converting character string to smalldatetime data type.'
          : 'Conversion failed when converting date and/or time from character string.',
      )
    return outOfRange(from, to)
  }
  if (to.kind === 'time') return { local: parsed.time, offsetMinutes: parsed.offsetMinutes }
  return parsed
}

/** Day and month change places in the British and German styles. */
function inStyle(text: string, style: number): string {
  const isDayFirst = [3, 4, 5, 103, 104, 105, 13, 113].includes(style)
  if (!isDayFirst) return text
  return text.replace(
    /^\s*(\d{1,2})([-/.])(\d{1,2})\2/,
    (_all, day, mark, month) => `${month}${mark}${day}${mark}`,
  )
}

function ofDays(value: Plain, from: WireType): bigint {
  const exact = exactOf(from)
  const days =
    exact !== undefined
      ? floatOfDecimal(BigInt(value as number | bigint), exact.scale)
      : typeof value === 'number'
        ? value
        : 0
  const whole = Math.floor(days)
  return (
    BASE +
    BigInt(whole) * DAY +
    (BigInt(Math.round((days - whole) * 25_920_000)) * DAY) / 25_920_000n
  )
}

function inRange(
  instant: bigint,
  from: WireType,
  to: WireType,
  least: bigint,
  limit: bigint,
): bigint {
  return instant >= least && instant < limit ? instant : outOfRange(from, to)
}

function outOfRange(from: WireType, to: WireType): never {
  return fail(
    242,
    `The conversion of a ${from.kind} data type to a ${to.kind} data type resulted in an out-of-range value.`,
    { state: 3 },
  )
}
