// A backup image: a folder on the target volume with the copied files, the VSS documents of the
// backup, and, written last, a catalogue. Without a catalogue whose every file is there in full
// length the folder is no image.

import type { Outcome } from '../../base/outcome.js'
import { type FileError, liveView, readFile, type Volume } from '../../volume/index.js'
import { deleteTree, writeWholeFile } from './files.js'

const IMAGES_FOLDER = 'WindowsImageBackup'
const CATALOGUE = 'catalogue'

export interface ImageFile {
  /** Where it came from: `C:\Windows\…`, or `EFI:\…` for the boot partition. */
  readonly source: string
  readonly lengthBytes: number
}

export interface Image {
  readonly volume: Volume
  readonly folder: string
  readonly files: readonly ImageFile[]
}

export function imageFolder(server: string, id: number): string {
  return `${IMAGES_FOLDER}\\${server}\\Backup ${String(id).padStart(6, '0')}`
}

/** Where a source file lies inside an image: `C:\a\b` in `folder\C\a\b`. */
export function pathInImage(folder: string, source: string): string {
  return `${folder}\\${source.replace(':', '')}`
}

export function writeCatalogue(image: Image): Outcome<unknown, FileError> {
  const lines = image.files.map((file) => `${file.lengthBytes} ${file.source}`)
  const content = new TextEncoder().encode(lines.join('\n'))
  return writeWholeFile(image.volume, `${image.folder}\\${CATALOGUE}`, content)
}

/** The complete images on a volume, oldest first, found by reading the volume. */
export function imagesOn(volume: Volume): Image[] {
  const view = liveView(volume)
  const servers = view.list(IMAGES_FOLDER)
  if (!servers.ok) return []
  return servers.value.flatMap((server) => {
    const parent = `${IMAGES_FOLDER}\\${server.name}`
    const folders = view.list(parent)
    if (!folders.ok) return []
    return folders.value
      .map((entry) => readImage(volume, `${parent}\\${entry.name}`))
      .filter((image) => image !== undefined)
      .sort((left, right) => (left.folder < right.folder ? -1 : 1))
  })
}

function readImage(volume: Volume, folder: string): Image | undefined {
  const catalogue = readFile(volume, `${folder}\\${CATALOGUE}`)
  if (!catalogue.ok) return undefined
  const files = new TextDecoder().decode(catalogue.value).split('\n').map(parseLine)
  const view = liveView(volume)
  const whole = files.every((file) => {
    const found = view.stat(pathInImage(folder, file.source))
    return found.ok && found.value.kind === 'file' && found.value.sizeBytes === file.lengthBytes
  })
  return whole ? { volume, folder, files } : undefined
}

function parseLine(line: string): ImageFile {
  const blank = line.indexOf(' ')
  return { lengthBytes: Number(line.slice(0, blank)), source: line.slice(blank + 1) }
}

export function readFromImage(image: Image, source: string): Outcome<Uint8Array, FileError> {
  return readFile(image.volume, pathInImage(image.folder, source))
}

export function dropImage(volume: Volume, folder: string): void {
  deleteTree(volume, folder)
}
