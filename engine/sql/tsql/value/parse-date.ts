// Dates and times in texts, in the forms that SQL Server takes with DATEFORMAT mdy and us_english.

import { DAY, daysInMonth, daysOf, HOUR, MINUTE, MONTHS, SECOND } from './calendar.js'

export interface ParsedDate {
  /** Since the year 1; a time alone is on the first of January 1900. */
  readonly local: bigint
  readonly time: bigint
  readonly offsetMinutes: number | undefined
}

const TIME =
  /(?:^|[T\s])(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:[.:](\d{1,9}))?)?)?\s*([AaPp][Mm])?\s*(Z|z|[+-]\d{2}:\d{2})?$/
const DAY_OF_1900 = BigInt(daysOf(1900, 1, 1)) * DAY

/** Undefined for a text that is no date. */
export function parseDate(text: string): ParsedDate | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return { local: DAY_OF_1900, time: 0n, offsetMinutes: undefined }
  const split = splitTime(trimmed)
  if (split === undefined) return undefined
  const days = split.date === '' ? undefined : parseDays(split.date)
  if (split.date !== '' && days === undefined) return undefined
  const day = days === undefined ? DAY_OF_1900 : BigInt(days) * DAY
  return { local: day + split.time, time: split.time, offsetMinutes: split.offsetMinutes }
}

interface Split {
  readonly date: string
  readonly time: bigint
  readonly offsetMinutes: number | undefined
}

function splitTime(text: string): Split | undefined {
  const match = TIME.exec(text)
  const isTime = match !== null && (match[2] !== undefined || match[5] !== undefined)
  if (!isTime) return { date: text, time: 0n, offsetMinutes: undefined }
  const [whole, hours = '', minutes = '0', seconds = '0', fraction = '', half, zone] = match
  let hour = Number(hours)
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined
    hour = (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
  }
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined
  const units = BigInt(fraction.padEnd(7, '0').slice(0, 7))
  const time = BigInt(hour) * HOUR + BigInt(minutes) * MINUTE + BigInt(seconds) * SECOND + units
  return {
    date: text.slice(0, text.length - whole.length).trim(),
    time,
    offsetMinutes: zoneOf(zone),
  }
}

function zoneOf(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined
  if (zone.toUpperCase() === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))
  return zone.startsWith('-') ? -minutes : minutes
}

function parseDays(text: string): number | undefined {
  const packed =
    /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text)
  if (packed !== null) return checkedDays(packed[1], packed[2], packed[3])
  const american = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})$/.exec(text)
  if (american !== null) return checkedDays(american[3], american[1], american[2])
  const short = /^(\d{2})(\d{2})(\d{2})$/.exec(text)
  if (short !== null) return checkedDays(short[1], short[2], short[3])
  const year = /^(\d{4})$/.exec(text)
  if (year !== null) return checkedDays(year[1], '1', '1')
  return parseNamed(text)
}

function parseNamed(text: string): number | undefined {
  const first = /^([A-Za-z]{3,9})\.?\s+(\d{1,2})\s*,?\s+(\d{4}|\d{2})$/.exec(text)
  if (first !== null) return checkedDays(first[3], monthOf(first[1]), first[2])
  const second = /^(\d{1,2})[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+(\d{4}|\d{2})$/.exec(text)
  return second === null ? undefined : checkedDays(second[3], monthOf(second[2]), second[1])
}

function monthOf(word = ''): string {
  const start = word.toLowerCase()
  const index = MONTHS.findIndex((month) => {
    const name = month.toLowerCase()
    return name === start || name.slice(0, 3) === start
  })
  return String(index + 1)
}

/** Two digits of a year are those from 1950 to 2049. */
function checkedDays(year = '', month = '', day = ''): number | undefined {
  const short = Number(year)
  const full = year.length === 2 ? short + (short < 50 ? 2_000 : 1_900) : short
  const [m, d] = [Number(month), Number(day)]
  if (full < 1 || m < 1 || m > 12 || d < 1 || d > daysInMonth(full, m)) return undefined
  return daysOf(full, m, d)
}
