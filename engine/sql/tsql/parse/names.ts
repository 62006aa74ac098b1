import type { Cursor } from './cursor.js'
import type { Token } from './lexer.js'
import { NAME_UNITS_MAX } from './limits.js'
import { refuseText } from './parse-failure.js'
import type { DataType, Name, ObjectName } from './tree.js'
import { isReserved } from './words.js'

/** True where a name may stand: no keyword, unless in brackets. */
export function isName(token: Token): boolean {
  return token.kind === 'name' || (token.kind === 'word' && !isReserved(token.word))
}

export function readName(c: Cursor): string {
  const { token } = c
  if (!isName(token)) c.fail()
  if (token.text.length > NAME_UNITS_MAX)
    refuseText(
      103,
      token.line,
      `The identifier that starts with '${token.text.slice(0, NAME_UNITS_MAX)}' is too long. Maximum length is ${NAME_UNITS_MAX}.`,
      { state: 4 },
    )
  return c.next().text
}

export function readPlacedName(c: Cursor): Name {
  return { at: c.at(), name: readName(c) }
}

/** Up to four parts; between two dots a part may be missing. */
export function readObjectName(c: Cursor): ObjectName {
  const at = c.at()
  const parts = readParts(c)
  if (parts.length > PARTS_MAX) {
    const text = parts.join('.')
    refuseText(
      117,
      at.line,
      `The object name '${text}' contains more than the maximum number of prefixes. The maximum is 3.`,
    )
  }
  const [name = '', schema, database, server] = [...parts].reverse()
  return { at, server: orNone(server), database: orNone(database), schema: orNone(schema), name }
}

const PARTS_MAX = 4

function orNone(part: string | undefined): string | undefined {
  return part === '' ? undefined : part
}

/** `a`, `a.b`, `a..b`. */
export function readParts(c: Cursor): string[] {
  const parts = [readName(c)]
  while (c.is('.') && (isName(c.ahead(1)) || c.isAhead(1, '.'))) {
    c.next()
    parts.push(c.is('.') ? '' : readName(c))
  }
  return parts
}

/** `(a, b)`; nothing when there is no parenthesis. */
export function readNames(c: Cursor): string[] {
  return c.is('(') ? readList(c, readName) : []
}

/** `( item, item )`, with at least one item. */
export function readList<T>(c: Cursor, readItem: (c: Cursor) => T): T[] {
  c.expect('(')
  const items = readSeries(c, readItem)
  c.expect(')')
  return items
}

/** `item, item`, with at least one item. */
export function readSeries<T>(c: Cursor, readItem: (c: Cursor) => T): T[] {
  const items = [readItem(c)]
  while (c.take(',')) items.push(readItem(c))
  return items
}

/** With its sign. */
export function readVariableName(c: Cursor): string {
  if (c.token.kind !== 'variable') c.fail()
  return c.next().text
}

/** A variable that DECLARE or a parameter list has named before. */
export function readDeclared(c: Cursor, kind: 'scalar' | 'table' = 'scalar'): string {
  const { line } = c.token
  const name = readVariableName(c)
  if (name.startsWith('@@')) return name
  if (c.declared.get(name.toLowerCase()) !== kind)
    kind === 'scalar'
      ? refuseText(137, line, `Must declare the scalar variable "${name}".`, { state: 2 })
      : refuseText(1087, line, `Must declare the table variable "${name}".`)
  return name
}

export function declare(c: Cursor, name: Name, kind: 'scalar' | 'table'): void {
  const key = name.name.toLowerCase()
  if (c.declared.has(key))
    refuseText(
      134,
      name.at.line,
      `The variable name '${name.name}' has already been declared. Variable names must be unique within a query batch or stored procedure.`,
    )
  c.declared.set(key, kind)
}

/** Other words for one type. */
const SYNONYMS: Readonly<Record<string, string>> = {
  integer: 'int',
  dec: 'decimal',
  character: 'char',
  rowversion: 'timestamp',
  'character varying': 'varchar',
  'char varying': 'varchar',
  'binary varying': 'varbinary',
  'double precision': 'float',
  'national char': 'nchar',
  'national character': 'nchar',
  'national char varying': 'nvarchar',
  'national character varying': 'nvarchar',
  'national text': 'ntext',
}

export function readDataType(c: Cursor): DataType {
  const at = c.at()
  const words: string[] = []
  if (c.is('NATIONAL') || c.is('DOUBLE')) words.push(c.next().text)
  if (words.length > 0 && c.is('PRECISION')) words.push(c.next().text)
  else words.push(readName(c))
  let schema: string | undefined
  if (words.length === 1 && c.take('.')) schema = words.splice(0, 1, readName(c))[0]
  if (c.is('VARYING')) words.push(c.next().text)
  const written = words.join(' ').toLowerCase()
  const name = Object.hasOwn(SYNONYMS, written) ? (SYNONYMS[written] ?? written) : written
  return { at, schema, name, arguments: c.is('(') ? readList(c, readTypeArgument) : [] }
}

function readTypeArgument(c: Cursor): number | 'max' {
  if (c.take('MAX')) return 'max'
  if (c.token.kind !== 'integer') c.fail()
  const { text, line } = c.next()
  const value = Number(text)
  if (value > TYPE_SIZE_MAX)
    refuseText(1002, line, `Line ${line}: Specified scale ${text} is invalid.`)
  return value
}

const TYPE_SIZE_MAX = 0x7fff_ffff

/** ON is true. */
export function readOnOff(c: Cursor): boolean {
  if (c.take('ON')) return true
  c.expect('OFF')
  return false
}

/** Digits, with or without a sign. */
export function readInteger(c: Cursor): number {
  const negative = c.take('-')
  if (c.token.kind !== 'integer') c.fail()
  const value = Number(c.next().text)
  return negative ? -value : value
}

/** A string, with or without N. */
export function readString(c: Cursor): string {
  if (c.token.kind !== 'string' && c.token.kind !== 'national') c.fail()
  return c.next().text
}
