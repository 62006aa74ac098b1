// Copying files. What lies alike on both sides is shared, not copied; the virtual time it takes is
// that of the bytes.

import { assert } from '../base/assert.js'
import type { Span } from '../base/brand.js'
import { type Outcome, ok } from '../base/outcome.js'
import { later, type Process, sleepUntil } from '../sim/index.js'
import type { Caller } from './access.js'
import { CHUNK_BYTES } from './block.js'
import type { FileError } from './file-error.js'
import type { FileView } from './file-view.js'
import { closeFile, openFile, setFileLength, write } from './files.js'
import type { FileHandle } from './handle.js'
import { whenReleased } from './hold.js'
import { deleteFile, setAttributes } from './names.js'
import type { Volume } from './volume.js'

export interface CopyProgress {
  copiedBytes: number
  totalBytes: number
}

export interface CopyOptions extends Caller {
  /** Told how far the copy is. */
  readonly progress?: CopyProgress
  /** How fast; that of the slower volume unless said. */
  readonly bytesPerSecond?: number
}

/** The point reached before each step of a copy that takes time. */
export const COPY_POINT = 'volume.copy'

const STEPS_MAX = 4096

/** Copies at once. */
export function copyFile(
  from: FileView,
  path: string,
  to: Volume,
  toPath: string,
  options: CopyOptions = {},
): Outcome<undefined, FileError> {
  const begun = begin(from, path, to, toPath, options)
  if (!begun.ok) return begun
  const copy = begun.value
  return finish(copy, step(copy, copy.sizeBytes))
}

/** Copies in steps at the speed of the volumes; others read and write meanwhile. */
export function* copyingFile(
  from: FileView,
  path: string,
  to: Volume,
  toPath: string,
  options: CopyOptions = {},
): Process<Outcome<undefined, FileError>> {
  const { sim } = to
  yield* whenReleased(to)
  const begun = begin(from, path, to, toPath, options)
  if (!begun.ok) return begun
  const copy = begun.value
  const speed = options.bytesPerSecond ?? Math.min(from.bytesPerSecond, to.bytesPerSecond)
  const stepBytes = Math.max(1, Math.ceil(copy.sizeBytes / CHUNK_BYTES / STEPS_MAX)) * CHUNK_BYTES
  try {
    for (let left = copy.sizeBytes; left > 0; left -= stepBytes) {
      const count = Math.min(stepBytes, left)
      yield* sleepUntil(later(sim.now, Math.ceil((count / speed) * 1_000_000) as Span))
      yield* whenReleased(to)
      sim.points.reach(COPY_POINT)
      const stepped = step(copy, count)
      if (!stepped.ok) return finish(copy, stepped)
    }
    return finish(copy, ok(undefined))
  } finally {
    // Closed already, unless whoever copied was killed: then nobody may hold the file open.
    closeFile(to, copy.handle)
  }
}

/** Copies parts of a file at once, one after the other into a file of their own. */
export function copyParts(
  from: FileView,
  path: string,
  to: Volume,
  toPath: string,
  parts: readonly { readonly offset: number; readonly length: number }[],
): Outcome<undefined, FileError> {
  const source = from.locate(path)
  if (!source.ok) return source
  const beyond = parts.find(({ offset, length }) => offset + length > source.value.sizeBytes)
  // The read says how it is refused.
  if (beyond !== undefined) {
    const read = from.read(path, beyond)
    assert(!read.ok, `${path} is read beyond its end`)
    return read
  }
  const opened = openFile(to, toPath, { access: 'write', disposition: 'replace' })
  if (!opened.ok) return opened
  const handle = opened.value
  const total = parts.reduce((sum, { length }) => sum + length, 0)
  let outcome: Outcome<undefined, FileError> = setFileLength(to, handle, total)
  let at = 0
  for (const { offset, length } of parts) {
    if (!outcome.ok) break
    const content = { kind: 'blocks', from: source.value, fromOffset: offset } as const
    outcome = write(to, handle, {}, { offset: at, length }, content)
    at += length
  }
  closeFile(to, handle)
  if (!outcome.ok) deleteFile(to, toPath)
  return outcome
}

interface Copy {
  readonly from: FileView
  readonly path: string
  readonly to: Volume
  readonly handle: FileHandle
  readonly toPath: string
  readonly caller: Caller
  readonly sizeBytes: number
  readonly progress: CopyProgress
}

function begin(
  from: FileView,
  path: string,
  to: Volume,
  toPath: string,
  options: CopyOptions,
): Outcome<Copy, FileError> {
  const { progress = { copiedBytes: 0, totalBytes: 0 }, ...caller } = options
  const source = from.locate(path, caller)
  if (!source.ok) return source
  const opened = openFile(to, toPath, { ...caller, access: 'write', disposition: 'replace' })
  if (!opened.ok) return opened
  const { sizeBytes } = source.value
  progress.copiedBytes = 0
  progress.totalBytes = sizeBytes
  const handle = opened.value
  const copy: Copy = { from, path, to, handle, toPath, caller, sizeBytes, progress }
  const allocated = setFileLength(to, handle, sizeBytes)
  return allocated.ok ? ok(copy) : finish(copy, allocated)
}

function step(copy: Copy, count: number): Outcome<undefined, FileError> {
  const { from, path, to, handle, caller, progress } = copy
  const located = from.locate(path, caller)
  if (!located.ok) return located
  const offset = progress.copiedBytes
  const content = { kind: 'blocks', from: located.value, fromOffset: offset } as const
  const written = write(to, handle, caller, { offset, length: count }, content)
  if (written.ok) progress.copiedBytes += count
  return written
}

/** Closes the copy; one that failed is deleted, as CopyFile does. */
function finish<T extends Outcome<undefined, FileError>>(copy: Copy, outcome: T): T {
  const { from, path, to, handle, toPath, caller } = copy
  closeFile(to, handle)
  const source = from.stat(path, caller)
  if (!outcome.ok) deleteFile(to, toPath, caller)
  else if (source.ok) setAttributes(to, toPath, source.value.attributes, caller)
  return outcome
}
