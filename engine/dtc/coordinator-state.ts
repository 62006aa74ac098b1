import type { Guid, Ticks } from '../base/brand.js'
import type { Host } from '../host/index.js'
import type { Signal } from '../sim/index.js'
import type { DecisionLog } from './decision-log.js'
import type { Vote } from './message.js'

/** A transaction as its coordinator knows it. One that was aborted is not known any more. */
export interface GlobalTransaction {
  readonly globalId: Guid
  state: 'active' | 'preparing' | 'committed'
  readonly participants: Set<string>
  readonly votes: Map<string, Vote>
  /** Who has promised, and has not said yet that it is committed there. */
  readonly waiting: Set<string>
  readonly changed: Signal
  readonly expires: Ticks
  /** When the outcome is told again, and how long it took since it was told last. */
  tellAt: Ticks
  pause: number
}

/** What a coordinator has in memory; only the log survives its service. */
export interface Coordinator {
  readonly address: string
  readonly host: Host
  readonly service: string
  readonly log: DecisionLog
  readonly transactions: Map<Guid, GlobalTransaction>
  memory: 'loaded' | 'lost'
  /** Raised by every end of the service, so that whoever worked for it finds out. */
  incarnation: number
  /** Decisions to commit wait until then. */
  heldUntil: Ticks | undefined
  /** Fires when they need not wait any more. */
  readonly released: Signal
  /** Fires when a transaction has been forgotten. */
  readonly settled: Signal
  ticking: boolean
}
