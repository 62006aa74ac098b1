import { type Outcome, ok } from '../base/outcome.js'
import {
  barred,
  type Caller,
  denied,
  type FileTarget,
  find,
  reachFile,
  refuseAt,
  refuseIf,
} from './access.js'
import { growFile, shrinkFile } from './allocation.js'
import { badWrite } from './bad-writes.js'
import { type Content, layoutOf, readContent, writeContent } from './file-data.js'
import type { FileError, FileErrorName, Refusal } from './file-error.js'
import type { FileNode } from './file-tree.js'
import { conflictingHandle, type FileHandle, NEEDED_RIGHT, type ShareMode } from './handle.js'
import { faultedAccess, noteDamage, noteFull } from './io-faults.js'
import { addHandle, handlesOn, removeHandle } from './open-handles.js'
import { writeOutside } from './outside.js'
import { isValidName, splitPath } from './path.js'
import { suffices } from './rights.js'
import { newNodeParts, type Volume } from './volume.js'

export interface OpenOptions extends Caller {
  readonly access: 'read' | 'write'
  /** What others may do meanwhile; nothing unless said. */
  readonly share?: ShareMode
  readonly disposition?: 'open' | 'create' | 'open-or-create' | 'replace'
}

export function openFile(
  volume: Volume,
  path: string,
  options: OpenOptions,
): Outcome<FileHandle, FileError> {
  const names = splitPath(path)
  const { access, account, holder, share = {}, disposition = 'open' } = options
  const found = find(volume, names, options)
  const refusal =
    barred(volume, found.node === undefined ? 'change' : 'look', { names, holder }) ??
    (found.node === undefined && disposition !== 'open'
      ? createMissing(volume, names, options)
      : openExisting(volume, names, options))
  if (refusal !== undefined) return refusal
  const unopened = refuseIf(volume, names, volume.outside?.hold(names, access))
  if (unopened !== undefined) return unopened
  const handle: FileHandle = { names, holder: holder ?? account ?? 'System', access, share }
  addHandle(volume.handles, handle)
  return ok(handle)
}

export function closeFile(volume: Volume, handle: FileHandle): Outcome<undefined, FileError> {
  if (!removeHandle(volume.handles, handle))
    return refuseAt(volume, handle.names, 'ERROR_INVALID_HANDLE')
  volume.outside?.release(handle.names)
  return ok(undefined)
}

export interface ReadRange extends Caller {
  readonly offset?: number
  /** Up to the end of the file unless said. */
  readonly length?: number
}

export function readFile(
  volume: Volume,
  target: FileTarget,
  range: ReadRange = {},
): Outcome<Uint8Array, FileError> {
  const reached = reachFile(volume, target, 'read', range)
  if (!reached.ok) return reached
  const { node, names } = reached.value
  const { offset = 0, length = Math.max(0, node.sizeBytes - offset) } = range
  if (offset + length > node.sizeBytes) return refuseAt(volume, names, 'ERROR_HANDLE_EOF')
  const bytes = new Uint8Array(length)
  return readBytes(volume, names, node, { offset, bytes }) ?? ok(bytes)
}

/** Reads into bytes that are there already, as many as they are. */
export function readFileInto(
  volume: Volume,
  target: FileTarget,
  offset: number,
  into: Uint8Array,
): Outcome<undefined, FileError> {
  const reached = reachFile(volume, target, 'read', {})
  if (!reached.ok) return reached
  const { node, names } = reached.value
  if (offset + into.length > node.sizeBytes) return refuseAt(volume, names, 'ERROR_HANDLE_EOF')
  return readBytes(volume, names, node, { offset, bytes: into }) ?? DONE
}

function readBytes(
  volume: Volume,
  names: readonly string[],
  node: Readonly<FileNode>,
  part: { readonly offset: number; readonly bytes: Uint8Array },
): Refusal | undefined {
  const { outside, store, clusterBytes } = volume
  const { offset, bytes } = part
  const failed = refuseIf(volume, names, outside?.read(names, offset, bytes))
  if (failed !== undefined) return failed
  if (outside === undefined) readContent(layoutOf(node, store, clusterBytes), offset, bytes)
  if (volume.sim.faults.placed.length > 0) noteDamage(volume, names, part)
  return undefined
}

/** Writes bytes over what is there; a file that is too short grows. */
export function writeFile(
  volume: Volume,
  target: FileTarget,
  what: Caller & { readonly bytes: Uint8Array; readonly offset?: number },
): Outcome<undefined, FileError> {
  const { bytes, offset = 0 } = what
  return write(volume, target, what, { offset, length: bytes.length }, { kind: 'bytes', bytes })
}

/** Writes one byte many times; terabytes of it cost next to nothing. */
export function fillFile(
  volume: Volume,
  target: FileTarget,
  what: Caller & { readonly byte: number; readonly length: number; readonly offset?: number },
): Outcome<undefined, FileError> {
  const { byte, length, offset = 0 } = what
  return write(volume, target, what, { offset, length }, { kind: 'fill', byte })
}

/** The write that all others are. */
export function write(
  volume: Volume,
  target: FileTarget,
  caller: Caller,
  range: { readonly offset: number; readonly length: number },
  content: Content,
): Outcome<undefined, FileError> {
  const reached = reachFile(volume, target, 'write', caller)
  if (!reached.ok) return reached
  const { names } = reached.value
  if (volume.outside !== undefined)
    return done(volume, names, writeOutside(volume.outside, names, range, content))
  const file = volume.tree.editFile(names)
  if (!growFile(volume, file, range.offset + range.length)) return refuseFull(volume, names)
  const bad =
    volume.sim.faults.placed.length === 0 ? undefined : badWrite(volume, names, { range, content })
  writeContent(volume, file, bad?.range ?? range, bad?.content ?? content)
  // A shadow copy may have been lost for want of room for what was written into it.
  const lost = volume.shadowOf === undefined ? undefined : faultedAccess(volume, 'look', names)
  return lost === undefined ? DONE : refuseAt(volume, names, lost)
}

function refuseFull(volume: Volume, names: readonly string[]): Outcome<never, FileError> {
  noteFull(volume)
  return refuseAt(volume, names, 'ERROR_DISK_FULL')
}

/** Cuts a file, or allocates it up to a length; what was never written reads as zero. */
export function setFileLength(
  volume: Volume,
  target: FileTarget,
  lengthBytes: number,
  caller: Caller = {},
): Outcome<undefined, FileError> {
  const reached = reachFile(volume, target, 'write', caller)
  if (!reached.ok) return reached
  const { names } = reached.value
  if (volume.outside !== undefined)
    return done(volume, names, volume.outside.resize(names, lengthBytes))
  const file = volume.tree.editFile(names)
  if (lengthBytes < file.sizeBytes) shrinkFile(volume, file, lengthBytes)
  else if (!growFile(volume, file, lengthBytes)) return refuseFull(volume, names)
  file.modifiedAt = volume.sim.now
  return DONE
}

/** Makes the file hold exactly these bytes, whether or not it existed. */
export function putFile(
  volume: Volume,
  path: string,
  bytes: Uint8Array,
  caller: Caller = {},
): Outcome<undefined, FileError> {
  const options = { ...caller, access: 'write', disposition: 'replace' } as const
  const opened = openFile(volume, path, options)
  if (!opened.ok) return opened
  const written = writeFile(volume, opened.value, { bytes })
  closeFile(volume, opened.value)
  return written
}

const DONE = Object.freeze(ok(undefined))

function done(
  volume: Volume,
  names: readonly string[],
  failed: FileErrorName | undefined,
): Outcome<undefined, FileError> {
  if (failed === 'ERROR_DISK_FULL') noteFull(volume)
  return refuseIf(volume, names, failed) ?? DONE
}

function openExisting(
  volume: Volume,
  names: readonly string[],
  options: OpenOptions,
): Refusal | undefined {
  const { access, disposition, share = {} } = options
  const found = find(volume, names, options)
  const refusal = denied(volume, names, found, NEEDED_RIGHT[access])
  if (refusal !== undefined) return refusal
  if (disposition === 'create') return refuseAt(volume, names, 'ERROR_FILE_EXISTS')
  const node = found.node
  if (node?.kind !== 'file' || (access === 'write' && node.attributes.includes('readonly')))
    return refuseAt(volume, names, 'ERROR_ACCESS_DENIED')
  const open = handlesOn(volume.handles, names)
  const other = conflictingHandle(open, access) ?? unshared(open, share)
  if (other !== undefined) return refuseAt(volume, names, 'ERROR_SHARING_VIOLATION', other.holder)
  if (disposition !== 'replace') return undefined
  const protection = barred(volume, 'change', { names, holder: options.holder })
  if (protection !== undefined) return protection
  if (volume.outside === undefined) shrinkFile(volume, volume.tree.editFile(names), 0)
  else return refuseIf(volume, names, volume.outside.resize(names, 0))
  return undefined
}

/** A handle whose access the newcomer does not mean to share. */
function unshared(open: readonly FileHandle[], share: ShareMode): FileHandle | undefined {
  return open.find((handle) => share[handle.access] !== true)
}

function createMissing(
  volume: Volume,
  names: readonly string[],
  options: OpenOptions,
): Refusal | undefined {
  const { folder, folderRight } = find(volume, names, options)
  if (folder === undefined) return refuseAt(volume, names, 'ERROR_PATH_NOT_FOUND')
  if (!isValidName(names.at(-1) ?? '')) return refuseAt(volume, names, 'ERROR_INVALID_NAME')
  if (!suffices(folderRight, 'modify')) return refuseAt(volume, names, 'ERROR_ACCESS_DENIED')
  if (volume.outside !== undefined)
    return refuseIf(volume, names, volume.outside.make(names, 'file'))
  volume.tree.put(names, {
    ...newNodeParts(volume.sim.now),
    kind: 'file',
    sizeBytes: 0,
    validBytes: 0,
    extents: [],
  })
  return undefined
}
