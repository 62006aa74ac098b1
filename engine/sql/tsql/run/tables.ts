// Tables of a statement, by name and hint.

import type { ObjectName, TableReference, TableVariable } from '../parse/tree.js'
import type { IsolationLevel } from '../port.js'
import type { TableAccess } from '../query/leaf.js'
import type { Tables } from '../query/planner.js'
import { type ReadMode, tableAccess } from '../storage/read.js'
import { requireTarget, type ViewTarget } from '../storage/target.js'
import { fail } from '../value/failure.js'
import type { Batch } from './batch.js'
import { storedView } from './modules.js'

export function tablesOf(batch: Batch): Tables {
  return {
    open: (reference) => open(batch, reference),
    openVariable: (variable) => openVariable(batch, variable),
    view: (name: ObjectName) => storedView(batch, name),
  }
}

function open(batch: Batch, { name, hints }: TableReference): TableAccess {
  const target = requireTarget(batch.session, name)
  if (target.kind === 'system-view') return viewAccess(target)
  const mode =
    target.database === 'tempdb'
      ? 'committed'
      : modeOf(batch.session.options.isolation, hints, target.database)
  return tableAccess(target, batch.reading(target.database, target.online, mode))
}

function openVariable(batch: Batch, { name }: TableVariable): TableAccess {
  const reference = variableReference(batch, name)
  return open(batch, {
    kind: 'table',
    at: { line: 1, offset: 0 },
    name: reference,
    alias: undefined,
    hints: [],
  })
}

/** The name in tempdb by which a table variable is known. */
export function variableReference(batch: Batch, name: string): ObjectName {
  const stored = batch.tableVariables.get(name.toLowerCase())
  if (stored === undefined)
    return fail(1087, `Must declare the table variable "${name}".`, { severity: 15, state: 2 })
  return {
    at: { line: 1, offset: 0 },
    server: undefined,
    database: undefined,
    schema: undefined,
    name: stored,
  }
}

export function modeOf(
  isolation: IsolationLevel,
  hints: readonly string[],
  database: string,
): ReadMode {
  for (const hint of hints) {
    const mode = HINTS[hint.toLowerCase()]
    if (mode !== undefined) return mode
  }
  switch (isolation) {
    case 'read uncommitted':
      return 'dirty'
    case 'read committed':
      return 'committed'
    case 'repeatable read':
      return 'locked'
    case 'serializable':
      return 'serializable'
    case 'snapshot':
      return fail(
        3952,
        `Snapshot isolation transaction failed accessing database '${database}' because snapshot isolation is not allowed in this database. Use ALTER DATABASE to allow snapshot isolation.`,
      )
  }
}

const HINTS: Readonly<Record<string, ReadMode>> = {
  nolock: 'dirty',
  readuncommitted: 'dirty',
  readpast: 'skip-locked',
  readcommitted: 'committed',
  readcommittedlock: 'committed',
  updlock: 'locked',
  xlock: 'locked',
  repeatableread: 'locked',
  holdlock: 'serializable',
  serializable: 'serializable',
  tablockx: 'serializable',
}

function viewAccess({ view, context, name, schema, database }: ViewTarget): TableAccess {
  return {
    name,
    schema: schema.toLowerCase(),
    database,
    columns: view.columns,
    key: [],
    scan: () => view.rows(context),
    lookUp: () => [],
  }
}
