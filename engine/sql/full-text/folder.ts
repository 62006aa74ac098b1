// The folder of a full-text catalog: a file that says whose it is, one with how the last crawl went,
// and below `Indexes` a folder per table with the fragments of its index.

import { type Outcome, ok } from '../../base/outcome.js'
import {
  createFolder,
  deleteFile,
  type FileError,
  listFolder,
  putFile,
  readFile,
  type Volume,
} from '../../volume/index.js'
import { refuseSql, type SqlError, setUtf16 } from '../page/index.js'
import { isAlive, type Online } from '../recovery/index.js'
import { decodeFragment, encodeFragment, type Fragment } from './fragment.js'

/** The fault point before each file of a catalog that is written or deleted. */
export const FULL_TEXT_WRITE_POINT = 'sql.full-text.write'

/** Where a catalog is. */
export interface Folder {
  readonly online: Online
  readonly volume: Volume
  readonly path: string
}

export const CONFIG_FILE = 'catalog.cfg'
const STATUS_FILE = 'Properties\\status.txt'
const HOLDER = { holder: 'msftesql.exe' } as const

/** A fragment file as it was found; without content it is damaged. */
export interface FoundFragment {
  readonly file: string
  readonly fragment: Fragment | undefined
}

/** Makes the folder, or takes one in which a crash left nothing but the first file. */
export function makeFolder(folder: Folder, config: string): Outcome<undefined, SqlError> {
  const { volume, path } = folder
  const listed = listFolder(volume, path)
  if (listed.ok && listed.value.some(({ name }) => name !== CONFIG_FILE))
    return refuseSql('CANNOT_CREATE_FILE', `${path} is not empty`)
  if (!listed.ok) {
    const made = createFolder(volume, path, HOLDER)
    if (!made.ok) return refuseFile(made.error)
  }
  return writeText(folder, CONFIG_FILE, config)
}

export function writeStatus(folder: Folder, status: string): Outcome<undefined, SqlError> {
  createFolder(folder.volume, `${folder.path}\\Properties`, HOLDER)
  return writeText(folder, STATUS_FILE, status)
}

export function writeFragment(
  folder: Folder,
  table: number,
  fragment: Fragment,
): Outcome<undefined, SqlError> {
  createFolder(folder.volume, indexPath(folder, table), HOLDER)
  return writeWhole(folder, fragmentPath(folder, table, fragment.number), encodeFragment(fragment))
}

/** The fragments of a table's index that are there, by number; what is in the way has none. */
export function findFragments(folder: Folder, table: number): Outcome<FoundFragment[], SqlError> {
  const path = indexPath(folder, table)
  const listed = listFolder(folder.volume, path)
  if (!listed.ok) return listed.error.name.endsWith('NOT_FOUND') ? ok([]) : refuseFile(listed.error)
  const found: FoundFragment[] = []
  for (const { name, kind } of listed.value) {
    if (kind !== 'file' || !name.endsWith(FRAGMENT_END)) continue
    const bytes = readFile(folder.volume, `${path}\\${name}`, HOLDER)
    if (!bytes.ok) return refuseFile(bytes.error)
    found.push({ file: `${path}\\${name}`, fragment: decodeFragment(bytes.value) })
  }
  return ok(
    found.sort((left, right) => (left.fragment?.number ?? 0) - (right.fragment?.number ?? 0)),
  )
}

export function removeFragment(folder: Folder, file: string): Outcome<undefined, SqlError> {
  const ready = reach(folder)
  if (!ready.ok) return ready
  const deleted = deleteFile(folder.volume, file, HOLDER)
  return deleted.ok ? ok(undefined) : refuseFile(deleted.error)
}

/** Deletes a folder with everything below it. */
export function removeTree(folder: Folder, path = folder.path): Outcome<undefined, SqlError> {
  const listed = listFolder(folder.volume, path)
  if (!listed.ok) return ok(undefined)
  for (const { name, kind } of listed.value) {
    const below = `${path}\\${name}`
    const removed = kind === 'folder' ? removeTree(folder, below) : removeFragment(folder, below)
    if (!removed.ok) return removed
  }
  return removeFragment(folder, path)
}

export function indexPath(folder: Pick<Folder, 'path'>, table: number): string {
  return `${folder.path}\\Indexes\\${table}`
}

const FRAGMENT_END = '.idx'

function fragmentPath(folder: Folder, table: number, number: number): string {
  const digits = number.toString().padStart(6, '0')
  return `${indexPath(folder, table)}\\fragment-${digits}${FRAGMENT_END}`
}

function writeText(folder: Folder, file: string, text: string): Outcome<undefined, SqlError> {
  const bytes = new Uint8Array(2 * text.length)
  setUtf16(bytes, 0, text)
  return writeWhole(folder, `${folder.path}\\${file}`, bytes)
}

function writeWhole(folder: Folder, path: string, bytes: Uint8Array): Outcome<undefined, SqlError> {
  const ready = reach(folder)
  if (!ready.ok) return ready
  const written = putFile(folder.volume, path, bytes, HOLDER)
  return written.ok ? ok(undefined) : refuseFile(written.error)
}

/** The service ends with its server, so nothing more is written for one that crashed. */
function reach({ online, volume }: Folder): Outcome<undefined, SqlError> {
  volume.sim.points.reach(FULL_TEXT_WRITE_POINT)
  return isAlive(online) ? ok(undefined) : refuseSql('CONNECTION_BROKEN')
}

function refuseFile(error: FileError): ReturnType<typeof refuseSql> {
  const name = error.name === 'ERROR_DISK_FULL' ? 'FULL_TEXT_DISK_FULL' : 'FULL_TEXT_UNAVAILABLE'
  return refuseSql(name, `operating system error ${error.code} (${error.name}) at ${error.path}`)
}
