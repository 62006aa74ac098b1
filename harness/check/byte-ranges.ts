// Ranges of bytes as documents name them, compared as sets of bytes.

import type { Pattern } from '../model/pattern.js'
import type { Json } from '../model/reply.js'

interface Range {
  readonly offset: number
  readonly length: number
}

/** Whether every byte of the wanted ranges, of which there is one at least, lies in a given one. */
export function covers(given: Json, wanted: Pattern): boolean {
  const have = rangesOf(given)?.sort((left, right) => left.offset - right.offset)
  const want = rangesOf(wanted)
  if (have === undefined || want === undefined || want.length === 0) return false
  return want.every(({ offset, length }) => {
    let reached = offset
    for (const each of have)
      if (each.offset <= reached) reached = Math.max(reached, each.offset + each.length)
    return reached >= offset + length
  })
}

/** Whether there is a range, and none goes beyond the byte. */
export function isWithin(given: Json, end: Pattern): boolean {
  const ranges = rangesOf(given)
  if (ranges === undefined || ranges.length === 0 || typeof end !== 'number') return false
  return ranges.every(({ offset, length }) => offset + length <= end)
}

function rangesOf(value: unknown): Range[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.every(isRange) ? [...value] : undefined
}

function isRange(value: unknown): value is Range {
  if (typeof value !== 'object' || value === null) return false
  const { offset, length } = value as { offset?: unknown; length?: unknown }
  return typeof offset === 'number' && typeof length === 'number' && length > 0
}
