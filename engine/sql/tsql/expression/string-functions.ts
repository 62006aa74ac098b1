// Functions of texts.

import type { WireType, WireValue } from '../port.js'
import { compareText } from '../value/compare.js'
import { convert, type Plain } from '../value/convert.js'
import { fail } from '../value/failure.js'
import { formatDecimal } from '../value/format.js'
import { decimalOfFloat } from '../value/number.js'
import {
  addLengths,
  BIGINT,
  FLOAT,
  familyOf,
  INT,
  isNational,
  lengthOf,
  NVARCHAR_MAX,
} from '../value/type.js'
import type { Compiled } from './context.js'
import { likeMatcher } from './like.js'
import { argument, type Builder, builder, fixed, scalar } from './scalar.js'

const TEXT: WireType = { kind: 'nvarchar', length: 'max' }
const TEXT_MAX = 8_000

/** What a text function gives for an argument: texts of its kind. */
function textType({ type }: Compiled, length: number | 'max' = lengthOf(type)): WireType {
  const national = isNational(type)
  const most = national ? 4_000 : TEXT_MAX
  const kept = length === 'max' ? 'max' : Math.max(1, Math.min(length, most))
  return { kind: national ? 'nvarchar' : 'varchar', length: kept }
}

function ofText(count: number, work: (text: string) => string): Builder {
  return builder(count, count, (args) => {
    const first = argument(args, 0)
    return scalar(args, [TEXT], textType(first), ([text]) => work(text as string))
  })
}

export const STRING_FUNCTIONS: Readonly<Record<string, Builder>> = {
  len: fixed(1, 1, [TEXT], INT, ([text]) => (text as string).replace(/ +$/, '').length),
  datalength: builder(1, 1, (args) => {
    const { type } = argument(args, 0)
    return scalar(args, [undefined], INT, ([value]) => bytesOf(value as Plain, type))
  }),
  upper: ofText(1, (text) => text.toUpperCase()),
  lower: ofText(1, (text) => text.toLowerCase()),
  ltrim: ofText(1, (text) => text.replace(/^ +/, '')),
  rtrim: ofText(1, (text) => text.replace(/ +$/, '')),
  trim: ofText(1, (text) => text.replace(/^ +| +$/g, '')),
  reverse: ofText(1, (text) => text.split('').reverse().join('')),
  left: builder(2, 2, (args) => part(args, (text, count) => text.slice(0, count))),
  right: builder(2, 2, (args) =>
    part(args, (text, count) => (count === 0 ? '' : text.slice(-count))),
  ),
  substring: builder(2, 3, substring),
  charindex: fixed(2, 3, [TEXT, TEXT, INT], INT, ([wanted, text, start]) => {
    const from = Math.max(0, Number(start ?? 1) - 1)
    return wanted === '' ? 0 : lower(text).indexOf(lower(wanted), from) + 1
  }),
  patindex: fixed(2, 2, [TEXT], INT, ([pattern, text]) => patindex(String(pattern), String(text))),
  replace: builder(3, 3, (args) =>
    scalar(args, [TEXT], textType(argument(args, 0), TEXT_MAX), ([text, from, to]) =>
      replaceAll(String(text), String(from), String(to)),
    ),
  ),
  stuff: builder(4, 4, (args) => {
    const first = argument(args, 0)
    return scalar(
      args,
      [TEXT, INT, INT, TEXT],
      textType(first, TEXT_MAX),
      ([text, start, count, insert]) => {
        const [value, at, gone] = [String(text), Number(start), Number(count)]
        if (at < 1 || gone < 0 || at > value.length) return null
        return value.slice(0, at - 1) + String(insert) + value.slice(at - 1 + gone)
      },
    )
  }),
  replicate: builder(2, 2, (args) => {
    const first = argument(args, 0)
    const isLong = lengthOf(first.type) === 'max'
    return scalar(args, [TEXT, INT], textType(first, isLong ? 'max' : TEXT_MAX), ([text, count]) =>
      repeat(String(text), Number(count), isLong ? 2 ** 24 : TEXT_MAX),
    )
  }),
  space: fixed(1, 1, [INT], { kind: 'varchar', length: TEXT_MAX }, ([count]) =>
    Number(count) < 0 ? null : ' '.repeat(Math.min(Number(count), TEXT_MAX)),
  ),
  ascii: fixed(1, 1, [TEXT], INT, ([text]) =>
    text === '' ? null : String(text).charCodeAt(0) & 255,
  ),
  unicode: fixed(1, 1, [TEXT], INT, ([text]) => (text === '' ? null : String(text).charCodeAt(0))),
  char: fixed(1, 1, [INT], { kind: 'char', length: 1 }, ([code]) =>
    Number(code) < 0 || Number(code) > 255 ? null : String.fromCharCode(Number(code)),
  ),
  nchar: fixed(1, 1, [INT], { kind: 'nchar', length: 1 }, ([code]) =>
    Number(code) < 0 || Number(code) > 65_535 ? null : String.fromCharCode(Number(code)),
  ),
  concat: builder(1, 254, (args) => concat(args, false)),
  concat_ws: builder(2, 254, (args) => concat(args, true)),
  str: fixed(
    1,
    3,
    [FLOAT, INT, INT],
    { kind: 'varchar', length: TEXT_MAX },
    ([value, length, digits]) => {
      const size = Number(length ?? 10)
      const scale = Math.min(16, Number(digits ?? 0))
      const text = formatDecimal(decimalOfFloat(Number(value), scale), scale)
      return text.length > size ? '*'.repeat(size) : text.padStart(size)
    },
  ),
  quotename: fixed(1, 2, [TEXT], { kind: 'nvarchar', length: 258 }, ([name, mark]) =>
    quoteName(String(name), String(mark ?? '[')),
  ),
  parsename: fixed(2, 2, [TEXT, INT], { kind: 'nvarchar', length: 128 }, ([name, place]) => {
    const parts = String(name).split('.').reverse()
    const found = parts[Number(place) - 1]
    return found === undefined ? null : found.replace(/^\[|\]$/g, '')
  }),
  translate: fixed(3, 3, [TEXT], TEXT, ([text, from, to]) => {
    const [source, target] = [String(from), String(to)]
    if (source.length !== target.length)
      return fail(
        9828,
        'The second and third arguments of the TRANSLATE built-in function must contain an equal number of characters.',
      )
    return Array.from(String(text), (char) => {
      const at = source.indexOf(char)
      return at < 0 ? char : target.charAt(at)
    }).join('')
  }),
  difference: fixed(2, 2, [TEXT], INT, ([left, right]) =>
    compareText(left as string, right as string) === 0 ? 4 : 0,
  ),
  string_escape: fixed(2, 2, [TEXT], NVARCHAR_MAX, ([text]) =>
    JSON.stringify(String(text)).slice(1, -1),
  ),
  format: builder(2, 3, (args) => {
    const first = argument(args, 0)
    return scalar(
      args,
      [undefined, TEXT, TEXT],
      { kind: 'nvarchar', length: 4_000 },
      ([value, pattern]) => simpleFormat(value as Plain, first.type, String(pattern)),
    )
  }),
  checksum: builder(1, 254, (args) => hashOf(args)),
  binary_checksum: builder(1, 254, (args) => hashOf(args)),
}

function lower(value: WireValue | undefined): string {
  return String(value ?? '').toLowerCase()
}

function bytesOf(value: Plain, type: WireType): number {
  if (value instanceof Uint8Array) return value.length
  switch (familyOf(type)) {
    case 'text':
      return isNational(type) ? 2 * String(value).length : String(value).length
    case 'guid':
      return 16
    default:
      return sizeOf(type)
  }
}

function sizeOf(type: WireType): number {
  switch (type.kind) {
    case 'bit':
    case 'tinyint':
      return 1
    case 'smallint':
      return 2
    case 'int':
    case 'real':
    case 'smallmoney':
    case 'smalldatetime':
      return 4
    case 'date':
      return 3
    case 'decimal':
    case 'numeric':
      return type.precision <= 9 ? 5 : type.precision <= 19 ? 9 : type.precision <= 28 ? 13 : 17
    case 'time':
      return type.scale <= 2 ? 3 : type.scale <= 4 ? 4 : 5
    case 'datetime2':
      return type.scale <= 2 ? 6 : type.scale <= 4 ? 7 : 8
    case 'datetimeoffset':
      return type.scale <= 2 ? 8 : type.scale <= 4 ? 9 : 10
    default:
      return 8
  }
}

function part(args: readonly Compiled[], work: (text: string, count: number) => string): Compiled {
  const first = argument(args, 0)
  return scalar(args, [TEXT, INT], textType(first), ([text, count]) => {
    if (Number(count) < 0)
      return fail(537, 'Invalid length parameter passed to the LEFT or SUBSTRING function.', {
        state: 3,
      })
    return work(String(text), Number(count))
  })
}

function substring(args: readonly Compiled[]): Compiled {
  const first = argument(args, 0)
  const isBinary = familyOf(first.type) === 'binary'
  const types = [isBinary ? undefined : TEXT, BIGINT, BIGINT]
  return scalar(
    args,
    types,
    isBinary ? { kind: 'varbinary', length: lengthOf(first.type) } : textType(first),
    ([text, start, count]) => {
      const length = Number(count ?? 2n ** 31n)
      if (length < 0)
        return fail(537, 'Invalid length parameter passed to the LEFT or SUBSTRING function.', {
          state: 3,
        })
      const from = Number(start) - 1
      const [begin, end] = [Math.max(0, from), Math.max(0, from + length)]
      return text instanceof Uint8Array ? text.slice(begin, end) : String(text).slice(begin, end)
    },
  )
}

function patindex(pattern: string, text: string): number {
  if (!pattern.startsWith('%')) return likeMatcher(pattern, undefined)(text) ? 1 : 0
  const matcher = likeMatcher(pattern.slice(1), undefined)
  for (let at = 0; at <= text.length; at++) if (matcher(text.slice(at))) return at + 1
  return 0
}

function replaceAll(text: string, from: string, to: string): string {
  if (from === '') return text
  const [whole, wanted] = [text.toLowerCase(), from.toLowerCase()]
  let result = ''
  let at = 0
  for (let next = whole.indexOf(wanted); next >= 0; next = whole.indexOf(wanted, at)) {
    result += text.slice(at, next) + to
    at = next + from.length
  }
  return result + text.slice(at)
}

function repeat(text: string, count: number, most: number): string | null {
  if (count < 0) return null
  return text.length === 0
    ? ''
    : text.repeat(Math.min(count, Math.ceil(most / text.length))).slice(0, most)
}

function concat(args: readonly Compiled[], hasSeparator: boolean): Compiled {
  const national = args.some(({ type }) => isNational(type))
  const length = args
    .map(({ type, isUntyped }) => (isUntyped === true ? 1 : lengthOf(type)))
    .reduce((sum, each) => addLengths(sum, each, national ? 4_000 : TEXT_MAX))
  const texts = args.map((each) => (frame: Parameters<Compiled['evaluate']>[0]) => {
    const value = each.evaluate(frame)
    return value === null ? null : (convert(value, each.type, TEXT) as string)
  })
  return {
    type: { kind: national ? 'nvarchar' : 'varchar', length: length === 0 ? 1 : length },
    nullable: false,
    evaluate: (frame) => {
      const parts = texts.map((text) => text(frame))
      if (!hasSeparator) return parts.map((each) => each ?? '').join('')
      return parts
        .slice(1)
        .filter((each) => each !== null)
        .join(parts[0] ?? '')
    },
  }
}

function quoteName(name: string, mark: string): string | null {
  if (name.length > 128) return null
  if (mark === "'" || mark === '"' || mark === '`')
    return mark + name.replaceAll(mark, mark + mark) + mark
  if (mark === '[' || mark === ']') return `[${name.replaceAll(']', ']]')}]`
  return mark === '(' || mark === ')' ? `(${name.replaceAll(')', '))')})` : null
}

/** The patterns that scripts use most: digits with commas, and dates. */
function simpleFormat(value: Plain, type: WireType, pattern: string): WireValue {
  if (familyOf(type) === 'date') {
    const text = convert(value, type, { kind: 'datetime2', scale: 7 }) as bigint
    const iso = String(
      convert(
        text,
        { kind: 'datetime2', scale: 7 },
        { kind: 'varchar', length: 30 },
        { style: 121 },
      ),
    )
    const parts: Record<string, string> = {
      yyyy: iso.slice(0, 4),
      MM: iso.slice(5, 7),
      dd: iso.slice(8, 10),
      HH: iso.slice(11, 13),
      mm: iso.slice(14, 16),
      ss: iso.slice(17, 19),
      fff: iso.slice(20, 23),
    }
    return pattern.replace(/yyyy|MM|dd|HH|mm|ss|fff/g, (word) => parts[word] ?? word)
  }
  const match = /^([NnFfDd])(\d*)$/.exec(pattern)
  if (match === null)
    return fail(
      8116,
      `Argument data type ${type.kind} is invalid for argument 2 of format function.`,
    )
  const digits = match[2] === '' ? (match[1]?.toUpperCase() === 'D' ? 0 : 2) : Number(match[2])
  if (match[1]?.toUpperCase() === 'D') return String(value).padStart(digits, '0')
  const scaled = convert(value, type, { kind: 'decimal', precision: 38, scale: digits }) as bigint
  const text = formatDecimal(scaled, digits)
  return match[1]?.toUpperCase() === 'N'
    ? text.replace(/\B(?=(\d{3})+(\.|$))(?<!\.\d*)/g, ',')
    : text
}

function hashOf(args: readonly Compiled[]): Compiled {
  return {
    type: INT,
    nullable: false,
    evaluate: (frame) => {
      let hash = 0
      for (const each of args) {
        const value = each.evaluate(frame)
        const text =
          value === null ? '\u0000' : String(convert(value, each.type, TEXT)).toLowerCase()
        for (let at = 0; at < text.length; at++)
          hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
      }
      return hash
    },
  }
}
