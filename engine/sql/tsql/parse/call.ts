import { readCondition } from './condition.js'
import type { Cursor } from './cursor.js'
import { readValue } from './expression.js'
import { readDataType } from './names.js'
import { refuseText } from './parse-failure.js'
import { readOrderItems } from './query.js'
import type { At, Call, Expression, OrderItem, Window } from './tree.js'

/** Built-in functions whose names are reserved words. */
const RESERVED_FUNCTIONS: ReadonlySet<string> = new Set(['COALESCE', 'NULLIF', 'LEFT', 'RIGHT'])

const NAMELESS: ReadonlySet<string> = new Set([
  'CURRENT_TIMESTAMP',
  'CURRENT_USER',
  'SESSION_USER',
  'SYSTEM_USER',
  'USER',
])

/** CAST, CONVERT, IIF, which are no calls in the tree, and the functions with reserved names. */
export function readSpecialCall(c: Cursor): Expression | undefined {
  const { word } = c.token
  if (word === '' || !c.isAhead(1, '(')) return undefined
  if (word === 'CAST' || word === 'TRY_CAST') return readCast(c)
  if (word === 'CONVERT' || word === 'TRY_CONVERT') return readConvert(c)
  if (word === 'IIF') return readChoice(c)
  if (!RESERVED_FUNCTIONS.has(word)) return undefined
  const at = c.at()
  return readCall(c, at, [c.next().text])
}

/** CURRENT_TIMESTAMP and the like, which take no parentheses. */
export function readNamelessCall(c: Cursor): Call | undefined {
  if (!NAMELESS.has(c.token.word)) return undefined
  const at = c.at()
  return { ...PLAIN, at, name: c.next().text }
}

const PLAIN = {
  kind: 'call',
  schema: undefined,
  arguments: [],
  star: false,
  distinct: false,
  over: undefined,
  withinGroup: [],
  datePart: undefined,
} as const

function readCast(c: Cursor): Expression {
  const at = c.at()
  const tolerant = c.next().word === 'TRY_CAST'
  c.expect('(')
  const operand = readValue(c)
  c.expect('AS')
  const type = readDataType(c)
  c.expect(')')
  return { kind: 'cast', at, tolerant, operand, type, style: undefined }
}

function readConvert(c: Cursor): Expression {
  const at = c.at()
  const tolerant = c.next().word === 'TRY_CONVERT'
  c.expect('(')
  const type = readDataType(c)
  c.expect(',')
  const operand = readValue(c)
  const style = c.take(',') ? readValue(c) : undefined
  c.expect(')')
  return { kind: 'cast', at, tolerant, operand, type, style }
}

function readChoice(c: Cursor): Expression {
  const at = c.at(c.next())
  c.expect('(')
  const when = readCondition(c)
  c.expect(',')
  const value = readValue(c)
  c.expect(',')
  const otherwise = readValue(c)
  c.expect(')')
  return { kind: 'case', at, branches: [{ when, value }], otherwise }
}

export function readCall(c: Cursor, at: At, parts: readonly string[]): Call {
  const name = parts.at(-1) ?? ''
  const schema = parts.at(-2)
  c.expect('(')
  const star = c.take('*')
  const distinct = !star && c.take('DISTINCT')
  if (!star && !distinct) c.take('ALL')
  const datePart = schema === undefined && !star ? readDatePart(c, name) : undefined
  const values: Expression[] = []
  if (!star && !c.is(')')) {
    values.push(readValue(c))
    while (c.take(',')) values.push(readValue(c))
  }
  c.expect(')')
  const withinGroup = readWithinGroup(c)
  const over = c.take('OVER') ? readWindow(c) : undefined
  const kind = 'call'
  return { kind, at, schema, name, arguments: values, star, distinct, over, withinGroup, datePart }
}

function readWithinGroup(c: Cursor): readonly OrderItem[] {
  if (!c.takeAll('WITHIN', 'GROUP')) return []
  c.expect('(')
  const items = readOrderItems(c)
  c.expect(')')
  return items
}

function readWindow(c: Cursor): Window {
  c.expect('(')
  const partitionBy: Expression[] = []
  if (c.take('PARTITION')) {
    c.expect('BY')
    do partitionBy.push(readValue(c))
    while (c.take(','))
  }
  const orderBy = c.is('ORDER') ? readOrderItems(c) : []
  c.expect(')')
  return { partitionBy, orderBy }
}

const WITH_DATE_PART: ReadonlySet<string> = new Set([
  'dateadd',
  'datediff',
  'datediff_big',
  'datename',
  'datepart',
  'datetrunc',
])

/** The part in full, and how else it is written. */
const DATE_PARTS = `year yy yyyy, quarter qq q, month mm m, dayofyear dy y, day dd d, week wk ww,
  weekday dw w, hour hh, minute mi n, second ss s, millisecond ms, microsecond mcs, nanosecond ns,
  tzoffset tz, iso_week isowk isoww`

const DATE_PART_OF: ReadonlyMap<string, string> = new Map(
  DATE_PARTS.split(',').flatMap((row) => {
    const [full = '', ...others] = row.trim().split(' ')
    return [full, ...others].map((spelling) => [spelling, full] as const)
  }),
)

function readDatePart(c: Cursor, name: string): string | undefined {
  if (!WITH_DATE_PART.has(name.toLowerCase())) return undefined
  const { token } = c
  if (token.kind !== 'word') c.fail()
  const part = DATE_PART_OF.get(token.text.toLowerCase())
  if (part === undefined)
    return refuseText(
      155,
      token.line,
      `'${token.text}' is not a recognized ${name.toLowerCase()} option.`,
    )
  c.next()
  if (!c.is(')')) c.expect(',')
  return part
}
