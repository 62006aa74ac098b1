// Discovery: components out of what the writers said, and the volumes for the snapshot set.

import {
  addComponent,
  addToSnapshotSet,
  hresult,
  type Requestor,
  startSnapshotSet,
} from '../../vss/index.js'
import { REQUESTOR } from './application.js'
import type { BackupPlan } from './backup.js'
import { codeOf, find, type Job, type Stop, stopUnless } from './job.js'
import { type Selected, select, volumeOf, volumesOf } from './selection.js'

/** Adds every component that is asked for, or says which of them nobody offers. */
export function selectComponents(
  requestor: Requestor,
  labels: readonly string[],
): Selected[] | Stop {
  const selected: Selected[] = []
  for (const label of labels) {
    const found = select(requestor.metadata, label)
    if (found === undefined) {
      const code = codeOf(hresult('VSS_E_OBJECT_NOT_FOUND'))
      return { code, message: `no writer offers ${label}` }
    }
    const stop = stopUnless(addComponent(requestor, found.writer, found.component), 'AddComponent')
    if (stop !== undefined) return { ...stop, message: `${label}: ${stop.message}` }
    selected.push(found)
  }
  return selected
}

export function addVolumes(
  job: Job,
  plan: BackupPlan,
  selected: readonly Selected[],
): Stop | undefined {
  const { requestor } = job
  const needed = volumesOf(selected)
  const wanted = plan.volumes ?? [...new Set([...needed, ...plan.folders.map(volumeOf)])].sort()
  if (wanted.length === 0 && plan.components.length === 0)
    return { code: 'no-volumes', message: 'nothing is named that could be backed up' }
  job.volumes.length = 0
  job.volumes.push(...wanted)
  for (const volume of needed)
    if (!wanted.includes(volume)) find(job, REQUESTOR, `volume ${volume} missing`)
  if (requestor === undefined) return undefined
  const started = stopUnless(startSnapshotSet(requestor), 'StartSnapshotSet')
  if (started !== undefined) return started
  for (const volume of wanted) {
    const stop = stopUnless(addToSnapshotSet(requestor, volume), `AddToSnapshotSet ${volume}`)
    if (stop !== undefined) return stop
  }
  return undefined
}
