import { expect, test } from 'vitest'
import type { HResult } from '../base/brand.js'
import { MIB, milliseconds, seconds } from '../base/units.js'
import { addService, load, makeHost } from '../host/host.fixture.js'
import type { Host } from '../host/index.js'
import { createVolume, liveView, readFile, shadowView, type Volume } from '../volume/index.js'
import {
  addToSnapshotSet,
  createRequestor,
  createVss,
  doSnapshotSet,
  gatherWriterMetadata,
  initializeForBackup,
  openSet,
  prepareForBackup,
  type Requestor,
  startSnapshotSet,
  type Vss,
} from '../vss/index.js'
import {
  LAZY_WRITE_TIMER,
  onLazyWrite,
  type SystemCache,
  writeThroughCache,
} from './system-cache.js'
import {
  registerSystemWriters,
  SYSTEM_WRITER_BEHAVIOURS,
  SYSTEM_WRITERS,
} from './system-writers.js'

const FILE = 'hive'
const NEW = Uint8Array.of(1, 2, 3)

interface Stage {
  readonly host: Host
  readonly cache: SystemCache
  readonly vss: Vss
}

function makeStage(): Stage {
  const host = makeHost()
  for (const name of ['RPC', 'EventSystem', 'VSS', 'SWPRV']) addService(host, name)
  const log = host.logs.System
  const volume = createVolume(host.sim, { driveLetter: 'C:', sizeBytes: 512 * MIB, log })
  const cache: SystemCache = { host, volume, dirty: new Map() }
  host.sim.onTimer = ({ kind, payload }) => {
    expect(kind).toBe(LAZY_WRITE_TIMER)
    onLazyWrite(payload as SystemCache)
  }
  const vss = createVss(host, { behaviours: SYSTEM_WRITER_BEHAVIOURS })
  vss.volumes.set('C:', volume)
  registerSystemWriters(vss, cache)
  return { host, cache, vss }
}

function onDisk(volume: Volume): Uint8Array | undefined {
  const read = readFile(volume, FILE)
  return read.ok ? read.value : undefined
}

test('what is written to the cache reaches the disk after a while, by itself', () => {
  const { host, cache } = makeStage()
  writeThroughCache(cache, FILE, NEW)
  host.sim.advance(milliseconds(4_999))
  expect(onDisk(cache.volume)).toBeUndefined()
  host.sim.advance(milliseconds(1))
  expect(onDisk(cache.volume)).toEqual(NEW)
  expect(cache.dirty.size).toBe(0)
})

test('the later of two writes to one file is the one that stays', () => {
  const { host, cache } = makeStage()
  writeThroughCache(cache, FILE, Uint8Array.of(9))
  writeThroughCache(cache, FILE, NEW)
  host.sim.advance(seconds(5))
  expect(onDisk(cache.volume)).toEqual(NEW)
  writeThroughCache(cache, FILE, Uint8Array.of(8))
  host.sim.advance(seconds(5))
  expect(onDisk(cache.volume)).toEqual(Uint8Array.of(8))
})

test('under memory pressure the lazy writer does not get to it', () => {
  const { host, cache } = makeStage()
  load(host, 'hog', 0, 90)
  writeThroughCache(cache, FILE, NEW)
  host.sim.advance(seconds(600))
  expect(onDisk(cache.volume)).toBeUndefined()
  host.processes.clear()
  host.sim.advance(seconds(5))
  expect(onDisk(cache.volume)).toEqual(NEW)
})

function taken({ host, vss }: Stage): { requestor: Requestor; result: HResult } {
  const requestor = createRequestor(vss, 'test')
  initializeForBackup(requestor)
  gatherWriterMetadata(requestor)
  startSnapshotSet(requestor)
  addToSnapshotSet(requestor, 'C:')
  host.sim.finish(host.sim.spawn('prepare', prepareForBackup(requestor)))
  return { requestor, result: host.sim.finish(host.sim.spawn('do', doSnapshotSet(requestor))) }
}

test('a freeze brings the cache to disk before the instant', () => {
  const stage = makeStage()
  load(stage.host, 'hog', 0, 80)
  writeThroughCache(stage.cache, FILE, NEW)
  const { requestor } = taken(stage)
  const [shadow] = openSet(requestor).shadows
  const view = shadowView(stage.cache.volume, shadow?.id as never)
  expect(view.read(FILE)).toMatchObject({ ok: true, value: NEW })
})

/** The freeze is work: five seconds of the processor and five of memory on an idle machine. */
function checkFreeze(load_: readonly [number, number], expected: number | 'times out'): void {
  const stage = makeStage()
  load(stage.host, 'hog', ...load_)
  const { result } = taken(stage)
  const took = stage.host.sim.now / seconds(1)
  if (expected === 'times out') expect([result, took]).toEqual([0x800423f2, 60])
  else expect([result, took]).toEqual([0, expected + 0.2])
}

test('a freeze on an idle machine', () => checkFreeze([0, 0], 10))
test('a freeze with half a processor', () => checkFreeze([50, 0], 15))
test('a freeze with little processor times out', () => checkFreeze([95, 0], 'times out'))
test('a freeze with little memory times out', () => checkFreeze([0, 95], 'times out'))

test('each writer names its class and its files', () => {
  const stage = makeStage()
  const { requestor } = taken(stage)
  expect(requestor.metadata.map(({ identification }) => identification.writerId)).toEqual(
    SYSTEM_WRITERS.map(({ classId }) => classId),
  )
  const paths = requestor.metadata.flatMap(({ components }) =>
    components.flatMap(({ files }) => files.map(({ path, recursive }) => `${path} ${recursive}`)),
  )
  expect(paths).toEqual([
    'C:\\Windows\\System32 false',
    'C:\\Windows\\WinSxS true',
    'C:\\Windows\\System32\\config true',
    'C:\\Windows\\Registration true',
  ])
  expect(liveView(stage.cache.volume).stat('Windows').ok).toBe(false)
})
