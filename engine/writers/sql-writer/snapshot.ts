// PrepareForSnapshot, Freeze and Thaw: the databases of each instance go through them together, and
// whatever fails, none of them stays frozen.

import type { HResult } from '../../base/brand.js'
import type { Host } from '../../host/index.js'
import { type Process, sleepUntil } from '../../sim/index.js'
import {
  abortSnapshot,
  describeDatabase,
  findDatabase,
  freezeSnapshot,
  type Instance,
  placementOf,
  prepareSnapshot as prepareDatabases,
  refuseSql,
  thawSnapshot,
} from '../../sql/vdi/index.js'
import {
  areComponentsSelected,
  hresult,
  isAutoRecovered,
  S_OK,
  setComponentFailure,
  snapshotVolumes,
  type Writer,
  type WriterSession,
} from '../../vss/index.js'
import { refusedAccess, refusedVdi } from './access.js'
import { chooseByVolume } from './choose-by-volume.js'
import { keepOutcomes } from './outcomes.js'
import { REFUSED, setIdOf } from './prepare-backup.js'
import {
  claim,
  claimOf,
  describe,
  log,
  logSqlError,
  ownOf,
  type SqlWriter,
  type Work,
  workOf,
} from './state.js'

/** The snapshot holds only a part of a database (facts 1.2). */
export const TORN = hresult('VSS_E_WRITERERROR_INCONSISTENTSNAPSHOT')

export function* prepareSnapshot(
  writer: Writer,
  _host: Host,
  session: WriterSession,
): Process<HResult> {
  const own = ownOf(writer)
  const volumes = new Set(snapshotVolumes(session).map(({ name }) => name))
  if (areComponentsSelected(session)) {
    const work = workOf(own, session)
    if (work === undefined) return S_OK
    findTorn(work, volumes)
    return prepareAll(own, session, work)
  }
  const work = chooseByVolume(own, volumes)
  if (work.torn.length > 0) {
    reportTorn(own, work)
    return TORN
  }
  own.works.set(setIdOf(session), work)
  return prepareAll(own, session, work)
}

export function* freeze(writer: Writer, host: Host, session: WriterSession): Process<HResult> {
  const own = ownOf(writer)
  const work = workOf(own, session)
  for (const backup of work?.backups ?? []) {
    const refused = refusedVdi(own, backup.instance)
    if (refused !== undefined) {
      log(own, 24583, refused)
      abort(own, work, refused)
      return REFUSED
    }
    const frozen = yield* freezeSnapshot(backup)
    if (!frozen.ok) {
      const { database } = frozen.error
      logSqlError(own, { instance: backup.instance, database }, frozen.error)
      fail(session, work, backup.instance, frozen.error)
      abort(own, work, 'another database could not be frozen')
      return REFUSED
    }
    for (const { database } of backup.databases.values())
      claimOf(own, backup.instance, 'frozen', database.name)
  }
  // The writer may take longer to answer than the databases took to freeze.
  host.sim.points.reach('when-frozen')
  yield* sleepUntil(host.sim.now)
  return S_OK
}

export function* thaw(writer: Writer, _host: Host, session: WriterSession): Process<HResult> {
  const own = ownOf(writer)
  const work = workOf(own, session)
  if (work !== undefined && isAutoRecovered(session)) {
    // While they are frozen nobody hears of a decision, so what was decided by the instant is here.
    const instances = work.backups.map(({ instance }) => instance)
    work.outcomes = keepOutcomes(own.host, own.coordinators, instances)
  }
  let result = S_OK
  for (const backup of work?.backups ?? []) {
    const thawed = thawSnapshot(backup)
    for (const { database, phase } of backup.databases.values())
      if (phase === 'thawed') claimOf(own, backup.instance, 'thawed', database.name)
    if (thawed.ok) continue
    logSqlError(own, { instance: backup.instance, database: thawed.error.database }, thawed.error)
    fail(session, work, backup.instance, thawed.error)
    result = REFUSED
  }
  return result
}

/** Ends every backup that has not come to its end: what is frozen goes on, nothing is a base. */
export function abort(own: SqlWriter, work: Work | undefined, why: string): void {
  for (const backup of work?.backups ?? []) {
    const frozen = [...backup.databases.values()].filter(({ phase }) => phase === 'frozen')
    abortSnapshot(backup, refuseSql('CONNECTION_BROKEN', why).error)
    for (const { database } of frozen) claimOf(own, backup.instance, 'thawed', database.name)
  }
}

export function reportTorn(own: SqlWriter, { torn }: Work): void {
  for (const { chosen, missing } of torn)
    log(
      own,
      24579,
      `${chosen.instance.name}\\${chosen.database} is torn (0x80780002): ` +
        `${missing.join(', ')} on volumes outside the snapshot set`,
    )
}

function findTorn(work: Work, volumes: ReadonlySet<string>): void {
  for (const chosen of work.chosen) {
    const found = findDatabase(chosen.instance, chosen.database)
    if (!found.ok) continue
    const { files, fullTextFolders } = describeDatabase(found.value)
    const places = [...files, ...fullTextFolders]
    const placement = placementOf(places, volumes)
    const outside = places.filter(({ volume }) => !volumes.has(volume))
    if (placement.kind === 'whole' || outside.length === 0) continue
    work.torn.push({ chosen, missing: outside.map(({ volume, path }) => `${volume}${path}`) })
  }
}

/** Begins the backup of every database, instance by instance, or of none. */
function prepareAll(own: SqlWriter, session: WriterSession, work: Work): HResult {
  for (const [instance, databases] of byInstance(work)) {
    const refused = refusedAccess(own, instance) ?? refusedVdi(own, instance)
    if (refused !== undefined) {
      log(own, 24583, refused)
      abort(own, work, refused)
      return REFUSED
    }
    for (const database of databases) claim(own, 'prepare', database)
    const prepared = prepareDatabases(instance, { kind: work.kind, databases })
    if (prepared.ok) {
      work.backups.push(prepared.value)
      continue
    }
    logSqlError(own, { instance, database: prepared.error.database }, prepared.error)
    fail(session, work, instance, prepared.error)
    abort(own, work, 'another database could not be prepared')
    return REFUSED
  }
  return S_OK
}

function byInstance({ chosen }: Work): Map<Instance, string[]> {
  const databases = new Map<Instance, string[]>()
  for (const { instance, database } of chosen) {
    const known = databases.get(instance)
    if (known === undefined) databases.set(instance, [database])
    else known.push(database)
  }
  return databases
}

type Failure = Parameters<typeof describe>[0] & { readonly database: string }

function fail(
  session: WriterSession,
  work: Work | undefined,
  instance: Instance,
  error: Failure,
): void {
  const chosen = work?.chosen.find(
    (each) => each.instance === instance && each.database === error.database,
  )
  if (chosen?.key === undefined) return
  setComponentFailure(session, chosen.key, {
    hresult: REFUSED,
    applicationHresult: REFUSED,
    message: `${error.database}: ${describe(error)}`,
  })
}
