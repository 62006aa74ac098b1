// The files that are open on a volume, by path, so that one among ten thousand is found like one
// among ten.

import { type FileHandle, isWithin } from './handle.js'
import { keyOf } from './path.js'

/** Plain data; `byFile` always holds exactly what `all` holds. */
export interface OpenHandles {
  readonly all: Set<FileHandle>
  readonly byFile: Map<string, FileHandle[]>
}

export function noHandles(): OpenHandles {
  return { all: new Set(), byFile: new Map() }
}

export function addHandle({ all, byFile }: OpenHandles, handle: FileHandle): void {
  all.add(handle)
  const key = fileKey(handle.names)
  const known = byFile.get(key)
  if (known === undefined) byFile.set(key, [handle])
  else known.push(handle)
}

/** False when it was closed already. */
export function removeHandle(handles: OpenHandles, handle: FileHandle): boolean {
  if (!handles.all.delete(handle)) return false
  const { byFile } = handles
  const key = fileKey(handle.names)
  const rest = (byFile.get(key) ?? []).filter((other) => other !== handle)
  if (rest.length === 0) byFile.delete(key)
  else byFile.set(key, rest)
  return true
}

export function handlesOn(
  { byFile }: OpenHandles,
  names: readonly string[],
): readonly FileHandle[] {
  return byFile.get(fileKey(names)) ?? NOBODY
}

/** Any handle on something in the folder. */
export function handleWithin(
  { all }: OpenHandles,
  folder: readonly string[],
): FileHandle | undefined {
  for (const handle of all) if (isWithin(handle.names, folder)) return handle
  return undefined
}

/** Handles follow their file to its new name. */
export function renameHandles(
  handles: OpenHandles,
  from: readonly string[],
  to: readonly string[],
): void {
  for (const handle of [...handlesOn(handles, from)]) {
    removeHandle(handles, handle)
    handle.names = to
    addHandle(handles, handle)
  }
}

const NOBODY: readonly FileHandle[] = Object.freeze([])

function fileKey(names: readonly string[]): string {
  return keyOf(names.join('\\'))
}
