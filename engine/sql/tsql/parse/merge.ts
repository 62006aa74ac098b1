import { readCondition } from './condition.js'
import type { Cursor } from './cursor.js'
import { readAssignment, readOutput, readTarget } from './dml.js'
import { readValueOrDefault } from './expression.js'
import { readFrom } from './from.js'
import { isName, readList, readName, readPlacedName, readSeries } from './names.js'
import { refuseText } from './parse-failure.js'
import { readOptions } from './query.js'
import { readTop } from './select.js'
import type { CommonTable, DmlTarget, Merge, MergeBranch } from './tree.js'

/** Unlike other statements it must end in a semicolon. */
export function readMerge(c: Cursor, common: readonly CommonTable[]): Merge {
  const at = c.at(c.expect('MERGE'))
  readTop(c)
  c.take('INTO')
  const target = readAliased(c)
  c.expect('USING')
  const source = readFrom(c)
  c.expect('ON')
  const on = readCondition(c)
  const branches: MergeBranch[] = []
  while (c.is('WHEN')) branches.push(readBranch(c))
  if (branches.length === 0) c.fail()
  const output = readOutput(c)
  readOptions(c)
  if (!c.is(';'))
    refuseText(
      10713,
      c.last?.line ?? at.line,
      'A MERGE statement must be terminated by a semi-colon (;).',
    )
  return { kind: 'merge', at, with: common, target, source, on, branches, output }
}

function readAliased(c: Cursor): DmlTarget {
  const target = readTarget(c)
  const isAliased = c.take('AS') || (isName(c.token) && !c.is('USING'))
  return isAliased ? { ...target, alias: readName(c) } : target
}

function readBranch(c: Cursor): MergeBranch {
  const at = c.at(c.expect('WHEN'))
  const negated = c.take('NOT')
  c.expect('MATCHED')
  let when: MergeBranch['when'] = negated ? 'not-matched' : 'matched'
  if (negated && c.takeAll('BY', 'SOURCE')) when = 'not-matched-by-source'
  else if (negated) c.takeAll('BY', 'TARGET')
  const and = c.take('AND') ? readCondition(c) : undefined
  c.expect('THEN')
  return { at, when, and, action: when === 'not-matched' ? readInsert(c) : readChange(c) }
}

function readChange(c: Cursor): MergeBranch['action'] {
  if (c.take('DELETE')) return { kind: 'delete' }
  c.expect('UPDATE')
  c.expect('SET')
  return { kind: 'update', assignments: readSeries(c, readAssignment) }
}

function readInsert(c: Cursor): MergeBranch['action'] {
  c.expect('INSERT')
  const columns = c.is('(') ? readList(c, readPlacedName) : []
  if (c.takeAll('DEFAULT', 'VALUES')) return { kind: 'insert', columns, values: undefined }
  c.expect('VALUES')
  return { kind: 'insert', columns, values: readList(c, readValueOrDefault) }
}
