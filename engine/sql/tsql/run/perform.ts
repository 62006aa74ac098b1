// Which statement does what.

import type { Process } from '../../../sim/index.js'
import type { Statement } from '../parse/tree.js'
import { COMMAND } from '../port.js'
import { fail } from '../value/failure.js'
import { runAdministrative } from './administrative.js'
import type { Batch } from './batch.js'
import { runDelete, runUpdate } from './change.js'
import { runControl } from './control.js'
import { runDefinition } from './define.js'
import { runExecute } from './execute.js'
import { runInsert } from './insert.js'
import { runMerge } from './merge.js'
import { type Done, runQuery } from './select.js'
import { runSet } from './set.js'
import type { Flow } from './statement.js'

const NOTHING: Done = Object.freeze({ command: COMMAND.none })

export function* perform(batch: Batch, statement: Statement): Process<Flow | Done> {
  switch (statement.kind) {
    case 'query':
      return yield* runQuery(batch, statement.query)
    case 'insert':
      refuseDoomed(batch)
      return yield* runInsert(batch, statement)
    case 'update':
      refuseDoomed(batch)
      return yield* runUpdate(batch, statement)
    case 'delete':
      refuseDoomed(batch)
      return yield* runDelete(batch, statement)
    case 'merge':
      refuseDoomed(batch)
      return yield* runMerge(batch, statement)
    case 'execute':
      return yield* runExecute(batch, statement)
    case 'set-options':
    case 'set-value':
    case 'set-isolation':
    case 'set-identity-insert':
      runSet(batch, statement)
      return NOTHING
    case 'insert-bulk':
      batch.session.bulk = bulkOf(statement)
      return NOTHING
    case 'begin-transaction':
    case 'commit':
    case 'rollback':
    case 'save-transaction':
    case 'declare':
    case 'set-variable':
    case 'if':
    case 'while':
    case 'break':
    case 'continue':
    case 'goto':
    case 'label':
    case 'block':
    case 'try':
    case 'throw':
    case 'raiserror':
    case 'print':
    case 'waitfor':
    case 'return':
      return yield* runControl(batch, statement)
    case 'create-table':
    case 'alter-table':
    case 'drop-objects':
    case 'drop-index':
    case 'truncate-table':
    case 'create-index':
    case 'alter-index':
    case 'create-schema':
    case 'create-type':
    case 'define-procedure':
    case 'define-view':
    case 'create-full-text-catalog':
    case 'create-full-text-index':
    case 'drop-full-text-catalog':
    case 'drop-full-text-index':
      refuseDoomed(batch)
      yield* runDefinition(batch, statement)
      return NOTHING
    default:
      return yield* runAdministrative(batch, statement)
  }
}

function bulkOf(
  statement: Extract<Statement, { kind: 'insert-bulk' }>,
): NonNullable<Batch['session']['bulk']> {
  return statement
}

function refuseDoomed({ session }: Batch): void {
  if (session.transaction?.doomed === true)
    fail(
      3930,
      'The current transaction cannot be committed and cannot support operations that write to the log file. Roll back the transaction.',
    )
}
