import { type Copier, FORK, type Forkable } from '../base/fork.js'
import { type Outcome, ok } from '../base/outcome.js'
import { type Caller, reachFile } from './access.js'
import { type FileLayout, layoutOf } from './file-data.js'
import type { FileError } from './file-error.js'
import { type ReadRange, readFile } from './files.js'
import { type FileInfo, listFolder, statFile } from './names.js'
import { layoutOutside } from './outside.js'
import type { Volume } from './volume.js'

/** Files to look at and read, of a volume as it is or as it was. */
export interface FileView {
  readonly device: string
  readonly bytesPerSecond: number
  list(path: string, caller?: Caller): Outcome<readonly FileInfo[], FileError>
  stat(path: string, caller?: Caller): Outcome<FileInfo, FileError>
  read(path: string, range?: ReadRange): Outcome<Uint8Array, FileError>
  /** Where a file's bytes lie, for copying by reference. Counts as a read; not for keeping. */
  locate(path: string, caller?: Caller): Outcome<FileLayout, FileError>
}

export function liveView(volume: Volume): FileView {
  return new LiveView(volume)
}

class LiveView implements FileView, Forkable {
  readonly #volume: Volume

  constructor(volume: Volume) {
    this.#volume = volume
  }

  get device(): string {
    return this.#volume.name
  }

  get bytesPerSecond(): number {
    return this.#volume.bytesPerSecond
  }

  list(path: string, caller?: Caller): Outcome<readonly FileInfo[], FileError> {
    return listFolder(this.#volume, path, caller)
  }

  stat(path: string, caller?: Caller): Outcome<FileInfo, FileError> {
    return statFile(this.#volume, path, caller)
  }

  read(path: string, range?: ReadRange): Outcome<Uint8Array, FileError> {
    return readFile(this.#volume, path, range)
  }

  locate(path: string, caller: Caller = {}): Outcome<FileLayout, FileError> {
    const { outside, store, clusterBytes } = this.#volume
    const reached = reachFile(this.#volume, path, 'read', caller)
    if (!reached.ok) return reached
    const { names, node } = reached.value
    if (outside === undefined) return ok(layoutOf(node, store, clusterBytes))
    return ok(layoutOutside(outside, names, node, clusterBytes))
  }

  [FORK](copy: Copier, register: (self: object) => void): LiveView {
    const result = new LiveView(copy(this.#volume))
    register(result)
    return result
  }
}
