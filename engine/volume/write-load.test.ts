import { expect, test } from 'vitest'
import { GIB, KIB, MIB, seconds } from '../base/units.js'
import { BLOCK_BYTES } from './block.js'
import { errorOf, makeFile, makeFixture, run, succeeded, take } from './fixture.test.helper.js'
import {
  deleteFile,
  holdWrites,
  overwriting,
  readFile,
  releaseWrites,
  statFile,
  storageInfo,
} from './index.js'

test('a load overwrites so many bytes at an even pace, and not one more', () => {
  const { sim, volume } = makeFixture()
  makeFile(volume, 'a', MIB)
  take(volume)
  const load = { bytes: 512 * KIB, span: seconds(8), byte: 7 }
  const task = sim.spawn('load', overwriting(volume, 'a', load))
  sim.advance(seconds(4))
  expect(storageInfo(volume)?.usedBytes).toBe(256 * KIB)
  expect(succeeded(sim.finish(task))).toBe(512 * KIB)
  expect(sim.now).toBe(seconds(8))
  const bytes = succeeded(readFile(volume, 'a'))
  expect(bytes.lastIndexOf(7)).toBe(512 * KIB - 1)
  expect(bytes.indexOf(1)).toBe(512 * KIB)
  expect(storageInfo(volume)?.usedBytes).toBe(512 * KIB)
})

test('a load can be confined to a part of a file, and starts there again', () => {
  const { sim, volume } = makeFixture()
  makeFile(volume, 'a', MIB)
  take(volume)
  const within = { offset: 3 * BLOCK_BYTES, length: 2 * BLOCK_BYTES }
  succeeded(run(sim, overwriting(volume, 'a', { bytes: MIB, span: seconds(1), within, byte: 7 })))
  const bytes = succeeded(readFile(volume, 'a'))
  expect(bytes.indexOf(7)).toBe(within.offset)
  expect(bytes.lastIndexOf(7)).toBe(within.offset + within.length - 1)
  expect(storageInfo(volume)?.usedBytes).toBe(within.length)
})

test('a load larger than its file never makes it longer', () => {
  const { sim, volume } = makeFixture()
  makeFile(volume, 'a', 100 * KIB)
  succeeded(run(sim, overwriting(volume, 'a', { bytes: MIB, span: seconds(1) })))
  expect(succeeded(statFile(volume, 'a')).sizeBytes).toBe(100 * KIB)
})

test('a load waits while writes are held, and then goes on', () => {
  const { sim, volume } = makeFixture()
  makeFile(volume, 'a', MIB)
  const task = sim.spawn('load', overwriting(volume, 'a', { bytes: MIB, span: seconds(4) }))
  sim.advance(seconds(1))
  holdWrites(volume)
  sim.advance(seconds(6))
  releaseWrites(volume)
  succeeded(sim.finish(task))
  expect(sim.now).toBe(seconds(7))
})

test('a load that can go on no longer says why', () => {
  const { sim, volume } = makeFixture()
  makeFile(volume, 'a', MIB)
  const task = sim.spawn('load', overwriting(volume, 'a', { bytes: MIB, span: seconds(4) }))
  sim.advance(seconds(1))
  succeeded(deleteFile(volume, 'a'))
  expect(errorOf(sim.finish(task))).toBe('ERROR_FILE_NOT_FOUND')
  const none = overwriting(volume, 'b', { bytes: 1, span: seconds(1) })
  expect(errorOf(run(sim, none))).toBe('ERROR_FILE_NOT_FOUND')
})

test('gigabytes of copy-on-write are accounted for exactly', () => {
  const { sim, volume, log } = makeFixture({ sizeBytes: 100 * GIB })
  makeFile(volume, 'a', 5 * GIB)
  take(volume)
  const within = { offset: 5 * KIB, length: 3 * GIB }
  succeeded(run(sim, overwriting(volume, 'a', { bytes: 3 * GIB, span: seconds(60), within })))
  expect(storageInfo(volume)?.usedBytes).toBe(3 * GIB + BLOCK_BYTES)
  expect(log).toEqual([])
})
