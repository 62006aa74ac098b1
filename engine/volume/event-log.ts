import type { Ticks } from '../base/brand.js'
import type { TraceValue } from '../sim/index.js'

/** One entry of a host's System event log. */
export interface EventLogEntry {
  readonly at: Ticks
  readonly source: string
  readonly id: number
  readonly level: 'Information' | 'Warning' | 'Error'
  readonly text: string
  readonly data: Readonly<Record<string, TraceValue>>
}
