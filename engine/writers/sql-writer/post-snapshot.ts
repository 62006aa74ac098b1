// PostSnapshot: what a restore will need is written into the document of the requestor, and a
// snapshot for another purpose than backup is recovered.

import type { HResult } from '../../base/brand.js'
import type { Host } from '../../host/index.js'
import type { Process } from '../../sim/index.js'
import {
  collectPartialFiles,
  describeDatabase,
  findDatabase,
  finishSnapshot,
} from '../../sql/vdi/index.js'
import {
  addDifferencedFiles,
  addPartialFile,
  areComponentsSelected,
  type ComponentKey,
  fileTimeOfUnixMs,
  findComponent,
  isAutoRecovered,
  isPartialFileSupportEnabled,
  parseStamp,
  printStamp,
  S_OK,
  setBackupMetadata,
  setBackupStamp,
  setFailureMessage,
  type Writer,
  type WriterSession,
} from '../../vss/index.js'
import { recoverCopies } from './auto-recovery.js'
import { splitPlace } from './metadata-document.js'
import { packPayload } from './payload.js'
import { REFUSED } from './prepare-backup.js'
import { abort, reportTorn, TORN } from './snapshot.js'
import {
  backupOf,
  type Chosen,
  claim,
  describe,
  log,
  ownOf,
  type SqlWriter,
  type Work,
  workOf,
} from './state.js'

export function* postSnapshot(
  writer: Writer,
  _host: Host,
  session: WriterSession,
): Process<HResult> {
  const own = ownOf(writer)
  const work = workOf(own, session)
  if (work === undefined) return S_OK
  if (work.torn.length > 0) return refuseTorn(own, session, work)
  for (const chosen of work.chosen) {
    const problem = finish(own, session, work, chosen)
    if (problem !== undefined) return failWith(own, session, work, { chosen, problem })
  }
  if (!areComponentsSelected(session) || !isAutoRecovered(session)) return S_OK
  const failed = yield* recoverCopies(own, session, work)
  return failed === undefined ? S_OK : failWith(own, session, work, failed)
}

function refuseTorn(own: SqlWriter, session: WriterSession, work: Work): HResult {
  reportTorn(own, work)
  for (const { chosen, missing } of work.torn) {
    const text = `${chosen.database} is torn: ${missing.join(', ')} not in the snapshot set`
    if (chosen.key !== undefined) setFailureMessage(session, chosen.key, text)
  }
  abort(own, work, 'a database of the backup is torn')
  return TORN
}

function failWith(
  own: SqlWriter,
  session: WriterSession,
  work: Work,
  { chosen, problem }: { readonly chosen: Chosen; readonly problem: string },
): HResult {
  const text = `${chosen.database}: ${problem}`
  if (chosen.key !== undefined) setFailureMessage(session, chosen.key, text)
  log(own, 24583, text)
  abort(own, work, 'the backup of another database failed')
  return REFUSED
}

/** Writes down what there is of a database; says what went wrong. */
function finish(
  own: SqlWriter,
  session: WriterSession,
  work: Work,
  chosen: Chosen,
): string | undefined {
  const backup = backupOf(work, chosen)
  const { key, database } = chosen
  if (backup === undefined) return 'it was not prepared'
  if (key !== undefined && work.kind === 'differential') {
    const problem = addChanges(own, session, chosen, { key, backup })
    if (problem !== undefined) return problem
  }
  const finished = finishSnapshot(backup, database)
  if (!finished.ok) return describe(finished.error)
  if (key === undefined) return undefined
  const payload = packPayload({ logicalPath: key.logicalPath, snapshot: finished.value })
  setBackupMetadata(session, key, payload)
  claim(own, 'SetBackupMetadata', database)
  if (work.kind === 'full') {
    setBackupStamp(session, key, stampOf(session, own.host))
    claim(own, 'SetBackupStamp', database)
  }
  return undefined
}

type Changes = {
  readonly key: ComponentKey
  readonly backup: NonNullable<ReturnType<typeof backupOf>>
}

function addChanges(
  own: SqlWriter,
  session: WriterSession,
  { instance, database }: Chosen,
  { key, backup }: Changes,
): string | undefined {
  if (!isPartialFileSupportEnabled(session)) return 'the requestor knows no partial files'
  const partial = collectPartialFiles(backup, database)
  if (!partial.ok) return describe(partial.error)
  for (const { volume, path, text } of partial.value) {
    const place = splitPlace(volume, path)
    const added = addPartialFile(session, key, {
      path: place.path,
      fileName: place.fileSpec,
      ranges: text,
      metadata: '',
    })
    if (added !== S_OK) return `a partial file was refused for ${place.path}\\${place.fileSpec}`
    claim(own, 'AddPartialFile', database)
  }
  const found = findDatabase(instance, database)
  const folders = found.ok ? describeDatabase(found.value).fullTextFolders : []
  if (folders.length === 0) return undefined
  const stamp = parseStamp(findComponent(session.conversation, key)?.previousBackupStamp ?? '')
  if (!stamp.ok) return 'the previous backup stamp is no stamp'
  for (const { volume, path } of folders) {
    addDifferencedFiles(session, key, {
      path: `${volume}${path}`,
      fileSpec: '*',
      recursive: true,
      lastModifyTime: stamp.value,
    })
    claim(own, 'AddDifferencedFiles', database)
  }
  return undefined
}

/**
 * The last millisecond before the instant of the snapshot (facts 7.3): what is written in the same one
 * as the thaw is newer.
 */
function stampOf({ conversation }: WriterSession, { sim }: Host): string {
  const instant = conversation.set?.instant ?? sim.now
  return printStamp(fileTimeOfUnixMs(Math.ceil(instant / 1_000) - 1))
}
