// The VSS writer of SQL Server: one service per machine, for all of its instances.

import type { Guid } from '../../base/brand.js'
import type { Instance } from '../../sql/vdi/index.js'
import { registerWriter, type Vss, type WriterBehaviour } from '../../vss/index.js'
import { abortAll, backupComplete, lose, shutDown } from './backup-complete.js'
import { INSTANCE_NAME, identify } from './metadata-document.js'
import type { Coordinators } from './outcomes.js'
import { postSnapshot } from './post-snapshot.js'
import { prepareBackup } from './prepare-backup.js'
import { postRestore, preRestore } from './restore.js'
import { freeze, prepareSnapshot, thaw } from './snapshot.js'
import { SQL_WRITER, SQL_WRITER_SERVICE, type SqlWriter } from './state.js'

export { UNSUPPORTED_EVENT } from './choose-by-volume.js'
export { type OutcomeCapability, type OutcomePort, outcomeKey } from './outcomes.js'
export { unpackPayload } from './payload.js'
export { SQL_WRITER } from './state.js'

/** Facts 8.1. */
export const SQL_WRITER_CLASS = 'a65faa63-5ea8-4ebc-9dbd-a0c4db26912a' as Guid

export const SQL_WRITER_BEHAVIOURS: Readonly<Record<string, WriterBehaviour>> = Object.freeze({
  [SQL_WRITER]: {
    identify,
    handle: {
      'prepare-backup': prepareBackup,
      'prepare-snapshot': prepareSnapshot,
      freeze,
      thaw,
      'post-snapshot': postSnapshot,
      'backup-complete': backupComplete,
      'pre-restore': preRestore,
      'post-restore': postRestore,
    },
    abort: abortAll,
    shutdown: shutDown,
    lost: lose,
  },
})

/** Whichever instances there will be: the maps are those of the machine. */
export function registerSqlWriter(
  vss: Vss,
  servers: {
    readonly instances: ReadonlyMap<string, Instance>
    readonly userInstances: ReadonlyMap<string, Instance>
  },
  coordinators: Coordinators,
): void {
  const { instances, userInstances } = servers
  const own: SqlWriter = {
    host: vss.host,
    instances,
    userInstances,
    works: new Map(),
    restores: new Map(),
    journal: vss.journal,
    coordinators,
  }
  registerWriter(vss, {
    name: SQL_WRITER,
    classId: SQL_WRITER_CLASS,
    kind: SQL_WRITER,
    own,
    instanceName: INSTANCE_NAME,
    level: 'back-end',
    service: SQL_WRITER_SERVICE,
  })
}
