// What BACKUP and RESTORE tell of what they have done.

import type { Span } from '../../../base/brand.js'
import type { FileEntry } from '../../page/index.js'
import type { At } from '../parse/tree.js'
import { type AdminContext, inform } from './context.js'

export interface Processed {
  /** `BACKUP DATABASE`. */
  readonly command: string
  readonly database: string
  readonly files: readonly Pick<FileEntry, 'id' | 'logicalName'>[]
  /** By file. */
  readonly pages: ReadonlyMap<number, number>
  /** Which set of the media file it is. */
  readonly position: number
  readonly took: Span
}

/** 4035 for each file that had pages, then 3014 for all. */
export function tellProcessed(context: AdminContext, at: At, what: Processed): void {
  const { command, database, files, pages, position, took } = what
  let all = 0
  for (const { id, logicalName } of files) {
    const count = pages.get(id)
    if (count === undefined) continue
    all += count
    inform(
      context,
      at,
      4035,
      `Processed ${count} pages for database '${database}', file '${logicalName}' on file ${position}.`,
    )
  }
  const milliseconds = Math.max(1, Math.round(took / 1_000))
  const rate = all / 128 / (milliseconds / 1_000)
  inform(
    context,
    at,
    3014,
    `${command} successfully processed ${all} pages in ${(milliseconds / 1_000).toFixed(3)} seconds (${rate.toFixed(3)} MB/sec).`,
  )
}

/** STATS: each step that was passed. */
export function tellPercent(context: AdminContext, at: At, step: number | undefined): void {
  if (step === undefined || step < 1) return
  for (let percent = step; percent < 100; percent += step)
    inform(context, at, 3211, `${percent} percent processed.`)
  inform(context, at, 3211, '100 percent processed.')
}
