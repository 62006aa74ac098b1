import type { Cursor } from './cursor.js'
import { readValue } from './expression.js'
import { literalOf } from './literal.js'
import { isName, readDeclared, readObjectName, readSeries, readVariableName } from './names.js'
import { refuseText } from './parse-failure.js'
import type { Argument, Arguments, Execute, Expression } from './tree.js'

export function readExecute(c: Cursor): Execute {
  const at = c.at(c.next())
  if (c.take('(')) {
    const text = readValue(c)
    c.expect(')')
    return { kind: 'execute', at, status: undefined, what: { kind: 'text', text } }
  }
  const hasStatus = c.token.kind === 'variable' && c.isAhead(1, '=')
  const status = hasStatus ? readDeclared(c) : undefined
  if (hasStatus) c.expect('=')
  if (c.token.kind !== 'variable') return { ...readProcedureCall(c), at, status }
  const name = readDeclared(c)
  return {
    kind: 'execute',
    at,
    status,
    what: { kind: 'variable', name, arguments: readArguments(c) },
  }
}

/** A name and its arguments, with EXEC or without it. */
export function readProcedureCall(c: Cursor): Execute {
  const name = readObjectName(c)
  // `p;1` is the first of the procedures of one name; there are no others.
  if (c.is(';') && c.ahead(1).kind === 'integer') {
    c.next()
    c.next()
  }
  const what = { kind: 'procedure', name, arguments: readArguments(c) } as const
  c.takeAll('WITH', 'RECOMPILE')
  return { kind: 'execute', at: name.at, status: undefined, what }
}

function readArguments(c: Cursor): Arguments {
  if (!mayBeArgument(c)) return []
  const all = readSeries(c, readArgument)
  const firstNamed = all.findIndex(({ name }) => name !== undefined)
  const late = firstNamed < 0 ? -1 : all.findIndex((one, index) => index > firstNamed && !one.name)
  const bad = all[late]
  if (bad !== undefined)
    refuseText(
      119,
      bad.at.line,
      `Must pass parameter number ${late + 1} and subsequent parameters as '@name = value'. After the form '@name = value' has been used, all subsequent parameters must be passed in the form '@name = value'.`,
    )
  return all
}

function mayBeArgument(c: Cursor): boolean {
  const { token } = c
  if (token.kind === 'variable' || token.word === '-' || token.word === 'DEFAULT') return true
  return isName(token) || literalOf(token) !== undefined
}

function readArgument(c: Cursor): Argument {
  const at = c.at()
  const isNamed = c.token.kind === 'variable' && c.isAhead(1, '=')
  const name = isNamed ? readVariableName(c) : undefined
  if (isNamed) c.expect('=')
  const value = readArgumentValue(c)
  const output = value.kind === 'variable' && (c.take('OUTPUT') || c.take('OUT'))
  return { at, name, value, output }
}

/** A literal, a variable or a word, which is a string; no operators but a sign. */
function readArgumentValue(c: Cursor): Expression {
  const at = c.at()
  const { token } = c
  if (token.kind === 'variable') return { kind: 'variable', at, name: readDeclared(c) }
  if (c.take('DEFAULT')) return { kind: 'default', at }
  const isSigned = c.take('-')
  const literal = literalOf(c.token)
  if (literal !== undefined) {
    c.next()
    return isSigned ? { kind: 'unary', at, operator: '-', operand: literal } : literal
  }
  if (isSigned || !isName(token)) return c.fail()
  return { kind: 'string', at, value: c.next().text, national: true }
}
