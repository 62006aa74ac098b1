// Who can talk to whom. A message is a process of its own: it takes its time, and it is lost when
// the way is cut or nobody is there to take it. Nothing is ever delivered twice or in part.

import type { Guid } from '../base/brand.js'
import type { Host } from '../host/index.js'
import { faultInForce, later, noteEffect, type Process, type Sim } from '../sim/index.js'
import type { Coordinator } from './coordinator-state.js'
import { LATENCY } from './limits.js'
import type { Message } from './message.js'
import type { Participant } from './participant-state.js'

/** The fault points of each message: when it is about to leave, and when it has arrived. */
export const SEND_POINT = 'dtc.message.send'
export const ARRIVE_POINT = 'dtc.message.arrive'

/**
 * Faults. `network-partition`, where: a host or an address; no message gets in or out, though what
 * is on one host goes on talking when only the host is cut off. `commit-delayed`, where: an address;
 * it does not hear that a transaction is committed while the fault is in force.
 */
const PARTITION = 'network-partition'
const COMMIT_DELAYED = 'commit-delayed'

/** Plain data, under the root of the world. */
export interface Network {
  readonly sim: Sim
  readonly coordinators: Map<string, Coordinator>
  readonly participants: Map<string, Participant>
  /** What an address does with a message; a plain function. */
  readonly take: (network: Network, message: Message) => Process
}

export interface Node {
  readonly address: string
  readonly host: Host
}

export function send(network: Network, message: Message): void {
  const { sim } = network
  sim.points.reach(SEND_POINT)
  const from = nodeAt(network, message.from)
  const to = nodeAt(network, message.to)
  if (from === undefined || to === undefined || !from.isUp()) return
  note(network, message)
  sim.spawn(`dtc ${message.kind}`, deliver(network, message, { from: from.node, to: to.node }))
}

function* deliver(
  network: Network,
  message: Message,
  way: { readonly from: Node; readonly to: Node },
): Process {
  const { sim } = network
  // The way may be cut while the message is on it.
  if (isLost(network, message, way)) return
  if (way.from.host !== way.to.host) yield later(sim.now, LATENCY)
  sim.points.reach(ARRIVE_POINT)
  if (isLost(network, message, way)) return
  yield* network.take(network, message)
}

function isLost(
  { sim }: Network,
  message: Message,
  { from, to }: { readonly from: Node; readonly to: Node },
): boolean {
  const { kind, to: address, globalId } = message
  const places = [from.address, to.address]
  if (from.host !== to.host) places.push(from.host.name, to.host.name)
  for (const place of places) {
    const cut = faultInForce(sim.faults, PARTITION, place)
    if (cut === undefined) continue
    noteEffect(cut, sim.now, `${kind} of ${globalId} from ${from.address} to ${address} was lost`)
    return true
  }
  const isCommit = kind === 'commit' || (kind === 'outcome' && message.answer === 'committed')
  const delayed = isCommit ? faultInForce(sim.faults, COMMIT_DELAYED, address) : undefined
  if (delayed === undefined) return false
  noteEffect(delayed, sim.now, `${address} did not hear that ${globalId} is committed`)
  return true
}

function nodeAt(
  { coordinators, participants }: Network,
  address: string,
): { readonly node: Node; readonly isUp: () => boolean } | undefined {
  const coordinator = coordinators.get(address)
  if (coordinator !== undefined)
    return { node: coordinator, isUp: () => isServiceUp(coordinator.host, coordinator.service) }
  const participant = participants.get(address)
  if (participant === undefined) return undefined
  const { manager, resource } = participant
  return { node: participant, isUp: () => manager.isUp(resource) }
}

/** A paused service goes on with what it has begun. */
export function isServiceUp({ services }: Host, service: string): boolean {
  const state = services.get(service)?.state
  return state === 'Running' || state === 'Paused'
}

function note({ sim }: Network, { kind, from, to, globalId }: Message): void {
  if (!sim.trace.listening) return
  const detail: Record<string, string> = { kind, to, transaction: globalId satisfies Guid }
  sim.trace.write({ at: sim.now, who: from, what: 'dtc.message', detail })
}
