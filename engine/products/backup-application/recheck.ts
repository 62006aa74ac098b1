// Right before the snapshot the writers are asked again: a file that came or went since the components
// were chosen would be missing, or sought in vain.

import {
  type ComponentMetadata,
  createRequestor,
  gatherWriterMetadata,
  initializeForBackup,
  release,
  type WriterMetadata,
} from '../../vss/index.js'
import { REQUESTOR } from './application.js'
import { find, type Job } from './job.js'
import { type Selected, withSubcomponents } from './selection.js'

/** A component that nobody offers any more is the writer's business, not that of the file lists. */
export function fileListsDiffer(job: Job, selected: readonly Selected[]): boolean {
  const now = gatherAgain(job)
  let differ = false
  for (const each of selected) {
    const component = offeredBy(now, each)
    if (component === undefined) continue
    const before = pathsOf(withSubcomponents(each))
    const after = pathsOf(withSubcomponents({ ...each, component }))
    const changed = [
      ...after.filter((path) => !before.includes(path)),
      ...before.filter((path) => !after.includes(path)),
    ]
    if (changed.length === 0) continue
    find(job, each.label, `file list changed since it was read: ${changed.join(', ')}`)
    differ = true
  }
  return differ
}

function gatherAgain(job: Job): readonly WriterMetadata[] {
  const requestor = createRequestor(job.application.vss, REQUESTOR)
  initializeForBackup(requestor)
  gatherWriterMetadata(requestor)
  const { metadata } = requestor
  release(requestor)
  return metadata
}

function offeredBy(
  metadata: readonly WriterMetadata[],
  { writer, component }: Selected,
): ComponentMetadata | undefined {
  const again = metadata.find(
    ({ identification }) => identification.instanceId === writer.identification.instanceId,
  )
  return again?.components.find(
    ({ name, logicalPath }) => name === component.name && logicalPath === component.logicalPath,
  )
}

function pathsOf(components: readonly ComponentMetadata[]): string[] {
  return components.flatMap(({ files }) =>
    files.map(({ path, fileSpec }) => `${path}\\${fileSpec}`),
  )
}
