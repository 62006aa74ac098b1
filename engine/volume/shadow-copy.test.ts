import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Guid } from '../base/brand.js'
import { fork } from '../base/fork.js'
import { KIB, MIB } from '../base/units.js'
import { BLOCK_BYTES, CHUNK_BYTES } from './block.js'
import { errorOf, makeFile, makeFixture, SET, succeeded, take } from './fixture.test.helper.js'
import {
  createFolder,
  deleteFile,
  deleteShadow,
  fillFile,
  freeBytes,
  listShadows,
  readFile,
  renameFile,
  SHADOWS_PER_VOLUME_MAX,
  setFileLength,
  setRight,
  shadowView,
  storageInfo,
  takeShadow,
  type Volume,
  writeFile,
} from './index.js'

const FILE_BLOCKS = 12
const FILE_BYTES = FILE_BLOCKS * BLOCK_BYTES

interface Instant {
  readonly id: Guid
  readonly bytes: Uint8Array
  /** The blocks overwritten while this copy, or one since deleted, was the newest. */
  overwritten: Set<number>
}

interface World {
  readonly volume: Volume
  readonly bytes: Uint8Array
  readonly instants: Instant[]
}

const place = fc.record({
  at: fc.nat(FILE_BYTES - 1),
  length: fc.integer({ min: 1, max: 40 * KIB }),
})
const step = fc.oneof(
  { weight: 6, arbitrary: place.map((where) => ({ kind: 'write' as const, ...where })) },
  { weight: 3, arbitrary: place.map((where) => ({ kind: 'fill' as const, ...where })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'fill' as const, at: 0, length: FILE_BYTES }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'take' as const }) },
  { weight: 2, arbitrary: fc.nat().map((which) => ({ kind: 'delete' as const, which })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'fork' as const }) },
)

test('every copy reads as its instant and uses what was overwritten since, in every fork', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(step, fc.nat()), { maxLength: 40 }), (plan) => {
      const worlds = [makeWorld()]
      plan.forEach(([what, where], seed) => {
        const world = worlds[where % worlds.length] as World
        if (what.kind === 'take') takeInstant(world)
        else if (what.kind === 'delete') deleteInstant(world, what.which)
        else if (what.kind === 'fork') worlds.push(forkWorld(world))
        else overwrite(world, what, seed)
      })
      for (const world of worlds) expectWorld(world)
    }),
    { numRuns: 150 },
  )
})

test('a copy keeps names, sizes, attributes and rights as they were', () => {
  const { volume } = makeFixture()
  succeeded(createFolder(volume, 'Data'))
  makeFile(volume, 'Data\\a', 3)
  makeFile(volume, 'Data\\b', 3)
  const view = shadowView(volume, take(volume).id)
  succeeded(renameFile(volume, 'Data\\a', 'Data\\c'))
  succeeded(deleteFile(volume, 'Data\\b'))
  succeeded(setRight(volume, 'Data', { account: 'x', right: 'none' }))
  succeeded(setFileLength(volume, 'Data\\c', 1))
  expect(succeeded(view.list('Data', { account: 'x' })).map((info) => info.name)).toEqual([
    'a',
    'b',
  ])
  expect(succeeded(view.stat('data\\A')).sizeBytes).toBe(3)
  expect(errorOf(view.read('Data\\c'))).toBe('ERROR_FILE_NOT_FOUND')
  expect(errorOf(view.read('Data'))).toBe('ERROR_ACCESS_DENIED')
  expect(errorOf(view.list('Data\\a'))).toBe('ERROR_PATH_NOT_FOUND')
  expect(errorOf(view.read('Data\\a', { offset: 1, length: 3 }))).toBe('ERROR_HANDLE_EOF')
})

test('a deleted file is still read, also after its clusters went to another', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', MIB, 5)
  const view = shadowView(volume, take(volume).id)
  succeeded(deleteFile(volume, 'a'))
  makeFile(volume, 'b', succeeded(freeBytes(volume)), 6)
  expect(succeeded(view.read('a')).every((byte) => byte === 5)).toBe(true)
  expect(storageInfo(volume)?.usedBytes).toBe(MIB)
})

test('what was free at the instant is not saved', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', MIB)
  take(volume)
  makeFile(volume, 'b', 64 * MIB, 6)
  succeeded(fillFile(volume, 'b', { byte: 7, length: 64 * MIB }))
  expect(storageInfo(volume)?.usedBytes).toBe(0)
})

test('what an older copy still needs is saved for the newest, though that has no use for it', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', MIB, 5)
  const older = shadowView(volume, take(volume).id)
  succeeded(deleteFile(volume, 'a'))
  const newer = take(volume)
  makeFile(volume, 'b', succeeded(freeBytes(volume)), 6)
  expect(succeeded(older.read('a')).every((byte) => byte === 5)).toBe(true)
  succeeded(deleteShadow(volume, newer.id))
  expect(succeeded(older.read('a')).every((byte) => byte === 5)).toBe(true)
})

test('what only the deleted copy needed goes with it', () => {
  const { volume } = makeFixture()
  take(volume)
  makeFile(volume, 'a', MIB)
  const newer = take(volume)
  succeeded(fillFile(volume, 'a', { byte: 2, length: MIB }))
  expect(storageInfo(volume)?.usedBytes).toBe(MIB)
  succeeded(deleteShadow(volume, newer.id))
  expect(storageInfo(volume)?.usedBytes).toBe(0)
})

test('a block is saved once, however often it is written', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', MIB)
  take(volume)
  for (let byte = 0; byte < 3; byte++)
    succeeded(writeFile(volume, 'a', { offset: BLOCK_BYTES - 1, bytes: Uint8Array.of(byte, byte) }))
  expect(storageInfo(volume)?.usedBytes).toBe(2 * BLOCK_BYTES)
})

test('clusters larger than a block are saved by the block', () => {
  const { volume } = makeFixture({ clusterBytes: 64 * KIB })
  makeFile(volume, 'a', MIB, 3)
  const view = shadowView(volume, take(volume).id)
  succeeded(writeFile(volume, 'a', { offset: 20 * KIB, bytes: Uint8Array.of(9) }))
  makeFile(volume, 'b', MIB)
  expect(storageInfo(volume)?.usedBytes).toBe(BLOCK_BYTES)
  expect(succeeded(view.read('a')).every((byte) => byte === 3)).toBe(true)
})

test('a chunk of one byte throughout is saved only where it was in use', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', CHUNK_BYTES / 2, 0)
  take(volume)
  succeeded(setFileLength(volume, 'a', CHUNK_BYTES))
  succeeded(fillFile(volume, 'a', { length: CHUNK_BYTES, byte: 7 }))
  expect(storageInfo(volume)?.usedBytes).toBe(CHUNK_BYTES / 2)
})

test('a large cluster behind a free one is in use all the same', () => {
  const { volume } = makeFixture({ clusterBytes: 64 * KIB })
  makeFile(volume, 'before', 64 * KIB)
  makeFile(volume, 'a', 64 * KIB, 3)
  succeeded(deleteFile(volume, 'before'))
  const view = shadowView(volume, take(volume).id)
  succeeded(fillFile(volume, 'a', { length: 64 * KIB, byte: 9 }))
  expect(storageInfo(volume)?.usedBytes).toBe(64 * KIB)
  expect(succeeded(view.read('a')).every((byte) => byte === 3)).toBe(true)
})

test('what one side of a fork saves is not saved on the other', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', MIB)
  take(volume)
  succeeded(fillFile(volume, 'a', { length: 1, byte: 2 }))
  const twin = fork(volume)
  succeeded(fillFile(volume, 'a', { offset: BLOCK_BYTES, length: 1, byte: 2 }))
  succeeded(fillFile(twin, 'a', { offset: BLOCK_BYTES, length: 2 * BLOCK_BYTES, byte: 3 }))
  expect(storageInfo(volume)?.usedBytes).toBe(2 * BLOCK_BYTES)
  expect(storageInfo(twin)?.usedBytes).toBe(3 * BLOCK_BYTES)
})

test('a copy that is gone reads nothing, not even what is unchanged', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 10)
  const shadow = take(volume)
  const view = shadowView(volume, shadow.id)
  succeeded(deleteShadow(volume, shadow.id))
  for (const outcome of [view.read('a'), view.stat('a'), view.list('\\'), view.locate('a')])
    expect(outcome).toMatchObject({
      error: { code: 433, device: shadow.deviceName, path: expect.any(String) },
    })
  expect(errorOf(deleteShadow(volume, shadow.id))).toBe('VSS_E_OBJECT_NOT_FOUND')
})

test('a view forks with its volume', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 10)
  const shadow = take(volume)
  const world = fork({ volume, view: shadowView(volume, shadow.id) })
  succeeded(deleteShadow(volume, shadow.id))
  expect(succeeded(world.view.read('a'))).toHaveLength(10)
  expect(world.view.device).toBe(shadow.deviceName)
})

test('devices of one host are numbered in one row', () => {
  const devices = { shadowCopies: 0 }
  const { volume } = makeFixture({ devices })
  const other = makeFixture({ devices }).volume
  const prefix = '\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy'
  expect(take(volume).deviceName).toBe(`${prefix}1`)
  expect(take(other).deviceName).toBe(`${prefix}2`)
  const third = succeeded(takeShadow(volume, { setId: SET, id: 'mine' as Guid, attributes: 9 }))
  expect(third).toMatchObject({ deviceName: `${prefix}3`, id: 'mine', setId: SET, attributes: 9 })
})

test('the 513th copy of a volume is refused', () => {
  const { volume } = makeFixture()
  for (let count = 0; count < SHADOWS_PER_VOLUME_MAX; count++) take(volume)
  expect(errorOf(takeShadow(volume, { setId: SET }))).toBe(
    'VSS_E_MAXIMUM_NUMBER_OF_SNAPSHOTS_REACHED',
  )
  expect(listShadows(volume)).toHaveLength(512)
})

function makeWorld(): World {
  const { volume } = makeFixture()
  makeFile(volume, 'a', FILE_BYTES)
  return { volume, bytes: new Uint8Array(FILE_BYTES).fill(1), instants: [] }
}

function forkWorld({ volume, bytes, instants }: World): World {
  const copies = instants.map((instant) => ({
    ...instant,
    overwritten: new Set(instant.overwritten),
  }))
  return { volume: fork(volume), bytes: bytes.slice(), instants: copies }
}

function takeInstant({ volume, bytes, instants }: World): void {
  instants.push({ id: take(volume).id, bytes: bytes.slice(), overwritten: new Set() })
}

function deleteInstant({ volume, instants }: World, which: number): void {
  if (instants.length === 0) return
  const index = which % instants.length
  const [gone] = instants.splice(index, 1) as [Instant]
  succeeded(deleteShadow(volume, gone.id))
  const older = instants[index - 1]
  if (older !== undefined) older.overwritten = new Set([...older.overwritten, ...gone.overwritten])
}

function overwrite(
  { volume, bytes, instants }: World,
  what: { kind: 'write' | 'fill'; at: number; length: number },
  seed: number,
): void {
  const length = Math.min(what.length, FILE_BYTES - what.at)
  const end = what.at + length
  if (what.kind === 'fill') {
    succeeded(fillFile(volume, 'a', { offset: what.at, length, byte: seed }))
    bytes.fill(seed, what.at, end)
  } else {
    const content = Uint8Array.from({ length }, (_, index) => index * 7 + seed)
    succeeded(writeFile(volume, 'a', { offset: what.at, bytes: content }))
    bytes.set(content, what.at)
  }
  for (let block = Math.floor(what.at / BLOCK_BYTES); block * BLOCK_BYTES < end; block++)
    instants.at(-1)?.overwritten.add(block)
}

function expectWorld({ volume, bytes, instants }: World): void {
  expect(Buffer.compare(succeeded(readFile(volume, 'a')), bytes)).toBe(0)
  let blocks = 0
  for (const instant of instants) {
    const read = succeeded(shadowView(volume, instant.id).read('a'))
    expect(Buffer.compare(read, instant.bytes)).toBe(0)
    blocks += instant.overwritten.size
  }
  expect(storageInfo(volume)?.usedBytes ?? 0).toBe(blocks * BLOCK_BYTES)
  expect(listShadows(volume).map((shadow) => shadow.id)).toEqual(instants.map(({ id }) => id))
}
