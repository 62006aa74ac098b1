// How a transaction coordinator sees the databases of an instance. The coordinator knows this shape
// and nothing else of SQL Server; whoever puts the engine together connects the two.

import type { Guid } from '../../base/brand.js'
import { logEvent } from '../../host/index.js'
import type { Process } from '../../sim/index.js'
import { refuseSql } from '../page/index.js'
import {
  abortBranch,
  commitBranch,
  type Database,
  isInDoubt,
  markSuspect,
  type Online,
  prepareBranch,
  requireOnline,
} from './database/index.js'
import type { GlobalOutcome } from './in-doubt.js'
import { findDatabase, type Instance } from './instance/index.js'

export interface BranchView {
  readonly globalId: Guid
  /** The address of the one who decides. */
  readonly coordinator: string
  readonly prepared: boolean
  /** A restart found it prepared. */
  readonly recovered: boolean
}

export interface ResourceManager<Resource> {
  /** False when nobody is there to take a message. */
  isUp(resource: Resource): boolean
  branches(resource: Resource): readonly BranchView[]
  /** `no` when the branch was taken back; undefined when nothing can be said. */
  prepare(resource: Resource, globalId: Guid): Process<'prepared' | 'read-only' | 'no' | undefined>
  /** True when it is done for good. */
  end(resource: Resource, globalId: Guid, outcome: GlobalOutcome): Process<boolean>
  /** The coordinators of what recovery left in doubt cannot be asked. */
  presume(resource: Resource): Process
}

export interface SqlResource {
  readonly instance: Instance
  readonly database: string
}

/** Plain functions, shared by every world. */
export const SQL_RESOURCES: ResourceManager<SqlResource> = Object.freeze({
  isUp: (resource: SqlResource) => onlineOf(resource) !== undefined,
  branches: (resource: SqlResource) => {
    const online = onlineOf(resource)
    return online === undefined ? [] : viewBranches(online)
  },
  prepare,
  end,
  presume,
})

/** What recovery left in doubt, or what waits for its coordinator now. */
export function inDoubtOf(database: Database): BranchView[] {
  const { state } = database
  return state.kind === 'online' ? viewBranches(state).filter(({ prepared }) => prepared) : []
}

function viewBranches(online: Online): BranchView[] {
  return [...online.branches.values()].map((branch) => ({
    globalId: branch.globalId,
    coordinator: branch.coordinator,
    prepared: isInDoubt(branch),
    recovered: branch.recovered,
  }))
}

function* prepare(
  resource: SqlResource,
  globalId: Guid,
): Process<'prepared' | 'read-only' | 'no' | undefined> {
  const online = onlineOf(resource)
  if (online === undefined) return undefined
  const prepared = yield* prepareBranch(online, globalId)
  if (prepared.ok) return prepared.value
  const { name } = prepared.error
  // It may have promised; only its log can tell.
  return name === 'CONNECTION_BROKEN' || name === 'LOG_UNAVAILABLE' ? undefined : 'no'
}

function* end(resource: SqlResource, globalId: Guid, outcome: GlobalOutcome): Process<boolean> {
  const online = onlineOf(resource)
  if (online === undefined) return false
  const ended = yield* (outcome === 'committed' ? commitBranch : abortBranch)(online, globalId)
  return ended.ok
}

function* presume(resource: SqlResource): Process {
  const { instance } = resource
  const found = findDatabase(instance, resource.database)
  const online = onlineOf(resource)
  if (!found.ok || online === undefined) return
  const recovered = viewBranches(online).filter((branch) => branch.recovered)
  if (recovered.length === 0) return
  if (instance.inDoubtResolution === 0) {
    suspect(instance, found.value)
    return
  }
  const outcome = instance.inDoubtResolution === 1 ? commitBranch : abortBranch
  for (const { globalId } of recovered) yield* outcome(online, globalId)
}

function suspect({ host, service }: Instance, database: Database): void {
  const { error } = refuseSql('UNRESOLVED_OUTCOMES', database.name)
  markSuspect(database, error)
  const text = `${error.meaning}: ${error.detail}`
  logEvent(host, 'Application', { source: service, id: error.number, level: 'Error', text })
}

function onlineOf({ instance, database }: SqlResource): Online | undefined {
  const found = findDatabase(instance, database)
  const online = found.ok ? requireOnline(found.value) : found
  return online.ok ? online.value : undefined
}
