// model is what a new database is made after: its files' sizes and growth, its options, and a copy of
// each of its tables.

import { assert } from '../../../base/assert.js'
import { type Outcome, ok } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import { refuseSql, type SqlError } from '../../page/index.js'
import {
  begin,
  commit,
  createTable,
  type DatabaseOptions,
  type FileOptions,
  insert,
  type Online,
  peekAll,
  requireOnline,
  setOption,
  type Table,
} from '../database/index.js'
import { findDatabase, type Instance } from './instance.js'

/** model as it is now; undefined in a minimal start, which does without. */
export function templateOf(instance: Instance): Outcome<Online | undefined, SqlError> {
  const model = findDatabase(instance, 'model')
  if (!model.ok || instance.mode === 'minimal') return ok(undefined)
  return requireOnline(model.value)
}

/** What the options leave open is as in model. */
export function completed(options: DatabaseOptions, model: Online | undefined): DatabaseOptions {
  if (model === undefined) return options
  const { dataFiles, logFiles } = options
  const [data, ...moreData] = dataFiles
  const [log, ...moreLogs] = logFiles
  return {
    recoveryModel: model.boot.recoveryModel,
    ...options,
    dataFiles: [like(model, 'rows', data), ...moreData],
    logFiles: [like(model, 'log', log), ...moreLogs],
  }
}

/** Gives the new database model's options and copies of its tables. */
export function furnish(online: Online, model: Online | undefined): Outcome<undefined, SqlError> {
  if (model === undefined) return ok(undefined)
  const isOwn = online.boot.name.toLowerCase() === 'tempdb'
  if (model.boot.autoClose && !isOwn) {
    const set = setOption(online, { autoClose: true })
    if (!set.ok) return set
  }
  for (const table of model.tables.values()) {
    const copied = copyTable(online, model, table)
    if (!copied.ok) return copied
  }
  return ok(undefined)
}

function like(model: Online, kind: 'rows' | 'log', file: FileOptions): FileOptions {
  for (const { entry } of model.storage.files.values())
    if (entry.kind === kind) return { sizePages: entry.sizePages, growth: entry.growth, ...file }
  return file
}

function copyTable(online: Online, model: Online, table: Table): Outcome<undefined, SqlError> {
  const { name, format, key } = table
  const keyColumn = format.columns[key]
  if (keyColumn === undefined) return refuseSql('NO_SUCH_COLUMN', name)
  const made = createTable(online, { name, columns: format.columns, key: keyColumn.name })
  if (!made.ok) return made
  const rows = peekAll(model, table)
  if (!rows.ok) return rows
  return atOnce(fill(online, made.value, rows.value))
}

function* fill(
  online: Online,
  table: Table,
  rows: readonly Parameters<typeof insert>[3][],
): Process<Outcome<undefined, SqlError>> {
  const transaction = begin(online)
  for (const row of rows) {
    const inserted = yield* insert(online, transaction, table, row)
    if (!inserted.ok) return inserted
  }
  return yield* commit(online, transaction)
}

/** Nobody else knows the new database, so there is nothing to wait for. */
function atOnce<T>(process: Process<T>): T {
  const step = process.next()
  assert(step.done === true, 'work on a new database waits for somebody')
  return step.value
}
