import { readConstraint, startsColumnConstraint } from './constraint.js'
import type { Cursor } from './cursor.js'
import { readValue } from './expression.js'
import { readDataType, readName } from './names.js'
import type { ColumnDefinition, Constraint, DataType } from './tree.js'

export function readColumnDefinition(c: Cursor): ColumnDefinition {
  const at = c.at()
  const name = readName(c)
  if (c.take('AS')) return readComputed(c, { at, name })
  const type = readColumnType(c, { at, name })
  let nullable: boolean | undefined
  let identity: ColumnDefinition['identity']
  let rowGuid = false
  let collation: string | undefined
  const constraints: Constraint[] = []
  for (;;) {
    if (c.take('NULL')) nullable = true
    else if (c.takeAll('NOT', 'NULL')) nullable = false
    else if (c.is('IDENTITY')) identity = readIdentity(c)
    else if (c.take('ROWGUIDCOL')) rowGuid = true
    else if (c.take('COLLATE')) collation = readName(c)
    else if (c.take('SPARSE') || c.takeAll('NOT', 'FOR', 'REPLICATION')) continue
    else if (startsColumnConstraint(c)) constraints.push(readConstraint(c, name))
    else break
  }
  return {
    at,
    name,
    type,
    computed: undefined,
    nullable,
    identity,
    rowGuid,
    collation,
    constraints,
  }
}

/** A column of type timestamp may do without a type. */
function readColumnType(c: Cursor, { at, name }: Pick<ColumnDefinition, 'at' | 'name'>): DataType {
  if (name.toLowerCase() === 'timestamp' && (c.is(',') || c.is(')')))
    return { at, schema: undefined, name: 'timestamp', arguments: [] }
  return readDataType(c)
}

function readComputed(c: Cursor, start: Pick<ColumnDefinition, 'at' | 'name'>): ColumnDefinition {
  const value = readValue(c)
  const persisted = c.take('PERSISTED')
  const nullable = persisted && c.takeAll('NOT', 'NULL') ? false : undefined
  const none = { type: undefined, identity: undefined, rowGuid: false, collation: undefined }
  const constraints: Constraint[] = []
  while (startsColumnConstraint(c)) constraints.push(readConstraint(c, start.name))
  return { ...start, ...none, computed: { value, persisted }, nullable, constraints }
}

function readIdentity(c: Cursor): ColumnDefinition['identity'] {
  c.expect('IDENTITY')
  if (!c.take('(')) return { seed: 1n, increment: 1n }
  const seed = readBigInteger(c)
  c.expect(',')
  const increment = readBigInteger(c)
  c.expect(')')
  return { seed, increment }
}

function readBigInteger(c: Cursor): bigint {
  const negative = c.take('-')
  if (c.token.kind !== 'integer') c.fail()
  const value = BigInt(c.next().text)
  return negative ? -value : value
}
