import { present } from '../base/assert.js'
import type { Ticks } from '../base/brand.js'
import { type Outcome, ok } from '../base/outcome.js'
import { barred, type Caller, denied, find, reachFile, refuseAt, refuseIf } from './access.js'
import { countClusters, release } from './extents.js'
import type { FileError, Refusal } from './file-error.js'
import type { FileAttribute, FolderNode, Node } from './file-tree.js'
import { conflictingHandle, isSameFile, isWithin } from './handle.js'
import { handlesOn, handleWithin, renameHandles } from './open-handles.js'
import { childrenOutside, type DiskSpace } from './outside.js'
import { isValidName, splitPath } from './path.js'
import { EVERYONE, type Right, suffices, withRight } from './rights.js'
import { newNodeParts, type Volume } from './volume.js'

export interface FileInfo {
  readonly name: string
  readonly kind: 'file' | 'folder'
  readonly sizeBytes: number
  readonly allocatedBytes: number
  readonly attributes: readonly FileAttribute[]
  readonly createdAt: Ticks
  readonly modifiedAt: Ticks
}

/** Makes a folder, and the folders above it that are missing. */
export function createFolder(
  volume: Volume,
  path: string,
  caller: Caller = {},
): Outcome<undefined, FileError> {
  const names = splitPath(path)
  const refusal = barred(volume, 'change', { names, holder: caller.holder })
  if (refusal !== undefined) return refusal
  if (find(volume, names, caller).node !== undefined)
    return refuseAt(volume, names, 'ERROR_ALREADY_EXISTS')
  for (let depth = 1; depth <= names.length; depth++) {
    const failed = makeFolder(volume, names.slice(0, depth), caller)
    if (failed !== undefined) return failed
  }
  return ok(undefined)
}

/** Deletes a file, or a folder that is empty. */
export function deleteFile(
  volume: Volume,
  path: string,
  caller: Caller = {},
): Outcome<undefined, FileError> {
  const names = splitPath(path)
  const { node, right } = find(volume, names, caller)
  if (node?.kind === 'folder') {
    const refusal = barred(volume, 'change', { names, holder: caller.holder })
    if (refusal !== undefined) return refusal
    if (names.length === 0 || !suffices(right, 'modify'))
      return refuseAt(volume, names, 'ERROR_ACCESS_DENIED')
    if (childrenOf(volume, names, node).length > 0)
      return refuseAt(volume, names, 'ERROR_DIR_NOT_EMPTY')
  } else {
    const reached = reachFile(volume, path, 'delete', caller)
    if (!reached.ok) return reached
    volume.free = release(volume.free, reached.value.node.extents)
  }
  if (volume.outside !== undefined)
    return refuseIf(volume, names, volume.outside.remove(names)) ?? ok(undefined)
  volume.tree.remove(names)
  return ok(undefined)
}

/** Renames or moves within the volume; nothing is ever replaced. */
export function renameFile(
  volume: Volume,
  from: string,
  to: string,
  caller: Caller = {},
): Outcome<undefined, FileError> {
  const source = splitPath(from)
  const target = splitPath(to)
  const refusal =
    barred(volume, 'change', { names: source, holder: caller.holder }) ??
    unmovable(volume, source, caller) ??
    untakable(volume, source, target, caller)
  if (refusal !== undefined) return refusal
  if (volume.outside !== undefined)
    return refuseIf(volume, source, volume.outside.rename(source, target)) ?? ok(undefined)
  const node = volume.tree.edit(source)
  volume.tree.remove(source)
  volume.tree.put(target, node)
  renameHandles(volume.handles, source, target)
  return ok(undefined)
}

export function setAttributes(
  volume: Volume,
  path: string,
  attributes: readonly FileAttribute[],
  caller: Caller = {},
): Outcome<undefined, FileError> {
  const changed = reachNode(volume, path, 'modify', caller)
  if (changed.ok) changed.value.attributes = Object.freeze([...new Set(attributes)])
  return changed.ok ? ok(undefined) : changed
}

/** Sets what an account may do there and, unless said otherwise below, in everything inside. */
export function setRight(
  volume: Volume,
  path: string,
  grant: { readonly account: string; readonly right: Right },
  caller: Caller = {},
): Outcome<undefined, FileError> {
  const changed = reachNode(volume, path, 'full-control', caller)
  if (changed.ok) changed.value.rights = withRight(changed.value.rights, grant.account, grant.right)
  return changed.ok ? ok(undefined) : changed
}

/** Sets who alone may do what there: everybody else, and every other entry, is out. */
export function limitRights(
  volume: Volume,
  path: string,
  grants: readonly { readonly account: string; readonly right: Right }[],
  caller: Caller = {},
): Outcome<undefined, FileError> {
  const changed = reachNode(volume, path, 'full-control', caller)
  if (!changed.ok) return changed
  let rights = withRight(undefined, EVERYONE, 'none')
  for (const { account, right } of grants) rights = withRight(rights, account, right)
  changed.value.rights = rights
  return ok(undefined)
}

/** The accounts and groups that have an entry of their own there, in lower case, with their rights. */
export function rightsOn(
  volume: Volume,
  path: string,
): Outcome<Readonly<Record<string, Right>>, FileError> {
  const names = splitPath(path)
  const refusal = barred(volume, 'look', { names, holder: undefined })
  if (refusal !== undefined) return refusal
  const found = find(volume, names)
  return denied(volume, names, found, 'none') ?? ok(found.node?.rights ?? {})
}

export function rightOf(volume: Volume, path: string, account: string): Outcome<Right, FileError> {
  const names = splitPath(path)
  const refusal = barred(volume, 'look', { names, holder: undefined })
  if (refusal !== undefined) return refusal
  const found = find(volume, names, { account })
  return denied(volume, names, found, 'none') ?? ok(found.right)
}

export function freeBytes(volume: Volume): Outcome<number, FileError> {
  const space = spaceFor(volume, '')
  return space.ok ? ok(space.value.freeBytes) : space
}

/** The room for a file of that path; one volume may show folders of several real disks. */
export function spaceFor(volume: Volume, path: string): Outcome<DiskSpace, FileError> {
  const refusal = barred(volume, 'look', { names: [], holder: undefined })
  if (refusal !== undefined) return refusal
  if (volume.outside !== undefined) return ok(volume.outside.space(splitPath(path)))
  return ok({ disk: '', freeBytes: countClusters(volume.free) * volume.clusterBytes })
}

export function statFile(
  volume: Volume,
  path: string,
  caller: Caller = {},
): Outcome<FileInfo, FileError> {
  const looked = lookAt(volume, path, caller)
  return looked.ok ? ok(infoOf(looked.value, volume.clusterBytes)) : looked
}

export function listFolder(
  volume: Volume,
  path: string,
  caller: Caller = {},
): Outcome<readonly FileInfo[], FileError> {
  const looked = lookAt(volume, path, caller)
  if (!looked.ok) return looked
  const names = splitPath(path)
  if (volume.outside !== undefined && looked.value.kind === 'folder') {
    const children = childrenOf(volume, names, looked.value)
    return ok(children.map((child) => infoOf(child, volume.clusterBytes)))
  }
  const infos = infosIn(looked.value, volume.clusterBytes)
  return infos ?? refuseAt(volume, names, 'ERROR_PATH_NOT_FOUND')
}

/** What a folder holds, by name as NTFS sorts it; undefined for a file. */
export function infosIn(
  node: Readonly<Node>,
  clusterBytes: number,
): { ok: true; value: FileInfo[] } | undefined {
  if (node.kind === 'file') return undefined
  const keys = [...node.children.keys()].sort()
  return ok(keys.map((key) => infoOf(present(node.children.get(key), key), clusterBytes)))
}

export function infoOf(node: Readonly<Node>, clusterBytes: number): FileInfo {
  const { name, kind, attributes, createdAt, modifiedAt } = node
  const sizeBytes = node.kind === 'file' ? node.sizeBytes : 0
  const allocatedBytes = node.kind === 'file' ? countClusters(node.extents) * clusterBytes : 0
  return { name, kind, sizeBytes, allocatedBytes, attributes, createdAt, modifiedAt }
}

function childrenOf(
  { outside }: Volume,
  names: readonly string[],
  folder: Readonly<FolderNode>,
): readonly Node[] {
  return outside === undefined ? [...folder.children.values()] : childrenOutside(outside, names)
}

function makeFolder(volume: Volume, names: readonly string[], caller: Caller): Refusal | undefined {
  const { node, folder, folderRight } = find(volume, names, caller)
  if (node?.kind === 'folder') return undefined
  if (node !== undefined || folder === undefined)
    return refuseAt(volume, names, 'ERROR_PATH_NOT_FOUND')
  if (!isValidName(names.at(-1) ?? '')) return refuseAt(volume, names, 'ERROR_INVALID_NAME')
  if (!suffices(folderRight, 'modify')) return refuseAt(volume, names, 'ERROR_ACCESS_DENIED')
  if (volume.outside !== undefined)
    return refuseIf(volume, names, volume.outside.make(names, 'folder'))
  volume.tree.put(names, { ...newNodeParts(volume.sim.now), kind: 'folder', children: new Map() })
  return undefined
}

function unmovable(volume: Volume, names: readonly string[], caller: Caller): Refusal | undefined {
  const found = find(volume, names, caller)
  const refusal = denied(volume, names, found, 'modify')
  if (refusal !== undefined) return refusal
  if (names.length === 0) return refuseAt(volume, names, 'ERROR_ACCESS_DENIED')
  const isFolder = found.node?.kind === 'folder'
  const open = isFolder ? handleWithin(volume.handles, names) : undefined
  if (open !== undefined) return refuseAt(volume, names, 'ERROR_ACCESS_DENIED', open.holder)
  const other = conflictingHandle(handlesOn(volume.handles, names), 'delete')
  return other && refuseAt(volume, names, 'ERROR_SHARING_VIOLATION', other.holder)
}

function untakable(
  volume: Volume,
  source: readonly string[],
  target: readonly string[],
  caller: Caller,
): Refusal | undefined {
  const { node, folder, folderRight } = find(volume, target, caller)
  if (folder === undefined || (isWithin(target, source) && !isSameFile(target, source)))
    return refuseAt(volume, target, 'ERROR_PATH_NOT_FOUND')
  if (!isValidName(target.at(-1) ?? '')) return refuseAt(volume, target, 'ERROR_INVALID_NAME')
  if (!suffices(folderRight, 'modify')) return refuseAt(volume, target, 'ERROR_ACCESS_DENIED')
  if (node !== undefined && !isSameFile(source, target))
    return refuseAt(volume, target, 'ERROR_ALREADY_EXISTS')
  return undefined
}

function lookAt(volume: Volume, path: string, caller: Caller): Outcome<Readonly<Node>, FileError> {
  const names = splitPath(path)
  const found = find(volume, names, caller)
  const refusal =
    barred(volume, 'look', { names, holder: caller.holder }) ?? denied(volume, names, found, 'read')
  return refusal ?? ok(present(found.node, path))
}

/** The node of that path, for changing what is said about it. */
function reachNode(
  volume: Volume,
  path: string,
  needed: Right,
  caller: Caller,
): Outcome<Node, FileError> {
  const names = splitPath(path)
  const found = find(volume, names, caller)
  const refusal =
    barred(volume, 'change', { names, holder: caller.holder }) ??
    denied(volume, names, found, needed)
  if (refusal !== undefined) return refusal
  // What is said about a real file is the business of the real system.
  if (volume.outside !== undefined) return refuseAt(volume, names, 'ERROR_ACCESS_DENIED')
  return ok(volume.tree.edit(names))
}
