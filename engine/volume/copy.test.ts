import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GIB, KIB, MIB, seconds } from '../base/units.js'
import { placeFault } from '../sim/index.js'
import { BLOCK_BYTES, CHUNK_BYTES } from './block.js'
import {
  errorOf,
  type Fixture,
  makeFile,
  makeFixture,
  run,
  succeeded,
  take,
} from './fixture.test.helper.js'
import {
  COPY_POINT,
  copyFile,
  copyingFile,
  createVolume,
  deleteFile,
  deleteShadow,
  fillFile,
  freeBytes,
  holdWrites,
  liveView,
  openFile,
  putFile,
  readFile,
  releaseWrites,
  setAttributes,
  setFileLength,
  shadowView,
  statFile,
  type Volume,
  writeFile,
} from './index.js'

test('a copy has the bytes of its source, wherever both lie', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 50 * KIB }),
      fc.nat(3 * BLOCK_BYTES),
      fc.nat(3 * BLOCK_BYTES),
      (bytes, before, allocated) => {
        const { volume, other } = makePair()
        makeFile(other, 'shift', before)
        leaveJunk(volume)
        leaveJunk(other)
        succeeded(putFile(volume, 'a', bytes))
        succeeded(setFileLength(volume, 'a', bytes.length + allocated))
        succeeded(copyFile(liveView(volume), 'a', other, 'b'))
        const expected = new Uint8Array(bytes.length + allocated)
        expected.set(bytes)
        expect(Buffer.compare(succeeded(readFile(other, 'b')), expected)).toBe(0)
      },
    ),
  )
})

test('a copy shares the blocks of its source until one of them is written', () => {
  const { volume, other } = makePair()
  succeeded(putFile(volume, 'a', new Uint8Array(2 * BLOCK_BYTES).fill(7)))
  succeeded(copyFile(liveView(volume), 'a', other, 'b'))
  expect(other.store.share(0)).toBe(volume.store.share(0))
  succeeded(writeFile(volume, 'a', { bytes: Uint8Array.of(1) }))
  succeeded(writeFile(other, 'b', { offset: BLOCK_BYTES, bytes: Uint8Array.of(2) }))
  expect(succeeded(readFile(other, 'b'))[0]).toBe(7)
  expect(succeeded(readFile(volume, 'a'))[BLOCK_BYTES]).toBe(7)
})

test('terabytes are copied from a shadow copy in no time', () => {
  const { volume, other } = makePair()
  makeFile(volume, 'a', 2000 * GIB, 3)
  const view = shadowView(volume, take(volume).id)
  succeeded(copyFile(view, 'a', other, 'b'))
  expect([...succeeded(readFile(other, 'b', { offset: 1999 * GIB, length: 1 }))]).toEqual([3])
})

test('a copy replaces what was there and keeps attributes', () => {
  const { volume, other } = makePair()
  makeFile(volume, 'a', 3)
  succeeded(setAttributes(volume, 'a', ['readonly', 'system']))
  makeFile(other, 'b', 100)
  succeeded(copyFile(liveView(volume), 'a', other, 'b'))
  expect(succeeded(statFile(other, 'b'))).toMatchObject({
    sizeBytes: 3,
    attributes: ['readonly', 'system'],
  })
  expect(errorOf(copyFile(liveView(volume), 'a', other, 'b'))).toBe('ERROR_ACCESS_DENIED')
})

test('a copy is refused for what is missing, held open or too large', () => {
  const { volume, other } = makePair()
  makeFile(volume, 'a', 10 * GIB)
  expect(errorOf(copyFile(liveView(volume), 'no', other, 'b'))).toBe('ERROR_FILE_NOT_FOUND')
  makeFile(other, 'ballast', succeeded(freeBytes(other)) - GIB)
  expect(errorOf(copyFile(liveView(volume), 'a', other, 'b'))).toBe('ERROR_DISK_FULL')
  succeeded(openFile(volume, 'a', { access: 'write' }))
  expect(errorOf(copyFile(liveView(volume), 'a', other, 'b'))).toBe('ERROR_SHARING_VIOLATION')
  expect(errorOf(statFile(other, 'b'))).toBe('ERROR_FILE_NOT_FOUND')
  expect([...other.handles.all]).toEqual([])
})

test('a copy takes the time of the slower volume and shows how far it is', () => {
  const { sim, volume, other } = makePair({ bytesPerSecond: 64 * MIB })
  makeFile(volume, 'a', 640 * MIB)
  const progress = { copiedBytes: 0, totalBytes: 0 }
  const task = sim.spawn('copy', copyingFile(liveView(volume), 'a', other, 'b', { progress }))
  sim.advance(seconds(5))
  expect(progress).toEqual({ copiedBytes: 320 * MIB, totalBytes: 640 * MIB })
  succeeded(sim.finish(task))
  expect(sim.now).toBe(seconds(10))
  expect(succeeded(readFile(other, 'b', { offset: 640 * MIB - 1 }))[0]).toBe(1)
})

test('a given speed is the speed, and an empty file takes no time', () => {
  const { sim, volume, other } = makePair()
  makeFile(volume, 'a', 32 * MIB)
  makeFile(volume, 'empty', 0)
  succeeded(run(sim, copyingFile(liveView(volume), 'empty', other, 'b')))
  expect(sim.now).toBe(0)
  succeeded(run(sim, copyingFile(liveView(volume), 'a', other, 'b', { bytesPerSecond: MIB })))
  expect(sim.now).toBe(seconds(32))
})

test('a copy of many terabytes takes a bounded number of steps', () => {
  const { sim, volume, other } = makePair()
  makeFile(volume, 'a', 2000 * GIB)
  sim.points.record()
  succeeded(run(sim, copyingFile(liveView(volume), 'a', other, 'b')))
  expect(sim.points.recorded.length).toBeLessThanOrEqual(4096)
  expect(sim.points.recorded[0]).toBe(COPY_POINT)
})

test('a shadow copy lost midway ends the copy with an error and leaves nothing behind', () => {
  const { sim, volume, other } = makePair()
  makeFile(volume, 'a', GIB)
  const { id } = take(volume)
  sim.points.arm({
    point: COPY_POINT,
    occurrence: 3,
    run: () => succeeded(deleteShadow(volume, id)),
  })
  const free = succeeded(freeBytes(other))
  expect(run(sim, copyingFile(shadowView(volume, id), 'a', other, 'b'))).toMatchObject({
    error: { code: 433 },
  })
  expect(errorOf(statFile(other, 'b'))).toBe('ERROR_FILE_NOT_FOUND')
  expect(succeeded(freeBytes(other))).toBe(free)
})

test('a copy meets the I/O errors of either side', () => {
  for (const [where, access] of [
    ['C:', 'read'],
    ['D:', 'write'],
  ] as const) {
    const { sim, volume, other } = makePair()
    makeFile(volume, 'a', GIB)
    const parameters = { access, fromNth: 5 }
    placeFault(sim.faults, { name: 'bad', kind: 'io-error', where, parameters, placedAt: sim.now })
    expect(errorOf(run(sim, copyingFile(liveView(volume), 'a', other, 'b')))).toBe(
      'ERROR_IO_DEVICE',
    )
    expect(errorOf(statFile(other, 'b'))).toBe('ERROR_FILE_NOT_FOUND')
  }
})

test('a copy of a shadow copy is of one instant, whatever is written meanwhile', () => {
  const { sim, volume, other } = makePair()
  makeFile(volume, 'a', 64 * MIB)
  const view = shadowView(volume, take(volume).id)
  sim.points.arm({
    point: COPY_POINT,
    occurrence: 2,
    run: () => succeeded(fillFile(volume, 'a', { byte: 9, length: 64 * MIB })),
  })
  succeeded(run(sim, copyingFile(view, 'a', other, 'b')))
  const bytes = succeeded(readFile(other, 'b', { offset: 15 * MIB, length: 2 * MIB }))
  expect(bytes.every((byte) => byte === 1)).toBe(true)
})

test('a chunk that was overwritten in parts is copied as it was', () => {
  const { volume, other } = makePair()
  makeFile(volume, 'a', CHUNK_BYTES)
  const view = shadowView(volume, take(volume).id)
  succeeded(fillFile(volume, 'a', { length: 1, byte: 2 }))
  succeeded(fillFile(volume, 'a', { length: CHUNK_BYTES, byte: 3 }))
  succeeded(copyFile(view, 'a', other, 'b'))
  expect(succeeded(readFile(other, 'b')).every((byte) => byte === 1)).toBe(true)
})

test('a copy that will not fit is refused before it takes any time', () => {
  const { sim, volume, other } = makePair()
  makeFile(volume, 'a', 10 * GIB)
  makeFile(other, 'ballast', succeeded(freeBytes(other)) - GIB)
  expect(errorOf(run(sim, copyingFile(liveView(volume), 'a', other, 'b')))).toBe('ERROR_DISK_FULL')
  expect(sim.now).toBe(0)
})

test('a copy that is under way waits for a hold as well', () => {
  const { sim, volume, other } = makePair()
  makeFile(volume, 'a', GIB)
  const task = sim.spawn('copy', copyingFile(liveView(volume), 'a', other, 'b'))
  sim.advance(seconds(1))
  holdWrites(other)
  sim.advance(seconds(9))
  releaseWrites(other)
  succeeded(sim.finish(task))
  expect(sim.now).toBeGreaterThan(seconds(10))
})

test('a copy waits while writes to its target are held', () => {
  const { sim, volume, other } = makePair()
  makeFile(volume, 'a', MIB)
  holdWrites(other)
  const task = sim.spawn('copy', copyingFile(liveView(volume), 'a', other, 'b'))
  sim.advance(seconds(5))
  releaseWrites(other)
  succeeded(sim.finish(task))
  expect(sim.now).toBeGreaterThan(seconds(5))
})

/** Bytes of a deleted file, for others to allocate. */
function leaveJunk(volume: Volume): void {
  makeFile(volume, 'junk', MIB, 0xff)
  succeeded(deleteFile(volume, 'junk'))
}

function makePair(options: { bytesPerSecond?: number } = {}): Fixture & { other: Volume } {
  const fixture = makeFixture({ sizeBytes: 4000 * GIB })
  const { sim, log } = fixture
  const sizeBytes = 3000 * GIB
  return { ...fixture, other: createVolume(sim, { driveLetter: 'D:', sizeBytes, log, ...options }) }
}
