import { readAdmin, readUse } from './admin.js'
import { readBackup } from './backup.js'
import {
  readDeclare,
  readIf,
  readJump,
  readLabel,
  readPrint,
  readRaiseError,
  readReturn,
  readThrow,
  readTry,
  readWaitFor,
  readWhile,
} from './control.js'
import { readAlter, readCreate } from './create.js'
import type { Cursor } from './cursor.js'
import { readDelete, readInsert, readUpdate } from './dml.js'
import { readDrop } from './drop.js'
import { readExecute, readProcedureCall } from './execute.js'
import { readMerge } from './merge.js'
import { isName, readObjectName } from './names.js'
import { refuseText } from './parse-failure.js'
import { readCommonTables, readQuery, readQueryAfterWith } from './query.js'
import { readRestore } from './restore.js'
import { readPermission } from './security.js'
import { readSet } from './set.js'
import {
  isBeginTransaction,
  readBeginTransaction,
  readCommit,
  readRollback,
  readSave,
} from './transaction.js'
import type { Statement } from './tree.js'

/** As many as there are, up to the end of the batch or of the block. */
export function readStatements(c: Cursor): Statement[] {
  const statements: Statement[] = []
  let isTerminated = true
  for (;;) {
    while (c.take(';')) isTerminated = true
    if (c.isEnd || c.is('END')) return statements
    if (c.is('WITH') && !isTerminated) refuseCommonTable(c)
    statements.push(readStatement(c))
    isTerminated = false
  }
}

function refuseCommonTable(c: Cursor): never {
  const { line, text } = c.token
  return refuseText(
    319,
    line,
    `Incorrect syntax near the keyword '${text}'. If this statement is a common table expression, an xmlnamespaces clause or a change tracking context clause, the previous statement must be terminated with a semicolon.`,
  )
}

/** Statements and their END; at least one. */
export function readBlock(c: Cursor): Statement[] {
  const statements = readStatements(c)
  if (statements.length === 0) c.fail()
  c.expect('END')
  return statements
}

export function readStatement(c: Cursor): Statement {
  c.enter()
  const read = READERS.get(c.token.word)
  const statement = read === undefined ? readOther(c) : read(c)
  c.leave()
  return statement
}

const READERS: ReadonlyMap<string, (c: Cursor) => Statement> = new Map([
  ['SELECT', readSelectStatement],
  ['(', readSelectStatement],
  ['WITH', readWith],
  ['INSERT', (c) => readInsert(c, [])],
  ['UPDATE', (c) => readUpdate(c, [])],
  ['DELETE', (c) => readDelete(c, [])],
  ['MERGE', (c) => readMerge(c, [])],
  ['EXEC', readExecute],
  ['EXECUTE', readExecute],
  ['DECLARE', readDeclare],
  ['SET', readSet],
  ['IF', readIf],
  ['WHILE', readWhile],
  ['BREAK', readJump],
  ['CONTINUE', readJump],
  ['GOTO', readJump],
  ['BEGIN', readBegin],
  ['RAISERROR', readRaiseError],
  ['PRINT', readPrint],
  ['WAITFOR', readWaitFor],
  ['RETURN', readReturn],
  ['COMMIT', readCommit],
  ['ROLLBACK', readRollback],
  ['SAVE', readSave],
  ['CREATE', readCreate],
  ['ALTER', readAlter],
  ['DROP', (c) => readDrop(c, c.at(c.next()))],
  ['TRUNCATE', readTruncate],
  ['BACKUP', readBackup],
  ['DUMP', readBackup],
  ['RESTORE', readRestore],
  ['LOAD', readRestore],
  ['USE', readUse],
  ['CHECKPOINT', readAdmin],
  ['KILL', readAdmin],
  ['SHUTDOWN', readAdmin],
  ['RECONFIGURE', readAdmin],
  ['DBCC', readAdmin],
  ['GRANT', readPermission],
  ['DENY', readPermission],
  ['REVOKE', readPermission],
])

/** THROW and labels, which are no reserved words, and a procedure called by its bare name. */
function readOther(c: Cursor): Statement {
  if (c.is('THROW')) return readThrow(c)
  if (isName(c.token) && c.isAhead(1, ':')) return readLabel(c)
  if (c.isFirst && isName(c.token)) return readProcedureCall(c)
  return c.fail()
}

function readSelectStatement(c: Cursor): Statement {
  return { kind: 'query', at: c.at(), query: readQuery(c) }
}

function readWith(c: Cursor): Statement {
  const at = c.at()
  const common = readCommonTables(c)
  if (c.is('INSERT')) return readInsert(c, common)
  if (c.is('UPDATE')) return readUpdate(c, common)
  if (c.is('DELETE')) return readDelete(c, common)
  if (c.is('MERGE')) return readMerge(c, common)
  return { kind: 'query', at, query: readQueryAfterWith(c, common) }
}

function readBegin(c: Cursor): Statement {
  if (isBeginTransaction(c)) return readBeginTransaction(c)
  if (c.isAhead(1, 'TRY')) return readTry(c)
  const at = c.at(c.next())
  return { kind: 'block', at, body: readBlock(c) }
}

function readTruncate(c: Cursor): Statement {
  const at = c.at(c.next())
  c.expect('TABLE')
  return { kind: 'truncate-table', at, name: readObjectName(c) }
}

/** Every GOTO has a label somewhere in its batch or procedure. */
export function checkJumps(c: Cursor): void {
  for (const { label, line } of c.jumps)
    if (!c.labels.has(label.toLowerCase()))
      refuseText(
        133,
        line,
        `A GOTO statement references the label '${label}' but the label has not been declared.`,
      )
}
