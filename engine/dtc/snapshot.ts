// The two ways to keep a snapshot set from holding a transaction committed here and in doubt there:
// let no transaction be between its phases at the instant, or note at the instant how those that
// are have ended. Both look at one coordinator; what another coordinates stays as it is.

import type { Guid, Span } from '../base/brand.js'
import { later, type Process, waitFor } from '../sim/index.js'
import { attend, isHeld } from './coordinator.js'
import type { Coordinator } from './coordinator-state.js'
import type { Network } from './network.js'

/**
 * Lets nothing be committed from now on and waits until what is decided has reached everybody: true
 * when it has. It ends by itself after the limit, and at once when that is not reached in time.
 */
export function* holdDecisions(
  network: Network,
  coordinator: Coordinator,
  limits: { readonly settle: Span; readonly hold: Span },
): Process<boolean> {
  const { sim } = network
  // What does not run decides nothing.
  if (!attend(network, coordinator)) return true
  const deadline = later(sim.now, limits.settle)
  coordinator.heldUntil = later(sim.now, limits.hold)
  while (isHeld(network, coordinator) && isBetweenPhases(coordinator)) {
    if (sim.now >= deadline) {
      releaseDecisions(network, coordinator)
      return false
    }
    yield* waitFor(coordinator.settled, deadline)
  }
  return isHeld(network, coordinator)
}

export function releaseDecisions({ sim }: Network, coordinator: Coordinator): void {
  coordinator.heldUntil = undefined
  sim.fire(coordinator.released)
}

/**
 * How the transactions have ended that somebody may still hold in doubt. It is right for the copies
 * when nobody could commit between it and their instant. What is not in it was aborted.
 */
export function captureOutcomes(
  network: Network,
  coordinators: readonly Coordinator[],
): ReadonlyMap<Guid, 'committed'> {
  const outcomes = new Map<Guid, 'committed'>()
  for (const coordinator of coordinators) {
    if (!attend(network, coordinator)) continue
    for (const { globalId, state } of coordinator.transactions.values())
      if (state === 'committed') outcomes.set(globalId, 'committed')
  }
  return outcomes
}

function isBetweenPhases({ transactions }: Coordinator): boolean {
  return [...transactions.values()].some(({ state }) => state === 'committed')
}
