import { type Outcome, ok, refused } from '../../../base/outcome.js'
import { statFile } from '../../../volume/index.js'
import {
  attachDatabase,
  createDatabase,
  createSnapshot,
  type FileOptions,
  findDatabase,
  type Place,
  requireOnline,
  useDatabase,
} from '../../recovery/index.js'
import { attachMoved } from '../../vdi/index.js'
import type { DatabaseStatement, FilegroupSpec } from '../parse/tree.js'
import type { Failure } from '../value/failure.js'
import { isLikeOurs, refuseCollation } from './alter-database.js'
import { placesToAttach } from './attach-places.js'
import { type AdminContext, type AdminProcess, done } from './context.js'
import { fileOptionsOf } from './file-options.js'
import { addFilegroup } from './filegroups.js'
import { dataFolder, logFolder, placeOf, showPlace } from './paths.js'
import { refuse, refuseError } from './refusal.js'

type Create = Extract<DatabaseStatement, { kind: 'create-database' }>
type Snapshot = Extract<DatabaseStatement, { kind: 'create-database-snapshot' }>

export function* runCreateDatabase(context: AdminContext, statement: Create): AdminProcess {
  if (statement.attach !== undefined) return yield* attach(context, statement)
  const { collation } = statement
  if (collation !== undefined && !isLikeOurs(collation)) return refuseCollation(collation)
  const { host } = context
  const data = dataFiles(context, statement)
  const log = data.ok ? logFiles(context, statement, data.value) : data
  if (!data.ok || !log.ok) return refused([data.ok ? (log.ok ? EMPTY : log.error) : data.error])
  const [firstData, ...moreData] = data.value
  const [firstLog, ...moreLogs] = log.value
  if (firstData === undefined || firstLog === undefined) return refused([EMPTY])
  const { name } = statement
  for (const file of [...data.value, ...log.value]) {
    const volume = host.instance.volumes.get(file.volume)
    const isThere = volume !== undefined && statFile(volume, file.path).ok
    if (isThere) return refuseExisting(context, name, file)
  }
  const made = yield* createDatabase(host.instance, {
    name,
    dataFiles: [firstData, ...moreData],
    logFiles: [firstLog, ...moreLogs],
  })
  if (!made.ok) {
    const refusal = refuseError(made.error)
    return made.error.name === 'DB_EXISTS' ? refusal : refused([...refusal.error, NOT_CREATED])
  }
  const online = requireOnline(made.value)
  if (!online.ok) return refuseError(online.error)
  for (const [index, { name: group }] of namedGroups(statement.filegroups).entries()) {
    const added = yield* addFilegroup(online.value, group, index + 2)
    if (!added.ok) return refuseError(added.error)
  }
  return done()
}

const EMPTY: Failure = {
  number: 1012,
  severity: 16,
  state: 1,
  text: 'A database needs a data file and a log file.',
}

const NOT_CREATED: Failure = {
  number: 1802,
  severity: 16,
  state: 4,
  text: 'CREATE DATABASE failed. Some file names listed could not be created. Check related errors.',
}

function refuseExisting({ host }: AdminContext, name: string, place: Place) {
  const path = showPlace(host, place)
  const text = `Cannot create file '${path}' because it already exists. Change the file path or the file name, and retry the operation.`
  const file: Failure = { number: 5170, severity: 16, state: 1, text }
  const isTaken = host.instance.databases.has(name.toLowerCase())
  return isTaken
    ? refuse(1801, `Database '${name}' already exists. Choose a different database name.`)
    : refused([file, NOT_CREATED])
}

/** Those behind PRIMARY are numbered as they come. */
function namedGroups(groups: readonly FilegroupSpec[]): FilegroupSpec[] {
  return groups.filter(({ name }) => name.toLowerCase() !== 'primary')
}

function dataFiles(context: AdminContext, statement: Create): Outcome<FileOptions[], Failure> {
  const { name, filegroups } = statement
  const folder = dataFolder(context.host)
  if (filegroups.length === 0)
    return ok([{ logicalName: name, volume: folder.volume, path: `${folder.path}\\${name}.mdf` }])
  const named = namedGroups(filegroups)
  const files: FileOptions[] = []
  for (const group of filegroups) {
    const filegroup = named.includes(group) ? named.indexOf(group) + 2 : 1
    for (const spec of group.files) {
      const file = fileOptionsOf(context.host, spec, { folder, filegroup })
      if (!file.ok) return file
      files.push(file.value)
    }
  }
  return ok(files)
}

/** Without LOG ON it lies beside the first data file. */
function logFiles(
  context: AdminContext,
  { name, log }: Create,
  data: readonly FileOptions[],
): Outcome<FileOptions[], Failure> {
  const folder = logFolder(context.host)
  const [first] = data
  if (log.length === 0) {
    const at =
      first === undefined
        ? folder
        : { volume: first.volume, path: first.path.slice(0, first.path.lastIndexOf('\\')) }
    return ok([
      { logicalName: `${name}_log`, volume: at.volume, path: `${at.path}\\${name}_log.ldf` },
    ])
  }
  const files: FileOptions[] = []
  for (const spec of log) {
    const file = fileOptionsOf(context.host, spec, { folder })
    if (!file.ok) return file
    files.push(file.value)
  }
  return ok(files)
}

/** FOR ATTACH: the first file named is the primary one; it knows the others. */
function* attach(context: AdminContext, statement: Create): AdminProcess {
  const { host } = context
  const spec = statement.filegroups[0]?.files[0]
  if (spec?.fileName === undefined)
    return refuse(
      1829,
      'The FOR ATTACH option requires that at least the primary file be specified.',
    )
  if (statement.attach === 'rebuild-log')
    return refuse(1813, 'A log cannot be rebuilt here. Attach the database with its log file.')
  const place = placeOf(host, spec.fileName, dataFolder(host))
  if (!place.ok) return refused([place.error])
  const named = [...statement.filegroups.flatMap(({ files }) => files), ...statement.log]
  const places = placesToAttach(host, named, place.value)
  const attached = yield* places === undefined
    ? attachDatabase(host.instance, statement.name, place.value)
    : attachMoved(host.instance, statement.name, places)
  if (attached.ok) return done()
  const { error } = refuseError(attached.error)
  if (attached.error.name === 'DB_EXISTS') return refused(error)
  const { name } = statement
  const text = `Could not open new database '${name}'. CREATE DATABASE is aborted.`
  return refused([...error, { number: 1813, severity: 16, state: 2, text }])
}

export function* runCreateSnapshot(context: AdminContext, statement: Snapshot): AdminProcess {
  const { host } = context
  const files: Record<string, Place> = {}
  for (const { name, fileName } of statement.files) {
    if (name === undefined || fileName === undefined) return refused([EMPTY])
    const place = placeOf(host, fileName, dataFolder(host))
    if (!place.ok) return refused([place.error])
    files[name] = place.value
  }
  const { name, source } = statement
  const found = findDatabase(host.instance, source)
  if (found.ok) useDatabase(found.value)
  const made = yield* createSnapshot(host.instance, { name, source, files })
  return made.ok ? done() : refuseError(made.error)
}
