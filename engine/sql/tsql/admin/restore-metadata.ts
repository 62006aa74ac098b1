// RESTORE … WITH METADATA_ONLY: the files are in their places already.

import { refused } from '../../../base/outcome.js'
import { findDatabase, requireOnline } from '../../recovery/index.js'
import { type Move, readMetadataBackup, restoreInPlace } from '../../vdi/index.js'
import type { At } from '../parse/tree.js'
import type { AdminContext } from './context.js'
import { mediaFailure } from './device.js'
import { tellProcessed } from './progress.js'
import { failureFrom, refuse } from './refusal.js'
import type { RestoreRequest, Worked } from './restore.js'

export function* restoreMetadata(
  context: AdminContext,
  at: At,
  { name, options, media, move }: RestoreRequest,
): Worked {
  const { instance } = context.host
  const described = readMetadataBackup(instance, media)
  if (!described.ok) return refused([mediaFailure(context.host, described.error, media)])
  const wanted = options.text('dbname')?.toLowerCase()
  const own =
    wanted === undefined
      ? described.value[(media.position ?? 1) - 1]
      : described.value.findLast(({ set }) => set.databaseName.toLowerCase() === wanted)
  if (own === undefined)
    return refuse(3144, `There is no database '${wanted ?? ''}' in the backup set.`)
  const unsaved = refuseUnsaved(context, name, options.has('replace'))
  if (unsaved !== undefined) return unsaved
  const moves: Move[] = []
  for (const [logical, to] of Object.entries(move)) {
    const file = own.set.files.find(
      ({ entry }) => entry.logicalName.toLowerCase() === logical.toLowerCase(),
    )
    if (file === undefined)
      return refuse(
        3234,
        `Logical file '${logical}' is not part of database '${name}'. Use RESTORE FILELISTONLY to list the logical file names.`,
      )
    moves.push({ from: file.entry, to })
  }
  const restored = yield* restoreInPlace(instance, own.metadata, {
    newName: name,
    moves,
    additionalRestores: options.has('norecovery'),
  })
  if (!restored.ok) return refused([failureFrom(restored.error)])
  tellProcessed(context, at, {
    command: 'RESTORE DATABASE',
    database: name,
    files: own.set.files.map(({ entry }) => entry),
    pages: new Map(own.set.files.map(({ entry }) => [entry.id, 0])),
    position: media.position ?? 1,
    took: 0 as Parameters<typeof tellProcessed>[2]['took'],
  })
  return { ok: true }
}

/** A database that is there goes only WITH REPLACE, unless nothing of its log would be lost. */
function refuseUnsaved({ host }: AdminContext, name: string, replace: boolean) {
  const found = findDatabase(host.instance, name)
  if (replace || !found.ok) return undefined
  const online = requireOnline(found.value)
  if (!online.ok || online.value.boot.recoveryModel === 'SIMPLE') return undefined
  return refuse(
    3159,
    `The tail of the log for the database "${name}" has not been backed up. Use BACKUP LOG WITH NORECOVERY to backup the log if it contains work you do not want to lose. Use the WITH REPLACE or WITH STOPAT clause of the RESTORE statement to just overwrite the contents of the log.`,
  )
}
