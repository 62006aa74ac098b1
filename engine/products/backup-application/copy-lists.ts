import type { Requestor } from '../../vss/index.js'
import { findComponent } from '../../vss/index.js'
import type { BackupPlan } from './backup.js'
import { type FileList, listFiles, listTree, type Sources } from './file-list.js'
import { does, find, type Job } from './job.js'
import { keyOf, ownerOf, type Selected, SQL_WRITER_CLASS } from './selection.js'
import { liveSource, shadowSource, volumeNamed } from './source.js'

/** Every volume of the set as its shadow copy has it, or as it is by now. */
export function sourcesOf(job: Job, { set }: Requestor): Sources {
  return (letter) => {
    const volume = volumeNamed(job.application, letter)
    if (volume === undefined) return undefined
    if (!does(job, 'read from the shadow copy')) return liveSource(volume)
    const shadow = set?.shadows[set.volumes.indexOf(volume)]
    return shadow && shadowSource(volume, shadow.id)
  }
}

/** The components that are in the backup; those that the writer ignored are not. */
export function noteLeftOut(
  job: Job,
  requestor: Requestor,
  selected: readonly Selected[],
): Selected[] {
  return selected.filter((each) => {
    if (each.writer.identification.writerId !== SQL_WRITER_CLASS) return true
    if (findComponent(requestor, keyOf(each))?.backupMetadata != null) return true
    job.leftOut.push(each.label)
    find(job, each.label, 'selected but not backed up')
    return false
  })
}

export function copyLists(
  job: Job,
  plan: BackupPlan,
  requestor: Requestor,
  present: readonly Selected[],
): FileList[] {
  const sources = sourcesOf(job, requestor)
  if (plan.mode === 'noncomponent') {
    const trees = plan.folders.length > 0 ? plan.folders : job.volumes
    return trees.map((tree) => listTree(tree, sources, (path) => ownerOf(requestor.metadata, path)))
  }
  const options = {
    isDifferential: plan.type === 'differential',
    wholeFiles: !does(job, 'copy only the ranges'),
    newerFiles: does(job, 'copy newer catalog files'),
  }
  return present.flatMap((each) => {
    const component = findComponent(requestor, keyOf(each))
    return component === undefined ? [] : [listFiles(each, component, sources, options)]
  })
}
