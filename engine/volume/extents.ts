// Runs of clusters, in order and apart from one another. A list is a value: it is replaced, never
// changed, so that shadow copies and forks keep the list of their instant at no cost.

import { assert } from '../base/assert.js'

export interface Extent {
  /** In clusters, as is `length`. */
  readonly start: number
  readonly length: number
}

export type Extents = readonly Extent[]

export interface Allocation {
  readonly taken: Extents
  readonly free: Extents
}

export function extentsOf(...extents: readonly Extent[]): Extents {
  return Object.freeze(extents.filter((extent) => extent.length > 0))
}

export function countClusters(extents: Extents): number {
  let count = 0
  for (const extent of extents) count += extent.length
  return count
}

/** True when all clusters from `start` up to `end` are in the list. */
export function containsAll(extents: Extents, start: number, end: number): boolean {
  const extent = extents[lastStartingBy(extents, start)]
  return extent !== undefined && end <= extent.start + extent.length
}

/** True when any cluster from `start` up to `end` is in the list. */
export function containsAny(extents: Extents, start: number, end: number): boolean {
  const extent = extents[lastStartingBy(extents, end - 1)]
  return extent !== undefined && extent.start + extent.length > start
}

/**
 * Takes clusters from the free ones: right after `after` when they are free there, else in one run at
 * a multiple of the first alignment that allows it, else from wherever the free clusters are.
 */
export function allocate(
  free: Extents,
  request: { count: number; after: number | undefined; alignments: readonly number[] },
): Allocation | undefined {
  const { count, after, alignments } = request
  if (count > countClusters(free)) return undefined
  if (after !== undefined && containsAll(free, after, after + count))
    return takeRun(free, { start: after, length: count })
  for (const alignment of alignments) {
    const run = alignedRun(free, count, alignment)
    if (run !== undefined) return takeRun(free, run)
  }
  return gather(free, count)
}

/** Gives clusters back; runs that come to touch become one. */
export function release(free: Extents, given: Extents): Extents {
  const sorted = [...free, ...given].sort((left, right) => left.start - right.start)
  const merged: Extent[] = []
  for (const extent of sorted) {
    const last = merged.at(-1)
    const end = last === undefined ? -1 : last.start + last.length
    assert(extent.start >= end, `cluster ${extent.start} is released twice`)
    if (last !== undefined && extent.start === end)
      merged[merged.length - 1] = { start: last.start, length: last.length + extent.length }
    else merged.push(extent)
  }
  return extentsOf(...merged)
}

/** Puts runs behind those of a file, as one where they touch. */
export function append(extents: Extents, more: Extents): Extents {
  const last = extents.at(-1)
  const first = more[0]
  if (last === undefined || first === undefined || last.start + last.length !== first.start)
    return extentsOf(...extents, ...more)
  const joined = { start: last.start, length: last.length + first.length }
  return extentsOf(...extents.slice(0, -1), joined, ...more.slice(1))
}

/** Cuts a file's runs behind the first `count` clusters. */
export function cut(extents: Extents, count: number): { kept: Extents; rest: Extents } {
  const kept: Extent[] = []
  const rest: Extent[] = []
  let left = count
  for (const { start, length } of extents) {
    const keep = Math.min(left, length)
    kept.push({ start, length: keep })
    rest.push({ start: start + keep, length: length - keep })
    left -= keep
  }
  return { kept: extentsOf(...kept), rest: extentsOf(...rest) }
}

/** The clusters that are in both lists. */
export function intersect(left: Extents, right: Extents): Extents {
  const common: Extent[] = []
  let other = 0
  for (const extent of left) {
    const end = extent.start + extent.length
    while (other < right.length && endOf(right[other] as Extent) <= extent.start) other++
    for (let at = other; at < right.length && (right[at] as Extent).start < end; at++) {
      const start = Math.max(extent.start, (right[at] as Extent).start)
      common.push({ start, length: Math.min(end, endOf(right[at] as Extent)) - start })
    }
  }
  return extentsOf(...common)
}

function endOf(extent: Extent): number {
  return extent.start + extent.length
}

function alignedRun(free: Extents, count: number, alignment: number): Extent | undefined {
  for (const extent of free) {
    const start = Math.ceil(extent.start / alignment) * alignment
    if (start + count <= extent.start + extent.length) return { start, length: count }
  }
  return undefined
}

function takeRun(free: Extents, run: Extent): Allocation {
  const at = lastStartingBy(free, run.start)
  const around = free[at] as Extent
  const end = run.start + run.length
  const left = extentsOf(
    ...free.slice(0, at),
    { start: around.start, length: run.start - around.start },
    { start: end, length: around.start + around.length - end },
    ...free.slice(at + 1),
  )
  return { taken: extentsOf(run), free: left }
}

function gather(free: Extents, count: number): Allocation {
  const { kept, rest } = cut(free, count)
  return { taken: kept, free: rest }
}

/** Where in the list the last run is that starts at the cluster or before; -1 when there is none. */
function lastStartingBy(extents: Extents, cluster: number): number {
  let low = 0
  let high = extents.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((extents[middle] as Extent).start <= cluster) low = middle + 1
    else high = middle
  }
  return low - 1
}
