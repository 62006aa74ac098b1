// What a writer asks an instance when it is to describe what can be backed up. A database that has
// closed itself is not opened for that: its primary file says what there is to know.

import { serviceIsRunning } from '../../host/index.js'
import { catalogsOf } from '../full-text/index.js'
import type { DatabaseFile, FileEntry } from '../page/index.js'
import {
  type Database,
  type Instance,
  isAlive,
  type Place,
  type RecoveryModel,
  viewDatabase,
} from '../recovery/index.js'
import { isSystemDatabase } from '../recovery/instance/instance.js'
import { readCatalogue } from './file-catalogue.js'
import { openPlace } from './open-place.js'

export interface FileFacts extends Place {
  readonly id: number
  readonly kind: FileEntry['kind']
  readonly logicalName: string
  readonly sizePages: number
}

export interface DatabaseFacts {
  readonly name: string
  readonly state: ReturnType<typeof viewDatabase>['state_desc']
  readonly isSystem: boolean
  readonly isTempdb: boolean
  /** Set for a database snapshot: of which database it is. */
  readonly snapshotOf: string | undefined
  readonly isAutoClose: boolean
  /** Closed by itself: it opens for whoever uses it. */
  readonly isClosed: boolean
  readonly recoveryModel: RecoveryModel | undefined
  readonly files: readonly FileFacts[]
  /** The folders of its full-text catalogs; unknown while it is closed. */
  readonly fullTextFolders: readonly Place[]
  /** Of an availability group, and not the one that is written to. */
  readonly isSecondary: boolean
  /** Why it cannot be backed up; undefined when it can. */
  readonly unusable: string | undefined
}

export interface InstanceFacts {
  /** `MSSQLSERVER` for the default instance. */
  readonly name: string
  readonly isRunning: boolean
  /** In the order in which the instance knows them; none of an instance that is not running. */
  readonly databases: readonly DatabaseFacts[]
}

export function describeInstance(instance: Instance): InstanceFacts {
  const { name, host, service, databases } = instance
  const isRunning = serviceIsRunning(host, service)
  const facts = isRunning ? [...databases.values()].map(describeDatabase) : []
  return { name, isRunning, databases: facts }
}

export function describeDatabase(database: Database): DatabaseFacts {
  const { name, state } = database
  const known = knownFacts(database)
  return {
    name,
    state: viewDatabase(database).state_desc,
    isSystem: isSystemDatabase(name),
    isTempdb: isTempdb(name),
    snapshotOf: database.snapshotOf?.source,
    isClosed: state.kind === 'closed',
    isSecondary: database.replica?.role === 'secondary',
    ...known,
  }
}

export function isTempdb(name: string): boolean {
  return name.toLowerCase() === 'tempdb'
}

type Known = Pick<
  DatabaseFacts,
  'isAutoClose' | 'recoveryModel' | 'files' | 'fullTextFolders' | 'unusable'
>

function knownFacts(database: Database): Known {
  const { state, volumes } = database
  const online = state.kind === 'secondary' ? state.readable : state
  if (online.kind !== 'online') return factsOnDisk(database)
  const files = [...online.storage.files.values()].map((file) => factsOf(file, volumes))
  const { autoClose, recoveryModel } = online.boot
  const unusable = isAlive(online) ? neverBackedUp(database) : 'its log is lost'
  const catalogs = catalogsOf(online)
  const fullTextFolders = catalogs.ok
    ? catalogs.value.map(({ volume, path }) => ({ volume, path }))
    : []
  return { isAutoClose: autoClose, recoveryModel, files: inOrder(files), fullTextFolders, unusable }
}

function neverBackedUp({ name, snapshotOf }: Database): string | undefined {
  if (isTempdb(name)) return 'tempdb is never backed up'
  return snapshotOf === undefined ? undefined : 'a database snapshot is never backed up'
}

function factsOnDisk(database: Database): Known {
  const { state, volumes, primary } = database
  const why = state.kind === 'closed' ? undefined : `the database is ${state.kind}`
  const read = readCatalogue(volumes, primary)
  if (!read.ok) {
    const unusable = why ?? `its files cannot be read: ${read.error.detail}`
    return {
      isAutoClose: false,
      recoveryModel: undefined,
      files: [],
      fullTextFolders: [],
      unusable,
    }
  }
  const { boot, entries } = read.value
  const files = entries.map(({ id, kind, logicalName, sizePages, volume, path }) => {
    return { id, kind, logicalName, sizePages, volume, path }
  })
  const { autoClose: isAutoClose, recoveryModel } = boot
  return { isAutoClose, recoveryModel, files: inOrder(files), fullTextFolders: [], unusable: why }
}

function factsOf(file: DatabaseFile, volumes: Database['volumes']): FileFacts {
  const { id, kind, logicalName, sizePages } = file.entry
  return { id, kind, logicalName, sizePages, ...openPlace(file, volumes) }
}

function inOrder(files: FileFacts[]): FileFacts[] {
  return files.sort((left, right) => left.id - right.id)
}
