// The faults in force, as data. The operation that a fault hits asks for it here and writes down what
// it did to that operation; placing a fault never writes an effect. A fault that nothing ran into has
// no effects, and the run that wanted it proves nothing.

import type { Ticks } from '../base/brand.js'
import type { TraceValue } from './trace.js'

export interface Effect {
  readonly at: Ticks
  /** What the faulted operation met: its error, its delay, its changed bytes. */
  readonly evidence: string
}

export interface PlacedFault {
  readonly name: string
  readonly kind: string
  /** What is faulted: a volume, a service, a writer. */
  readonly where: string
  readonly parameters: Readonly<Record<string, TraceValue>>
  readonly placedAt: Ticks
  liftedAt: Ticks | undefined
  readonly effects: Effect[]
}

/** More evidence than this of one fault is counted by nobody. */
const EFFECTS_PER_FAULT_MAX = 16

/** Plain data; see `placeFault`, `faultInForce` and `noteEffect`. */
export interface FaultBook {
  readonly placed: PlacedFault[]
}

export function createFaultBook(): FaultBook {
  return { placed: [] }
}

export function placeFault(
  book: FaultBook,
  fault: Omit<PlacedFault, 'liftedAt' | 'effects'>,
): PlacedFault {
  const placed: PlacedFault = { ...fault, liftedAt: undefined, effects: [] }
  book.placed.push(placed)
  return placed
}

/** The fault of this kind that is in force there, if any. */
export function faultInForce(
  book: FaultBook,
  kind: string,
  where: string,
): PlacedFault | undefined {
  for (const fault of book.placed)
    if (fault.kind === kind && fault.where === where && fault.liftedAt === undefined) return fault
  return undefined
}

export function noteEffect(fault: PlacedFault, at: Ticks, evidence: string): void {
  if (fault.effects.length < EFFECTS_PER_FAULT_MAX) fault.effects.push({ at, evidence })
}
