import type { Process } from '../../sim/index.js'
import type { BackupApplication } from './application.js'
import { newJob, type Stop, stopFor } from './job.js'
import { type MediumEntry, readContents } from './medium.js'
import { checkClosed, restoreFiles } from './restore-files.js'
import { isSameLabel } from './selection.js'

export interface PutBack {
  readonly backup: string
  readonly components: readonly string[] | undefined
  readonly folder: string | undefined
}

/** Copies whole files to where they were, or into one folder; nobody is asked or told. */
export function* putBack(
  application: BackupApplication,
  { backup, components, folder }: PutBack,
): Process<{ readonly copiedBytes: number; readonly stop: Stop | undefined }> {
  const job = newJob(application, backup, [])
  const contents = readContents(application, backup)
  if (!contents.ok) return { copiedBytes: 0, stop: stopFor(contents.error) }
  const files = contents.value.entries
    .filter(({ part, component }) => {
      if (part !== 'whole') return false
      if (components === undefined) return true
      return component !== null && components.some((each) => isSameLabel(each, component))
    })
    .map((entry) => ({ entry, to: folder === undefined ? entry.path : inFolder(folder, entry) }))
  const stop = checkClosed(job, files) ?? (yield* restoreFiles(job, files))
  return { copiedBytes: job.copiedBytes, stop }
}

function inFolder(folder: string, { path }: MediumEntry): string {
  return `${folder}\\${path.slice(path.lastIndexOf('\\') + 1)}`
}
