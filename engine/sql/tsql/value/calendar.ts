// The calendar of SQL Server: instants count units of 100 ns since the first of January of the year 1.

export const SECOND = 10_000_000n
export const MINUTE = 60n * SECOND
export const HOUR = 60n * MINUTE
export const DAY = 24n * HOUR

/** From the year 1 to the first of January 1900, in days. */
export const DAYS_TO_1900 = 693_595

export interface Moment {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** Units of 100 ns within the second. */
  readonly fraction: number
}

/** Days since the first of January of the year 1. */
export function daysOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const ofEra = shifted - era * 400
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return (
    era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 306
  )
}

export function dateOf(days: number): { year: number; month: number; day: number } {
  const shifted = days + 306
  const era = Math.floor(shifted / 146_097)
  const ofEra = shifted - era * 146_097
  const years = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) /
      365,
  )
  const ofYear = ofEra - (365 * years + Math.floor(years / 4) - Math.floor(years / 100))
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153)
  const day = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return { year: years + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

export function momentOf(instant: bigint): Moment {
  const rest = Number(instant % DAY)
  const seconds = Math.floor(rest / 1e7)
  return {
    ...dateOf(Number(instant / DAY)),
    hour: Math.floor(seconds / 3_600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    fraction: rest % 1e7,
  }
}

export function instantOf(moment: Moment): bigint {
  const { year, month, day, hour, minute, second, fraction } = moment
  const seconds = hour * 3_600 + minute * 60 + second
  return BigInt(daysOf(year, month, day)) * DAY + BigInt(seconds) * SECOND + BigInt(fraction)
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** datetime counts 300ths of a second. */
export function roundToDatetime(instant: bigint): bigint {
  const units = (instant * 300n + SECOND / 2n) / SECOND
  return (units * SECOND + 150n) / 300n
}

/** Rounded to so many digits behind the second. */
export function roundToScale(instant: bigint, scale: number): bigint {
  const unit = 10n ** BigInt(7 - scale)
  return ((instant + unit / 2n) / unit) * unit
}

export function roundToMinute(instant: bigint): bigint {
  return ((instant + MINUTE / 2n) / MINUTE) * MINUTE
}

/** 0 is Monday. */
export function weekdayOf(days: number): number {
  return days % 7
}

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
]
