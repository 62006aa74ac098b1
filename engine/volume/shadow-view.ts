import type { Guid } from '../base/brand.js'
import { type Copier, FORK, type Forkable } from '../base/fork.js'
import { type Outcome, ok } from '../base/outcome.js'
import { type Caller, denied, find } from './access.js'
import { type FileLayout, layoutOf, readContent } from './file-data.js'
import { type FileError, refuse } from './file-error.js'
import type { Node } from './file-tree.js'
import type { FileView } from './file-view.js'
import type { ReadRange } from './files.js'
import { faultedAccess } from './io-faults.js'
import { type FileInfo, infoOf, infosIn } from './names.js'
import { splitPath } from './path.js'
import { blocksOf } from './shadow-blocks.js'
import { listShadows } from './shadow-copy.js'
import type { ShadowCopy } from './shadow-storage.js'
import type { Volume } from './volume.js'

/** The volume as it was when the shadow copy was taken. Once the copy is lost, it only refuses. */
export function shadowView(volume: Volume, id: Guid): FileView {
  return new ShadowView(volume, id)
}

class ShadowView implements FileView, Forkable {
  readonly device: string
  readonly #volume: Volume
  readonly #id: Guid

  constructor(volume: Volume, id: Guid, device?: string) {
    const known = volume.shadows.find((shadow) => shadow.id === id)
    this.device = device ?? known?.deviceName ?? `shadow copy {${id}}`
    this.#volume = volume
    this.#id = id
  }

  get bytesPerSecond(): number {
    return this.#volume.bytesPerSecond
  }

  list(path: string, caller: Caller = {}): Outcome<readonly FileInfo[], FileError> {
    const reached = this.#reach(path, 'look', caller)
    if (!reached.ok) return reached
    const infos = infosIn(reached.value.node, this.#volume.clusterBytes)
    return infos ?? refuse('ERROR_PATH_NOT_FOUND', { device: this.device, path })
  }

  stat(path: string, caller: Caller = {}): Outcome<FileInfo, FileError> {
    const reached = this.#reach(path, 'look', caller)
    return reached.ok ? ok(infoOf(reached.value.node, this.#volume.clusterBytes)) : reached
  }

  read(path: string, range: ReadRange = {}): Outcome<Uint8Array, FileError> {
    const located = this.locate(path, range)
    if (!located.ok) return located
    const layout = located.value
    const { offset = 0, length = Math.max(0, layout.sizeBytes - offset) } = range
    if (offset + length > layout.sizeBytes)
      return refuse('ERROR_HANDLE_EOF', { device: this.device, path })
    const bytes = new Uint8Array(length)
    readContent(layout, offset, bytes)
    return ok(bytes)
  }

  locate(path: string, caller: Caller = {}): Outcome<FileLayout, FileError> {
    const reached = this.#reach(path, 'read', caller)
    if (!reached.ok) return reached
    const { node, shadow } = reached.value
    if (node.kind === 'folder') return refuse('ERROR_ACCESS_DENIED', { device: this.device, path })
    return ok(layoutOf(node, blocksOf(this.#volume, shadow), this.#volume.clusterBytes))
  }

  #reach(
    path: string,
    access: 'look' | 'read',
    caller: Caller,
  ): Outcome<{ node: Readonly<Node>; shadow: ShadowCopy }, FileError> {
    const { device } = this
    const volume = this.#volume
    const shadow = listShadows(volume).find((copy) => copy.id === this.#id)
    if (shadow === undefined) return refuse('ERROR_NO_SUCH_DEVICE', { device, path })
    const names = splitPath(path)
    const fault = faultedAccess(volume, access, names)
    if (fault !== undefined) return refuse(fault, { device, path })
    const found = find(volume, names, caller, shadow.tree)
    const refusal = denied(volume, names, found, 'read')
    if (refusal !== undefined) return refuse(refusal.error.name, { device, path })
    if (found.node === undefined) return refuse('ERROR_FILE_NOT_FOUND', { device, path })
    return ok({ node: found.node, shadow })
  }

  [FORK](copy: Copier, register: (self: object) => void): ShadowView {
    const result = new ShadowView(copy(this.#volume), this.#id, this.device)
    register(result)
    return result
  }
}
