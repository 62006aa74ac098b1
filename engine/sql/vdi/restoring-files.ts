// What there is of a database that a restore is to go over or to go on with.

import type { Guid } from '../../base/brand.js'
import { type Outcome, ok } from '../../base/outcome.js'
import { readFile, type Volume } from '../../volume/index.js'
import { type PageReader, readFileTable } from '../allocation/index.js'
import type { DifferentialBase } from '../backup/backup-set.js'
import { decodeBase } from '../backup/differential-base.js'
import { mayBeRestoredFrom } from '../backup/restored-from.js'
import {
  FILE_HEADER_PAGE,
  type FileEntry,
  type FileId,
  type Lsn,
  NO_LSN,
  numberOf,
  PAGE_BYTES,
  type Page,
  type PageId,
  pageId,
  pageLsn,
  pageOffset,
  refuseSql,
  type SqlError,
  type UnverifiedPage,
  untouchedMap,
  verifyPage,
} from '../page/index.js'
import { type Boot, decodeBoot } from '../recovery/boot.js'
import type { Database, Place } from '../recovery/index.js'
import { readPlaces } from '../recovery/restoring/places.js'
import { BOOT_ID } from './file-catalogue.js'
import { isSamePlace, openPlace } from './open-place.js'

export interface RestoringFile {
  readonly place: Place
  /** The restore put it elsewhere than its own catalogue says. */
  readonly isMoved: boolean
  readonly kind: FileEntry['kind']
  readonly createdLsn: Lsn
}

export interface RestoringFiles {
  readonly boot: Boot
  readonly base: DifferentialBase | undefined
  readonly isFrom: (id: Guid) => boolean
  readonly files: ReadonlyMap<FileId, RestoringFile>
  readonly places: readonly Place[]
}

/** From the files on disk, or for one that is online from what it has open. */
export function readRestoring(database: Database): Outcome<RestoringFiles, SqlError> {
  const { state, volumes, primary } = database
  if (state.kind === 'online') {
    const { storage, boot } = state
    const page = storage.pool.read(BOOT_ID)
    if (!page.ok) return page
    const places = [...storage.files.values()].map((file) => openPlace(file, volumes))
    return ok({ ...marksOf(page.value), boot, files: new Map(), places })
  }
  const reader = readerAt(volumes, primary)
  const page = reader.pool.read(BOOT_ID)
  if (!page.ok) return page
  const boot = decodeBoot(page.value)
  if (!boot.ok) return boot
  const listed = readFileTable(reader)
  if (!listed.ok) return listed
  const moved = 'to' in boot.value.restore ? readPlaces(reader) : ok(new Map<FileId, Place>())
  if (!moved.ok) return moved
  const files = new Map<FileId, RestoringFile>()
  for (const { id, kind, volume, path } of listed.value) {
    const place = moved.value.get(id) ?? { volume, path }
    const isMoved = !isSamePlace(place, { volume, path })
    files.set(id, { place, isMoved, kind, createdLsn: createdAt(volumes, place, id, kind) })
  }
  const places = [...files.values()].map(({ place }) => place)
  return ok({ ...marksOf(page.value), boot: boot.value, files, places })
}

function marksOf(page: Page): Pick<RestoringFiles, 'base' | 'isFrom'> {
  return { base: decodeBase(page), isFrom: (id) => mayBeRestoredFrom(page, id) }
}

function createdAt(
  volumes: ReadonlyMap<string, Volume>,
  place: Place,
  id: FileId,
  kind: FileEntry['kind'],
): Lsn {
  if (kind === 'log') return NO_LSN
  const header = readerAt(volumes, place).pool.read(pageId(id, FILE_HEADER_PAGE))
  return header.ok ? pageLsn(header.value) : NO_LSN
}

function readerAt(volumes: ReadonlyMap<string, Volume>, { volume: name, path }: Place): PageReader {
  return {
    pool: {
      read(id: PageId) {
        const volume = volumes.get(name)
        if (volume === undefined) return refuseSql('CANNOT_OPEN_FILE', `no volume ${name}`)
        const range = { offset: pageOffset(numberOf(id)), length: PAGE_BYTES }
        const bytes = readFile(volume, path, range)
        if (!bytes.ok) return refuseSql('CANNOT_OPEN_FILE', `${path}: ${bytes.error.name}`)
        const isEmpty = bytes.value.every((byte) => byte === 0)
        const untouched = isEmpty ? untouchedMap(id) : undefined
        if (untouched !== undefined) return ok(untouched)
        return verifyPage(bytes.value as UnverifiedPage, id)
      },
    },
  }
}
