// The second phase: every change in the log that its page does not show yet is made again, whoever
// made it. A page's LSN says what it shows, so redo can be cut short and begun anew.

import { type Outcome, ok } from '../../base/outcome.js'
import { applyLogged, markChanged, markGrownMaps, type Storage } from '../allocation/index.js'
import { type Change, type LogRecord, scan } from '../log/index.js'
import {
  type FileId,
  fileOf,
  formatPageId,
  type Lsn,
  numberOf,
  pageLsn,
  refuseSql,
  type SqlError,
} from '../page/index.js'

/** Files that were cut to so many pages at that record, or dropped: what was there before is gone. */
export type Cuts = readonly { readonly at: Lsn; readonly file: FileId; readonly pages: number }[]

export function redo(storage: Storage, from: Lsn, cuts: Cuts = []): Outcome<undefined, SqlError> {
  let failed: SqlError | undefined
  const scanned = scan(storage.log, from, (record, at) => {
    if (failed !== undefined || isCutLater(cuts, record, at)) return
    const done = redoRecord(storage, record, at)
    if (!done.ok) failed = done.error
  })
  if (!scanned.ok) return scanned
  return failed === undefined ? ok(undefined) : { ok: false, error: failed }
}

function isCutLater(cuts: Cuts, record: LogRecord, at: Lsn): boolean {
  if (cuts.length === 0 || (record.kind !== 'change' && record.kind !== 'compensate')) return false
  const { page } = record.change
  const file = fileOf(page)
  return cuts.some((cut) => cut.file === file && cut.at > at && numberOf(page) >= cut.pages)
}

function redoRecord(storage: Storage, record: LogRecord, at: Lsn): Outcome<undefined, SqlError> {
  switch (record.kind) {
    case 'change':
    case 'compensate':
      return redoChange(storage, record.change, at)
    case 'file':
      if (record.before !== undefined)
        storage.pool.discard(record.before.id, record.after?.sizePages ?? 0)
      return redoGrowth(storage, record, at)
    default:
      return ok(undefined)
  }
}

/** What is new of a file by growth has maps that no backup before it holds. */
function redoGrowth(
  storage: Storage,
  { before, after }: Extract<LogRecord, { kind: 'file' }>,
  at: Lsn,
): Outcome<undefined, SqlError> {
  const file = after === undefined ? undefined : storage.files.get(after.id)
  if (before === undefined || after?.kind !== 'rows' || file === undefined) return ok(undefined)
  const to = Math.min(after.sizePages, file.entry.sizePages)
  return markGrownMaps(storage, after.id, { from: before.sizePages, to, at })
}

// read   the page can be read
// ahead  its LSN is behind the end of the log: the log has lost records
// shows  its LSN is that of the record or later
// blank  the record formats the page, so what was there does not matter
//   action   read  ahead  shows  blank
export const REDO_ACTIONS: readonly (readonly [RedoAction, ...(0 | 1 | '_')[]])[] = [
  ['fail', 0, '_', '_', 0],
  ['redo', 0, '_', '_', 1],
  ['lost', 1, 1, '_', '_'],
  ['skip', 1, 0, 1, '_'],
  ['redo', 1, 0, 0, '_'],
]

type RedoAction = 'fail' | 'lost' | 'skip' | 'redo'

function redoChange(storage: Storage, change: Change, at: Lsn): Outcome<undefined, SqlError> {
  if (!isInFile(storage, change)) return ok(undefined)
  const page = storage.pool.read(change.page)
  const shown = page.ok ? pageLsn(page.value) : at
  const blank = change.kind === 'format'
  switch (actionFor([page.ok, shown > storage.log.end, shown >= at, blank])) {
    case 'redo':
      return applyLogged(storage, change, at)
    case 'skip':
      return markChanged(storage, change.page, at)
    case 'lost':
      return refuseSql('LOG_DAMAGED', `page ${formatPageId(change.page)} is ahead of the log`)
    case 'fail':
      return page.ok ? ok(undefined) : page
  }
}

function actionFor(facts: readonly boolean[]): RedoAction {
  for (const [action, ...row] of REDO_ACTIONS)
    if (row.every((cell, index) => cell === '_' || (cell === 1) === facts[index])) return action
  throw new RangeError('the table of redo actions has a hole')
}

/** False for a page of a file that was dropped or cut since. */
function isInFile(storage: Storage, change: Change): boolean {
  const file = storage.files.get(fileOf(change.page))
  return file !== undefined && numberOf(change.page) < file.entry.sizePages
}
