// PrepareForBackup: which databases the requestor wants, and whether that kind of backup can be made
// of them at all. Nothing is asked of the databases yet.

import type { Guid, HResult } from '../../base/brand.js'
import type { Host } from '../../host/index.js'
import { serviceIsRunning } from '../../host/index.js'
import type { Process } from '../../sim/index.js'
import {
  describeDatabase,
  differentialBaseOf,
  findDatabase,
  type SnapshotKind,
} from '../../sql/vdi/index.js'
import {
  areComponentsSelected,
  type BackupType,
  type ComponentKey,
  hresult,
  isRollbackSnapshot,
  parseStamp,
  requestedBackupType,
  S_OK,
  setFailureMessage,
  type Writer,
  type WriterSession,
  writerComponents,
} from '../../vss/index.js'
import { refusedAccess } from './access.js'
import {
  type Chosen,
  claim,
  describe,
  instanceAt,
  log,
  ownOf,
  type SqlWriter,
  type Work,
} from './state.js'

/** Nothing but another request, or another state of things, will make it succeed. */
export const REFUSED = hresult('VSS_E_WRITERERROR_NONRETRYABLE')

/** The types that the schema of the writer knows. */
const KINDS: Readonly<Partial<Record<BackupType, SnapshotKind>>> = {
  full: 'full',
  copy: 'copy-only',
  differential: 'differential',
}

// biome-ignore lint/correctness/useYield: it takes no time, and events are processes
export function* prepareBackup(
  writer: Writer,
  _host: Host,
  session: WriterSession,
): Process<HResult> {
  const own = ownOf(writer)
  const type = requestedBackupType(session)
  if (!areComponentsSelected(session)) return refuseUnlessFull(own, type)
  const selected = writerComponents(session)
  if (selected.length === 0) return S_OK
  const kind = KINDS[type]
  if (kind === undefined) {
    for (const { key } of selected) setFailureMessage(session, key, `no ${type} backups are made`)
    log(own, 24583, `a ${type} backup was asked for, which the SQL Writer does not make`)
    return REFUSED
  }
  // A snapshot for another purpose than backup is nothing to build on.
  const work: Work = {
    kind: isRollbackSnapshot(session) ? 'copy-only' : kind,
    chosen: [],
    backups: [],
    torn: [],
  }
  let result = S_OK
  for (const { key, component } of selected) {
    const chosen = choose(own, key)
    if (chosen === undefined) continue
    const problem = problemWith(own, chosen, kind, component.previousBackupStamp)
    if (problem === undefined) work.chosen.push(chosen)
    else {
      setFailureMessage(session, key, problem)
      log(own, 24583, `${chosen.instance.name}\\${chosen.database}: ${problem}`)
      result = REFUSED
    }
  }
  if (result === S_OK) own.works.set(setIdOf(session), work)
  return result
}

/** Whole volumes are backed up in full or not at all (facts 8.2). */
function refuseUnlessFull(own: SqlWriter, type: BackupType): HResult {
  if (type === 'full' || type === 'undefined' || type === 'other') return S_OK
  log(own, 24583, `a ${type} backup of whole volumes is not supported`)
  return REFUSED
}

/** Nothing for an instance that was stopped since: its databases are ignored (facts 8.3). */
function choose(own: SqlWriter, key: ComponentKey): Chosen | undefined {
  const instance = instanceAt(own, key.logicalPath)
  if (instance !== undefined && serviceIsRunning(instance.host, instance.service))
    return { instance, database: key.name, key }
  claim(own, 'ignore', key.name)
  return undefined
}

function problemWith(
  own: SqlWriter,
  { instance, database }: Chosen,
  kind: SnapshotKind,
  previousStamp: string | null,
): string | undefined {
  const refused = refusedAccess(own, instance)
  if (refused !== undefined) return refused
  const found = findDatabase(instance, database)
  if (!found.ok) return `${database}: ${describe(found.error)}`
  const facts = describeDatabase(found.value)
  if (facts.unusable !== undefined) return `${database}: ${facts.unusable}`
  if (kind !== 'differential') return undefined
  if (database.toLowerCase() === 'master') return `${database} is only backed up in full`
  const base = differentialBaseOf(instance, database)
  if (!base.ok) return `${database}: ${describe(base.error)}`
  if (base.value === undefined) return `${database} has no differential base`
  if (facts.fullTextFolders.length === 0) return undefined
  if (previousStamp === null) return `${database}: the previous backup stamp is missing`
  if (!parseStamp(previousStamp).ok) return `${database}: the previous backup stamp is no stamp`
  return undefined
}

export function setIdOf({ conversation }: WriterSession): Guid {
  return conversation.document.snapshotSetId ?? conversation.set?.id ?? ('' as Guid)
}
