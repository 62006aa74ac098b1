import type { Cursor } from './cursor.js'
import { readValue } from './expression.js'
import { literalOf } from './literal.js'
import {
  declare,
  readDataType,
  readName,
  readNames,
  readObjectName,
  readSeries,
  readVariableName,
} from './names.js'
import { refuseText } from './parse-failure.js'
import { readQuery } from './query.js'
import { readStatements } from './statement.js'
import type { Expression, ModuleDefinition, Parameter } from './tree.js'

type Start = Pick<ModuleDefinition, 'at' | 'mode'>

const MODES = { create: 'CREATE', alter: 'ALTER', 'create-or-alter': 'CREATE' } as const

/** It takes all that is left of the batch. */
function refuseLate(c: Cursor, { at, mode }: Start, what: string): void {
  if (c.offsetOfFirst === at.offset) return
  refuseText(
    111,
    at.line,
    `'${MODES[mode]}${mode === 'create-or-alter' ? ' OR ALTER' : ''} ${what}' must be the first statement in a query batch.`,
  )
}

/** At PROC or PROCEDURE. */
export function readProcedure(c: Cursor, start: Start): ModuleDefinition {
  refuseLate(c, start, 'PROCEDURE')
  c.next()
  const name = readObjectName(c)
  c.isProcedure = true
  const parameters = readParameters(c)
  readModuleOptions(c)
  c.takeAll('FOR', 'REPLICATION')
  c.expect('AS')
  const body = readStatements(c)
  if (body.length === 0) c.fail()
  return { ...start, kind: 'define-procedure', name, parameters, body, text: textOf(c, start) }
}

function textOf(c: Cursor, { at }: Start): string {
  return c.text.slice(at.offset, c.endOfLast)
}

function readParameters(c: Cursor): Parameter[] {
  if (c.token.kind === 'variable') return readSeries(c, readParameter)
  if (!c.take('(')) return []
  const parameters = readSeries(c, readParameter)
  c.expect(')')
  return parameters
}

/** `@x int = 1 OUTPUT`. */
export function readParameter(c: Cursor): Parameter {
  const at = c.at()
  const name = readVariableName(c)
  declare(c, { at, name }, 'scalar')
  c.take('AS')
  const type = readDataType(c)
  c.take('VARYING')
  if (!c.takeAll('NOT', 'NULL')) c.take('NULL')
  const value = c.take('=') ? readConstant(c) : undefined
  const output = c.take('OUTPUT') || c.take('OUT')
  c.take('READONLY')
  return { at, name, type, value, output }
}

function readConstant(c: Cursor): Expression {
  const at = c.at()
  const isLiteral = literalOf(c.token) !== undefined || c.is('-')
  if (isLiteral) return readValue(c)
  return { kind: 'string', at, value: readName(c), national: true }
}

function readModuleOptions(c: Cursor): void {
  if (!c.take('WITH')) return
  do {
    if (c.take('EXECUTE') || c.take('EXEC')) {
      c.expect('AS')
      c.next()
    } else if (!c.isEither('RECOMPILE', 'ENCRYPTION', 'SCHEMABINDING', 'VIEW_METADATA')) c.fail()
    else c.next()
  } while (c.take(','))
}

/** At VIEW. */
export function readView(c: Cursor, start: Start): ModuleDefinition {
  refuseLate(c, start, 'VIEW')
  c.expect('VIEW')
  const name = readObjectName(c)
  const columns = readNames(c)
  readModuleOptions(c)
  c.expect('AS')
  const query = readQuery(c)
  c.takeAll('WITH', 'CHECK', 'OPTION')
  c.take(';')
  if (!c.isEnd) c.fail()
  return { ...start, kind: 'define-view', name, columns, query, text: textOf(c, start) }
}
