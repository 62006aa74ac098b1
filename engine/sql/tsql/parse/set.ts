import { readSetVariable } from './control.js'
import type { Cursor } from './cursor.js'
import { literalOf } from './literal.js'
import { isName, readDeclared, readObjectName, readOnOff } from './names.js'
import { refuseText } from './parse-failure.js'
import type { Expression, SetStatement, Statement } from './tree.js'

export function readSet(c: Cursor): Statement {
  const at = c.at(c.expect('SET'))
  if (c.token.kind === 'variable') return { ...readSetVariable(c), at }
  if (c.take('TRANSACTION')) return readIsolation(c, at)
  if (c.take('IDENTITY_INSERT')) {
    const table = readObjectName(c)
    return { kind: 'set-identity-insert', at, table, on: readOnOff(c) }
  }
  if (VALUE_OPTIONS.has(c.token.word)) {
    const option = c.next().text.toLowerCase()
    return { kind: 'set-value', at, option, value: readSetting(c) }
  }
  const options = readSwitches(c)
  return { kind: 'set-options', at, options, on: readOnOff(c) }
}

const VALUE_OPTIONS: ReadonlySet<string> = new Set([
  'LANGUAGE',
  'DATEFORMAT',
  'DATEFIRST',
  'TEXTSIZE',
  'ROWCOUNT',
  'LOCK_TIMEOUT',
  'DEADLOCK_PRIORITY',
  'QUERY_GOVERNOR_COST_LIMIT',
  'CONTEXT_INFO',
])

const SWITCHES: ReadonlySet<string> = new Set(
  `ANSI_DEFAULTS ANSI_NULL_DFLT_OFF ANSI_NULL_DFLT_ON ANSI_NULLS ANSI_PADDING ANSI_WARNINGS
  ARITHABORT ARITHIGNORE CONCAT_NULL_YIELDS_NULL CURSOR_CLOSE_ON_COMMIT FMTONLY FORCEPLAN
  IMPLICIT_TRANSACTIONS NOCOUNT NOEXEC NUMERIC_ROUNDABORT PARSEONLY QUOTED_IDENTIFIER
  REMOTE_PROC_TRANSACTIONS SHOWPLAN_ALL SHOWPLAN_TEXT SHOWPLAN_XML XACT_ABORT NO_BROWSETABLE
  DISABLE_DEF_CNST_CHK`.split(/\s+/),
)

const STATISTICS: ReadonlySet<string> = new Set(['IO', 'TIME', 'PROFILE', 'XML'])

/** Several may share one ON or OFF. */
function readSwitches(c: Cursor): string[] {
  const options: string[] = []
  do {
    if (c.take('STATISTICS')) {
      const { word } = c.token
      if (!STATISTICS.has(word)) c.fail()
      options.push(`statistics ${c.next().text.toLowerCase()}`)
    } else options.push(readSwitch(c))
  } while (c.take(','))
  return options
}

function readSwitch(c: Cursor): string {
  const { token } = c
  if (!isName(token)) c.fail()
  if (!SWITCHES.has(token.word))
    refuseText(195, token.line, `'${token.text}' is not a recognized SET option.`)
  return c.next().text.toLowerCase()
}

/** A literal, a variable, or a word, which is a string. */
function readSetting(c: Cursor): Expression {
  const at = c.at()
  if (c.token.kind === 'variable') return { kind: 'variable', at, name: readDeclared(c) }
  const isSigned = c.take('-')
  const literal = literalOf(c.token)
  if (literal !== undefined) {
    c.next()
    return isSigned ? { kind: 'unary', at, operator: '-', operand: literal } : literal
  }
  if (isSigned || c.token.kind !== 'word') return c.fail()
  return { kind: 'string', at, value: c.next().text, national: true }
}

function readIsolation(c: Cursor, at: SetStatement['at']): SetStatement {
  c.expect('ISOLATION')
  c.expect('LEVEL')
  const level = c.takeAll('READ', 'UNCOMMITTED')
    ? 'read uncommitted'
    : c.takeAll('READ', 'COMMITTED')
      ? 'read committed'
      : c.takeAll('REPEATABLE', 'READ')
        ? 'repeatable read'
        : c.take('SNAPSHOT')
          ? 'snapshot'
          : c.take('SERIALIZABLE')
            ? 'serializable'
            : c.fail()
  return { kind: 'set-isolation', at, level }
}
