// Whether the volumes have room for the files of a restore, which is asked before any is made.

import { type Outcome, ok } from '../../base/outcome.js'
import { noteFull, spaceFor, statFile, type Volume } from '../../volume/index.js'
import { type FileEntry, PAGE_BYTES, refuseSql, type SqlError } from '../page/index.js'
import type { Place } from '../recovery/index.js'
import type { Volumes } from './media.js'

/** What is there under the same places, or goes away, counts as free. */
export function checkRoom(
  volumes: Volumes,
  files: readonly Pick<FileEntry, 'volume' | 'path' | 'sizePages'>[],
  replaced: readonly Place[],
): Outcome<undefined, SqlError> {
  const disks = new Map<string, Disk>()
  const add = ({ volume, path }: Place, bytes: number) => {
    const disk = diskOf(volumes.get(volume), path)
    const known = disks.get(`${volume}${disk.name}`)
    disks.set(`${volume}${disk.name}`, { ...disk, needed: (known?.needed ?? 0) + bytes })
  }
  for (const file of files) add(file, file.sizePages * PAGE_BYTES)
  const freed = new Map([...replaced, ...files].map((place) => [keyOf(place), place]))
  for (const place of freed.values()) add(place, -sizeOf(volumes.get(place.volume), place.path))
  for (const [name, { volume, free, needed }] of disks) {
    if (free !== undefined && free >= needed) continue
    if (volume !== undefined) noteFull(volume)
    return refuseSql('NO_DISK_SPACE', `${needed} bytes more are needed on ${name}`)
  }
  return ok(undefined)
}

interface Disk {
  readonly volume: Volume | undefined
  readonly name: string
  readonly free: number | undefined
  readonly needed: number
}

function diskOf(volume: Volume | undefined, path: string): Disk {
  const space = volume === undefined ? undefined : spaceFor(volume, path)
  if (space?.ok !== true) return { volume, name: '', free: undefined, needed: 0 }
  return { volume, name: space.value.disk, free: space.value.freeBytes, needed: 0 }
}

function keyOf({ volume, path }: Place): string {
  return `${volume}${path}`.toLowerCase()
}

function sizeOf(volume: Volume | undefined, path: string): number {
  const found = volume === undefined ? undefined : statFile(volume, path)
  return found?.ok === true ? found.value.sizeBytes : 0
}
