import type { Cursor } from './cursor.js'
import { readDeclared, readInteger, readName, readObjectName, readSeries } from './names.js'
import type { AdminStatement, At, DbccArgument } from './tree.js'

export function readUse(c: Cursor): AdminStatement {
  const at = c.at(c.expect('USE'))
  return { kind: 'use', at, database: readName(c) }
}

export function readAdmin(c: Cursor): AdminStatement {
  const token = c.next()
  const at = c.at(token)
  switch (token.word) {
    case 'CHECKPOINT':
      if (c.token.kind === 'integer') c.next()
      return { kind: 'checkpoint', at }
    case 'KILL': {
      const spid = readInteger(c)
      return { kind: 'kill', at, spid, statusOnly: c.takeAll('WITH', 'STATUSONLY') }
    }
    case 'SHUTDOWN':
      return { kind: 'shutdown', at, noWait: c.takeAll('WITH', 'NOWAIT') }
    case 'RECONFIGURE':
      return { kind: 'reconfigure', at, override: c.takeAll('WITH', 'OVERRIDE') }
    default:
      return readDbcc(c, at)
  }
}

function readDbcc(c: Cursor, at: At): AdminStatement {
  if (c.token.kind !== 'word') c.fail()
  const command = c.next().text.toLowerCase()
  const list: DbccArgument[] = []
  if (c.take('(') && !c.take(')')) {
    list.push(...readSeries(c, readArgument))
    c.expect(')')
  }
  const options = c.take('WITH') ? readSeries(c, readOption) : []
  return { kind: 'dbcc', at, command, arguments: list, options }
}

function readArgument(c: Cursor): DbccArgument {
  const at = c.at()
  const { kind } = c.token
  if (kind === 'variable') return { kind: 'variable', at, value: readDeclared(c) }
  if (kind === 'string' || kind === 'national') return { kind: 'string', at, value: c.next().text }
  if (kind === 'integer' || c.is('-')) return { kind: 'number', at, value: readInteger(c) }
  const { schema, name } = readObjectName(c)
  return { kind: 'word', at, value: schema === undefined ? name : `${schema}.${name}` }
}

function readOption(c: Cursor): string {
  if (c.token.kind !== 'word') c.fail()
  const name = c.next().text.toLowerCase()
  if (!c.take('=')) return name
  return `${name}=${c.next().text.toLowerCase()}`
}
