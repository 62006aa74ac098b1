// Putting the files of a backup in place: the primary file first and marked as unfinished, then the
// others, the pages, the log, and at last the mark that the log can be rolled forward.

import { type Outcome, ok } from '../../base/outcome.js'
import { deleteFile, statFile } from '../../volume/index.js'
import {
  adoptGeometry,
  blocksIn,
  formatLogFile,
  placeBlock,
  readVirtualLogs,
} from '../log/index.js'
import {
  BOOT_PAGE,
  closeDatabaseFile,
  createDatabaseFile,
  type DatabaseFile,
  type FileEntry,
  formatPage,
  isOpen,
  lsnParts,
  NO_LSN,
  openDatabaseFile,
  PAGE_BYTES,
  type Page,
  pageId,
  refuseSql,
  resizeFile,
  type SqlError,
  sealPage,
  type UnverifiedPage,
  verifyPage,
  writeBytes,
  writePageBytes,
} from '../page/index.js'
import {
  type Boot,
  type Database,
  decodeBoot,
  encodeBoot,
  type Place,
  RESTORE_WRITE_POINT,
  stampBoot,
  writePlaces,
} from '../recovery/index.js'
import type { BackupSet } from './backup-set.js'
import {
  type MediaPlace,
  type MediaVisitor,
  type PageRun,
  readMedia,
  type Volumes,
} from './media.js'
import { setRestoredFrom } from './restored-from.js'

export interface Layout {
  readonly set: BackupSet
  /** The files of the set where they go. */
  readonly entries: readonly FileEntry[]
  /** Which of them go on with what they hold. */
  readonly keep: (entry: FileEntry) => boolean
}

/** Writes the content of a set over its files; the database is being restored. */
export function layFiles(
  database: Database,
  media: MediaPlace,
  layout: Layout,
): Outcome<undefined, SqlError> {
  const files: DatabaseFile[] = []
  database.state = { kind: 'restoring', files }
  const laid = lay(database.volumes, media, layout, files)
  for (const file of files) closeDatabaseFile(file)
  return laid
}

/** Deletes files that are not part of the database any more. */
export function deleteFiles(volumes: Volumes, entries: readonly Place[]): void {
  for (const { volume: name, path } of entries) {
    const volume = volumes.get(name)
    if (volume !== undefined) deleteFile(volume, path)
  }
}

function lay(
  volumes: Volumes,
  media: MediaPlace,
  { set, entries, keep }: Layout,
  files: DatabaseFile[],
): Outcome<undefined, SqlError> {
  for (const entry of [...entries].sort((left, right) => left.id - right.id)) {
    const prepared = prepareFile(volumes, entry, keep(entry), files)
    if (!prepared.ok) return prepared
  }
  const [primary] = files
  if (primary?.entry.id !== 1) return refuseSql('MALFORMED', 'there is no primary file in the set')
  const read = readMedia(volumes, media, visitorOf(files, set))
  if (!read.ok) return read
  const { firstLsn, checkpointLsn, lastLsn } = set
  const noted = writePlaces(primary, entries)
  if (!noted.ok) return noted
  const restore = { kind: 'rolling', to: checkpointLsn } as const
  return stampBoot(
    primary,
    (boot) => ({ ...boot, minimum: firstLsn, reached: lastLsn, restore }),
    (page) => setRestoredFrom(page, set.differentialBase?.id ?? set.id),
  )
}

function prepareFile(
  volumes: Volumes,
  entry: FileEntry,
  keep: boolean,
  files: DatabaseFile[],
): Outcome<undefined, SqlError> {
  const volume = volumes.get(entry.volume)
  if (volume === undefined) return refuseSql('PATH_UNUSABLE', entry.path)
  volume.sim.points.reach(RESTORE_WRITE_POINT)
  const [primary] = files
  if (primary !== undefined && !isOpen(primary)) return refuseSql('CONNECTION_BROKEN')
  const isKept = keep && statFile(volume, entry.path).ok
  if (!isKept) deleteFile(volume, entry.path)
  const file = isKept ? openDatabaseFile(volume, entry) : createDatabaseFile(volume, entry)
  if (!file.ok) return file
  files.push(file.value)
  if (entry.kind === 'log') return formatLogFile(file.value)
  if (entry.id === 1) {
    const marked = isKept ? stampBoot(file.value, asUnfinished) : writeUnfinished(file.value)
    if (!marked.ok) return marked
  }
  return isKept ? resizeFile(file.value, entry.sizePages) : ok(undefined)
}

function asUnfinished(boot: Boot): Boot {
  return { ...boot, restore: { kind: 'laying' } }
}

/** A boot page that says of a new primary file that a restore has begun with it. */
function writeUnfinished(file: DatabaseFile): Outcome<undefined, SqlError> {
  const page = new Uint8Array(PAGE_BYTES) as Page
  formatPage(page, pageId(file.entry.id, BOOT_PAGE), 'boot', 0)
  encodeBoot(page, {
    name: '',
    guid: NOBODY,
    recoveryModel: 'FULL',
    readOnly: false,
    autoClose: false,
    userAccess: 'MULTI_USER',
    checkpoint: NO_LSN,
    minimum: NO_LSN,
    reached: NO_LSN,
    logBackedUpTo: undefined,
    isNewChain: false,
    nextTransaction: 1,
    restore: { kind: 'laying' },
    fork: { id: NOBODY, from: undefined, parent: undefined },
  })
  sealPage(page)
  file.volume.sim.points.reach(RESTORE_WRITE_POINT)
  return writePageBytes(file, BOOT_PAGE, page)
}

const NOBODY = '00000000-0000-0000-0000-000000000000' as Boot['guid']

function visitorOf(files: readonly DatabaseFile[], set: BackupSet): MediaVisitor {
  const logFiles = files.filter((file) => file.entry.kind === 'log')
  const layouts = readVirtualLogs(logFiles)
  let adopted = layouts.ok ? undefined : layouts
  const virtualLogs = layouts.ok ? layouts.value : []
  for (const { file: id, sectors } of set.logFiles) {
    const file = logFiles.find((each) => each.entry.id === id)
    const done = file === undefined ? ok(undefined) : adoptGeometry(virtualLogs, file, sectors)
    if (!done.ok) adopted = done
  }
  const limits = { needed: lsnParts(set.firstLsn).sequence, until: set.lastLsn }
  return {
    pages: (run) => writePages(files, run),
    log: (piece) => {
      if (adopted !== undefined) return adopted
      const blocks = blocksIn(piece)
      if (!blocks.ok) return blocks
      for (const block of blocks.value) {
        logFiles[0]?.volume.sim.points.reach(RESTORE_WRITE_POINT)
        const placed = placeBlock(virtualLogs, block, limits)
        if (!placed.ok) return placed
      }
      return ok(undefined)
    },
  }
}

function writePages(
  files: readonly DatabaseFile[],
  { file: id, firstPage, content }: PageRun,
): Outcome<undefined, SqlError> {
  const file = files.find(({ entry }) => entry.id === id)
  if (file === undefined) return refuseSql('MALFORMED', `no file ${id} in the set`)
  const marked = id === 1 ? markBootPage(content, firstPage) : ok(undefined)
  if (!marked.ok) return marked
  file.volume.sim.points.reach(RESTORE_WRITE_POINT)
  const written = writeBytes(file, firstPage * PAGE_BYTES, content)
  if (written.ok || written.error.name === 'CONNECTION_BROKEN') return written
  return refuseSql('WRITE_FAILED', written.error.detail)
}

/** The boot page of the set gets into the file as that of a database that is not whole yet. */
function markBootPage(content: Uint8Array, firstPage: number): Outcome<undefined, SqlError> {
  const at = (BOOT_PAGE - firstPage) * PAGE_BYTES
  if (at < 0 || at >= content.length) return ok(undefined)
  const bytes = content.subarray(at, at + PAGE_BYTES) as UnverifiedPage
  const page = verifyPage(bytes, pageId(1 as FileEntry['id'], BOOT_PAGE))
  if (!page.ok) return page
  const boot = decodeBoot(page.value)
  if (!boot.ok) return boot
  encodeBoot(page.value, asUnfinished(boot.value))
  sealPage(page.value)
  return ok(undefined)
}
