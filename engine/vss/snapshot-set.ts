// DoSnapshotSet: writers freeze, every volume of the set is held, the provider takes the instant,
// writes go on, writers thaw (facts 3.5). Whatever fails, nothing stays frozen or held.

import type { Guid, HResult, Ticks } from '../base/brand.js'
import { demandService } from '../host/index.js'
import { later, type Process, sleepUntil } from '../sim/index.js'
import {
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
  const result = yield* throughThaw(vss, set, options)
  if (result !== S_OK) {
    abortWriters(vss)
    return result
  }
  return yield* deliver(vss, 'post-snapshot')
}

function* throughThaw(vss: Vss, set: SnapshotSet, options: SnapshotOptions): Process<HResult> {
  const prepared = yield* deliver(vss, 'prepare-snapshot')
  if (prepared !== S_OK) return prepared
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
  yield* sleepUntil(later(sim.now, COMMIT_SPAN))
  sim.points.reach('vss.commit')
  const result = commit(vss, set, options)
  let held = true
  for (const volume of set.volumes) held = releaseWrites(volume) && held
  if (result !== S_OK) return result
  if (!held) return hresult('VSS_E_HOLD_WRITES_TIMEOUT')
  set.instant = sim.now
  sim.points.reach('snapshot-created')
  return S_OK
}

function commit(vss: Vss, set: SnapshotSet, options: SnapshotOptions): HResult {
  for (const volume of set.volumes) {
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

export function dropShadows(set: SnapshotSet): void {
  for (const [index, shadow] of set.shadows.splice(0).entries()) {
    const volume = set.volumes[index]
    if (volume !== undefined) deleteShadow(volume, shadow.id)
  }
}
