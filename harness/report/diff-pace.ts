// Whether a scenario became slower. Virtual time is exact; wall time is measured against how the two
// runs compare as a whole, since a busier machine is slower in everything.

import type { RecordResult } from '../model/record.js'
import type { RunRecord } from './schema.js'

export interface Pace {
  /** How many times as long the new machine takes for the same. */
  readonly machine: number
  readonly slower: number
}

const SLOWER_DEFAULT = 3
/** Less than this is noise, however many times it is. */
const WALL_MS_MIN = 250
const VIRTUAL_MS_MIN = 1000
const VIRTUAL_FACTOR = 1.1
/** Shorter ones say nothing about the machine. */
const MEASURED_MS_MIN = 1

export function paceOf(before: RunRecord, after: RunRecord, slower = SLOWER_DEFAULT): Pace {
  const old = new Map(before.results.map(({ id, durationMs }) => [id, durationMs]))
  const ratios = after.results
    .flatMap(({ id, durationMs }) => {
      const was = old.get(id) ?? 0
      return was < MEASURED_MS_MIN ? [] : [durationMs / was]
    })
    .sort((left, right) => left - right)
  return { machine: ratios[Math.floor(ratios.length / 2)] ?? 1, slower }
}

/** What became slower, in words, or nothing. */
export function slowdown(
  before: RecordResult,
  after: RecordResult,
  pace: Pace,
): string | undefined {
  const virtual = after.virtualMs - before.virtualMs
  if (virtual >= VIRTUAL_MS_MIN && after.virtualMs > before.virtualMs * VIRTUAL_FACTOR)
    return `${seconds(before.virtualMs)} → ${seconds(after.virtualMs)} of virtual time`
  const expected = before.durationMs * Math.max(1, pace.machine)
  const isSlower = after.durationMs > expected * pace.slower
  if (!isSlower || after.durationMs - expected < WALL_MS_MIN) return undefined
  return `${seconds(before.durationMs)} → ${seconds(after.durationMs)} of wall time`
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`
}
