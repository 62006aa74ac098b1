import type { Process, Sim, Timer } from '../sim/index.js'
import {
  COORDINATOR_TIMER,
  type NodeTimer,
  onCoordinatorTimer,
  takeAtCoordinator,
} from './coordinator.js'
import type { Message } from './message.js'
import type { Network } from './network.js'
import { onParticipantTimer, PARTICIPANT_TIMER, takeAtParticipant } from './participant.js'

export function createNetwork(sim: Sim): Network {
  return { sim, coordinators: new Map(), participants: new Map(), take }
}

function* take(network: Network, message: Message): Process {
  const { to } = message
  const coordinator = network.coordinators.get(to)
  if (coordinator !== undefined) takeAtCoordinator(network, coordinator, message)
  const participant = network.participants.get(to)
  if (participant !== undefined) yield* takeAtParticipant(network, participant, message)
}

/** True when the timer was one of the network's. */
export function onNetworkTimer({ kind, payload }: Timer): boolean {
  if (kind === COORDINATOR_TIMER) onCoordinatorTimer(payload as NodeTimer)
  else if (kind === PARTICIPANT_TIMER) onParticipantTimer(payload as NodeTimer)
  else return false
  return true
}
