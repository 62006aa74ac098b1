import type { Machine, PlacedFault } from '../../../../engine/index.js'

/**
 * One kind of fault on the engine. Placing makes the world so; what the fault then does to others is
 * written down by the operation that meets it, never here.
 */
export interface Injector {
  /** False when there is nothing of that name to strike. */
  readonly place: (machine: Machine, fault: PlacedFault) => boolean
  readonly lift: (machine: Machine, fault: PlacedFault) => void
  /** Looks at the world itself, not at what `lift` did. */
  readonly isGone: (machine: Machine, fault: PlacedFault) => boolean
}
