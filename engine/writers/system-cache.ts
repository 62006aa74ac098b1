// What Windows keeps in memory before it reaches the disk: registry hives and other system files.
// A lazy writer brings it to disk after a while; a writer's freeze must bring it there before the
// instant is taken, or the copy misses it. Under memory pressure the lazy writer does not get to it.

import { seconds } from '../base/units.js'
import { type Host, speedOf } from '../host/index.js'
import { later } from '../sim/index.js'
import { putFile, type Volume } from '../volume/index.js'

/** How long a change may stay in memory on an idle machine (inferred). */
const LAZY_WRITE_AFTER = seconds(5)

export const LAZY_WRITE_TIMER = 'system-cache.lazy-write'

export interface SystemCache {
  readonly host: Host
  readonly volume: Volume
  /** Content by full path, in the order it was written. */
  readonly dirty: Map<string, Uint8Array>
}

export function writeThroughCache(cache: SystemCache, path: string, content: Uint8Array): void {
  if (cache.dirty.size === 0) scheduleLazyWrite(cache)
  cache.dirty.set(path, content)
}

export function onLazyWrite(cache: SystemCache): void {
  if (cache.dirty.size === 0) return
  if (speedOf(cache.host, 'memory') < 1) scheduleLazyWrite(cache)
  else flushCache(cache)
}

export function flushCache(cache: SystemCache): void {
  for (const [path, content] of cache.dirty) putFile(cache.volume, path, content)
  cache.dirty.clear()
}

function scheduleLazyWrite(cache: SystemCache): void {
  const { sim } = cache.host
  sim.schedule(later(sim.now, LAZY_WRITE_AFTER), {
    kind: LAZY_WRITE_TIMER,
    payload: cache,
  })
}
