// The medium of a backup: a folder on its volume with files, parts of files, documents and metadata
// blocks, and a list of contents that says which is which.
//
//   \vss\<backup>\contents.json
//                 components.xml
//                 writer-<n>.xml
//                 metadata-<n>.bin
//                 files\D\data\sales.mdf      whole files
//                 ranges\D\data\sales.mdf     the named parts, one after the other

import { type Outcome, ok, refused } from '../../base/outcome.js'
import {
  closeFile,
  createFolder,
  deleteFile,
  type FileError,
  listFolder,
  openFile,
  putFile,
  readFile,
  statFile,
  type Volume,
} from '../../volume/index.js'
import { type BackupApplication, MEDIUM } from './application.js'

export interface ByteRange {
  readonly offset: number
  readonly length: number
}

export interface MediumEntry {
  /** Where it was: `D:\data\sales.mdf`. Of a document its title, of a block its component. */
  readonly path: string
  readonly part: 'whole' | 'ranges' | 'document' | 'metadata' | 'deleted'
  /** Where it is below the folder of the backup; empty for what is only noted as deleted. */
  readonly at: string
  /** As it was selected; null for what belongs to no component. */
  readonly component: string | null
  readonly ranges?: readonly ByteRange[]
  /** In a folder whose every file belongs to the component. */
  readonly inTree?: string
}

/** The files that were in a folder of a component at the snapshot, whether they were copied or not. */
export interface TreeListing {
  readonly component: string
  readonly folder: string
  readonly files: readonly string[]
}

export interface Contents {
  readonly backup: string
  readonly type: string
  /** By the clock of the machine, in milliseconds. */
  readonly takenAt: number
  readonly entries: readonly MediumEntry[]
  readonly trees: readonly TreeListing[]
}

export const COMPONENTS_DOCUMENT = 'components document'
export const COMPONENTS_FILE = 'components.xml'
const CONTENTS_FILE = 'contents.json'
const ROOT = '\\vss'

export function mediumVolume({ volumes }: BackupApplication): Volume | undefined {
  return volumes.get(MEDIUM)
}

export function mediumFolder(backup: string): string {
  return `${ROOT}\\${backup.replace(/[<>:"|?*/\\]/g, '_').replace(/[. ]+$/, '_')}`
}

/** Where a file of the original goes: `files\D\data\sales.mdf`. */
export function placeOnMedium(kind: 'files' | 'ranges', path: string): string {
  return `${kind}\\${path[0]}${path.slice(2)}`
}

export function writeToMedium(
  application: BackupApplication,
  backup: string,
  at: string,
  bytes: Uint8Array,
): Outcome<undefined, FileError> {
  const volume = mediumVolume(application)
  if (volume === undefined) return noMedium()
  const path = `${mediumFolder(backup)}\\${at}`
  makeFolders(volume, path)
  return putFile(volume, path, bytes)
}

export function readFromMedium(
  application: BackupApplication,
  backup: string,
  at: string,
): Outcome<Uint8Array, FileError> {
  const volume = mediumVolume(application)
  if (volume === undefined) return noMedium()
  // Whoever may read it shows when it is opened.
  const path = `${mediumFolder(backup)}\\${at}`
  const opened = openFile(volume, path, {
    access: 'read',
    account: 'Local System',
    share: { read: true },
  })
  if (!opened.ok) return opened
  const bytes = readFile(volume, opened.value)
  closeFile(volume, opened.value)
  return bytes
}

export function writeContents(
  application: BackupApplication,
  contents: Contents,
): Outcome<undefined, FileError> {
  const bytes = new TextEncoder().encode(JSON.stringify(contents))
  return writeToMedium(application, contents.backup, CONTENTS_FILE, bytes)
}

export function readContents(
  application: BackupApplication,
  backup: string,
): Outcome<Contents, FileError> {
  const bytes = readFromMedium(application, backup, CONTENTS_FILE)
  if (!bytes.ok) return bytes
  const contents = parsed(new TextDecoder().decode(bytes.value))
  if (contents !== undefined) return ok(contents)
  const path = `${mediumFolder(backup)}\\${CONTENTS_FILE}`
  const device = MEDIUM
  return refused<FileError>({ code: 38, name: 'ERROR_HANDLE_EOF', device, path, holder: undefined })
}

/** Undefined for what a write that failed left half done. */
function parsed(text: string): Contents | undefined {
  try {
    return JSON.parse(text) as Contents
  } catch {
    return undefined
  }
}

/** Removes what an earlier backup of that name left. */
export function clearMedium(application: BackupApplication, backup: string): void {
  const volume = mediumVolume(application)
  if (volume !== undefined) removeTree(volume, mediumFolder(backup))
}

export function makeFolders(volume: Volume, path: string): void {
  const folder = path.slice(0, path.lastIndexOf('\\'))
  if (folder !== '' && !statFile(volume, folder).ok) createFolder(volume, folder)
}

function removeTree(volume: Volume, folder: string): void {
  const listed = listFolder(volume, folder)
  if (!listed.ok) return
  for (const { name, kind } of listed.value) {
    const path = `${folder}\\${name}`
    if (kind === 'folder') removeTree(volume, path)
    else deleteFile(volume, path)
  }
  deleteFile(volume, folder)
}

export function noMedium() {
  return refused<FileError>({
    code: 433,
    name: 'ERROR_NO_SUCH_DEVICE',
    device: MEDIUM,
    path: '',
    holder: undefined,
  })
}
