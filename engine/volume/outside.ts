// A volume whose files are not in the world: names, lengths and bytes are those of a real file system,
// asked anew each time, so that whoever changes them behind the volume's back is noticed. Such a
// volume keeps no blocks and no tree; it takes no shadow copies and cannot be forked.

import type { Ticks } from '../base/brand.js'
import { type BlockSource, ownBytes } from './block.js'
import { extentsOf } from './extents.js'
import { type Content, type FileLayout, readContent } from './file-data.js'
import type { FileErrorName } from './file-error.js'
import type { FileNode, FolderNode, Found, Node } from './file-tree.js'

export interface OutsideEntry {
  readonly kind: 'file' | 'folder'
  readonly sizeBytes: number
  readonly modifiedAt: Ticks
}

/** The real file system below a root. What fails gives the error; undefined is success. */
export interface OutsideFiles {
  look(names: readonly string[]): OutsideEntry | undefined
  list(names: readonly string[]): readonly string[]
  /** Makes an empty file, or a folder; nothing stands there yet. */
  make(names: readonly string[], kind: OutsideEntry['kind']): FileErrorName | undefined
  /** Removes a file, or a folder that is empty. */
  remove(names: readonly string[]): FileErrorName | undefined
  rename(from: readonly string[], to: readonly string[]): FileErrorName | undefined
  /** Opens the file; until as many releases, its bytes are those, whatever becomes of its name. */
  hold(names: readonly string[], access: 'read' | 'write'): FileErrorName | undefined
  release(names: readonly string[]): void
  read(names: readonly string[], offset: number, into: Uint8Array): FileErrorName | undefined
  write(names: readonly string[], offset: number, bytes: Uint8Array): FileErrorName | undefined
  /** What is new reads as zero; refused when there is no room for it. */
  resize(names: readonly string[], lengthBytes: number): FileErrorName | undefined
  /** The room where the file is or would be, and the name of the disk that it is on. */
  space(names: readonly string[]): DiskSpace
}

export interface DiskSpace {
  readonly disk: string
  readonly freeBytes: number
}

export function findOutside(outside: OutsideFiles, names: readonly string[]): Found {
  const node = nodeAt(outside, names)
  const folder = names.length === 0 ? undefined : folderOf(outside, names, node !== undefined)
  return { node, folder, right: 'full-control', folderRight: 'full-control' }
}

/** What is there is in a folder; only for what is missing it has to be asked. */
function folderOf(
  outside: OutsideFiles,
  names: readonly string[],
  isThere: boolean,
): FolderNode | undefined {
  const above = names.slice(0, -1)
  if (isThere) return { ...partsOf(outside, above, NO_TIME), kind: 'folder', children: new Map() }
  const parent = nodeAt(outside, above)
  return parent?.kind === 'folder' ? parent : undefined
}

const NO_TIME = 0 as Ticks

export function childrenOutside(outside: OutsideFiles, names: readonly string[]): Node[] {
  const found = outside.list(names).map((name) => nodeAt(outside, [...names, name]))
  return found.filter((node) => node !== undefined)
}

/** Where the bytes of an outside file lie: at the start of a source of its own. */
export function layoutOutside(
  outside: OutsideFiles,
  names: readonly string[],
  file: Readonly<FileNode>,
  clusterBytes: number,
): FileLayout {
  const { sizeBytes } = file
  const extents = extentsOf({ start: 0, length: Math.ceil(sizeBytes / clusterBytes) })
  const source = new OutsideSource(outside, names, sizeBytes)
  return { source, extents, clusterBytes, sizeBytes, validBytes: sizeBytes }
}

/** Writes what is given, as bytes, a piece at a time. */
export function writeOutside(
  outside: OutsideFiles,
  names: readonly string[],
  range: { readonly offset: number; readonly length: number },
  content: Content,
): FileErrorName | undefined {
  const { offset, length } = range
  if (content.kind === 'bytes') return outside.write(names, offset, content.bytes)
  const piece = new Uint8Array(Math.min(length, PIECE_BYTES))
  if (content.kind === 'fill') piece.fill(content.byte)
  for (let done = 0; done < length; done += PIECE_BYTES) {
    const part = piece.subarray(0, Math.min(PIECE_BYTES, length - done))
    if (content.kind === 'blocks') readContent(content.from, content.fromOffset + done, part)
    const failed = outside.write(names, offset + done, part)
    if (failed !== undefined) return failed
  }
  return undefined
}

const PIECE_BYTES = 1024 * 1024

class OutsideSource implements BlockSource {
  readonly #outside: OutsideFiles
  readonly #names: readonly string[]
  readonly #sizeBytes: number

  constructor(outside: OutsideFiles, names: readonly string[], sizeBytes: number) {
    this.#outside = outside
    this.#names = names
    this.#sizeBytes = sizeBytes
  }

  /** What cannot be read reads as zero: the checksums of what is copied tell. */
  read(offset: number, into: Uint8Array): void {
    const count = Math.max(0, Math.min(into.length, this.#sizeBytes - offset))
    const part = into.subarray(0, count)
    if (this.#outside.read(this.#names, offset, part) !== undefined) part.fill(0)
    into.fill(0, count)
  }

  share(index: number): Uint8Array {
    const bytes = ownBytes(0)
    this.read(index * bytes.length, bytes)
    return bytes
  }

  uniformChunk(): undefined {
    return undefined
  }
}

function nodeAt(outside: OutsideFiles, names: readonly string[]): Node | undefined {
  const entry = outside.look(names)
  if (entry === undefined) return undefined
  const { kind, sizeBytes, modifiedAt } = entry
  const parts = partsOf(outside, names, modifiedAt)
  return kind === 'folder'
    ? { ...parts, kind, children: new Map() }
    : { ...parts, kind, sizeBytes, validBytes: sizeBytes, extents: [] }
}

function partsOf(era: object, names: readonly string[], at: Ticks) {
  const name = names.at(-1) ?? ''
  return { era, name, attributes: [], rights: undefined, createdAt: at, modifiedAt: at }
}
