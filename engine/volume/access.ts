// What stands between a caller and a file, in the order in which Windows finds it: the device, the
// volume's lock, the path, the right, the handles of others.

import { type Outcome, ok } from '../base/outcome.js'
import { type FileError, type FileErrorName, type Refusal, refuse } from './file-error.js'
import type { FileNode, Found } from './file-tree.js'
import { conflictingHandle, type FileHandle, type FileUse, NEEDED_RIGHT } from './handle.js'
import { type Access, faultedAccess, noteDenied } from './io-faults.js'
import { handlesOn } from './open-handles.js'
import { findOutside } from './outside.js'
import { joinPath, splitPath } from './path.js'
import { type Right, suffices } from './rights.js'
import type { Volume } from './volume.js'

/** Who asks. Without an account it is the kernel, which no right binds. */
export interface Caller {
  readonly account?: string
  /** The groups that the account is in. */
  readonly groups?: readonly string[]
  /** The process, as it stands in locks and handles. */
  readonly holder?: string
}

const KERNEL: Caller = Object.freeze({})

/** A path, or a handle that was opened on it. */
export type FileTarget = string | FileHandle

/** Refuses when the volume as a whole does not take the access. */
export function barred(
  volume: Volume,
  access: Access,
  at: { readonly names: readonly string[]; readonly holder: string | undefined },
): Refusal | undefined {
  const { names, holder } = at
  const fault = faultedAccess(volume, access, names)
  if (fault !== undefined) return refuseAt(volume, names, fault)
  if (volume.lockedBy !== undefined && volume.lockedBy !== holder)
    return refuseAt(volume, names, 'ERROR_LOCK_VIOLATION', volume.lockedBy)
  if (access === 'read' || access === 'look') return undefined
  if (volume.writeProtected) return refuseAt(volume, names, 'ERROR_WRITE_PROTECT')
  // A write that comes during a hold waits for its end; who cannot wait is told so.
  if (volume.hold.kind === 'held') return refuseAt(volume, names, 'ERROR_BUSY', 'volsnap')
  return undefined
}

/** The file that a target means, once nothing stands in the way of that use. */
export function reachFile(
  volume: Volume,
  target: FileTarget,
  use: FileUse,
  caller: Caller,
): Outcome<{ names: readonly string[]; node: Readonly<FileNode> }, FileError> {
  return typeof target === 'string'
    ? reachByPath(volume, splitPath(target), use, caller)
    : reachByHandle(volume, target, use)
}

export function find(
  volume: Volume,
  names: readonly string[],
  caller: Caller = KERNEL,
  tree = volume.tree,
): Found {
  if (volume.outside !== undefined) return findOutside(volume.outside, names)
  const { account, groups = [] } = caller
  const found = tree.find(names, account === undefined ? groups : [account, ...groups])
  // FAT keeps no access control lists, and they do not bind the kernel.
  if (account !== undefined && volume.fileSystem === 'NTFS') return found
  return { ...found, right: 'full-control', folderRight: 'full-control' }
}

/** Why what was found cannot be used so, if it cannot. */
export function denied(
  volume: Volume,
  names: readonly string[],
  found: Found,
  needed: Right,
): Refusal | undefined {
  if (found.node === undefined && found.folder === undefined && names.length > 0)
    return refuseAt(volume, names, 'ERROR_PATH_NOT_FOUND')
  if (found.node === undefined) return refuseAt(volume, names, 'ERROR_FILE_NOT_FOUND')
  if (!suffices(found.right, needed)) return refuseAt(volume, names, 'ERROR_ACCESS_DENIED')
  return undefined
}

export function refuseAt(
  volume: Volume,
  names: readonly string[],
  name: FileErrorName,
  holder?: string,
): Refusal {
  if (name === 'ERROR_ACCESS_DENIED') noteDenied(volume, names)
  const at = { device: volume.name, path: joinPath(names) }
  return refuse(name, holder === undefined ? at : { ...at, holder })
}

export function refuseIf(
  volume: Volume,
  names: readonly string[],
  name: FileErrorName | undefined,
): Refusal | undefined {
  return name && refuseAt(volume, names, name)
}

function reachByPath(
  volume: Volume,
  names: readonly string[],
  use: FileUse,
  caller: Caller,
): Outcome<{ names: readonly string[]; node: Readonly<FileNode> }, FileError> {
  const access = use === 'delete' ? 'change' : use
  const found = find(volume, names, caller)
  const refusal =
    barred(volume, access, { names, holder: caller.holder }) ??
    denied(volume, names, found, NEEDED_RIGHT[use])
  if (refusal !== undefined) return refusal
  const node = found.node
  if (node?.kind !== 'file' || (use !== 'read' && node.attributes.includes('readonly')))
    return refuseAt(volume, names, 'ERROR_ACCESS_DENIED')
  const other = conflictingHandle(handlesOn(volume.handles, names), use)
  if (other !== undefined) return refuseAt(volume, names, 'ERROR_SHARING_VIOLATION', other.holder)
  return ok({ names, node })
}

function reachByHandle(
  volume: Volume,
  handle: FileHandle,
  use: FileUse,
): Outcome<{ names: readonly string[]; node: Readonly<FileNode> }, FileError> {
  const { names, holder } = handle
  if (!volume.handles.all.has(handle)) return refuseAt(volume, names, 'ERROR_INVALID_HANDLE')
  const refusal = barred(volume, use === 'delete' ? 'change' : use, { names, holder })
  if (refusal !== undefined) return refusal
  const { node } = find(volume, names)
  if (node?.kind !== 'file') return refuseAt(volume, names, 'ERROR_FILE_NOT_FOUND')
  if (use !== 'read' && handle.access === 'read')
    return refuseAt(volume, names, 'ERROR_ACCESS_DENIED')
  return ok({ names, node })
}
