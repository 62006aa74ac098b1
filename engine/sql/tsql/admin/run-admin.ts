// Administrative statements end in the same calls as those of the other targets. Here stands which
// statement goes where, who may give it, and which may not stand in a transaction.

import { refused } from '../../../base/outcome.js'
import { dropDatabase, findDatabase, isSysadmin } from '../../recovery/index.js'
import { isOnLinux } from '../catalog/version.js'
import type { AdminStatement, BackupStatement } from '../parse/tree.js'
import { runAlterDatabase } from './alter-database.js'
import { runBackup, runBackupGroup } from './backup.js'
import { type AdminContext, type AdminProcess, done } from './context.js'
import { runCreateDatabase, runCreateSnapshot } from './create-database.js'
import { runDbcc } from './dbcc.js'
import { othersIn } from './in-use.js'
import { type Refusal, refuse, refuseError } from './refusal.js'
import { runRestore } from './restore.js'
import { runRestoreInformation } from './restore-information.js'
import { runSecurity } from './security.js'
import { runCheckpoint, runKill, runReconfigure, runShutdown, runUse } from './server.js'
import { runSuspendServer } from './suspend.js'

export type Administrative = AdminStatement | BackupStatement

export function* runAdmin(context: AdminContext, statement: Administrative): AdminProcess {
  const refusal = refuseInTransaction(context, statement) ?? refuseRight(context, statement)
  if (refusal !== undefined) return refusal
  const ended = yield* carryOut(context, statement)
  if (ended.ok || !isOnLinux(context.host)) return ended
  return refused(ended.error.map((each) => ({ ...each, text: withSlashes(each.text) })))
}

/** Whatever speaks of a file by its volume means the one root of Linux. */
function withSlashes(text: string): string {
  return text.replace(/[A-Z]:(\\[^\s'"]+)/g, (_, path: string) => path.replace(/\\/g, '/'))
}

function* carryOut(context: AdminContext, statement: Administrative): AdminProcess {
  switch (statement.kind) {
    case 'create-database':
      return yield* runCreateDatabase(context, statement)
    case 'create-database-snapshot':
      return yield* runCreateSnapshot(context, statement)
    case 'drop-database':
      return yield* runDropDatabase(context, statement)
    case 'alter-database':
      return yield* runAlterDatabase(context, statement)
    case 'suspend-server':
      return yield* runSuspendServer(context, statement)
    case 'backup':
      return yield* runBackup(context, statement)
    case 'backup-group':
      return yield* runBackupGroup(context, statement)
    case 'restore':
      return yield* runRestore(context, statement)
    case 'restore-information':
      return yield* runRestoreInformation(context, statement)
    case 'use':
      return yield* runUse(context, statement)
    case 'checkpoint':
      return yield* runCheckpoint(context)
    case 'kill':
      return yield* runKill(context, statement)
    case 'shutdown':
      return yield* runShutdown(context, statement)
    case 'reconfigure':
      return yield* runReconfigure(context)
    case 'dbcc':
      return yield* runDbcc(context, statement)
    default:
      return yield* runSecurity(context, statement)
  }
}

/** 226 names the statement. */
const ALONE: Partial<Readonly<Record<Administrative['kind'], string>>> = {
  'create-database': 'CREATE DATABASE',
  'create-database-snapshot': 'CREATE DATABASE',
  'drop-database': 'DROP DATABASE',
  'alter-database': 'ALTER DATABASE',
  'suspend-server': 'ALTER SERVER CONFIGURATION',
}

function refuseInTransaction(
  { isInTransaction }: AdminContext,
  { kind }: Administrative,
): Refusal | undefined {
  const command = ALONE[kind]
  if (command === undefined || !isInTransaction) return undefined
  return refuse(226, `${command} statement not allowed within multi-statement transaction.`)
}

/** What everybody may do. */
const FREE: ReadonlySet<Administrative['kind']> = new Set(['use', 'checkpoint'])

/** There are administrators of the server and all others, and nothing between. */
function refuseRight(
  { host, login }: AdminContext,
  statement: Administrative,
): Refusal | undefined {
  const { kind } = statement
  if (FREE.has(kind) || isSysadmin(host.instance, login)) return undefined
  switch (kind) {
    case 'create-database':
    case 'create-database-snapshot':
    case 'restore':
      return refuse(262, "CREATE DATABASE permission denied in database 'master'.", 14)
    case 'backup':
    case 'backup-group':
      return refuse(262, 'BACKUP DATABASE permission denied.', 14)
    case 'kill':
      return refuse(6102, 'User does not have permission to use the KILL statement.', 14)
    case 'shutdown':
      return refuse(6004, 'User does not have permission to perform this action.', 14)
    default:
      return refuse(15247, 'User does not have permission to perform this action.')
  }
}

type Drop = Extract<AdminStatement, { kind: 'drop-database' }>

function* runDropDatabase(context: AdminContext, { names, ifExists }: Drop): AdminProcess {
  const { instance } = context.host
  for (const { name } of names) {
    if (!findDatabase(instance, name).ok) {
      if (ifExists) continue
      return refuse(
        3701,
        `Cannot drop the database '${name}', because it does not exist or you do not have permission.`,
        11,
      )
    }
    const isOwn = context.session.database?.toLowerCase() === name.toLowerCase()
    if (isOwn || othersIn(context, name) > 0)
      return refuse(3702, `Cannot drop database "${name}" because it is currently in use.`)
    const dropped = yield* dropDatabase(instance, name)
    if (!dropped.ok) return refuseError(dropped.error)
  }
  return done()
}
