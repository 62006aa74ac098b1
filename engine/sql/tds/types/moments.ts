// Dates and times. Inside: 100 ns since 0001-01-01. On the wire: days and parts of a day, counted
// differently by each type.

export const UNITS_PER_DAY = 864_000_000_000n
const UNITS_PER_SECOND = 10_000_000n
const UNITS_PER_MINUTE = 600_000_000n
const NUMBER_UNITS_PER_DAY = Number(UNITS_PER_DAY)
/** From 0001-01-01 to 1900-01-01. */
const DAYS_TO_1900 = 693_595
/** From 0000-03-01 to 0001-01-01; a year that begins in March has its leap day at the end. */
const DAYS_FROM_MARCH_0 = 306
const DAYS_PER_400_YEARS = 146_097

export interface DayAndRest {
  readonly day: number
  /** 100 ns since midnight. */
  readonly rest: number
}

export function splitMoment(moment: bigint): DayAndRest {
  const day = Number(moment / UNITS_PER_DAY)
  return { day, rest: Number(moment - BigInt(day) * UNITS_PER_DAY) }
}

export function joinMoment({ day, rest }: DayAndRest): bigint {
  return BigInt(day) * UNITS_PER_DAY + BigInt(rest)
}

/** Days since 1900 and 300ths of a second, rounded; midnight may be the next day's. */
export function toDatetime(moment: bigint): { days: number; ticks: number } {
  const { day, rest } = splitMoment(moment)
  const ticks = Math.round((rest * 3) / 100_000)
  const isNextDay = ticks >= 25_920_000
  return { days: day - DAYS_TO_1900 + (isNextDay ? 1 : 0), ticks: isNextDay ? 0 : ticks }
}

export function fromDatetime(days: number, ticks: number): bigint {
  return joinMoment({ day: days + DAYS_TO_1900, rest: Math.round((ticks * 100_000) / 3) })
}

export function toSmallDatetime(moment: bigint): { days: number; minutes: number } {
  const { day, rest } = splitMoment(moment + UNITS_PER_MINUTE / 2n)
  return { days: day - DAYS_TO_1900, minutes: Math.floor(rest / Number(UNITS_PER_MINUTE)) }
}

export function fromSmallDatetime(days: number, minutes: number): bigint {
  return joinMoment({ day: days + DAYS_TO_1900, rest: minutes * Number(UNITS_PER_MINUTE) })
}

/** How many bytes a time of that scale takes. */
export function timeBytes(scale: number): number {
  if (scale <= 2) return 3
  return scale <= 4 ? 4 : 5
}

/** A time of day in units of its scale, and 100 ns in one of those. */
export function scaleUnit(scale: number): number {
  return 10 ** (7 - scale)
}

export function isWithinDay(rest: number): boolean {
  return rest >= 0 && rest < NUMBER_UNITS_PER_DAY
}

/** `2024-02-29` */
export function formatDate(day: number): string {
  const { year, month, date } = civil(day)
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(date, 2)}`
}

/** `23:59:59.1234567`, with as many digits as the scale has. */
export function formatTime(rest: number, scale: number): string {
  const seconds = Math.floor(rest / Number(UNITS_PER_SECOND))
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const fraction = pad(rest % Number(UNITS_PER_SECOND), 7).slice(0, scale)
  const text = clock.map((part) => pad(part, 2)).join(':')
  return scale === 0 ? text : `${text}.${fraction}`
}

/** `+01:30` */
export function formatOffset(minutes: number): string {
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60), 2)}:${pad(size % 60, 2)}`
}

function civil(day: number): { year: number; month: number; date: number } {
  const since = day + DAYS_FROM_MARCH_0
  const era = Math.floor(since / DAYS_PER_400_YEARS)
  const dayOfEra = since - era * DAYS_PER_400_YEARS
  const leaps =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365)
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    date: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  }
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
