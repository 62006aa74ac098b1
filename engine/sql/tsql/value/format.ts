// Values as texts: what CONVERT and PRINT give.

import type { WireType, WireValue } from '../port.js'
import { MONTHS, type Moment, momentOf } from './calendar.js'
import { fail } from './failure.js'

type Plain = Exclude<WireValue, null>

/** `style` as CONVERT takes it. */
export function formatValue(value: Plain, type: WireType, style = 0): string {
  switch (type.kind) {
    case 'decimal':
    case 'numeric':
      return formatDecimal(value as bigint, type.scale)
    case 'money':
    case 'smallmoney':
      return formatMoney(value as bigint, style)
    case 'real':
    case 'float':
      return formatFloat(value as number, type.kind === 'real' ? 'real' : 'float', style)
    case 'date':
      return formatMoment(value as bigint, style === 0 ? 23 : style, 'date', 0)
    case 'time':
      return formatMoment(value as bigint, style === 0 ? 114 : style, 'time', type.scale)
    case 'smalldatetime':
      return formatMoment(value as bigint, style, 'smalldatetime', 0)
    case 'datetime':
      return formatMoment(value as bigint, style, 'datetime', 3)
    case 'datetime2':
      return formatMoment(value as bigint, style === 0 ? 121 : style, 'datetime2', type.scale)
    case 'datetimeoffset':
      return formatOffset(value, type.scale, style)
    case 'binary':
    case 'varbinary':
    case 'image':
      return formatBytes(value as Uint8Array, style)
    default:
      return String(value)
  }
}

export function formatDecimal(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0')
  const sign = value < 0n ? '-' : ''
  if (scale === 0) return sign + digits
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** Style 0: two digits; 1: with commas; 2: four digits. */
function formatMoney(value: bigint, style: number): string {
  if (style === 2) return formatDecimal(value, 4)
  const half = value < 0n ? -50n : 50n
  const text = formatDecimal((value + half) / 100n, 2)
  return style === 1 ? text.replace(/\B(?=(\d{3})+\.)/g, ',') : text
}

function formatFloat(value: number, kind: 'real' | 'float', style: number): string {
  if (style === 1) return exponent(value.toExponential(7))
  if (style === 2) return exponent(value.toExponential(kind === 'real' ? 7 : 15))
  if (style === 3) return exponent(value.toExponential(kind === 'real' ? 8 : 16))
  if (value === 0) return '0'
  const rounded = Number(value.toPrecision(6))
  const size = Math.floor(Math.log10(Math.abs(rounded)))
  if (size < -5 || size >= 6) {
    const [mantissa = '', power = ''] = rounded.toExponential(5).split('e')
    const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa
    return exponent(`${short}e${power}`)
  }
  return plainDigits(rounded)
}

function plainDigits(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(10).replace(/0+$/, '') : text
}

function exponent(text: string): string {
  const [mantissa = '', power = '+0'] = text.split('e')
  const sign = power.startsWith('-') ? '-' : '+'
  return `${mantissa}e${sign}${power.replace(/^[+-]/, '').padStart(3, '0')}`
}

function formatBytes(bytes: Uint8Array, style: number): string {
  if (style === 1 || style === 2) {
    let text = style === 1 ? '0x' : ''
    for (const each of bytes) text += each.toString(16).padStart(2, '0').toUpperCase()
    return text
  }
  let text = ''
  for (const each of bytes) text += String.fromCharCode(each)
  return text
}

function formatOffset(value: Plain, scale: number, style: number): string {
  const { utc, offsetMinutes } = value as { utc: bigint; offsetMinutes: number }
  const local = utc + BigInt(offsetMinutes) * 600_000_000n
  const text = formatMoment(local, style === 0 ? 121 : style, 'datetime2', scale)
  const size = Math.abs(offsetMinutes)
  const zone = `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
  return style === 126 || style === 127 ? `${text}${zone}` : `${text} ${zone}`
}

type Form = 'date' | 'time' | 'smalldatetime' | 'datetime' | 'datetime2'

function formatMoment(value: bigint, style: number, form: Form, scale: number): string {
  const moment = form === 'datetime' ? inMilliseconds(momentOf(value)) : momentOf(value)
  const digits = form === 'datetime' ? 3 : scale
  const date = dateIn(moment, style)
  const time = timeIn(moment, style, digits)
  if (date === undefined && time === undefined)
    return fail(
      281,
      `${style} is not a valid style number when converting from ${form} to a character string.`,
    )
  if (form === 'time') return time ?? clock(moment, digits, true)
  if (form === 'date') return date ?? dateIn(moment, 23) ?? ''
  if (date === undefined) return time ?? ''
  if (time === undefined) return date
  return `${date}${style === 126 || style === 127 ? 'T' : ' '}${time}`
}

/** The 300ths of a second are shown as the nearest thousandths. */
function inMilliseconds(moment: Moment): Moment {
  return { ...moment, fraction: Math.round(moment.fraction / 10_000) * 10_000 }
}

function dateIn(moment: Moment, style: number): string | undefined {
  const { year, month, day } = moment
  const short = two(year % 100)
  const full = String(year).padStart(4, '0')
  const name = (MONTHS[month - 1] ?? '').slice(0, 3)
  switch (style) {
    case 0:
    case 100:
    case 9:
    case 109:
      return `${name} ${String(day).padStart(2)} ${full}`
    case 1:
    case 101:
      return `${two(month)}/${two(day)}/${style === 1 ? short : full}`
    case 2:
    case 102:
      return `${style === 2 ? short : full}.${two(month)}.${two(day)}`
    case 3:
    case 103:
      return `${two(day)}/${two(month)}/${style === 3 ? short : full}`
    case 4:
    case 104:
      return `${two(day)}.${two(month)}.${style === 4 ? short : full}`
    case 5:
    case 105:
      return `${two(day)}-${two(month)}-${style === 5 ? short : full}`
    case 6:
    case 106:
      return `${two(day)} ${name} ${style === 6 ? short : full}`
    case 7:
    case 107:
      return `${name} ${two(day)}, ${style === 7 ? short : full}`
    case 10:
    case 110:
      return `${two(month)}-${two(day)}-${style === 10 ? short : full}`
    case 11:
    case 111:
      return `${style === 11 ? short : full}/${two(month)}/${two(day)}`
    case 12:
    case 112:
      return `${style === 12 ? short : full}${two(month)}${two(day)}`
    case 13:
    case 113:
      return `${two(day)} ${name} ${full}`
    case 20:
    case 120:
    case 21:
    case 121:
    case 23:
    case 25:
    case 126:
    case 127:
      return `${full}-${two(month)}-${two(day)}`
    default:
      return undefined
  }
}

function timeIn(moment: Moment, style: number, digits: number): string | undefined {
  switch (style) {
    case 0:
    case 100:
      return halfDay(moment, false, digits)
    case 9:
    case 109:
      return halfDay(moment, true, digits)
    case 8:
    case 108:
    case 24:
    case 20:
    case 120:
      return clock(moment, 0, true)
    case 13:
    case 113:
    case 14:
    case 114:
      return digits === 3 ? clock(moment, 3, true).replace('.', ':') : clock(moment, digits, true)
    case 21:
    case 121:
    case 25:
      return clock(moment, digits, true)
    case 126:
    case 127:
      return clock(moment, moment.fraction === 0 && digits === 3 ? 0 : digits, true)
    default:
      return undefined
  }
}

function halfDay(moment: Moment, isLong: boolean, digits: number): string {
  const { hour, minute, second } = moment
  const half = hour < 12 ? 'AM' : 'PM'
  const shown = String(hour % 12 === 0 ? 12 : hour % 12).padStart(2)
  if (!isLong) return `${shown}:${two(minute)}${half}`
  const fraction = fractionIn(moment, digits)
  return `${shown}:${two(minute)}:${two(second)}${fraction === '' ? '' : `:${fraction}`}${half}`
}

function clock(moment: Moment, digits: number, withSeconds: boolean): string {
  const { hour, minute, second } = moment
  const fraction = fractionIn(moment, digits)
  const seconds = withSeconds ? `:${two(second)}` : ''
  return `${two(hour)}:${two(minute)}${seconds}${fraction === '' ? '' : `.${fraction}`}`
}

function fractionIn({ fraction }: Moment, digits: number): string {
  return String(fraction).padStart(7, '0').slice(0, digits)
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
