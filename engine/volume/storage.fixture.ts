import { GIB } from '../base/units.js'
import { type Fixture, makeFile, makeFixture, succeeded } from './fixture.test.helper.js'
import {
  addStorage,
  createVolume,
  fillFile,
  freeBytes,
  type StorageInfo,
  storageInfo,
  type Volume,
} from './index.js'

/** A disk with a written file of 9 GB. */
export function makeDisk(storage: Parameters<typeof addStorage>[2] = {}): Fixture {
  const fixture = makeFixture({ sizeBytes: 100 * GIB })
  makeFile(fixture.volume, 'a', 9 * GIB)
  succeeded(addStorage(fixture.volume, fixture.volume, storage))
  return fixture
}

export function makePair(options: { fileSystem?: 'FAT32' } = {}): Fixture & { other: Volume } {
  const fixture = makeFixture({ sizeBytes: 20 * GIB })
  makeFile(fixture.volume, 'a', GIB)
  const { sim, log } = fixture
  return { ...fixture, other: createVolume(sim, { driveLetter: 'D:', log, ...options }) }
}

export function overwrite(volume: Volume, length: number, offset = 0): void {
  succeeded(fillFile(volume, 'a', { offset, length, byte: 2 }))
}

/** Leaves so much free. */
export function fillUp(volume: Volume, freeLeft: number): void {
  makeFile(volume, 'ballast', succeeded(freeBytes(volume)) - freeLeft)
}

export function info(volume: Volume): StorageInfo {
  const known = storageInfo(volume)
  if (known === undefined) throw new Error('no storage')
  return known
}
