// What a differential of a huge, hardly changed database costs, and whether describing a database
// costs the same when there are many.

import { GIB, TIB } from '../../base/units.js'
import { createHost } from '../../host/index.js'
import { createSim } from '../../sim/index.js'
import { createVolume, type Volume } from '../../volume/index.js'
import { markChanged } from '../allocation/index.js'
import { EXTENT_PAGES, fileId, PAGE_BYTES, pageId } from '../page/index.js'
import { createDatabase, createInstance, type Instance, requireOnline } from '../recovery/index.js'
import { completeSnapshot, finishSnapshot } from './complete.js'
import { describeInstance } from './enumerate.js'
import { freezeSnapshot, thawSnapshot } from './freeze-thaw.js'
import { collectPartialFiles } from './partial-files.js'
import { prepareSnapshot } from './snapshot-backup.js'
import type { SnapshotKind } from './snapshot-set.js'
import { done, run, type Server } from './vdi.fixture.js'

const HUGE_PAGES = (16 * TIB) / PAGE_BYTES
const RUNS = 2_000
const RUN_EXTENTS = 4
const HEAP_BYTES = 200 * 1024 * 1024
const FEW = 10
const FEW_ROUNDS = 200
const MANY = 10_000

export function bench(): Promise<{ name: string; ratio: number; text: string }[]> {
  const spread = partialFiles()
  describeCost(MANY / 10, 1)
  const few = describeCost(FEW, FEW_ROUNDS)
  const many = describeCost(MANY, 1)
  const line = (name: string, ratio: number, text: string) => ({ name, ratio, text })
  return Promise.resolve([
    line(
      'seconds for the partial files of 16 TB',
      spread.seconds,
      `${spread.ranges} ranges in ${(spread.seconds * 1_000).toFixed(0)} ms`,
    ),
    line(
      'memory for that over 200 MB',
      spread.heapBytes / HEAP_BYTES,
      `${(spread.heapBytes / 1024 / 1024).toFixed(0)} MB`,
    ),
    line(
      `describing a database among ${MANY} over one among ${FEW}`,
      many / few,
      `${many.toFixed(1)} us over ${few.toFixed(1)} us`,
    ),
  ])
}

/** Runs of changed extents all over a file of 16 TB. */
function partialFiles(): { seconds: number; ranges: number; heapBytes: number } {
  const server = serverWith(17 * TIB)
  create(server, 'Huge', HUGE_PAGES)
  backUp(server, 'full')
  const database = server.instance.databases.get('huge')
  if (database === undefined) throw new Error('it is gone')
  const { storage } = done(requireOnline(database))
  const step = Math.floor(HUGE_PAGES / EXTENT_PAGES / RUNS)
  for (let index = 0; index < RUNS; index++)
    for (let extent = 0; extent < RUN_EXTENTS; extent++) {
      const page = (index * step + extent + 100) * EXTENT_PAGES
      done(markChanged(storage, pageId(fileId(1), page), storage.log.end))
    }
  const heapBefore = process.memoryUsage().heapUsed + process.memoryUsage().external
  // As many places with a map each are more than 64 KB of text; here the work is of interest.
  const collected = backUp(server, 'differential', 1_000_000)
  const heapBytes = process.memoryUsage().heapUsed + process.memoryUsage().external - heapBefore
  return { ...collected, heapBytes }
}

function backUp(
  server: Server,
  kind: SnapshotKind,
  textBytesMax?: number,
): { seconds: number; ranges: number } {
  const backup = done(prepareSnapshot(server.instance, { kind, databases: ['Huge'] }))
  done(run(server, freezeSnapshot(backup)))
  done(thawSnapshot(backup))
  const startedAt = performance.now()
  const files =
    kind === 'differential' ? done(collectPartialFiles(backup, 'Huge', textBytesMax)) : []
  const seconds = (performance.now() - startedAt) / 1_000
  done(finishSnapshot(backup, 'Huge'))
  done(run(server, completeSnapshot(backup, 'Huge', true)))
  return { seconds, ranges: files.reduce((sum, { ranges }) => sum + ranges.length, 0) }
}

/** Microseconds for describing one database of so many. */
function describeCost(count: number, rounds: number): number {
  const server = serverWith(1_024 * GIB)
  for (let index = 0; index < count; index++) create(server, `db${index}`)
  const startedAt = performance.now()
  for (let round = 0; round < rounds; round++) describeInstance(server.instance)
  return ((performance.now() - startedAt) * 1_000) / (count * rounds)
}

function serverWith(sizeBytes: number): Server {
  const sim = createSim(1, { trace: false })
  const host = createHost(sim, {
    name: 'SQL01',
    platform: 'on-premises',
    hardware: 'A',
    siteZone: 'UTC',
    windowsDrive: 'C',
  })
  const disk = createVolume(sim, { driveLetter: 'D:', sizeBytes, log: [] })
  const volumes = new Map<string, Volume>([['D:', disk]])
  const instance: Instance = done(run({ sim }, createInstance(host, volumes, { volume: 'D:' })))
  return { sim, volumes, instance }
}

function create(server: Server, name: string, sizePages = 64): void {
  const file = (suffix: string, pages: number) => ({
    logicalName: name + suffix,
    volume: 'D:',
    path: `\\${name}${suffix}`,
    sizePages: pages,
  })
  const dataFiles = [file('.mdf', sizePages)] as const
  const logFiles = [file('.ldf', 1_024)] as const
  done(run(server, createDatabase(server.instance, { name, dataFiles, logFiles })))
}
