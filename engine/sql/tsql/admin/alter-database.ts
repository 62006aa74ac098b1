import { refused } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import type { SqlError } from '../../page/index.js'
import {
  addFile,
  closeIfUnused,
  type Database,
  enlargeFile,
  fileNamed,
  findDatabase,
  moveFile,
  type Online,
  removeFile,
  renameFileLogically,
  setFilegroupReadOnly,
  setGrowth,
  useDatabase,
} from '../../recovery/index.js'
import type { DatabaseChange, DatabaseStatement, FileSpec } from '../parse/tree.js'
import { type AdminContext, type AdminProcess, done, whenFree } from './context.js'
import { fileOptionsOf, growthOf, pagesOfKb } from './file-options.js'
import { addFilegroup, filegroupNamed, forgetFilegroup } from './filegroups.js'
import { dataFolder, logFolder, placeOf } from './paths.js'
import { failureFrom, type Refusal, refuse } from './refusal.js'
import { setDatabaseOptions } from './set-options.js'
import { resumeByStatement, suspendByStatement } from './suspend.js'

export type Alter = Extract<DatabaseStatement, { kind: 'alter-database' }>
type Of<Kind extends DatabaseChange['kind']> = Extract<DatabaseChange, { kind: Kind }>

/** What one change gives: nothing, or the reasons before 5069. */
export type Changed = { readonly ok: true } | Refusal

export const CHANGED: Changed = { ok: true }

export function* runAlterDatabase(context: AdminContext, statement: Alter): AdminProcess {
  const name = statement.name ?? context.session.database ?? 'master'
  const found = findDatabase(context.host.instance, name)
  const changed = found.ok ? yield* change(context, statement, found.value) : unknown(name)
  if (changed.ok) return done()
  const failed = 'ALTER DATABASE statement failed.'
  return refused([...changed.error, { number: 5069, severity: 16, state: 1, text: failed }])
}

function unknown(name: string): Refusal {
  return refuse(
    5011,
    `User does not have permission to alter database '${name}', the database does not exist, or the database is not in a state that allows access checks.`,
    14,
  )
}

export function changedBy(
  outcome: { readonly ok: true } | { readonly ok: false; readonly error: SqlError },
): Changed {
  return outcome.ok ? CHANGED : refused([failureFrom(outcome.error)])
}

function* change(context: AdminContext, statement: Alter, database: Database): Process<Changed> {
  const { change: what, at } = statement
  switch (what.kind) {
    case 'set':
      return yield* setDatabaseOptions(context, database, what)
    case 'suspend': {
      const request = { scope: 'database', databases: [database.name] } as const
      return what.on
        ? suspendByStatement(context, at, { ...request, copyOnly: what.copyOnly })
        : resumeByStatement(context, at, request)
    }
    case 'collate':
      return isLikeOurs(what.collation) ? CHANGED : refuseCollation(what.collation)
    case 'modify-name':
      return refuse(5030, `The database '${database.name}' cannot be renamed here.`)
    case 'rebuild-log':
      return refuse(5058, `The log of '${database.name}' cannot be rebuilt here.`)
    default:
      return yield* changeInside(context, database, what)
  }
}

/** All texts are compared without regard to case and with regard to accents. */
export function isLikeOurs(collation: string): boolean {
  return /_CI_AS(_|$)/i.test(collation)
}

export function refuseCollation(collation: string): Refusal {
  return refuse(448, `Invalid collation '${collation}'.`)
}

type Inside = Exclude<
  DatabaseChange,
  { kind: 'set' | 'suspend' | 'collate' | 'modify-name' | 'rebuild-log' }
>

/** Changes that write to the database, and so wait while it may not be written. */
function* changeInside(context: AdminContext, database: Database, what: Inside): Process<Changed> {
  const online = useDatabase(database)
  if (!online.ok) return changedBy(online)
  if (!(yield* whenFree(context, online.value)))
    return refuse(0, 'Operation cancelled by user.', 11)
  const changed = yield* changeFiles(context, { database, online: online.value }, what)
  closeIfUnused(database)
  return changed
}

interface Opened {
  readonly database: Database
  readonly online: Online
}

function* changeFiles(context: AdminContext, opened: Opened, what: Inside): Process<Changed> {
  const { online } = opened
  switch (what.kind) {
    case 'add-file':
      return addFiles(context, opened, what)
    case 'remove-file':
      return dropFile(online, what.name)
    case 'modify-file':
      return yield* modifyFile(context, opened, what.file)
    case 'add-filegroup': {
      const known = filegroupNamed(online, what.name)
      if (!known.ok) return changedBy(known)
      if (known.value !== undefined)
        return refuse(
          1505,
          `The filegroup name '${what.name}' is already in use. Choose a different name.`,
        )
      return changedBy(yield* addFilegroup(online, what.name))
    }
    case 'remove-filegroup':
      return yield* removeFilegroup(online, what.name)
    default:
      return modifyFilegroup(online, what)
  }
}

function addFiles(
  context: AdminContext,
  { database, online }: Opened,
  { files, filegroup, isLog }: Of<'add-file'>,
): Changed {
  const group = filegroup === undefined ? undefined : filegroupNamed(online, filegroup)
  if (group !== undefined && !group.ok) return changedBy(group)
  if (filegroup !== undefined && group?.value === undefined) return noFilegroup(filegroup)
  const folder = isLog ? logFolder(context.host) : dataFolder(context.host)
  for (const spec of files) {
    const number = group?.value?.number
    const as = number === undefined ? { folder } : { folder, filegroup: number }
    const options = fileOptionsOf(context.host, spec, as)
    if (!options.ok) return refused([options.error])
    const added = addFile(database, online, isLog ? 'log' : 'rows', options.value)
    if (!added.ok) return changedBy(added)
  }
  return CHANGED
}

function noFilegroup(name: string): Refusal {
  return refuse(5041, `MODIFY FILE failed. The filegroup '${name}' does not exist.`)
}

/** A file that holds pages of tables is refused; DBCC SHRINKFILE (…, EMPTYFILE) comes first. */
function dropFile(online: Online, name: string): Changed {
  const file = fileNamed(online.storage, name)
  if (file === undefined)
    return refuse(
      5009,
      'One or more files listed in the statement could not be found or could not be initialized.',
    )
  return changedBy(removeFile(online, name))
}

function* modifyFile(
  context: AdminContext,
  { database, online }: Opened,
  spec: FileSpec,
): Process<Changed> {
  const { name = '', newName, fileName, sizeKb, maxSizeKb } = spec
  const entry = fileNamed(online.storage, name)?.entry
  if (entry === undefined) return refuse(5041, `MODIFY FILE failed. File '${name}' does not exist.`)
  if (sizeKb !== undefined) {
    const enlarged = enlargeFile(online, name, pagesOfKb(sizeKb))
    if (!enlarged.ok) return changedBy(enlarged)
  }
  const growth = growthOf(spec)
  if (growth !== undefined || maxSizeKb !== undefined) {
    const maxPages =
      maxSizeKb === undefined
        ? entry.maxPages
        : maxSizeKb === 'unlimited'
          ? undefined
          : pagesOfKb(maxSizeKb)
    const set = setGrowth(online, name, { growth: growth ?? entry.growth, maxPages })
    if (!set.ok) return changedBy(set)
  }
  if (fileName !== undefined) {
    const to = placeOf(context.host, fileName, dataFolder(context.host))
    if (!to.ok) return refused([to.error])
    const file = { logicalName: name, to: to.value }
    const moved = yield* moveFile(context.host.instance, database.name, file)
    if (!moved.ok) return changedBy(moved)
  }
  return newName === undefined ? CHANGED : changedBy(renameFileLogically(online, name, newName))
}

function* removeFilegroup(online: Online, name: string): Process<Changed> {
  const group = filegroupNamed(online, name)
  if (!group.ok) return changedBy(group)
  if (group.value === undefined) return noFilegroup(name)
  const { number } = group.value
  const isUsed = [...online.storage.files.values()].some(({ entry }) => entry.filegroup === number)
  if (isUsed)
    return refuse(5042, `The filegroup '${name}' cannot be removed because it is not empty.`)
  return changedBy(yield* forgetFilegroup(online, group.value))
}

function modifyFilegroup(online: Online, { name, option }: Of<'modify-filegroup'>): Changed {
  const group = filegroupNamed(online, name)
  if (!group.ok) return changedBy(group)
  if (group.value === undefined) return noFilegroup(name)
  if (option !== 'read_only' && option !== 'read_write')
    return refuse(5058, `Option '${option}' cannot be set for the filegroup '${name}'.`)
  return changedBy(setFilegroupReadOnly(online, group.value.number, option === 'read_only'))
}
