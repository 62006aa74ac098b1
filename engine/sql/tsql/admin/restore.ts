import type { Span, Ticks } from '../../../base/brand.js'
import { type Outcome, ok, refused } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import {
  type BackupSet,
  findSets,
  type MediaPlace,
  readBackupSet,
  recoverOn,
  restoreDifferentialOn,
  restoreLogOn,
  restoreOn,
  type StopAt,
} from '../../backup/index.js'
import { refuseSql, type SqlError } from '../../page/index.js'
import { findDatabase, type Place } from '../../recovery/index.js'
import { clockOf, simOf } from '../host.js'
import type { BackupStatement } from '../parse/tree.js'
import type { Failure } from '../value/failure.js'
import { parseDate } from '../value/parse-date.js'
import { reasonsOf, statsOf } from './backup.js'
import { type AdminContext, type AdminProcess, done } from './context.js'
import { deviceOf, mediaFailure } from './device.js'
import { othersIn } from './in-use.js'
import { type Options, readOptions } from './options.js'
import { dataFolder, placeOf, showPlace } from './paths.js'
import { tellPercent, tellProcessed } from './progress.js'
import { failureFrom, type Refusal, refuse, refuseFailed } from './refusal.js'
import { restoreMetadata } from './restore-metadata.js'
import { textOfValue } from './values.js'

export type Restore = Extract<BackupStatement, { kind: 'restore' }>

export type Worked = Process<{ readonly ok: true } | Refusal>

export interface RestoreRequest {
  readonly name: string
  readonly options: Options
  readonly media: MediaPlace
  readonly move: Readonly<Record<string, Place>>
}

export function* runRestore(context: AdminContext, statement: Restore): AdminProcess {
  const command = statement.what === 'log' ? 'RESTORE LOG' : 'RESTORE DATABASE'
  const worked = yield* restore(context, statement, command)
  return worked.ok ? done() : refuseFailed(command, worked.error)
}

function* restore(context: AdminContext, statement: Restore, command: string): Worked {
  const { host, isInTransaction } = context
  if (isInTransaction)
    return refuse(3021, 'Cannot perform a backup or restore operation within a transaction.')
  const name = textOfValue(context, statement.database)
  const options = readOptions(context, statement.options)
  if (!name.ok || !options.ok) return refused(reasonsOf(name, options))
  const unsupported = notSupported(statement, options.value)
  if (unsupported !== undefined) return unsupported
  if (statement.from.length === 0) return yield* recover(context, name.value, options.value)
  const media = deviceOf(context, statement.from)
  const move = movesOf(context, options.value)
  if (!media.ok || !move.ok) return refused(reasonsOf(media, move))
  const busy = refuseBusy(context, name.value)
  if (busy !== undefined) return busy
  // Without FILE it is the first set of the file that is meant.
  const position = options.value.number('file') ?? 1
  const request: RestoreRequest = {
    name: name.value,
    options: options.value,
    media: { ...media.value, position },
    move: move.value,
  }
  if (options.value.has('metadata_only'))
    return yield* restoreMetadata(context, statement.at, request)
  const set = readBackupSet(host.instance.volumes, request.media)
  if (!set.ok) return refused([mediaFailure(host, set.error, request.media)])
  const isLog = set.value.type === 'L'
  if (isLog !== (statement.what === 'log')) return refuseKind(context, isLog, request)
  return yield* restoreSet(context, statement, { ...request, command, set: set.value })
}

function notSupported({ parts, fromSnapshot }: Restore, options: Options): Refusal | undefined {
  const other = ['standby', 'partial', 'snapshot', 'stopatmark', 'stopbeforemark'].find((name) =>
    options.has(name),
  )
  const what = other ?? (fromSnapshot === undefined ? parts[0]?.kind : 'database_snapshot')
  if (what === undefined) return undefined
  return refuse(
    3032,
    `One or more of the options (${what}) are not supported for this statement. Review the documentation for supported options.`,
  )
}

function* recover(context: AdminContext, name: string, options: Options): Worked {
  if (options.has('norecovery')) return { ok: true }
  const recovered = yield* recoverOn(context.host.instance, name)
  return recovered.ok ? { ok: true } : refused([failureFrom(recovered.error)])
}

function movesOf(
  { host }: AdminContext,
  { moves }: Options,
): Outcome<Record<string, Place>, Failure> {
  const places: Record<string, Place> = {}
  for (const [name, path] of moves) {
    const place = placeOf(host, path, dataFolder(host))
    if (!place.ok) return place
    places[name] = place.value
  }
  return ok(places)
}

const { error: MASTER_IN_USE } = refuseSql('MASTER_SINGLE_USER')

/** A database that somebody is in is not restored over. */
function refuseBusy(context: AdminContext, name: string): Refusal | undefined {
  if (!findDatabase(context.host.instance, name).ok) return undefined
  if (name.toLowerCase() === 'master') return refused([failureFrom(MASTER_IN_USE)])
  if (context.session.database?.toLowerCase() === name.toLowerCase())
    return refuse(
      3102,
      `RESTORE cannot process database '${name}' because it is in use by this session. It is recommended that the master database be used when performing this operation.`,
    )
  return othersIn(context, name) > 0
    ? refuse(3101, 'Exclusive access could not be obtained because the database is in use.')
    : undefined
}

function refuseKind({ host }: AdminContext, isLog: boolean, { media }: RestoreRequest): Refusal {
  const by = isLog ? 'BACKUP LOG' : 'BACKUP DATABASE'
  return refuse(
    3135,
    `The backup set in file '${showPlace(host, media)}' was created by ${by} and cannot be used for this restore operation.`,
  )
}

interface OfSet extends RestoreRequest {
  readonly command: string
  readonly set: BackupSet
}

function* restoreSet(context: AdminContext, statement: Restore, request: OfSet): Worked {
  const { host, login } = context
  const { name, options, media, set } = request
  const since = simOf(host).now
  const stop = stopOf(context, options)
  if (!stop.ok) return refused([stop.error])
  const what = { media, move: request.move, replace: options.has('replace') }
  const restored: Outcome<unknown, SqlError> =
    set.type === 'L'
      ? yield* restoreLogOn(host.instance, name, { ...what, ...stop.value }, login)
      : set.type === 'I'
        ? yield* restoreDifferentialOn(host.instance, name, what, login)
        : yield* restoreOn(host.instance, name, what, login)
  if (!restored.ok) return refused([mediaFailure(host, restored.error, media)])
  const isLast = !options.has('norecovery') && !isShort(restored.value, stop.value)
  const recovered = isLast ? yield* recoverOn(host.instance, name) : ok(undefined)
  if (!recovered.ok) return refused([failureFrom(recovered.error)])
  tellPercent(context, statement.at, statsOf(options))
  tellProcessed(context, statement.at, {
    command: request.command,
    database: name,
    files: set.files,
    pages: pagesIn(context, media),
    position: media.position ?? 1,
    took: (simOf(host).now - since) as Span,
  })
  return { ok: true }
}

function pagesIn({ host }: AdminContext, place: MediaPlace): ReadonlyMap<number, number> {
  const { position = 1, volume, path } = place
  const disk = host.instance.volumes.get(volume)
  const found = disk === undefined ? undefined : findSets(disk, path)
  return (found?.ok === true ? found.value.pages[position - 1] : undefined) ?? new Map()
}

/** STOPAT lies behind this backup: the next one may hold it, so the database is not recovered. */
function isShort(restored: unknown, { stopAt }: { readonly stopAt?: StopAt }): boolean {
  if (stopAt === undefined || typeof restored !== 'object' || restored === null) return false
  return 'stopped' in restored && restored.stopped === false
}

/** STOPAT is a time of the server's clock. */
function stopOf(
  { host }: AdminContext,
  options: Options,
): Outcome<{ readonly stopAt?: StopAt }, Failure> {
  const text = options.text('stopat')
  if (text === undefined) return ok({})
  const parsed = parseDate(text)
  if (parsed === undefined)
    return refused({
      number: 241,
      severity: 16,
      state: 1,
      text: 'Conversion failed when converting date and/or time from character string.',
    })
  const zero = clockOf(host) - BigInt(Math.floor(simOf(host).now)) * 10n
  return ok({ stopAt: { kind: 'time', at: Number((parsed.local - zero) / 10n) as Ticks } })
}
