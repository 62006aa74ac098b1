// Where files are read from: the shadow copy of their volume or, by an application that does not do
// its duty, the disk itself, where no sharing mode stops a raw read.

import type { Guid } from '../../base/brand.js'
import type { Outcome } from '../../base/outcome.js'
import {
  type FileError,
  type FileView,
  liveView,
  readFile,
  shadowView,
  type Volume,
} from '../../volume/index.js'
import type { BackupApplication } from './application.js'

export interface FileSource {
  readonly view: FileView
  /** What it is, for the record: `shadow copy of D:`, or `D:`. */
  readonly title: string
  readonly read: (
    path: string,
    range?: { readonly offset: number; readonly length: number },
  ) => Outcome<Uint8Array, FileError>
  /** False where the file must be read as a whole, since it is open. */
  readonly canShare: boolean
}

export function shadowSource(volume: Volume, id: Guid): FileSource {
  const view = shadowView(volume, id)
  return {
    view,
    title: `shadow copy of ${volume.name}`,
    read: (path, range) => view.read(path, range),
    canShare: true,
  }
}

export function liveSource(volume: Volume): FileSource {
  const view = liveView(volume)
  return {
    view,
    title: volume.name,
    read: (path, range) => readRaw(volume, path, range),
    canShare: false,
  }
}

function readRaw(
  volume: Volume,
  path: string,
  range?: { readonly offset: number; readonly length: number },
): Outcome<Uint8Array, FileError> {
  const names = path.split('\\').filter((name) => name !== '')
  const open = [...volume.handles.all].find(
    (handle) => handle.names.join('\\').toLowerCase() === names.join('\\').toLowerCase(),
  )
  return readFile(volume, open ?? path, range)
}

export function volumeNamed(
  { volumes }: Pick<BackupApplication, 'volumes'>,
  letter: string,
): Volume | undefined {
  return volumes.get(letter)
}
