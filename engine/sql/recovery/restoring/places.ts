// Where a restore has put the files of a database, while its own list of them still is what the log
// makes it: page 4 of the primary file, which nothing else uses. The rows are JSON in ASCII.

import { type Outcome, ok } from '../../../base/outcome.js'
import type { PageReader } from '../../allocation/index.js'
import {
  type DatabaseFile,
  type FileEntry,
  type FileId,
  fileId,
  fits,
  insertRow,
  newPage,
  nextSlot,
  numberOf,
  pageId,
  refuseSql,
  rowAt,
  type SqlError,
  sealPage,
  slotCount,
  writePageBytes,
} from '../../page/index.js'

/** Where a database is: everything else stands in its primary file. */
export interface Place {
  readonly volume: string
  readonly path: string
}

/** The fault point before each write, creation and resizing of a file by a restore. */
export const RESTORE_WRITE_POINT = 'sql.restore.write'

const PLACES_ID = pageId(fileId(1), 4)
const PLACES_OBJECT = 9

export function readPlaces(reader: PageReader): Outcome<Map<FileId, Place>, SqlError> {
  const page = reader.pool.read(PLACES_ID)
  if (!page.ok) return page
  const places = new Map<FileId, Place>()
  for (let slot = 0; slot < slotCount(page.value); slot++) {
    const row = rowAt(page.value, slot)
    if (row === undefined) continue
    const [id, volume, path] = JSON.parse(String.fromCharCode(...row)) as [FileId, string, string]
    places.set(id, { volume, path })
  }
  return ok(places)
}

/** The page goes to disk at once and without a record. */
export function writePlaces(
  primary: DatabaseFile,
  entries: readonly (Place & Pick<FileEntry, 'id'>)[],
): Outcome<undefined, SqlError> {
  const page = newPage(PLACES_ID, 'data', PLACES_OBJECT)
  for (const { id, volume, path } of entries) {
    const row = asciiBytes(JSON.stringify([id, volume, path]))
    if (!fits(page, row.length))
      return refuseSql('PATH_UNUSABLE', 'the new paths are too long for the list of places')
    insertRow(page, nextSlot(page), row)
  }
  sealPage(page)
  primary.volume.sim.points.reach(RESTORE_WRITE_POINT)
  return writePageBytes(primary, numberOf(PLACES_ID), page)
}

function asciiBytes(json: string): Uint8Array {
  const ascii = json.replace(
    /[^ -~]/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return Uint8Array.from(ascii, (each) => each.charCodeAt(0))
}
