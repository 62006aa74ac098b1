// The bytes of files: where they lie on the device, and that nothing overwrites them
// before the shadow copies have had them.

import type { BlockDevice, BlockSource } from './block.js'
import { saveBeforeWrite } from './copy-on-write.js'
import type { Extents } from './extents.js'
import type { FileNode } from './file-tree.js'
import type { Volume } from './volume.js'

/** What is written: bytes, one byte many times, or the blocks of somewhere else. */
export type Content =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'fill'; readonly byte: number }
  | { readonly kind: 'blocks'; readonly from: FileLayout; readonly fromOffset: number }

/** Where the bytes of a file lie. */
export interface FileLayout {
  readonly source: BlockSource
  readonly extents: Extents
  readonly clusterBytes: number
  readonly sizeBytes: number
  readonly validBytes: number
}

/** A run of a file's bytes that lie together on the device. */
interface Run {
  readonly at: number
  /** From the start of the range asked for. */
  readonly done: number
  readonly count: number
}

/** Writes into a file that is long enough. */
export function writeContent(
  volume: Volume,
  file: FileNode,
  range: { readonly offset: number; readonly length: number },
  content: Content,
): void {
  const { offset, length } = range
  if (offset > file.validBytes) {
    const gap = { offset: file.validBytes, length: offset - file.validBytes }
    writeRuns(volume, file, gap, { kind: 'fill', byte: 0 })
  }
  writeRuns(volume, file, range, content)
  file.validBytes = Math.max(file.validBytes, offset + length)
  file.modifiedAt = volume.sim.now
}

/** Fills `into` with the file's bytes from the offset on; the range lies inside the file. */
export function readContent(layout: FileLayout, offset: number, into: Uint8Array): void {
  const valid = Math.max(0, Math.min(into.length, layout.validBytes - offset))
  for (const { at, done, count } of runsOf(layout, offset, valid))
    layout.source.read(at, into.subarray(done, done + count))
  into.fill(0, valid)
}

export function layoutOf(
  file: Readonly<FileNode>,
  source: BlockSource,
  clusterBytes: number,
): FileLayout {
  const { extents, sizeBytes, validBytes } = file
  return { source, extents, clusterBytes, sizeBytes, validBytes }
}

function writeRuns(
  volume: Volume,
  file: FileNode,
  range: { readonly offset: number; readonly length: number },
  content: Content,
): void {
  const layout = { extents: file.extents, clusterBytes: volume.clusterBytes }
  for (const run of runsOf(layout, range.offset, range.length)) {
    saveBeforeWrite(volume, run.at, run.count)
    put(volume.store, run, content)
  }
}

function put(store: BlockDevice, run: Run, content: Content): void {
  const { at, done, count } = run
  if (content.kind === 'bytes') store.write(at, content.bytes.subarray(done, done + count))
  else if (content.kind === 'fill') store.fill(at, count, content.byte)
  else putBlocks(store, run, content.from, content.fromOffset + done)
}

function putBlocks(store: BlockDevice, to: Run, from: FileLayout, fromOffset: number): void {
  const valid = Math.max(0, Math.min(to.count, from.validBytes - fromOffset))
  for (const { at, done, count } of runsOf(from, fromOffset, valid))
    store.copyFrom(from.source, at, to.at + done, count)
  store.fill(to.at + valid, to.count - valid, 0)
}

function runsOf(
  layout: { readonly extents: Extents; readonly clusterBytes: number },
  offset: number,
  length: number,
): Run[] {
  const runs: Run[] = []
  const { extents, clusterBytes } = layout
  let start = 0
  for (const extent of extents) {
    const end = start + extent.length * clusterBytes
    const from = Math.max(start, offset)
    const to = Math.min(end, offset + length)
    if (from < to)
      runs.push({
        at: extent.start * clusterBytes + from - start,
        done: from - offset,
        count: to - from,
      })
    if (end >= offset + length) break
    start = end
  }
  return runs
}
