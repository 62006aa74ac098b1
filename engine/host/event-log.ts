import type { Ticks } from '../base/brand.js'
import type { TraceValue } from '../sim/index.js'

export type EventLevel = 'Information' | 'Warning' | 'Error'

export interface EventEntry {
  readonly at: Ticks
  readonly source: string
  readonly id: number
  readonly level: EventLevel
  readonly text: string
  readonly data: Readonly<Record<string, TraceValue>>
}

export interface EventLogs {
  readonly Application: EventEntry[]
  readonly System: EventEntry[]
}
