// A snapshot of whole volumes: the databases are those that lie on them (facts 8.2, 8.3). One that
// closed itself is looked at and left closed; database snapshots count for nothing.

import { logEvent } from '../../host/index.js'
import {
  type DatabaseFacts,
  describeInstance,
  type Instance,
  placementOf,
} from '../../sql/vdi/index.js'
import { refusedAccess } from './access.js'
import { allInstances, type SqlWriter, type Work } from './state.js'

export function chooseByVolume(own: SqlWriter, volumes: ReadonlySet<string>): Work {
  // It moves no base and begins no chain, so it is like a copy.
  const work: Work = { kind: 'copy-only', chosen: [], backups: [], torn: [] }
  for (const instance of allInstances(own)) {
    const facts = describeInstance(instance)
    if (!facts.isRunning || refusedAccess(own, instance) !== undefined) continue
    for (const each of facts.databases) consider(own, work, { instance, facts: each, volumes })
  }
  return work
}

function consider(
  own: SqlWriter,
  work: Work,
  of: {
    readonly instance: Instance
    readonly facts: DatabaseFacts
    readonly volumes: ReadonlySet<string>
  },
): void {
  const { instance, facts, volumes } = of
  if (facts.snapshotOf !== undefined || facts.isTempdb || facts.unusable !== undefined) return
  const placement = placementOf([...facts.files, ...facts.fullTextFolders], volumes)
  if (placement.kind === 'none') return
  const chosen = { instance, database: facts.name }
  if (facts.isSecondary) {
    remark(own, chosen, 'unsupported: secondary database of an availability group')
    return
  }
  if (placement.kind === 'torn') {
    const missing = placement.missing.map(({ volume, path }) => `${volume}${path}`)
    work.torn.push({ chosen, missing })
    return
  }
  if (facts.isClosed) remark(own, chosen, 'unsupported: closed by AUTO_CLOSE')
  else {
    if (facts.recoveryModel !== undefined && facts.recoveryModel !== 'SIMPLE')
      remark(own, chosen, `unsupported: recovery model ${facts.recoveryModel}`)
    work.chosen.push(chosen)
  }
}

/** The event by which a requestor can tell that a backup of volumes does not cover a database. */
export const UNSUPPORTED_EVENT = 24_586

function remark(
  { host }: SqlWriter,
  { instance, database }: { readonly instance: Instance; readonly database: string },
  text: string,
): void {
  logEvent(host, 'Application', {
    source: 'SQLWRITER',
    id: UNSUPPORTED_EVENT,
    level: 'Warning',
    text: `${instance.name}\\${database}: ${text}`,
    data: { instance: instance.name, database, remark: text },
  })
}
