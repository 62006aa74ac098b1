// Whether what was read is a set at all. Nothing of it is used before every part of it has been seen.

import type { SnapshotSet } from './snapshot-set.js'
import { type Check, isRecordOf } from './value-check.js'

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const NAME_LENGTH_MAX = 128
const PATH_LENGTH_MAX = 32_767
const PAGES_MAX = 2 ** 31
const FILE_ID_MAX = 32_767

export function asSnapshotSet(value: unknown): SnapshotSet | undefined {
  if (!isSet(value)) return undefined
  const set = value as unknown as SnapshotSet
  const { files, kind, base, firstLsn, checkpointLsn, lastLsn } = set
  if ((kind === 'differential') !== (base !== null)) return undefined
  if (firstLsn > checkpointLsn || checkpointLsn > lastLsn) return undefined
  const ids = new Set(files.map(({ entry }) => entry.id))
  const primary = files.find(({ entry }) => entry.id === 1)
  if (ids.size !== files.length || primary?.entry.kind !== 'rows') return undefined
  return files.some(({ entry }) => entry.kind === 'log') ? set : undefined
}

const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0
const isGuid: Check = (value) => typeof value === 'string' && GUID.test(value)
const isName: Check = (value) => isText(value, NAME_LENGTH_MAX)
const isPath: Check = (value) => isText(value, PATH_LENGTH_MAX)
const isUpTo =
  (most: number): Check =>
  (value) =>
    isCount(value) && Number(value) <= most
const isOneOf =
  (...names: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && names.includes(value)
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)

const isPlace = isRecordOf({ volume: isName, path: isPath })
const isGrowth: Check = (value) =>
  isRecordOf({ kind: isOneOf('none') })(value) ||
  isRecordOf({ kind: isOneOf('pages'), pages: isUpTo(PAGES_MAX) })(value) ||
  isRecordOf({ kind: isOneOf('percent'), percent: isUpTo(10_000) })(value)

const isEntry = isRecordOf({
  id: (value) => isUpTo(FILE_ID_MAX)(value) && value !== 0,
  kind: isOneOf('rows', 'log'),
  logicalName: isName,
  volume: isName,
  path: isPath,
  filegroup: isUpTo(FILE_ID_MAX),
  sizePages: (value) => isUpTo(PAGES_MAX)(value) && value !== 0,
  growth: isGrowth,
  maxPages: orAbsent(isUpTo(PAGES_MAX)),
})

const isFile = isRecordOf({ entry: isEntry, pending: orNull(isPlace), createdLsn: isCount })

const isSet = isRecordOf({
  id: isGuid,
  kind: isOneOf('full', 'copy-only', 'differential'),
  name: orAbsent(isName),
  databaseName: isName,
  databaseGuid: isGuid,
  fork: isRecordOf({ id: isGuid, from: orAbsent(isCount), parent: orAbsent(isGuid) }),
  recoveryModel: isOneOf('SIMPLE', 'FULL', 'BULK_LOGGED'),
  firstLsn: isCount,
  checkpointLsn: isCount,
  lastLsn: isCount,
  databaseBackupLsn: orNull(isCount),
  base: orNull(isRecordOf({ id: isGuid, lsn: isCount })),
  frozenAt: isCount,
  files: (value) => Array.isArray(value) && value.every(isFile),
})

function isText(value: unknown, most: number): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= most
}
