// A server with one instance, a bank in it, and a requestor that copies bytes the way the documents
// say and knows nothing else.

import type { Outcome } from '../../base/outcome.js'
import { createHost } from '../../host/index.js'
import { createSim, type Process, type Sim } from '../../sim/index.js'
import {
  copyFile,
  type FileView,
  shadowView,
  takeShadow,
  type Volume,
  writeFile,
} from '../../volume/index.js'
import {
  createDatabase,
  createInstance,
  createTable,
  type Database,
  type DatabaseOptions,
  type Instance,
  type Place,
  requireOnline,
} from '../recovery/index.js'
import { ACCOUNTS, type Fixture, makeVolumes, ORDERS } from '../recovery/sql.fixture.js'
import { completeSnapshot, finishSnapshot } from './complete.js'
import { describeDatabase } from './enumerate.js'
import { freezeSnapshot, thawSnapshot } from './freeze-thaw.js'
import { isSamePlace } from './open-place.js'
import { collectPartialFiles, type PartialFile } from './partial-files.js'
import { finishRestore, prepareRestore, type SnapshotRestore } from './restore.js'
import type { RestoreOptions } from './restore-plan.js'
import { prepareSnapshot, type SnapshotBackup } from './snapshot-backup.js'
import type { SnapshotKind } from './snapshot-set.js'

export interface Server {
  readonly sim: Sim
  readonly volumes: Map<string, Volume>
  readonly instance: Instance
}

export function done<T>(outcome: Outcome<T, { number: number; detail: string }>): T {
  if (outcome.ok) return outcome.value
  throw new Error(`refused: ${outcome.error.number} ${outcome.error.detail}`)
}

export function numberOf(outcome: Outcome<unknown, { number: number }>): number {
  return outcome.ok ? 0 : outcome.error.number
}

export function run<T>({ sim }: Pick<Server, 'sim'>, process: Process<T>): T {
  return sim.finish(sim.spawn('test', process))
}

export function makeServer(): Server {
  const sim = createSim(1, { trace: false })
  const volumes = makeVolumes(sim)
  const host = createHost(sim, {
    name: 'SQL01',
    platform: 'on-premises',
    hardware: 'A',
    siteZone: 'UTC',
    windowsDrive: 'C',
  })
  const instance = done(run({ sim }, createInstance(host, volumes, { volume: 'F:' })))
  return { sim, volumes, instance }
}

/** A database with the table `Accounts`, in the shape that the fixtures of recovery work on. */
export function addBank(server: Server, options: Partial<DatabaseOptions> = {}): Fixture {
  const { sim, volumes, instance } = server
  const database = done(run(server, createDatabase(instance, { ...ORDERS, ...options })))
  done(createTable(done(requireOnline(database)), ACCOUNTS))
  return { sim, volumes, database }
}

export function bankOf({ sim, volumes, instance }: Server, name = 'Orders'): Fixture {
  const database = instance.databases.get(name.toLowerCase()) as Database
  return { sim, volumes, database }
}

/** What a requestor keeps of one database. */
export interface Kept {
  readonly metadata: Uint8Array
  /** Whole files by place, as they were at the instant. */
  readonly files: readonly { readonly place: Place; readonly view: FileView }[]
  /** Of a differential the parts of its data files. */
  readonly partial: readonly PartialFile[]
}

/** What a test does in the middle of a snapshot. */
export interface Between {
  readonly atFreeze?: () => void
  readonly whenThawed?: () => Process
}

/** Prepare, freeze, take the instant, thaw, and gather; the backup is not complete yet. */
export function* snapshot(
  server: Server,
  kind: SnapshotKind,
  names: readonly string[] = ['Orders'],
  { atFreeze, whenThawed }: Between = {},
): Process<{ readonly backup: SnapshotBackup; readonly kept: ReadonlyMap<string, Kept> }> {
  const { instance } = server
  const backup = done(prepareSnapshot(instance, { kind, databases: names }))
  done(yield* freezeSnapshot(backup))
  atFreeze?.()
  const images = new Map<string, Kept['files']>()
  for (const name of names) images.set(name, imagesOf(server, name))
  done(thawSnapshot(backup))
  if (whenThawed !== undefined) yield* whenThawed()
  const kept = new Map<string, Kept>()
  for (const name of names) {
    const partial = kind === 'differential' ? done(collectPartialFiles(backup, name)) : []
    const metadata = done(finishSnapshot(backup, name))
    kept.set(name, { metadata, files: images.get(name) ?? [], partial })
  }
  return { backup, kept }
}

/** A backup from its beginning to its BackupComplete. */
export function backUp(server: Server, kind: SnapshotKind, name = 'Orders'): Kept {
  const { backup, kept } = run(server, snapshot(server, kind, [name]))
  done(run(server, completeSnapshot(backup, name, true)))
  return kept.get(name) as Kept
}

/** The files of the database as they are at this instant, read from shadow copies. */
export function imagesOf({ volumes, instance }: Server, name: string): Kept['files'] {
  const { files } = describeDatabase(instance.databases.get(name.toLowerCase()) as Database)
  const letters = new Set(files.map(({ volume }) => volume))
  const views = new Map([...letters].map((letter) => [letter, viewNow(volumeOf(volumes, letter))]))
  return files.map(({ volume, path }) => {
    const view = views.get(volume)
    if (view === undefined) throw new Error(`${path} is not in the shadow copy`)
    return { place: { volume, path }, view }
  })
}

function viewNow(volume: Volume): FileView {
  const setId = volume.sim.random('test').guid()
  const shadow = takeShadow(volume, { setId })
  if (!shadow.ok) throw new Error(shadow.error.name)
  return shadowView(volume, shadow.value.id)
}

export function volumeOf(volumes: Server['volumes'], letter: string): Volume {
  const volume = volumes.get(letter)
  if (volume === undefined) throw new Error(`no volume ${letter}`)
  return volume
}

/** The requestor's part of a restore: what it kept goes where it belongs, and nothing else does. */
export function copyBack({ volumes }: Server, kept: Kept, { files }: SnapshotRestore): void {
  for (const { entry, to } of files) {
    const from = { volume: entry.volume, path: entry.path }
    const image = kept.files.find(({ place }) => isSamePlace(place, from))
    if (image === undefined) throw new Error(`${entry.path} was not kept`)
    const partial = kept.partial.find((each) => isSamePlace(each, from))
    if (partial === undefined) copyWhole(volumes, image, to)
    else for (const range of partial.ranges) copyRange(volumes, image, to, range)
  }
}

type Image = Kept['files'][number]

function copyWhole(volumes: Server['volumes'], { view, place }: Image, to: Place): void {
  const copied = copyFile(view, place.path, volumeOf(volumes, to.volume), to.path)
  if (!copied.ok) throw new Error(`${copied.error.name} at ${to.path}`)
}

function copyRange(
  volumes: Server['volumes'],
  { view, place }: Image,
  to: Place,
  range: { readonly offset: number; readonly length: number },
): void {
  const read = view.read(place.path, range)
  if (!read.ok) throw new Error(`${read.error.name} at ${place.path}`)
  const what = { offset: range.offset, bytes: read.value }
  const written = writeFile(volumeOf(volumes, to.volume), to.path, what)
  if (!written.ok) throw new Error(`${written.error.name} at ${to.path}`)
}

/** Restores what was kept one after the other; all but the last leave the database restoring. */
export function restoreAll(
  server: Server,
  chain: readonly Kept[],
  options: RestoreOptions = {},
): Fixture {
  let name = ''
  for (const [index, kept] of chain.entries()) {
    const restore = done(run(server, prepareRestore(server.instance, kept.metadata, options)))
    copyBack(server, kept, restore)
    const additionalRestores = index + 1 < chain.length
    const finish = finishRestore(server.instance, restore, { additionalRestores })
    name = done(run(server, finish)).name
  }
  return bankOf(server, name)
}

/** Every file of what was kept beside its original. */
export function besides(chain: readonly Kept[], newName = 'Copy'): RestoreOptions {
  const places = chain.flatMap(({ files }) => files.map(({ place }) => place))
  const moves = places.map((from) => ({
    from,
    to: { volume: 'F:', path: `\\${newName} of ${from.volume[0]} ${from.path.slice(1)}` },
  }))
  return { newName, moves }
}
