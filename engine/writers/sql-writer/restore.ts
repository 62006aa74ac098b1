// PreRestore and PostRestore. In between the requestor puts the files in place and the SQL Writer has
// no part in it (facts 8.4).

import type { HResult } from '../../base/brand.js'
import { type Outcome, ok, refused } from '../../base/outcome.js'
import { type Host, LOCAL_SYSTEM_ACCOUNT, serviceIsRunning } from '../../host/index.js'
import { faultInForce, noteEffect, type Process } from '../../sim/index.js'
import {
  decodeMetadata,
  finishRestore,
  type Instance,
  moveCatalogs,
  prepareRestore,
  type RestoreOptions,
  type SnapshotSet,
} from '../../sql/vdi/index.js'
import { rightOf } from '../../volume/index.js'
import {
  type BackupComponent,
  type ComponentKey,
  fullLogicalPath,
  parseRestoreOptions,
  RESTORE_OPTION,
  requestedBackupType,
  restoreOptionFor,
  S_OK,
  setFailureMessage,
  type Writer,
  type WriterSession,
  writerComponents,
} from '../../vss/index.js'
import { refusedAccess } from './access.js'
import { catalogMoves, fileMoves } from './new-targets.js'
import { unpackPayload } from './payload.js'
import { REFUSED } from './prepare-backup.js'
import { claim, claimOf, describe, instanceAt, log, ownOf, type SqlWriter } from './state.js'

interface Wanted {
  readonly key: ComponentKey
  readonly instance: Instance
  readonly snapshot: Uint8Array
  readonly options: RestoreOptions
}

/** Looks at every component before it touches the first. */
export function* preRestore(writer: Writer, _host: Host, session: WriterSession): Process<HResult> {
  const own = ownOf(writer)
  const wanted: Wanted[] = []
  for (const { key, component } of writerComponents(session)) {
    const checked = examine(own, session, { key, component })
    if (!checked.ok) return fail(own, session, key, checked.error)
    wanted.push(checked.value)
  }
  for (const { key, instance, snapshot, options } of wanted) {
    const prepared = yield* prepareRestore(instance, snapshot, options)
    if (!prepared.ok) return fail(own, session, key, describe(prepared.error))
    own.restores.set(restoreKey(key), { instance, restore: prepared.value })
    claimOf(own, instance, 'prepared for restore', prepared.value.database.name)
  }
  return S_OK
}

export function* postRestore(
  writer: Writer,
  _host: Host,
  session: WriterSession,
): Process<HResult> {
  const own = ownOf(writer)
  let result = S_OK
  for (const { key, component } of writerComponents(session)) {
    const problem = yield* finish(own, key, component)
    if (problem !== undefined) result = fail(own, session, key, problem)
  }
  return result
}

function* finish(
  own: SqlWriter,
  key: ComponentKey,
  component: BackupComponent,
): Process<string | undefined> {
  claim(own, 'check new targets', component.name)
  const prepared = own.restores.get(restoreKey(key))
  if (prepared === undefined) return `${component.name}: it was not prepared for a restore`
  const { instance, restore } = prepared
  const { additionalRestores } = component
  const finished = yield* finishRestore(instance, restore, { additionalRestores })
  if (!finished.ok) return `${component.name}: ${describe(finished.error)}`
  own.restores.delete(restoreKey(key))
  claimOf(own, instance, 'restored', finished.value.name)
  const moves = catalogMoves(component.newTargets)
  if (additionalRestores || moves.length === 0) return undefined
  const moved = yield* moveCatalogs(finished.value, moves)
  return moved.ok ? undefined : `${component.name}: ${describe(moved.error)}`
}

function examine(
  own: SqlWriter,
  session: WriterSession,
  { key, component }: { readonly key: ComponentKey; readonly component: BackupComponent },
): Outcome<Wanted, string> {
  const { name, backupMetadata } = component
  claim(own, 'check new targets', name)
  const type = requestedBackupType(session)
  if (type === 'undefined') return refused(`${name}: the document has no backup type`)
  if (backupMetadata === null) return refused(`${name}: its metadata is missing`)
  const payload = unpackPayload(backupMetadata)
  if (!payload.ok) return refused(`${name}: its metadata is damaged: ${payload.error}`)
  const set = decodeMetadata(payload.value.snapshot)
  if (!set.ok) return refused(`${name}: its metadata is damaged: ${describe(set.error)}`)
  const path = payload.value.logicalPath
  if (path.toLowerCase() !== component.logicalPath.toLowerCase())
    return refused(`${name}: it belongs to ${path} and cannot go to ${component.logicalPath}`)
  if ((set.value.kind === 'differential') !== (type === 'differential'))
    return refused(`${name}: its metadata is that of a ${set.value.kind} backup, not ${type}`)
  const instance = instanceAt(own, component.logicalPath)
  if (instance === undefined) return refused(`${name}: there is no ${component.logicalPath}`)
  if (!serviceIsRunning(instance.host, instance.service))
    return refused(`${name}: ${instance.name} is not running`)
  if (instance.mode === 'minimal')
    return refused(`${name}: ${instance.name} was started with -f and restores nothing but master`)
  const access = refusedAccess(own, instance)
  if (access !== undefined) return refused(`${name}: ${access}`)
  const options = optionsOf(key, component, set.value)
  if (!options.ok) return options
  const closed = refusedFolder(own.host, instance, options.value)
  if (closed !== undefined) return refused(`${name}: ${closed}`)
  return ok({ key, instance, snapshot: payload.value.snapshot, options: options.value })
}

/** The files will be put there by whoever runs under the same account as this service. */
function refusedFolder(
  { sim }: Host,
  { volumes }: Instance,
  { moves = [] }: RestoreOptions,
): string | undefined {
  for (const { to } of moves) {
    const volume = volumes.get(to.volume)
    const folder = to.path.slice(0, to.path.lastIndexOf('\\'))
    const right = volume && rightOf(volume, folder, LOCAL_SYSTEM_ACCOUNT)
    if (right?.ok !== true || right.value === 'modify' || right.value === 'full-control') continue
    const where = `${to.volume}${folder}`
    const fault = faultInForce(sim.faults, 'right-removed', where)
    if (fault !== undefined) noteEffect(fault, sim.now, `nothing may be written to ${where}`)
    return `access to ${where} is denied`
  }
  return undefined
}

/** The whole value of the option is the new name (facts 7.4). */
function optionsOf(
  key: ComponentKey,
  component: BackupComponent,
  set: SnapshotSet,
): Outcome<RestoreOptions, string> {
  const parsed = parseRestoreOptions(component.restoreOptions ?? '')
  if (!parsed.ok) return refused(`${component.name}: ${parsed.error.message}`)
  const part = parsed.value.find(({ name }) => PARTS.includes(name.toLowerCase()))
  if (part !== undefined) return refused(`${component.name}: a ${part.name} is not restored alone`)
  const newName = restoreOptionFor(parsed.value, {
    component: fullLogicalPath(key),
    name: RESTORE_OPTION.newComponentName,
  })
  const moves = fileMoves(set, component.newTargets)
  return ok({ moves, ...(newName === null ? {} : { newName }) })
}

/** Options that ask for less than a database; others that it does not know mean nothing to it. */
const PARTS = ['page', 'file', 'filegroup']

function fail(own: SqlWriter, session: WriterSession, key: ComponentKey, text: string): HResult {
  setFailureMessage(session, key, text)
  log(own, 24583, text)
  return REFUSED
}

function restoreKey({ logicalPath, name }: ComponentKey): string {
  return `${logicalPath}\\${name}`.toLowerCase()
}
