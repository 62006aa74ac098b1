import type { CommandName } from '../../../model/commands.js'
import { bankHandlers } from './bank.js'
import { faultHandlers } from './faults.js'
import { fileHandlers } from './files.js'
import type { Handlers } from './handler.js'
import { hostHandlers } from './host.js'
import { requestorHandlers } from './requestor.js'
import { shellHandlers } from './shell.js'
import { backupHandlers } from './sql-backups.js'
import { changeHandlers } from './sql-changes.js'
import { databaseHandlers } from './sql-databases.js'
import { instanceHandlers } from './sql-instances.js'
import { rowHandlers } from './sql-rows.js'
import { snapshotHandlers } from './sql-snapshots.js'
import { systemStateHandlers } from './system-state.js'
import { volumeHandlers } from './volume.js'
import { workloadHandlers } from './workload.js'

/** One handler for every command; the compiler sees that none is missing. */
export const HANDLERS: Handlers<CommandName> = {
  ...hostHandlers,
  ...shellHandlers,
  ...volumeHandlers,
  ...fileHandlers,
  ...systemStateHandlers,
  ...instanceHandlers,
  ...databaseHandlers,
  ...changeHandlers,
  ...rowHandlers,
  ...backupHandlers,
  ...snapshotHandlers,
  ...bankHandlers,
  ...workloadHandlers,
  ...faultHandlers,
  ...requestorHandlers,
}
