import type { Cursor } from './cursor.js'
import { isName, readDeclared, readName, readString } from './names.js'
import type { TransactionName, TransactionStatement } from './tree.js'

/** True at BEGIN of a transaction and not of a block. */
export function isBeginTransaction(c: Cursor): boolean {
  const { word } = c.ahead(1)
  return word === 'TRAN' || word === 'TRANSACTION' || word === 'DISTRIBUTED'
}

export function readBeginTransaction(c: Cursor): TransactionStatement {
  const at = c.at(c.expect('BEGIN'))
  const distributed = c.take('DISTRIBUTED')
  if (!c.take('TRAN')) c.expect('TRANSACTION')
  const name = readTransactionName(c)
  let mark: string | undefined
  if (name !== undefined && c.takeAll('WITH', 'MARK'))
    mark = c.token.kind === 'string' || c.token.kind === 'national' ? readString(c) : ''
  return { kind: 'begin-transaction', at, distributed, name, mark }
}

export function readCommit(c: Cursor): TransactionStatement {
  const at = c.at(c.expect('COMMIT'))
  const name = readEndOf(c)
  if (c.takeAll('WITH', '(')) {
    c.expect('DELAYED_DURABILITY')
    c.expect('=')
    if (!c.take('ON')) c.expect('OFF')
    c.expect(')')
  }
  return { kind: 'commit', at, name }
}

export function readRollback(c: Cursor): TransactionStatement {
  const at = c.at(c.expect('ROLLBACK'))
  return { kind: 'rollback', at, name: readEndOf(c) }
}

/** WORK, or TRAN with or without a name. */
function readEndOf(c: Cursor): TransactionName | undefined {
  if (c.take('WORK')) return undefined
  return c.take('TRAN') || c.take('TRANSACTION') ? readTransactionName(c) : undefined
}

export function readSave(c: Cursor): TransactionStatement {
  const at = c.at(c.expect('SAVE'))
  if (!c.take('TRAN')) c.expect('TRANSACTION')
  const name = readTransactionName(c)
  return name === undefined ? c.fail() : { kind: 'save-transaction', at, name }
}

function readTransactionName(c: Cursor): TransactionName | undefined {
  if (c.token.kind === 'variable') return { isVariable: true, name: readDeclared(c) }
  return isName(c.token) ? { isVariable: false, name: readName(c) } : undefined
}
