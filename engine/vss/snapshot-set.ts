// DoSnapshotSet: writers freeze, every volume of the set is held, the provider takes the instant,
// writes go on, writers thaw (facts 3.5). Whatever fails, nothing stays frozen or held.

import type { Guid, HResult, Span, Ticks } from '../base/brand.js'
import { MIB, seconds } from '../base/units.js'
import { demandService } from '../host/index.js'
import { faultInForce, later, noteEffect, type Process, sleepUntil } from '../sim/index.js'
import {
  addStorage,
  deleteShadow,
  holdWrites,
  releaseWrites,
  type ShadowCopy,
  takeShadow,
  type Volume,
} from '../volume/index.js'
import { abortWriters, deliver, freezeWriters, thawWriters, type Vss } from './coordinator.js'
import { hresult, S_OK } from './hresult.js'
import { COMMIT_SPAN } from './limits.js'

/** The system's own provider, by the name under which a fault strikes it. */
export const SOFTWARE_PROVIDER = 'software provider'

export interface SnapshotSet {
  readonly id: Guid
  readonly volumes: Volume[]
  /** Filled when the set is committed, in the order of the volumes. */
  readonly shadows: ShadowCopy[]
  /** The one instant that all copies of the set show. */
  instant: Ticks | undefined
}

export interface SnapshotOptions {
  readonly writersTakePart: boolean
  readonly attributes: number
}

export function* createSnapshotSet(
  vss: Vss,
  set: SnapshotSet,
  options: SnapshotOptions,
): Process<HResult> {
  const result = options.writersTakePart
    ? yield* withWriters(vss, set, options)
    : yield* takeInstant(vss, set, options)
  vss.creating = undefined
  if (result !== S_OK) dropShadows(set)
  return result
}

function* withWriters(vss: Vss, set: SnapshotSet, options: SnapshotOptions): Process<HResult> {
  yield* deliver(vss, 'prepare-snapshot')
  const result = yield* throughThaw(vss, set, options)
  if (result === S_OK) yield* deliver(vss, 'post-snapshot')
  else abortWriters(vss)
  return result
}

function* throughThaw(vss: Vss, set: SnapshotSet, options: SnapshotOptions): Process<HResult> {
  const frozen = yield* freezeWriters(vss)
  if (frozen !== S_OK) return frozen
  const taken = yield* takeInstant(vss, set, options)
  const thawed = yield* thawWriters(vss)
  return taken === S_OK ? thawed : taken
}

/** Holds every volume first, so that all copies of the set show one instant. */
function* takeInstant(vss: Vss, set: SnapshotSet, options: SnapshotOptions): Process<HResult> {
  const { sim } = vss.host
  if (!demandService(vss.host, 'SWPRV').ok) return hresult('VSS_E_UNEXPECTED_PROVIDER_ERROR')
  sim.points.reach('vss.flush-and-hold')
  for (const volume of set.volumes) holdWrites(volume)
  let result = S_OK
  let held = true
  try {
    yield* sleepUntil(later(sim.now, commitSpan(vss)))
    sim.points.reach('vss.commit')
    result = commit(vss, set, options)
  } finally {
    for (const volume of set.volumes) held = releaseWrites(volume) && held
  }
  if (result !== S_OK) return result
  if (!held) return hresult('VSS_E_HOLD_WRITES_TIMEOUT')
  set.instant = sim.now
  sim.points.reach('snapshot-created')
  return S_OK
}

/** A provider that is slow overruns the hold; volsnap then lets writes go on by itself. */
function commitSpan({ host: { sim } }: Vss): Span {
  const slow = faultInForce(sim.faults, 'provider-slow', SOFTWARE_PROVIDER)
  if (slow === undefined) return COMMIT_SPAN
  noteEffect(slow, sim.now, 'the commit took its time while writes were held')
  return seconds(Number(slow.parameters['seconds'] ?? 0))
}

function commit(vss: Vss, set: SnapshotSet, options: SnapshotOptions): HResult {
  for (const volume of set.volumes) {
    prepareStorage(vss, volume)
    const shadow = takeShadow(volume, {
      id: vss.host.sim.random('vss.snapshot').guid(),
      setId: set.id,
      attributes: options.attributes,
    })
    if (!shadow.ok) return shadow.error.code
    set.shadows.push(shadow.value)
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
  for (const [index, shadow] of set.shadows.splice(0).entries()) {
    const volume = set.volumes[index]
    if (volume !== undefined) deleteShadow(volume, shadow.id)
  }
}
