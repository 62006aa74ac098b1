// What can be said of a plan before it is carried out: the mode, the volumes, and what a recovery of
// the system databases would bring back with them.

import {
  createRequestor,
  gatherWriterMetadata,
  initializeForBackup,
  release,
  type WriterMetadata,
} from '../../vss/index.js'
import { type BackupApplication, type Finding, REQUESTOR } from './application.js'
import { instanceOf, type Selected, select, volumesOf } from './selection.js'

export interface PlanToCheck {
  readonly mode: 'component' | 'noncomponent'
  readonly components: readonly string[]
  readonly volumes: readonly string[] | undefined
  readonly rollForward: readonly string[]
}

const SYSTEM_DATABASES = ['master', 'model', 'msdb']

export function checkPlan(
  application: BackupApplication,
  { mode, components, volumes, rollForward }: PlanToCheck,
): { readonly accepted: boolean; readonly findings: readonly Finding[] } {
  const metadata = gather(application)
  const findings: Finding[] = []
  const selected = components.map((label) => select(metadata, label))
  const known = selected.filter((each) => each !== undefined)
  for (const [index, each] of selected.entries())
    if (each === undefined)
      findings.push({ about: components[index] ?? '', text: 'no writer offers it' })
  if (mode === 'noncomponent')
    findings.push({ about: REQUESTOR, text: 'component-based mode recommended' })
  if (volumes !== undefined)
    for (const volume of volumesOf(known))
      if (!volumes.includes(volume))
        findings.push({ about: REQUESTOR, text: `volume ${volume} missing` })
  for (const label of rollForward) findings.push(...shared(metadata, label))
  const namesVolumes = mode === 'component' || (volumes?.length ?? 0) > 0
  return { accepted: known.length === selected.length && namesVolumes, findings }
}

/** A volume that brings back both cannot bring back the system databases alone. */
function shared(metadata: readonly WriterMetadata[], label: string): Finding[] {
  const database = select(metadata, label)
  if (database === undefined) return [{ about: label, text: 'no writer offers it' }]
  const instance = instanceOf(database.component.logicalPath)
  const system = SYSTEM_DATABASES.map((name) => select(metadata, `${instance}\\${name}`))
  const taken = volumesOf(system.filter((each): each is Selected => each !== undefined))
  return volumesOf([database])
    .filter((volume) => taken.includes(volume))
    .map((volume) => ({
      about: label,
      text:
        `roll-forward database shares volume ${volume} with system databases: ` +
        'must be hidden at restore',
    }))
}

function gather({ vss }: BackupApplication): readonly WriterMetadata[] {
  const requestor = createRequestor(vss, REQUESTOR)
  initializeForBackup(requestor)
  gatherWriterMetadata(requestor)
  const { metadata } = requestor
  release(requestor)
  return metadata
}
