// A shadow copy as a volume of its own, for whoever opens files in it. It is read-only, but for the time
// that the coordinator gives to those who have to recover something in it.

import type { Guid } from '../base/brand.js'
import { type Copier, FORK, type Forkable } from '../base/fork.js'
import { type Outcome, ok } from '../base/outcome.js'
import { Signal } from '../sim/index.js'
import { BLOCK_BYTES, type Block, type BlockDevice, type BlockSource } from './block.js'
import type { BlockStore } from './block-store.js'
import { claimRoom } from './diff-area.js'
import { intersect } from './extents.js'
import { noHandles } from './open-handles.js'
import { blocksOf } from './shadow-blocks.js'
import { listShadows } from './shadow-copy.js'
import type { ShadowCopy } from './shadow-storage.js'
import { refuseShadow, type VolsnapError } from './volsnap-error.js'
import type { Volume } from './volume.js'

/** The copy as a volume; the same one each time. */
export function openShadow(origin: Volume, id: Guid): Outcome<Volume, VolsnapError> {
  const shadow = listShadows(origin).find((copy) => copy.id === id)
  if (shadow === undefined) return refuseShadow(origin, 'VSS_E_OBJECT_NOT_FOUND')
  shadow.device ??= deviceOf(origin, shadow)
  return ok(shadow.device)
}

/** Lets the copy be written to; false when it is no longer there. */
export function openWriteWindow(origin: Volume, id: Guid): boolean {
  const opened = openShadow(origin, id)
  if (opened.ok) opened.value.writeProtected = false
  return opened.ok
}

/** From here on the copy is read-only for good; what was written in it stays. */
export function closeWriteWindow(origin: Volume, id: Guid): void {
  const index = origin.shadows.findIndex((copy) => copy.id === id)
  const shadow = origin.shadows[index]
  if (shadow?.device === undefined) return
  shadow.device.writeProtected = true
  // What was freed in the copy is not worth saving any more: a log that was cut short, say.
  const older = origin.shadows[index - 1]
  const { free } = shadow.device
  shadow.unused = older === undefined ? free : intersect(free, older.unused)
}

function deviceOf(origin: Volume, shadow: ShadowCopy): Volume {
  return {
    sim: origin.sim,
    id: shadow.id,
    name: shadow.deviceName,
    driveLetter: undefined,
    label: origin.label,
    fileSystem: origin.fileSystem,
    kind: origin.kind,
    sizeBytes: origin.sizeBytes,
    clusterBytes: origin.clusterBytes,
    bytesPerSecond: origin.bytesPerSecond,
    log: origin.log,
    devices: origin.devices,
    store: new ShadowStore(origin, shadow.id),
    tree: shadow.tree,
    free: shadow.free,
    handles: noHandles(),
    writeProtected: true,
    lockedBy: undefined,
    hold: { kind: 'none' },
    released: new Signal(),
    ioCounts: [],
    storage: undefined,
    shadows: [],
    shadowOf: { origin, id: shadow.id },
  }
}

/** Writes go to blocks of the copy's own, which take room in the shadow storage of its volume. */
class ShadowStore implements BlockDevice, Forkable {
  #origin: Volume
  readonly #id: Guid

  constructor(origin: Volume, id: Guid) {
    this.#origin = origin
    this.#id = id
  }

  read(offset: number, into: Uint8Array): void {
    this.#blocks()?.read(offset, into)
  }

  share(index: number): Block {
    return this.#blocks()?.share(index) ?? 0
  }

  uniformChunk(chunk: number): number | undefined {
    return this.#blocks()?.uniformChunk(chunk)
  }

  write(offset: number, bytes: Uint8Array): void {
    this.#claim(offset, bytes.length)?.write(offset, bytes)
  }

  fill(offset: number, length: number, byte: number): void {
    this.#claim(offset, length)?.fill(offset, length, byte)
  }

  copyFrom(source: BlockSource, from: number, to: number, length: number): void {
    this.#claim(to, length)?.copyFrom(source, from, to, length)
  }

  /** Nothing when the copy was lost, as it may be for want of room: then nothing reads it either. */
  #claim(offset: number, length: number): BlockStore | undefined {
    const shadow = this.#shadow()
    if (shadow === undefined) return undefined
    const missing = shadow.written.missing(offset, length)
    if (missing > 0 && !claimRoom(this.#origin, missing * BLOCK_BYTES)) return undefined
    const base = this.#blocks()
    return base && shadow.written.claim(base, offset, length)
  }

  #blocks(): BlockSource | undefined {
    const shadow = this.#shadow()
    return shadow && blocksOf(this.#origin, shadow)
  }

  #shadow(): ShadowCopy | undefined {
    return this.#origin.shadows.find(({ id }) => id === this.#id)
  }

  [FORK](copy: Copier, register: (self: object) => void): ShadowStore {
    // Known before its volume is copied, because that refers to it.
    const result = new ShadowStore(this.#origin, this.#id)
    register(result)
    result.#origin = copy(this.#origin)
    return result
  }
}
