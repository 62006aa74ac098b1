// What a database that nobody has open says of itself, read from its primary file. Nothing is
// recovered: the list of files is that of the last checkpoint.

import { type Outcome, ok } from '../../base/outcome.js'
import { readFile, type Volume } from '../../volume/index.js'
import { type PageReader, readFileTable } from '../allocation/index.js'
import {
  BOOT_PAGE,
  type FileEntry,
  fileId,
  numberOf,
  PAGE_BYTES,
  type PageId,
  pageId,
  pageOffset,
  refuseSql,
  type SqlError,
  type UnverifiedPage,
  verifyPage,
} from '../page/index.js'
import { type Boot, decodeBoot } from '../recovery/boot.js'
import type { Place } from '../recovery/index.js'

export const BOOT_ID = pageId(fileId(1), BOOT_PAGE)

export interface FileCatalogue {
  readonly boot: Boot
  readonly entries: readonly FileEntry[]
}

/** By path, so that the file may be one that others read too. */
export function readCatalogue(
  volumes: ReadonlyMap<string, Volume>,
  primary: Place,
): Outcome<FileCatalogue, SqlError> {
  const volume = volumes.get(primary.volume)
  if (volume === undefined) return refuseSql('CANNOT_OPEN_FILE', `no volume ${primary.volume}`)
  return catalogueBy((id) => {
    const range = { offset: pageOffset(numberOf(id)), length: PAGE_BYTES }
    const bytes = readFile(volume, primary.path, range)
    if (!bytes.ok) return refuseSql('CANNOT_OPEN_FILE', `${primary.path}: ${bytes.error.name}`)
    return verifyPage(bytes.value as UnverifiedPage, id)
  })
}

function catalogueBy(read: PageReader['pool']['read']): Outcome<FileCatalogue, SqlError> {
  const page = read(BOOT_ID as PageId)
  if (!page.ok) return page
  const boot = decodeBoot(page.value)
  if (!boot.ok) return boot
  const entries = readFileTable({ pool: { read } })
  return entries.ok ? ok({ boot: boot.value, entries: entries.value }) : entries
}
