// A database gets a secondary: the other instance is seeded with a copy of it, which is rolled forward
// with everything that is logged from then on.

import { type Outcome, ok } from '../../base/outcome.js'
import type { Process } from '../../sim/index.js'
import { createFolder, deleteFile } from '../../volume/index.js'
import { backupDatabase, layRestore, planRestore } from '../backup/index.js'
import { holdLog, releaseLog } from '../log/index.js'
import { refuseSql, type SqlError } from '../page/index.js'
import {
  beginRestore,
  beginSending,
  catchUp,
  type Database,
  findDatabase,
  type Instance,
  type Link,
  type Online,
  openSecondary,
  type Place,
  SYSTEM_DATABASES,
  useDatabase,
} from '../recovery/index.js'

export interface SecondaryPlace {
  readonly on: Instance
  /** Its files go there, under their own names. */
  readonly folder: Place
}

export function* addSecondary(
  primary: Instance,
  name: string,
  { on, folder }: SecondaryPlace,
): Process<Outcome<Database, SqlError>> {
  const ready = prepare(primary, name, on)
  if (!ready.ok) return ready
  const { database, online } = ready.value
  const { log } = online.storage
  const disk = on.volumes.get(folder.volume)
  if (disk === undefined) return refuseSql('PATH_UNUSABLE', folder.path)
  createFolder(disk, folder.path)
  // Nothing of the log may get lost between the copy and the first sending.
  const hold = holdLog(log, online.boot.minimum)
  const media: Place = { volume: folder.volume, path: `${folder.path}\\${name}.seed` }
  try {
    const seeded = yield* seed(database, on, { media, folder })
    if (!seeded.ok) return seeded
    const link: Link = { database: name, primary, secondary: on, folder, hardened: log.truncation }
    setReplica(primary, database, { role: 'primary', link })
    setReplica(on, seeded.value, { role: 'secondary', link })
    const opened = openSecondary(seeded.value, link)
    if (!opened.ok) return opened
    beginSending(online, link)
    catchUp(link)
    return seeded
  } finally {
    deleteFile(disk, media.path)
    releaseLog(log, hold)
  }
}

function prepare(
  primary: Instance,
  name: string,
  on: Instance,
): Outcome<{ readonly database: Database; readonly online: Online }, SqlError> {
  const found = findDatabase(primary, name)
  if (!found.ok) return found
  const database = found.value
  const online = useDatabase(database)
  if (!online.ok) return online
  if (SYSTEM_DATABASES.includes(name.toLowerCase()) || database.snapshotOf !== undefined)
    return refuseSql('OPTION_REFUSED', name)
  if (database.replica !== undefined || on === primary) return refuseSql('IN_GROUP', name)
  const { recoveryModel, autoClose } = online.value.boot
  if (recoveryModel !== 'FULL' || autoClose) return refuseSql('NOT_FULL_FOR_GROUP', name)
  if (findDatabase(on, name).ok) return refuseSql('DB_EXISTS', name)
  return ok({ database, online: online.value })
}

/** A copy WITH NORECOVERY; neither instance has a history of it. */
function* seed(
  database: Database,
  on: Instance,
  { media, folder }: { readonly media: Place; readonly folder: Place },
): Process<Outcome<Database, SqlError>> {
  const made = yield* backupDatabase(database, { media, type: 'copy-only' })
  if (!made.ok) return made
  const { sim, name } = database
  const move = Object.fromEntries(
    made.value.files.map(({ logicalName, path }) => {
      const fileName = path.slice(path.lastIndexOf('\\'))
      return [logicalName, { volume: folder.volume, path: `${folder.path}${fileName}` }]
    }),
  )
  const target = { sim, volumes: on.volumes, name, existing: undefined }
  const plan = planRestore(target, { media, move })
  if (!plan.ok) return plan
  const begun = yield* beginRestore(on, name, plan.value.primary)
  if (!begun.ok) return begun
  const laid = layRestore(begun.value, plan.value)
  return laid.ok ? begun : laid
}

function setReplica(
  instance: Instance,
  database: Database,
  replica: NonNullable<Database['replica']>,
): void {
  instance.replicas.set(database.name.toLowerCase(), replica)
  database.replica = replica
}
