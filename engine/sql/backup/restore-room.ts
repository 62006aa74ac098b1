// Whether the volumes have room for the files of a restore, which is asked before any is made.

import { type Outcome, ok } from '../../base/outcome.js'
import { freeBytes, noteFull, statFile, type Volume } from '../../volume/index.js'
import { type FileEntry, PAGE_BYTES, refuseSql, type SqlError } from '../page/index.js'
import type { Place } from '../recovery/index.js'
import type { Volumes } from './media.js'

/** What is there under the same places, or goes away, counts as free. */
export function checkRoom(
  volumes: Volumes,
  files: readonly Pick<FileEntry, 'volume' | 'path' | 'sizePages'>[],
  replaced: readonly Place[],
): Outcome<undefined, SqlError> {
  const needed = new Map<string, number>()
  const add = (volume: string, bytes: number) =>
    needed.set(volume, (needed.get(volume) ?? 0) + bytes)
  for (const { volume, sizePages } of files) add(volume, sizePages * PAGE_BYTES)
  const freed = new Map([...replaced, ...files].map((place) => [keyOf(place), place]))
  for (const { volume, path } of freed.values()) add(volume, -sizeOf(volumes.get(volume), path))
  for (const [name, bytes] of needed) {
    const volume = volumes.get(name)
    const free = volume === undefined ? undefined : freeBytes(volume)
    if (free?.ok === true && free.value >= bytes) continue
    if (volume !== undefined) noteFull(volume)
    return refuseSql('NO_DISK_SPACE', `${bytes} bytes more are needed on ${name}`)
  }
  return ok(undefined)
}

function keyOf({ volume, path }: Place): string {
  return `${volume}${path}`.toLowerCase()
}

function sizeOf(volume: Volume | undefined, path: string): number {
  const found = volume === undefined ? undefined : statFile(volume, path)
  return found?.ok === true ? found.value.sizeBytes : 0
}
