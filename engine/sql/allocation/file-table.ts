// The list of a database's files: rows on a chain of pages that starts at page 10 of file 1.

import { present } from '../../base/assert.js'
import { type Outcome, ok } from '../../base/outcome.js'
import { append } from '../log/index.js'
import {
  decodeColumn,
  encodeRow,
  FILES_PAGE,
  type FileEntry,
  fileId,
  pageId,
  rowFormat,
  type SqlError,
} from '../page/index.js'
import { insertIntoChain, type PageReader, removeFromChain, rowsOfChain } from './chain.js'
import { inSystemTransaction, type Storage, startLogging } from './storage.js'

/** The object that the pages of the list belong to. */
export const FILES_OBJECT = 8

const FORMAT = rowFormat([
  { name: 'file_id', type: { kind: 'int' }, nullable: false },
  { name: 'definition', type: { kind: 'nvarchar', length: 3_000 }, nullable: false },
])

const FIRST = pageId(fileId(1), FILES_PAGE)

export function readFileTable(storage: PageReader): Outcome<FileEntry[], SqlError> {
  const rows = rowsOfChain(storage, FIRST)
  if (!rows.ok) return rows
  return ok(rows.value.map(({ row }) => JSON.parse(decodeColumn(FORMAT, row, 1) as string)))
}

/** How an entry lies in the list. */
export function encodeEntry(entry: FileEntry): Uint8Array {
  const encoded = encodeRow(FORMAT, [entry.id, JSON.stringify(entry)])
  return present(encoded.ok ? encoded.value : undefined, `a row for ${entry.logicalName}`)
}

/** Puts an entry into the list, takes it out or replaces it; all or nothing. */
export function changeFileEntry(
  storage: Storage,
  before: FileEntry | undefined,
  after: FileEntry | undefined,
): Outcome<undefined, SqlError> {
  return inSystemTransaction(storage, (transaction) => {
    startLogging(storage, transaction)
    append(storage.log, { kind: 'file', transaction: transaction.id, before, after })
    if (before !== undefined) {
      const isIt = (row: Uint8Array) => decodeColumn(FORMAT, row, 0) === before.id
      const removed = removeFromChain(storage, transaction, FIRST, isIt)
      if (!removed.ok) return removed
    }
    if (after === undefined) return ok(undefined)
    return insertIntoChain(storage, transaction, FIRST, encodeEntry(after))
  })
}
