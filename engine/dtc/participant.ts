// What takes part in distributed transactions, on its side of the network: it answers the
// coordinator, and asks when it hears nothing. It never decides for itself once it has promised.

import type { Guid } from '../base/brand.js'
import type { Host } from '../host/index.js'
import { later, type Process, Signal, waitFor } from '../sim/index.js'
import type { NodeTimer } from './coordinator.js'
import { ENLIST_LIMIT, QUESTIONS_MAX, RECOVERY_QUESTIONS_MAX, RETRY_FIRST } from './limits.js'
import type { Message } from './message.js'
import { type Network, send } from './network.js'
import type { Participant, ResourceManager } from './participant-state.js'

/** Its payload names the network and the participant's address. */
export const PARTICIPANT_TIMER = 'dtc.participant'

export interface ParticipantOptions<Resource> {
  readonly address: string
  readonly host: Host
  readonly resource: Resource
  readonly manager: ResourceManager<Resource>
}

export function addParticipant<Resource>(
  network: Network,
  options: ParticipantOptions<Resource>,
): Participant {
  const { address, host, resource, manager } = options
  const known = network.participants.get(address)
  if (known !== undefined) return known
  const participant: Participant = {
    address,
    host,
    resource,
    manager,
    asked: new Map(),
    enlisting: new Map(),
    ticking: false,
  }
  network.participants.set(address, participant)
  return participant
}

/** Tells the coordinator that the resource has a branch; false when it will not have it. */
export function* enlistAt(
  network: Network,
  participant: Participant,
  branch: { readonly globalId: Guid; readonly coordinator: string },
): Process<boolean> {
  const { sim } = network
  const { address, enlisting } = participant
  const { globalId, coordinator } = branch
  const waiting = { accepted: undefined as boolean | undefined, answered: new Signal() }
  enlisting.set(globalId, waiting)
  watch(network, participant)
  send(network, { kind: 'enlist', from: address, to: coordinator, globalId })
  if (waiting.accepted === undefined) yield* waitFor(waiting.answered, later(sim.now, ENLIST_LIMIT))
  enlisting.delete(globalId)
  return waiting.accepted === true
}

/** What a participant does with a message. */
export function* takeAtParticipant(
  network: Network,
  participant: Participant,
  message: Message,
): Process {
  const { resource, manager, address } = participant
  if (!manager.isUp(resource)) return
  const { from, globalId } = message
  switch (message.kind) {
    case 'enlisted':
      hearEnlisted(network, participant, message)
      break
    case 'prepare': {
      const vote = yield* manager.prepare(resource, globalId)
      if (vote !== undefined)
        send(network, { kind: 'vote', from: address, to: from, globalId, vote })
      break
    }
    case 'commit':
    case 'abort':
      yield* conclude(network, participant, message, message.kind === 'commit')
      break
    case 'outcome':
      if (message.answer === 'active') participant.asked.delete(globalId)
      else yield* conclude(network, participant, message, message.answer === 'committed')
      break
    default:
  }
}

function* conclude(
  network: Network,
  participant: Participant,
  { from: coordinator, globalId }: Message,
  isCommitted: boolean,
): Process {
  const { address, resource, manager, asked } = participant
  asked.delete(globalId)
  const done = yield* manager.end(resource, globalId, isCommitted ? 'committed' : 'aborted')
  if (done && isCommitted) send(network, { kind: 'done', from: address, to: coordinator, globalId })
}

function hearEnlisted(
  { sim }: Network,
  { enlisting }: Participant,
  { globalId, accepted }: Extract<Message, { kind: 'enlisted' }>,
): void {
  const waiting = enlisting.get(globalId)
  if (waiting === undefined) return
  waiting.accepted = accepted
  sim.fire(waiting.answered)
}

/** Asks about every branch at once: what a restart does first. */
export function askNow(network: Network, participant: Participant): void {
  participant.asked.clear()
  ask(network, participant)
  watch(network, participant)
}

/** Asks again about what is still open. */
export function onParticipantTimer({ network, address }: NodeTimer): void {
  const participant = network.participants.get(address)
  if (participant === undefined) return
  participant.ticking = false
  giveUp(network, participant)
  ask(network, participant)
  watch(network, participant)
}

function ask(network: Network, participant: Participant): void {
  const { address, asked } = participant
  for (const { globalId, coordinator } of branchesOf(participant)) {
    asked.set(globalId, (asked.get(globalId) ?? 0) + 1)
    send(network, { kind: 'inquire', from: address, to: coordinator, globalId })
  }
}

/** What has promised nothing need not wait for ever; what a restart found falls to its rule. */
function giveUp(network: Network, participant: Participant): void {
  const { resource, manager, asked } = participant
  let presume = false
  for (const { globalId, prepared, recovered } of branchesOf(participant)) {
    const questions = asked.get(globalId) ?? 0
    if (recovered && questions >= RECOVERY_QUESTIONS_MAX) presume = true
    else if (!prepared && questions >= QUESTIONS_MAX) {
      asked.delete(globalId)
      network.sim.spawn('dtc give up', manager.end(resource, globalId, 'aborted'))
    }
  }
  if (presume) network.sim.spawn('dtc presume', manager.presume(resource))
}

function watch(network: Network, participant: Participant): void {
  if (participant.ticking || branchesOf(participant).length === 0) return
  participant.ticking = true
  const { sim } = network
  const payload: NodeTimer = { network, address: participant.address }
  sim.schedule(later(sim.now, RETRY_FIRST), { kind: PARTICIPANT_TIMER, payload })
}

function branchesOf({ manager, resource }: Participant): ReturnType<typeof manager.branches> {
  return manager.isUp(resource) ? manager.branches(resource) : []
}
