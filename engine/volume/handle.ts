import type { Right } from './rights.js'

export interface ShareMode {
  readonly read?: boolean
  readonly write?: boolean
  readonly delete?: boolean
}

/** An open file. It is also its own ticket: operations take it instead of a path. */
export interface FileHandle {
  /** Follows the file when it is renamed. */
  names: readonly string[]
  readonly holder: string
  readonly access: 'read' | 'write'
  readonly share: ShareMode
}

export type FileUse = 'read' | 'write' | 'delete'

export const NEEDED_RIGHT: Readonly<Record<FileUse, Right>> = {
  read: 'read',
  write: 'modify',
  delete: 'modify',
}

/** The first of a file's handles that does not let it be used so. */
export function conflictingHandle(
  handles: readonly FileHandle[],
  use: FileUse,
): FileHandle | undefined {
  return handles.find((handle) => handle.share[use] !== true)
}

export function isSameFile(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && isWithin(left, right)
}

/** True when the path is the folder or lies in it. */
export function isWithin(path: readonly string[], folder: readonly string[]): boolean {
  if (path.length < folder.length) return false
  for (let index = folder.length - 1; index >= 0; index--)
    if (path[index]?.toLowerCase() !== folder[index]?.toLowerCase()) return false
  return true
}
