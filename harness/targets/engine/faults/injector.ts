import type { PlacedFault, Server, World } from '../../../../engine/index.js'

/**
 * One kind of fault on the engine. Placing makes the world so; what the fault then does to others is
 * written down by the operation that meets it, never here.
 */
export interface Injector {
  /** What the engine calls what is struck, and what else it must know of the fault. */
  readonly aim?: (machine: Server, aim: Aim) => Aim
  /** False when there is nothing of that name to strike. */
  readonly place: (machine: Server, fault: PlacedFault, network: Network) => boolean
  readonly lift: (machine: Server, fault: PlacedFault, network: Network) => void
  /** Looks at the world itself, not at what `lift` did. */
  readonly isGone: (machine: Server, fault: PlacedFault) => boolean
}

export type Aim = Pick<PlacedFault, 'where' | 'parameters'>

export type Network = World['network']
