// Volumes of a size of their own, so small that one can fill them: a second folder that is shared, or
// memory that is mounted in a container.

import { existsSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FileAccess } from './file-access.js'

export interface SmallVolumes {
  /** One that nobody has yet, as a folder of the server. */
  claim(): string | undefined
  makeFolderFor(there: string): Promise<void> | void
  /** Leaves so many bytes, at most; what there is left then. */
  fill(there: string, freeBytes: number): Promise<number>
  /** Takes away what filled it. */
  empty(there: string): Promise<void>
  isFilled(there: string): Promise<boolean>
  /** Nobody has one any more, and nothing is in them. */
  release(): Promise<void>
}

export const FILLER = 'frostproof.filler'
const STEP_BYTES = 1_048_576

export function sharedSmallVolumes(access: FileAccess): SmallVolumes | undefined {
  const folders = access.smallFolders()
  if (folders.length === 0) return undefined
  const claimed = new Set<string>()
  const fillerOf = (there: string) => join(access.here(there) ?? '', FILLER)
  return {
    claim: () => {
      const free = folders.find(({ there }) => !claimed.has(there))
      if (free !== undefined) claimed.add(free.there)
      return free?.there
    },
    makeFolderFor: (there) => access.makeFolderFor(there),
    fill: async (there, freeBytes) => {
      const filler = fillerOf(there)
      const excess = access.freeBytes(there) - freeBytes
      if (excess > 0) writeWhole(filler, excess)
      return access.freeBytes(there)
    },
    empty: async (there) => rmSync(fillerOf(there), { force: true }),
    isFilled: async (there) => existsSync(fillerOf(there)),
    release: async () => {
      for (const there of claimed) access.clear(there)
      claimed.clear()
    },
  }
}

/** Bytes that take room, unlike a hole. */
function writeWhole(path: string, bytes: number): void {
  const step = Buffer.alloc(STEP_BYTES, 1)
  truncateSync(openedAnew(path), 0)
  for (let left = bytes; left > 0; left -= step.length)
    writeFileSync(path, step.subarray(0, Math.min(left, step.length)), { flag: 'a' })
}

function openedAnew(path: string): string {
  writeFileSync(path, '')
  return path
}
