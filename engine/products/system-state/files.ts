// What a product does with whole files: folders made on the way, trees deleted, content read at once.

import { type Outcome, ok } from '../../base/outcome.js'
import {
  type Caller,
  closeFile,
  createFolder,
  deleteFile,
  type FileError,
  type FileView,
  fillFile,
  liveView,
  openFile,
  putFile,
  setFileLength,
  type Volume,
} from '../../volume/index.js'

/** Makes the folders of a path that are missing, down to the parent of what it names. */
export function makeFoldersFor(volume: Volume, path: string, caller: Caller = {}): void {
  const names = path.split('\\')
  for (let depth = 1; depth < names.length; depth++) {
    const folder = names.slice(0, depth).join('\\')
    if (!liveView(volume).stat(folder).ok) createFolder(volume, folder, caller)
  }
}

export function writeWholeFile(
  volume: Volume,
  path: string,
  content: Uint8Array,
  caller: Caller = {},
): Outcome<undefined, FileError> {
  makeFoldersFor(volume, path, caller)
  return putFile(volume, path, content, caller)
}

/** A file of one byte many times. */
export function writeUniformFile(
  volume: Volume,
  path: string,
  what: { readonly byte: number; readonly length: number },
): Outcome<undefined, FileError> {
  makeFoldersFor(volume, path)
  const opened = openFile(volume, path, { access: 'write', disposition: 'replace' })
  if (!opened.ok) return opened
  const filled = fillFile(volume, opened.value, what)
  closeFile(volume, opened.value)
  return filled
}

/** A file that takes so much space and holds nothing. */
export function allocateFile(
  volume: Volume,
  path: string,
  lengthBytes: number,
): Outcome<undefined, FileError> {
  makeFoldersFor(volume, path)
  const opened = openFile(volume, path, { access: 'write', disposition: 'replace' })
  if (!opened.ok) return opened
  const allocated = setFileLength(volume, opened.value, lengthBytes)
  closeFile(volume, opened.value)
  return allocated
}

/** Every file below a folder, by its path inside the volume. */
export function filesBelow(
  view: FileView,
  folder: string,
  options: { readonly recursive: boolean } & Caller,
): string[] {
  const listed = view.list(folder, options)
  if (!listed.ok) return []
  return listed.value.flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}\\${entry.name}`
    if (entry.kind === 'file') return [path]
    return options.recursive ? filesBelow(view, path, options) : []
  })
}

export function deleteTree(volume: Volume, folder: string): Outcome<undefined, FileError> {
  const listed = liveView(volume).list(folder)
  if (!listed.ok) return listed
  for (const entry of listed.value) {
    const path = `${folder}\\${entry.name}`
    const deleted = entry.kind === 'folder' ? deleteTree(volume, path) : deleteFile(volume, path)
    if (!deleted.ok) return deleted
  }
  return deleteFile(volume, folder)
}

/** The beginning of a file, as far as a limit. */
export function readBeginning(
  view: FileView,
  path: string,
  limitBytes: number,
): Outcome<Uint8Array, FileError> {
  const found = view.stat(path)
  if (!found.ok) return found
  const length = Math.min(found.value.sizeBytes, limitBytes)
  return length === 0 ? ok(new Uint8Array()) : view.read(path, { length })
}
