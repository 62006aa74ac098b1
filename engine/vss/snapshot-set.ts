// DoSnapshotSet: writers freeze, every volume of the set is held, the provider takes the instant,
// writes go on, writers thaw (facts 3.5). Whatever fails, nothing stays frozen or held.

import type { Guid, HResult, Span, Ticks } from '../base/brand.js'
import { formatHResult, MIB, seconds } from '../base/units.js'
import { demandService, logEvent } from '../host/index.js'
import {
  faultInForce,
  later,
  noteEffect,
  type PlacedFault,
  type Process,
  type Sim,
  sleepUntil,
} from '../sim/index.js'
import {
  addStorage,
  closeWriteWindow,
  deleteShadow,
  holdWrites,
  openWriteWindow,
  releaseWrites,
  type ShadowCopy,
  takeShadow,
  type Volume,
} from '../volume/index.js'
import { ATTRIBUTES } from './context.js'
import type { Conversation } from './conversation.js'
import {
  abortWriters,
  deliver,
  failLate,
  freezeWriters,
  giveUpFreeze,
  isAtWork,
  thawWriters,
  type Vss,
} from './coordinator.js'
import { leaveOut } from './excluded-files.js'
import { hresult, S_OK } from './hresult.js'
import { note } from './journal.js'
import { AUTORECOVERY_LIMIT, COMMIT_SPAN, FREEZE_TO_THAW_LIMIT } from './limits.js'
import type { Writer } from './writer.js'
import { watchingServices } from './writer-services.js'

/** The system's own provider, by the name under which a fault strikes it. */
export const SOFTWARE_PROVIDER = 'software provider'

/** Its name in lists of providers (facts 3.5). */
export const SYSTEM_PROVIDER = 'Microsoft Software Shadow Copy provider 1.0'

/** A software provider of somebody else goes before the system's own. */
export function providerOf({ providers }: Pick<Vss, 'providers'>): string {
  return providers[0] ?? SYSTEM_PROVIDER
}

export interface SnapshotSet {
  readonly id: Guid
  readonly volumes: Volume[]
  /** Filled when the set is committed, in the order of the volumes. */
  readonly shadows: ShadowCopy[]
  /** Who owns the copies; empty before there are any. */
  provider: string
  /** The one instant that all copies of the set show. */
  instant: Ticks | undefined
}

export interface SnapshotOptions {
  readonly writersTakePart: boolean
  readonly attributes: number
  readonly conversation: Conversation
}

export function* createSnapshotSet(
  vss: Vss,
  set: SnapshotSet,
  options: SnapshotOptions,
): Process<HResult> {
  const result = options.writersTakePart
    ? yield* watchingServices(vss, withWriters(vss, set, options))
    : yield* takeInstant(vss, set, options)
  vss.creating = undefined
  if (result !== S_OK) dropShadows(set)
  return result
}

function* withWriters(vss: Vss, set: SnapshotSet, options: SnapshotOptions): Process<HResult> {
  const { conversation } = options
  vss.host.sim.points.reach('vss.end-prepare')
  yield* moment(vss, 'at-prepare-for-snapshot')
  yield* deliver(vss, 'prepare-snapshot', conversation)
  const result = yield* throughThaw(vss, set, options)
  if (result === S_OK) yield* finish(vss, set, options)
  else abortWriters(vss, conversation)
  return result
}

function* throughThaw(vss: Vss, set: SnapshotSet, options: SnapshotOptions): Process<HResult> {
  yield* moment(vss, 'before-freeze')
  const timers = vss.host.sim.spawn('timers of the writers', thawInTime(vss))
  try {
    const frozen = yield* freezeWriters(vss, options.conversation)
    if (frozen !== S_OK) return frozen
    yield* moment(vss, 'when-frozen')
    const taken = yield* takeInstant(vss, set, options)
    const thawed = yield* thawWriters(vss, options.conversation)
    yield* moment(vss, 'after-thaw')
    return taken === S_OK ? thawed : taken
  } finally {
    vss.host.sim.kill(timers)
  }
}

/** Lets whatever waits for this moment happen before the conversation goes on. */
function* moment({ host: { sim } }: Vss, point: string): Process {
  sim.points.reach(point)
  yield* sleepUntil(sim.now)
}

/** A writer whose time between freeze and thaw is over lets go by itself, whatever it waits for. */
function* thawInTime(vss: Vss): Process {
  const { sim } = vss.host
  yield* sleepUntil(later(sim.now, FREEZE_TO_THAW_LIMIT))
  for (let next = firstDeadline(vss); next !== undefined; next = firstDeadline(vss, next)) {
    yield* sleepUntil(next)
    for (const writer of vss.writers) if (writer.thawDeadline === next) giveUpFreeze(vss, writer)
  }
}

function firstDeadline({ writers }: Vss, after = -1 as Ticks): Ticks | undefined {
  const later = writers.flatMap(({ thawDeadline }) =>
    thawDeadline !== undefined && thawDeadline > after ? [thawDeadline] : [],
  )
  return later.length === 0 ? undefined : (Math.min(...later) as Ticks)
}

/** From here to its end the copies may be written to, where they are recovered (facts 3.5). */
function* finish(vss: Vss, set: SnapshotSet, options: SnapshotOptions): Process {
  const { sim } = vss.host
  const { conversation, attributes } = options
  sim.points.reach('vss.pre-final-commit')
  if ((attributes & ATTRIBUTES.NO_AUTORECOVERY) === 0) leaveOut(vss, set, conversation.metadata)
  const late: Writer[] = []
  const recovering = (attributes & ATTRIBUTES.AUTORECOVER) !== 0
  const watch = recovering ? sim.spawn('recovery of copies', cutOff(vss, set, late)) : undefined
  if (recovering) for (const [volume, shadow] of copiesIn(set)) openWriteWindow(volume, shadow.id)
  try {
    yield* moment(vss, 'in-post-snapshot')
    yield* deliver(vss, 'post-snapshot', conversation)
  } finally {
    if (watch !== undefined) sim.kill(watch)
    closeWindows(set)
  }
  failLate(vss, late, 'post-snapshot')
  sim.points.reach('vss.post-final-commit')
}

/** Whoever is still at it when the time is over writes no more, and has failed whatever it says. */
function* cutOff(vss: Vss, set: SnapshotSet, late: Writer[]): Process {
  yield* sleepUntil(later(vss.host.sim.now, AUTORECOVERY_LIMIT))
  closeWindows(set)
  late.push(...vss.writers.filter((writer) => isAtWork(vss, writer)))
}

function closeWindows(set: SnapshotSet): void {
  for (const [volume, shadow] of copiesIn(set)) closeWriteWindow(volume, shadow.id)
}

/** The volumes of a set that is committed, each with its copy. */
export function copiesIn(set: SnapshotSet): [Volume, ShadowCopy][] {
  return set.shadows.flatMap((shadow, index) => {
    const volume = set.volumes[index]
    return volume === undefined ? [] : [[volume, shadow]]
  })
}

/** Holds every volume first, so that all copies of the set show one instant. */
function* takeInstant(vss: Vss, set: SnapshotSet, options: SnapshotOptions): Process<HResult> {
  const { sim } = vss.host
  if (!demandService(vss.host, 'SWPRV').ok) return hresult('VSS_E_UNEXPECTED_PROVIDER_ERROR')
  sim.points.reach('vss.pre-commit')
  sim.points.reach('vss.flush-and-hold')
  for (const volume of set.volumes) holdWrites(volume)
  let result = S_OK
  let held = true
  try {
    yield* sleepUntil(later(sim.now, commitSpan(vss)))
    sim.points.reach('vss.commit')
    note(vss, 'coordinator', 'CommitSnapshots', providerOf(vss))
    result = commit(vss, set, options)
  } finally {
    for (const volume of set.volumes) held = releaseWrites(volume) && held
  }
  if (result !== S_OK) return result
  if (!held) return hresult('VSS_E_HOLD_WRITES_TIMEOUT')
  set.instant = sim.now
  sim.points.reach('vss.post-commit')
  sim.points.reach('snapshot-created')
  return S_OK
}

/** A provider that is slow overruns the hold; volsnap then lets writes go on by itself. */
function commitSpan({ host: { sim } }: Vss): Span {
  const slow = providerFault(sim, 'provider-slow')
  if (slow === undefined) return COMMIT_SPAN
  noteEffect(slow, sim.now, 'the commit took its time while writes were held')
  return seconds(Number(slow.parameters['seconds'] ?? 0))
}

/** A fault of whichever provider makes the copies, or of the system's own. */
function providerFault({ faults }: Sim, kind: string): PlacedFault | undefined {
  return faultInForce(faults, kind, SOFTWARE_PROVIDER) ?? faultInForce(faults, kind, 'provider')
}

/** Fault `provider-failure`: the provider refuses to commit. VSS event 12293 (facts 5.2). */
function vetoed({ host }: Vss): HResult | undefined {
  const failing = providerFault(host.sim, 'provider-failure')
  if (failing === undefined) return undefined
  const veto = hresult('VSS_E_PROVIDER_VETO')
  const text = `CommitSnapshots of the provider failed with ${formatHResult(veto)}`
  noteEffect(failing, host.sim.now, text)
  logEvent(host, 'Application', { source: 'VSS', id: 12293, level: 'Error', text })
  return veto
}

function commit(vss: Vss, set: SnapshotSet, options: SnapshotOptions): HResult {
  const veto = vetoed(vss)
  if (veto !== undefined) return veto
  set.provider = providerOf(vss)
  for (const volume of set.volumes) {
    prepareStorage(vss, volume)
    const shadow = takeShadow(volume, {
      id: vss.host.sim.random('vss.snapshot').guid(),
      setId: set.id,
      attributes: options.attributes,
    })
    if (!shadow.ok) return shadow.error.code
    set.shadows.push(shadow.value)
    note(vss, set.provider, 'commit', volume.name)
  }
  return S_OK
}

/** Facts 4: the registry may say in which steps shadow storage grows, in megabytes. */
export const MIN_DIFF_AREA_VALUE =
  'HKLM\\System\\CurrentControlSet\\Services\\VolSnap\\MinDiffAreaFileSize'

function prepareStorage({ host }: Vss, volume: Volume): void {
  const megabytes = host.registry.get(MIN_DIFF_AREA_VALUE)
  if (volume.storage === undefined && typeof megabytes === 'number')
    addStorage(volume, volume, { growthStepBytes: megabytes * MIB })
}

export function dropShadows(set: SnapshotSet): void {
  for (const [volume, shadow] of copiesIn(set)) deleteShadow(volume, shadow.id)
  set.shadows.length = 0
}
