// RESTORE HEADERONLY, FILELISTONLY, LABELONLY and VERIFYONLY: what is on a medium, and whether it can
// be read.

import { type Outcome, ok, refused } from '../../../base/outcome.js'
import { type BackupSet, findSets, readBackupSet } from '../../backup/index.js'
import type { Place } from '../../recovery/index.js'
import { readMetadataBackup, type SnapshotSet } from '../../vdi/index.js'
import { type ComputedColumn, resultColumns, valuesOf } from '../catalog/shape.js'
import type { BackupStatement } from '../parse/tree.js'
import type { Failure } from '../value/failure.js'
import { reasonsOf } from './backup.js'
import { type AdminContext, type AdminProcess, inform } from './context.js'
import { deviceOf, mediaFailure } from './device.js'
import { FILE_COLUMNS, HEADER_COLUMNS, LABEL_COLUMNS, type SetOnMedia } from './media-columns.js'
import { type Options, readOptions } from './options.js'
import { refuseFailed } from './refusal.js'

type Information = Extract<BackupStatement, { kind: 'restore-information' }>

// biome-ignore lint/correctness/useYield: a process like the other statements
export function* runRestoreInformation(
  context: AdminContext,
  statement: Information,
): AdminProcess {
  const command = `RESTORE ${statement.what.toUpperCase()}`
  const shown = show(context, statement)
  return shown.ok ? ok({ count: shown.value }) : refuseFailed(command, shown.error)
}

function show(
  context: AdminContext,
  statement: Information,
): Outcome<number | undefined, readonly Failure[]> {
  const options = readOptions(context, statement.options)
  const media = deviceOf(context, statement.from)
  if (!options.ok || !media.ok) return refused(reasonsOf(options, media))
  const sets = setsOf(context, media.value, options.value)
  if (!sets.ok) return sets
  const { what } = statement
  if (what === 'filelistonly') return showFiles(context, sets.value, options.value)
  if (what === 'labelonly') return ok(give(context, LABEL_COLUMNS, sets.value.slice(0, 1)))
  if (what === 'headeronly' || what === 'backupsetonly')
    return ok(give(context, HEADER_COLUMNS, sets.value))
  const position = options.value.number('file') ?? 1
  if (what === 'verifyonly')
    inform(context, statement.at, 3262, `The backup set on file ${position} is valid.`)
  return ok(undefined)
}

/** Every set is read to its end, so a damaged one shows here. */
function setsOf(
  { host }: AdminContext,
  place: Place,
  options: Options,
): Outcome<SetOnMedia[], readonly Failure[]> {
  const { volumes } = host.instance
  if (options.has('metadata_only')) {
    const described = readMetadataBackup(host.instance, place)
    if (!described.ok) return refused([mediaFailure(host, described.error, place)])
    return ok(
      described.value.map(({ set }, index) => ({
        set: asBackupSet(set),
        position: index + 1,
        host,
        place,
      })),
    )
  }
  const volume = volumes.get(place.volume)
  const found = volume === undefined ? undefined : findSets(volume, place.path)
  const count = found?.ok === true ? found.value.starts.length : 1
  const wanted = options.number('file')
  const sets: SetOnMedia[] = []
  for (let position = 1; position <= Math.max(count, wanted ?? 1); position++) {
    if (wanted !== undefined && wanted !== position) continue
    const set = readBackupSet(volumes, { ...place, position })
    if (!set.ok) return refused([mediaFailure(host, set.error, place)])
    sets.push({ set: set.value, position, host, place })
  }
  return ok(sets)
}

/** What the metadata of a snapshot says, in the terms of other backups. */
function asBackupSet(set: SnapshotSet): BackupSet {
  const { id, kind, fork, base, frozenAt, recoveryModel } = set
  return {
    id,
    type: kind === 'differential' ? 'I' : 'D',
    isCopyOnly: kind === 'copy-only',
    isSnapshot: true,
    name: set.name,
    databaseName: set.databaseName,
    databaseGuid: set.databaseGuid,
    recoveryModel,
    fork,
    firstLsn: set.firstLsn,
    lastLsn: set.lastLsn,
    checkpointLsn: set.checkpointLsn,
    databaseBackupLsn: set.databaseBackupLsn,
    differentialBase: base,
    fileBases: [],
    beginsLogChain: false,
    startedAt: frozenAt,
    finishedAt: frozenAt,
    files: set.files.map(({ entry }) => entry),
    logFiles: [],
  }
}

function give<Row>(
  { sink }: AdminContext,
  columns: readonly ComputedColumn<Row>[],
  rows: readonly Row[],
): number {
  sink.columns(resultColumns(columns))
  for (const row of rows) sink.row(valuesOf(columns, row))
  return rows.length
}

/** Of one set: that of FILE or DBNAME, else the first. */
function showFiles(
  context: AdminContext,
  sets: readonly SetOnMedia[],
  options: Options,
): Outcome<number, readonly Failure[]> {
  const name = options.text('dbname')?.toLowerCase()
  const found =
    name === undefined
      ? sets[0]
      : sets.findLast(({ set }) => set.databaseName.toLowerCase() === name)
  if (found === undefined) {
    const text = `There is no database '${name ?? ''}' in the backup set.`
    return refused([{ number: 3144, severity: 16, state: 1, text }])
  }
  const rows = found.set.files.map((file) => ({ ...found, file }))
  return ok(give(context, FILE_COLUMNS, rows))
}
