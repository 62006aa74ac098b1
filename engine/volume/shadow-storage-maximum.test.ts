import { expect, test } from 'vitest'
import { GIB, MIB, seconds } from '../base/units.js'
import { errorOf, expectEvents, succeeded, take } from './fixture.test.helper.js'
import {
  freeBytes,
  listFolder,
  listShadows,
  resizeStorage,
  SYSTEM_VOLUME_INFORMATION,
} from './index.js'
import { info, makeDisk, overwrite } from './storage.fixture.js'

const STEP = 320 * MIB

test('the maximum is no smaller than a step', () => {
  const { volume } = makeDisk()
  take(volume)
  expect(errorOf(resizeStorage(volume, STEP - 1))).toBe('E_INVALIDARG')
  expect(errorOf(resizeStorage(volume, -1))).toBe('E_INVALIDARG')
  expect(errorOf(resizeStorage(volume, Number.NaN))).toBe('E_INVALIDARG')
  succeeded(resizeStorage(volume, STEP))
  succeeded(resizeStorage(volume, 'unbounded'))
  expect(info(volume).maximumBytes).toBe(Number.POSITIVE_INFINITY)
})

test('a smaller maximum deletes the oldest until the rest fits, and gives space back', () => {
  const { sim, volume, log } = makeDisk({ maximumBytes: 2 * GIB })
  const ids = [0, 1, 2].map((index) => {
    const { id } = take(volume)
    sim.advance(seconds(1))
    overwrite(volume, 150 * MIB, index * 150 * MIB)
    return id
  })
  sim.advance(seconds(1))
  const free = succeeded(freeBytes(volume))
  const { allocatedBytes } = info(volume)
  succeeded(resizeStorage(volume, 310 * MIB + 10 * MIB))
  expect(listShadows(volume).map((shadow) => shadow.id)).toEqual(ids.slice(1))
  expect(info(volume)).toMatchObject({ usedBytes: 300 * MIB, allocatedBytes: STEP })
  expect(succeeded(freeBytes(volume))).toBe(free + allocatedBytes - STEP)
  expectEvents(log, [33])
  sim.advance(seconds(1))
  expect(info(volume).allocatedBytes).toBe(STEP)
})

test('a smaller maximum cuts a growth that is under way', () => {
  const { sim, volume } = makeDisk()
  take(volume)
  overwrite(volume, 170 * MIB)
  succeeded(resizeStorage(volume, 400 * MIB))
  sim.advance(seconds(1))
  expect(info(volume).allocatedBytes).toBe(400 * MIB)
  const [file] = succeeded(listFolder(volume, SYSTEM_VOLUME_INFORMATION))
  expect(file?.sizeBytes).toBe(400 * MIB)
})
