// tempdb is made anew after model at every start; nothing of it outlives the server.

import { type Outcome, ok } from '../../../base/outcome.js'
import { deleteFile } from '../../../volume/index.js'
import type { SqlError } from '../../page/index.js'
import { createFiles, onlineWith } from '../database/index.js'
import type { Place } from '../restart.js'
import { addDatabase, type Instance } from './instance.js'
import { completed, furnish, templateOf } from './template.js'

export const TEMPDB = 'tempdb'

/** Throws away what is left of the last one and makes another in the same place. */
export function makeTempdb(instance: Instance, primary: Place): Outcome<undefined, SqlError> {
  const log = { ...primary, path: primary.path.replace(/[^\\]*$/, 'templog.ldf') }
  for (const { volume, path } of [primary, log]) {
    const disk = instance.volumes.get(volume)
    if (disk !== undefined) deleteFile(disk, path)
  }
  const template = templateOf(instance)
  if (!template.ok) return template
  const options = completed(
    {
      name: TEMPDB,
      dataFiles: [{ logicalName: 'tempdev', ...primary }],
      logFiles: [{ logicalName: 'templog', ...log }],
      recoveryModel: 'SIMPLE',
    },
    template.value,
  )
  const made = createFiles(instance.host.sim, instance.volumes, options)
  if (!made.ok) return made
  const online = onlineWith(made.value)
  addDatabase(instance, { name: TEMPDB, primary, state: online })
  const furnished = furnish(online, template.value)
  return furnished.ok ? ok(undefined) : furnished
}
