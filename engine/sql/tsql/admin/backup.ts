import type { Span } from '../../../base/brand.js'
import { ok, refused } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import { type AnyBackup, backUpOn, findSets } from '../../backup/index.js'
import { closeIfUnused, findDatabase, type Place, useDatabase } from '../../recovery/index.js'
import { backUpMetadata, type SuspendRequest, suspendStatus } from '../../vdi/index.js'
import { simOf } from '../host.js'
import type { BackupStatement } from '../parse/tree.js'
import type { Failure } from '../value/failure.js'
import { type AdminContext, type AdminProcess, done, inform, whenFree } from './context.js'
import { deviceOf, mediaFailure } from './device.js'
import { type Options, readOptions } from './options.js'
import { wantsFiles } from './parts.js'
import { tellPercent, tellProcessed } from './progress.js'
import { failureFrom, type Refusal, refuse, refuseFailed } from './refusal.js'
import { tellResumed } from './suspend.js'
import { textOfValue } from './values.js'

type Backup = Extract<BackupStatement, { kind: 'backup' }>
type BackupGroup = Extract<BackupStatement, { kind: 'backup-group' }>

type Worked = Process<{ readonly ok: true } | Refusal>

export function* runBackup(context: AdminContext, statement: Backup): AdminProcess {
  const command = statement.what === 'log' ? 'BACKUP LOG' : 'BACKUP DATABASE'
  const worked = yield* backUp(context, statement, command)
  return worked.ok ? done() : refuseFailed(command, worked.error)
}

function* backUp(context: AdminContext, statement: Backup, command: string): Worked {
  const { host, isInTransaction } = context
  if (isInTransaction)
    return refuse(3021, 'Cannot perform a backup or restore operation within a transaction.')
  const said = textOfValue(context, statement.database)
  const options = readOptions(context, statement.options)
  const media = deviceOf(context, statement.to)
  if (!said.ok) return refused([said.error])
  if (!options.ok) return refused([options.error])
  if (!media.ok) return refused([media.error])
  const unsupported = notSupported(statement, options.value)
  if (unsupported !== undefined) return unsupported
  const found = findDatabase(host.instance, said.value)
  if (!found.ok) return refused([failureFrom(found.error)])
  const { name } = found.value
  if (options.value.has('metadata_only')) {
    const request = { scope: 'database', databases: [name] } as const
    const named = options.value
    return yield* backUpSuspended(context, statement, {
      request,
      media: media.value,
      named,
      command,
    })
  }
  const online = useDatabase(found.value)
  if (online.ok && online.value.backup === undefined && !(yield* whenFree(context, online.value)))
    return refuse(0, 'Operation cancelled by user.', 11)
  const files = online.ok ? wantsFiles(context, online.value, statement.parts) : ok(false)
  if (!files.ok) return refused([files.error])
  const isFiles = files.value
  const request = { name, options: options.value, media: media.value, command, isFiles }
  const worked = yield* backUpTo(context, statement, request)
  closeIfUnused(found.value)
  return worked
}

function notSupported({ mirrors }: Backup, options: Options): Refusal | undefined {
  const option = ['snapshot', 'standby', 'encryption', 'file_snapshot'].find((name) =>
    options.has(name),
  )
  const what = option ?? (mirrors.length > 0 ? 'mirror to' : undefined)
  if (what === undefined) return undefined
  return refuse(
    3032,
    `One or more of the options (${what}) are not supported for this statement. Review the documentation for supported options.`,
  )
}

interface Request {
  readonly name: string
  readonly options: Options
  readonly media: Place
  readonly command: string
  /** The secondary files, and not the database. */
  readonly isFiles: boolean
}

function* backUpTo(context: AdminContext, statement: Backup, request: Request): Worked {
  const { host, login } = context
  const { name, options, media, command } = request
  const pages = new Map<number, number>()
  const append = !options.has('init') && !options.has('format')
  const since = simOf(host).now
  const label = { name: options.text('name'), description: options.text('description') }
  const medium = { media, append, pages, ...label }
  const made = yield* backUpOn(host.instance, name, backupOf(statement, request, medium), login)
  if (!made.ok) return refused([mediaFailure(host, made.error, media)])
  const { set, history } = made.value
  tellPercent(context, statement.at, statsOf(options))
  if (history !== undefined)
    inform(context, statement.at, history.number, `${history.meaning}: ${history.detail}`)
  tellProcessed(context, statement.at, {
    command: set.type === 'I' ? `${command} WITH DIFFERENTIAL` : command,
    database: name,
    files: set.files,
    pages,
    position: positionIn(context, media),
    took: (simOf(host).now - since) as Span,
  })
  return { ok: true }
}

/** STATS alone means every ten percent. */
export function statsOf(options: Options): number | undefined {
  return options.number('stats') ?? (options.has('stats') ? 10 : undefined)
}

/** The last set of the file is the one that was just written. */
function positionIn({ host }: AdminContext, { volume, path }: Place): number {
  const disk = host.instance.volumes.get(volume)
  const sets = disk === undefined ? undefined : findSets(disk, path)
  return sets?.ok === true ? sets.value.starts.length : 1
}

function backupOf(
  { what }: Backup,
  { options, isFiles }: Request,
  medium: Pick<AnyBackup, 'media' | 'append' | 'pages' | 'name' | 'description'>,
): AnyBackup {
  const copyOnly = options.has('copy_only')
  if (what === 'log')
    return { ...medium, type: 'log', copyOnly, norecovery: options.has('norecovery') }
  if (isFiles) return { ...medium, type: 'files' }
  if (options.has('differential')) return { ...medium, type: 'differential' }
  return { ...medium, type: copyOnly ? 'copy-only' : 'full' }
}

interface Suspended {
  readonly request: SuspendRequest
  readonly media: Place
  readonly named: Options
  readonly command: string
}

function* backUpSuspended(
  context: AdminContext,
  { at, options }: Pick<Backup, 'at' | 'options'>,
  { request, media, named, command }: Suspended,
): Worked {
  const { instance } = context.host
  const before = suspendStatus(instance)
  const isNew = options.some(({ name }) => name === 'format' || name === 'init')
  const made = yield* backUpMetadata(instance, request, {
    ...media,
    append: !isNew,
    name: named.text('name'),
  })
  if (!made.ok) return refused([mediaFailure(context.host, made.error, media)])
  tellResumed(context, at, before)
  for (const { databaseName, files } of made.value)
    tellProcessed(context, at, {
      command,
      database: databaseName,
      files: files.map(({ entry }) => entry),
      pages: new Map(files.map(({ entry }) => [entry.id, 0])),
      position: 1,
      took: 0 as Span,
    })
  return { ok: true }
}

/** BACKUP GROUP and BACKUP SERVER, of what was suspended so. */
export function* runBackupGroup(context: AdminContext, statement: BackupGroup): AdminProcess {
  const { databases } = statement
  const command = databases === undefined ? 'BACKUP SERVER' : 'BACKUP GROUP'
  const worked = yield* backUpGroup(context, statement, command)
  return worked.ok ? done() : refuseFailed(command, worked.error)
}

function* backUpGroup(context: AdminContext, statement: BackupGroup, command: string): Worked {
  const { databases } = statement
  const options = readOptions(context, statement.options)
  const media = deviceOf(context, statement.to)
  if (!options.ok || !media.ok) return refused(reasonsOf(options, media))
  if (!options.value.has('metadata_only'))
    return refuse(3032, `${command} is possible WITH METADATA_ONLY only.`)
  const request: SuspendRequest =
    databases === undefined
      ? { scope: 'server' }
      : { scope: 'group', databases: databases.map(({ name }) => name) }
  const named = options.value
  return yield* backUpSuspended(context, statement, { request, media: media.value, named, command })
}

export function reasonsOf(
  ...outcomes: readonly ({ readonly ok: true } | { readonly ok: false; readonly error: Failure })[]
): Failure[] {
  return outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error])).slice(0, 1)
}
