import { readCondition } from './condition.js'
import type { Cursor } from './cursor.js'
import { readValue } from './expression.js'
import { literalOf } from './literal.js'
import {
  declare,
  readDataType,
  readDeclared,
  readName,
  readSeries,
  readVariableName,
} from './names.js'
import { refuseText } from './parse-failure.js'
import { isAssignment } from './select.js'
import { readBlock, readStatement } from './statement.js'
import { readTableShape } from './table.js'
import type {
  ControlStatement,
  Declaration,
  Expression,
  Jump,
  RaiseError,
  SetVariable,
} from './tree.js'

export function readDeclare(c: Cursor): ControlStatement {
  const at = c.at(c.expect('DECLARE'))
  return { kind: 'declare', at, variables: readSeries(c, readDeclaration) }
}

function readDeclaration(c: Cursor): Declaration {
  const at = c.at()
  const name = readVariableName(c)
  c.take('AS')
  const isTable = c.is('TABLE')
  // Its own value cannot use it.
  if (isTable) {
    c.next()
    const shape = readTableShape(c)
    declare(c, { at, name }, 'table')
    return { kind: 'table', at, name, shape }
  }
  const type = readDataType(c)
  const value = c.take('=') ? readValue(c) : undefined
  declare(c, { at, name }, 'scalar')
  return { kind: 'scalar', at, name, type, value }
}

/** Behind SET. */
export function readSetVariable(c: Cursor): SetVariable {
  const at = c.at()
  const variable = readDeclared(c)
  const operator = c.next().word
  if (!isAssignment(operator)) return c.fail(c.last)
  return { kind: 'set-variable', at, variable, operator, value: readValue(c) }
}

export function readIf(c: Cursor): ControlStatement {
  const at = c.at(c.expect('IF'))
  const condition = readCondition(c)
  const body = readStatement(c)
  // One semicolon ends the statement and not the IF.
  if (c.is(';') && c.isAhead(1, 'ELSE')) c.next()
  const otherwise = c.take('ELSE') ? readStatement(c) : undefined
  return { kind: 'if', at, condition, body, otherwise }
}

export function readWhile(c: Cursor): ControlStatement {
  const at = c.at(c.expect('WHILE'))
  const condition = readCondition(c)
  c.loops++
  const body = readStatement(c)
  c.loops--
  return { kind: 'while', at, condition, body }
}

export function readJump(c: Cursor): Jump {
  const token = c.next()
  const at = c.at(token)
  if (token.word === 'GOTO') {
    const label = readName(c)
    c.jumps.push({ label, line: at.line })
    return { kind: 'goto', at, label }
  }
  const isBreak = token.word === 'BREAK'
  if (c.loops === 0)
    refuseText(
      isBreak ? 135 : 136,
      at.line,
      `Cannot use a ${token.word} statement outside the scope of a WHILE statement.`,
    )
  return { kind: isBreak ? 'break' : 'continue', at }
}

/** `name:` */
export function readLabel(c: Cursor): ControlStatement {
  const at = c.at()
  const name = readName(c)
  c.expect(':')
  const key = name.toLowerCase()
  if (c.labels.has(key))
    refuseText(
      132,
      at.line,
      `The label '${name}' has already been declared. Label names must be unique within a query batch or stored procedure.`,
    )
  c.labels.add(key)
  return { kind: 'label', at, name }
}

/** Behind `BEGIN TRY`. */
export function readTry(c: Cursor): ControlStatement {
  const at = c.at(c.expect('BEGIN'))
  c.expect('TRY')
  const body = readBlock(c)
  c.expect('TRY')
  c.expect('BEGIN')
  c.expect('CATCH')
  c.handlers++
  const handler = readBlock(c)
  c.handlers--
  c.expect('CATCH')
  return { kind: 'try', at, body, handler }
}

export function readThrow(c: Cursor): ControlStatement {
  const at = c.at(c.expect('THROW'))
  const isAgain = literalOf(c.token) === undefined && c.token.kind !== 'variable'
  if (isAgain) {
    if (c.handlers === 0 && !c.isProcedure)
      refuseText(
        10704,
        at.line,
        'To rethrow an error, a THROW statement must be used inside a CATCH block. Insert the THROW statement inside a CATCH block, or add error parameters to the THROW statement.',
      )
    return { kind: 'throw', at, what: undefined }
  }
  const number = readSimple(c)
  c.expect(',')
  const message = readSimple(c)
  c.expect(',')
  return { kind: 'throw', at, what: { number, message, state: readSimple(c) } }
}

/** A literal or a variable. */
function readSimple(c: Cursor): Expression {
  const at = c.at()
  if (c.token.kind === 'variable') return { kind: 'variable', at, name: readDeclared(c) }
  const literal = literalOf(c.token)
  if (literal === undefined) return c.fail()
  c.next()
  return literal
}

export function readRaiseError(c: Cursor): ControlStatement {
  const at = c.at(c.expect('RAISERROR'))
  c.expect('(')
  const message = readValue(c)
  c.expect(',')
  const severity = readValue(c)
  c.expect(',')
  const state = readValue(c)
  const values: Expression[] = []
  while (c.take(',')) values.push(readValue(c))
  c.expect(')')
  const options = c.take('WITH') ? readSeries(c, readRaiseOption) : []
  return { kind: 'raiserror', at, message, severity, state, arguments: values, options }
}

function readRaiseOption(c: Cursor): RaiseError['options'][number] {
  const { word } = c.next()
  if (word === 'LOG') return 'log'
  if (word === 'NOWAIT') return 'nowait'
  return word === 'SETERROR' ? 'seterror' : c.fail(c.last)
}

export function readPrint(c: Cursor): ControlStatement {
  const at = c.at(c.expect('PRINT'))
  return { kind: 'print', at, value: readValue(c) }
}

export function readWaitFor(c: Cursor): ControlStatement {
  const at = c.at(c.expect('WAITFOR'))
  const until = c.take('DELAY') ? 'delay' : 'time'
  if (until === 'time') c.expect('TIME')
  const value = readSimple(c)
  if (value.kind === 'string' && !TIME.test(value.value))
    refuseText(
      148,
      at.line,
      `Incorrect time syntax in time string '${value.value}' used with WAITFOR.`,
    )
  return { kind: 'waitfor', at, until, value }
}

/** A date may not stand before it. */
const TIME = /^\s*\d{1,2}(:\d{1,2}){1,2}([.:]\d{1,9})?\s*([ap]m)?\s*$/i

export function readReturn(c: Cursor): ControlStatement {
  const at = c.at(c.expect('RETURN'))
  const { token } = c
  const hasValue =
    token.kind === 'variable' ||
    literalOf(token) !== undefined ||
    c.isEither('(', '-', '+', '~', 'CASE', 'COALESCE', 'NULLIF', 'CONVERT', 'LEFT', 'RIGHT') ||
    (token.kind === 'word' && c.isAhead(1, '('))
  if (hasValue && !c.isProcedure)
    refuseText(
      178,
      at.line,
      'A RETURN statement with a return value cannot be used in this context.',
    )
  return { kind: 'return', at, value: hasValue ? readValue(c) : undefined }
}
