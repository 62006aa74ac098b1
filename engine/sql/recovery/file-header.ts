// Page 0 of a data file says which database the file belongs to, in ASCII behind the page header.

import type { Guid } from '../../base/brand.js'
import { type Outcome, ok } from '../../base/outcome.js'
import {
  type DatabaseFile,
  FILE_HEADER_PAGE,
  HEADER_BYTES,
  type Lsn,
  newPage,
  pageId,
  readPageBytes,
  refuseSql,
  type SqlError,
  sealPage,
  setPageLsn,
  verifyPage,
  writePageBytes,
} from '../page/index.js'

const GUID = HEADER_BYTES
const GUID_LENGTH = 36

/** Goes to disk without a record: nobody knows the file yet. */
export function writeHeader(file: DatabaseFile, guid: Guid, at: Lsn): Outcome<undefined, SqlError> {
  const page = newPage(pageId(file.entry.id, FILE_HEADER_PAGE), 'file-header')
  for (let index = 0; index < GUID_LENGTH; index++) page[GUID + index] = guid.charCodeAt(index)
  setPageLsn(page, at)
  sealPage(page)
  return writePageBytes(file, FILE_HEADER_PAGE, page)
}

/** Refuses a file of another database. */
export function checkHeader(file: DatabaseFile, guid: Guid): Outcome<undefined, SqlError> {
  const bytes = readPageBytes(file, FILE_HEADER_PAGE)
  if (!bytes.ok) return bytes
  const page = verifyPage(bytes.value, pageId(file.entry.id, FILE_HEADER_PAGE))
  if (!page.ok) return page
  const found = String.fromCharCode(...page.value.subarray(GUID, GUID + GUID_LENGTH))
  if (found === guid) return ok(undefined)
  return refuseSql('FILE_MISMATCH', `${file.entry.path} belongs to ${found}, not to ${guid}`)
}
