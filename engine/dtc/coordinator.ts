// The coordinator of distributed transactions: two phases, presumed abort. A transaction is committed
// from the moment its decision is in the log, and aborted as long as it is not; so nobody who has
// promised may go on without an answer, and an answer is `aborted` for whatever is not known.

import type { Guid } from '../base/brand.js'
import type { Host } from '../host/index.js'
import { later, type Process, Signal, waitFor } from '../sim/index.js'
import type { Coordinator, GlobalTransaction } from './coordinator-state.js'
import {
  createDecisionLog,
  force,
  type LogPort,
  loadDecisions,
  noteLazily,
} from './decision-log.js'
import {
  PARTICIPANTS_MAX,
  RETRY_FIRST,
  RETRY_LONGEST,
  TRANSACTION_LIMIT,
  VOTE_LIMIT,
} from './limits.js'
import type { Message, Vote } from './message.js'
import { isServiceUp, type Network, send } from './network.js'

/** `unknown`: the coordinator ended meanwhile; its log says what became of it. */
export type CommitOutcome = 'committed' | 'aborted' | 'unknown'

/** Its payload names the network and the coordinator's address. */
export const COORDINATOR_TIMER = 'dtc.coordinator'

export interface NodeTimer {
  readonly network: Network
  readonly address: string
}

export interface CoordinatorOptions<Store> {
  readonly address: string
  readonly host: Host
  /** The service whose end is its end. */
  readonly service: string
  readonly store: Store
  readonly port: LogPort<Store>
}

/** Adds a coordinator; it takes up what its log says. */
export function addCoordinator<Store>(
  network: Network,
  options: CoordinatorOptions<Store>,
): Coordinator {
  const { address, host, service, store, port } = options
  const coordinator: Coordinator = {
    address,
    host,
    service,
    log: createDecisionLog(network.sim, store, port),
    transactions: new Map(),
    memory: 'lost',
    incarnation: 0,
    heldUntil: undefined,
    released: new Signal(),
    settled: new Signal(),
    ticking: false,
  }
  network.coordinators.set(address, coordinator)
  attend(network, coordinator)
  return coordinator
}

/** True when the coordinator can be spoken to; one that was started again reads its log first. */
export function attend(network: Network, coordinator: Coordinator): boolean {
  if (!isServiceUp(coordinator.host, coordinator.service)) {
    loseMemory(network, coordinator)
    return false
  }
  if (coordinator.memory === 'loaded') return true
  const decisions = loadDecisions(coordinator.log)
  if (decisions === undefined) return false
  coordinator.memory = 'loaded'
  for (const { globalId, participants } of decisions) {
    const transaction = newTransaction(network, globalId, participants)
    transaction.state = 'committed'
    for (const participant of participants) transaction.waiting.add(participant)
    coordinator.transactions.set(globalId, transaction)
  }
  tickSoon(network, coordinator)
  return true
}

/** What the end of its service does. */
export function loseMemory(network: Network, coordinator: Coordinator): void {
  if (coordinator.memory === 'lost') return
  coordinator.memory = 'lost'
  coordinator.incarnation++
  coordinator.heldUntil = undefined
  const known = [...coordinator.transactions.values()]
  coordinator.transactions.clear()
  for (const { changed } of known) network.sim.fire(changed)
  network.sim.fire(coordinator.released)
  network.sim.fire(coordinator.settled)
}

/** A new transaction; undefined when the service does not run. */
export function beginGlobal(network: Network, coordinator: Coordinator): Guid | undefined {
  if (!attend(network, coordinator)) return undefined
  const globalId = network.sim.random('dtc').guid()
  coordinator.transactions.set(globalId, newTransaction(network, globalId, []))
  tickSoon(network, coordinator)
  return globalId
}

/** Commits if everybody promises. The work goes on when the one who asked does not. */
export function* commitGlobal(
  network: Network,
  coordinator: Coordinator,
  globalId: Guid,
): Process<CommitOutcome> {
  if (!attend(network, coordinator)) return 'unknown'
  const transaction = coordinator.transactions.get(globalId)
  if (transaction?.state !== 'active') return 'aborted'
  transaction.state = 'preparing'
  const work = twoPhases(network, coordinator, transaction)
  const task = network.sim.spawn(`dtc commit ${globalId}`, work)
  while (task.state === 'running') yield* waitFor(task.ended)
  return task.result ?? 'unknown'
}

/** Takes a transaction back that has not been decided; anything else stays as it is. */
export function abortGlobal(network: Network, coordinator: Coordinator, globalId: Guid): void {
  if (!attend(network, coordinator)) return
  const transaction = coordinator.transactions.get(globalId)
  if (transaction?.state === 'active') abort(network, coordinator, transaction)
}

function* twoPhases(
  network: Network,
  coordinator: Coordinator,
  transaction: GlobalTransaction,
): Process<CommitOutcome> {
  const { globalId, participants, votes } = transaction
  const isMine = () => coordinator.transactions.get(globalId) === transaction
  for (const to of participants) tell(network, coordinator, { kind: 'prepare', to, globalId })
  yield* untilVoted(network, transaction, isMine)
  if (!isMine()) return 'unknown'
  const promised = [...participants].filter((each) => votes.get(each) === 'prepared')
  if (!isUnanimous(transaction)) {
    abort(network, coordinator, transaction)
    return 'aborted'
  }
  yield* untilReleased(network, coordinator, isMine)
  if (!isMine()) return 'unknown'
  // Who changed nothing need not know how it ends.
  if (promised.length > 0 && !decide(network, coordinator, { globalId, promised })) return 'unknown'
  if (!isMine()) return 'unknown'
  transaction.state = 'committed'
  for (const each of promised) transaction.waiting.add(each)
  forgetIfDone(network, coordinator, transaction)
  for (const to of promised) tell(network, coordinator, { kind: 'commit', to, globalId })
  tickSoon(network, coordinator)
  return 'committed'
}

function* untilVoted(
  { sim }: Network,
  transaction: GlobalTransaction,
  isMine: () => boolean,
): Process {
  const deadline = later(sim.now, VOTE_LIMIT)
  const { participants, votes, changed } = transaction
  while (isMine() && sim.now < deadline && votes.size < participants.size) {
    if ([...votes.values()].includes('no')) return
    yield* waitFor(changed, deadline)
  }
}

function* untilReleased(
  network: Network,
  coordinator: Coordinator,
  isMine: () => boolean,
): Process {
  const { port, store } = coordinator.log
  do {
    while (isMine() && isHeld(network, coordinator))
      yield* waitFor(coordinator.released, coordinator.heldUntil)
    yield* port.whenWritable(store)
  } while (isMine() && isHeld(network, coordinator))
}

function isUnanimous({ participants, votes }: GlobalTransaction): boolean {
  return [...participants].every((each) => (votes.get(each) ?? 'no') !== 'no')
}

/** From here on it is committed, whatever happens. */
function decide(
  network: Network,
  coordinator: Coordinator,
  { globalId, promised }: { readonly globalId: Guid; readonly promised: readonly string[] },
): boolean {
  const { incarnation, host, service } = coordinator
  const isAlive = () => isServiceUp(host, service) && coordinator.incarnation === incarnation
  const open = [...coordinator.transactions.values()]
    .filter(({ state }) => state === 'committed')
    .map((each) => ({
      kind: 'committed' as const,
      globalId: each.globalId,
      participants: [...each.participants],
    }))
  const decision = { kind: 'committed', globalId, participants: promised } as const
  if (force(coordinator.log, decision, open, isAlive)) return true
  // Whether it is on disk is open; only a new start can tell.
  loseMemory(network, coordinator)
  return false
}

function abort(network: Network, coordinator: Coordinator, transaction: GlobalTransaction): void {
  const { globalId, participants, votes, changed } = transaction
  coordinator.transactions.delete(globalId)
  network.sim.fire(changed)
  network.sim.fire(coordinator.settled)
  // Nobody has to acknowledge it: who does not hear it asks, and is told the same.
  for (const to of participants)
    if (votes.get(to) === undefined || votes.get(to) === 'prepared')
      tell(network, coordinator, { kind: 'abort', to, globalId })
}

/** What the coordinator does with a message. */
export function takeAtCoordinator(
  network: Network,
  coordinator: Coordinator,
  message: Message,
): void {
  if (!attend(network, coordinator)) return
  const { from, globalId } = message
  const transaction = coordinator.transactions.get(globalId)
  switch (message.kind) {
    case 'enlist': {
      const accepted = transaction !== undefined && takeIn(transaction, from)
      tell(network, coordinator, { kind: 'enlisted', to: from, globalId, accepted })
      break
    }
    case 'vote':
      if (transaction !== undefined) takeVote(network, transaction, from, message.vote)
      break
    case 'done':
      transaction?.waiting.delete(from)
      if (transaction !== undefined) forgetIfDone(network, coordinator, transaction)
      break
    case 'inquire': {
      const known = transaction?.state === 'committed' ? 'committed' : 'active'
      const answer = transaction === undefined ? 'aborted' : known
      tell(network, coordinator, { kind: 'outcome', to: from, globalId, answer })
      break
    }
    default:
  }
}

/** Once each: what comes back after a crash is another branch, and not the whole of it. */
function takeIn({ state, participants }: GlobalTransaction, who: string): boolean {
  if (state !== 'active' || participants.has(who)) return false
  if (participants.size >= PARTICIPANTS_MAX) return false
  participants.add(who)
  return true
}

function takeVote(
  { sim }: Network,
  transaction: GlobalTransaction,
  from: string,
  vote: Vote,
): void {
  if (transaction.state !== 'preparing' || transaction.votes.has(from)) return
  transaction.votes.set(from, vote)
  sim.fire(transaction.changed)
}

function forgetIfDone(
  { sim }: Network,
  coordinator: Coordinator,
  { globalId, state, waiting }: GlobalTransaction,
): void {
  if (state !== 'committed' || waiting.size > 0) return
  coordinator.transactions.delete(globalId)
  noteLazily(coordinator.log, { kind: 'ended', globalId, participants: [] })
  sim.fire(coordinator.settled)
}

/** Tells outcomes again to who has not answered, and takes back what nobody commits. */
export function onCoordinatorTimer({ network, address }: NodeTimer): void {
  const coordinator = network.coordinators.get(address)
  if (coordinator === undefined) return
  coordinator.ticking = false
  if (!attend(network, coordinator)) return
  const { now } = network.sim
  for (const transaction of [...coordinator.transactions.values()]) {
    const { globalId, state, expires, waiting } = transaction
    if (state === 'active' && expires <= now) abort(network, coordinator, transaction)
    if (state !== 'committed' || transaction.tellAt > now) continue
    transaction.tellAt = later(now, transaction.pause as typeof RETRY_FIRST)
    transaction.pause = Math.min(2 * transaction.pause, RETRY_LONGEST)
    for (const to of [...waiting]) tell(network, coordinator, { kind: 'commit', to, globalId })
  }
  tickSoon(network, coordinator)
}

function tickSoon(network: Network, coordinator: Coordinator): void {
  if (coordinator.ticking || coordinator.transactions.size === 0) return
  coordinator.ticking = true
  const { sim } = network
  const payload: NodeTimer = { network, address: coordinator.address }
  sim.schedule(later(sim.now, RETRY_FIRST), { kind: COORDINATOR_TIMER, payload })
}

export function isHeld({ sim }: Network, { heldUntil }: Coordinator): boolean {
  return heldUntil !== undefined && sim.now < heldUntil
}

type Told = Message extends infer Each ? (Each extends Message ? Omit<Each, 'from'> : never) : never

function tell(network: Network, { address }: Coordinator, message: Told): void {
  send(network, { ...message, from: address })
}

function newTransaction(
  { sim }: Network,
  globalId: Guid,
  participants: readonly string[],
): GlobalTransaction {
  return {
    globalId,
    state: 'active',
    participants: new Set(participants),
    votes: new Map(),
    waiting: new Set(),
    changed: new Signal(),
    expires: later(sim.now, TRANSACTION_LIMIT),
    tellAt: sim.now,
    pause: RETRY_FIRST,
  }
}
