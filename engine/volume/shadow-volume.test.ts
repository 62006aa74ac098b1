import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fork } from '../base/fork.js'
import { KIB, MIB, seconds } from '../base/units.js'
import { BLOCK_BYTES } from './block.js'
import { errorOf, makeFile, makeFixture, succeeded, take } from './fixture.test.helper.js'
import {
  addStorage,
  closeWriteWindow,
  createFolder,
  deleteFile,
  deleteShadow,
  fillFile,
  listShadows,
  openFile,
  openShadow,
  openWriteWindow,
  putFile,
  readFile,
  setAttributes,
  setFileLength,
  shadowView,
  statFile,
  storageInfo,
  type Volume,
  writeFile,
} from './index.js'

const FILE_BYTES = 6 * BLOCK_BYTES

/** The volume and each of its copies, with what each must read as. */
interface Place {
  readonly device: Volume
  bytes: Uint8Array
}

interface World {
  readonly origin: Place
  readonly copies: Place[]
}

const range = { at: fc.nat(FILE_BYTES - 1), length: fc.integer({ min: 1, max: 40 * KIB }) }
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('write' as const), ...range }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fill' as const), ...range }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('take' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fork' as const) }) },
)

test('what is written into one copy is seen there and nowhere else, in every fork', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(step, fc.nat(), fc.nat()), { maxLength: 40 }), (plan) => {
      const worlds = [makeWorld()]
      plan.forEach(([what, where, which], seed) => {
        const world = worlds[where % worlds.length] as World
        if (what.kind === 'take') takeCopy(world)
        else if (what.kind === 'delete') deleteCopy(world, which)
        else if (what.kind === 'fork') worlds.push(forkWorld(world))
        else overwrite(world, what, { which, seed })
      })
      for (const { origin, copies } of worlds)
        for (const { device, bytes } of [origin, ...copies])
          expect(Buffer.compare(succeeded(readFile(device, 'a')), bytes)).toBe(0)
    }),
  )
})

function makeWorld(): World {
  const { volume } = makeFixture()
  makeFile(volume, 'a', FILE_BYTES, 1)
  return { origin: { device: volume, bytes: new Uint8Array(FILE_BYTES).fill(1) }, copies: [] }
}

function takeCopy({ origin, copies }: World): void {
  if (copies.length === 4) return
  const { id } = take(origin.device)
  openWriteWindow(origin.device, id)
  const device = succeeded(openShadow(origin.device, id))
  copies.push({ device, bytes: origin.bytes.slice() })
}

function deleteCopy({ origin, copies }: World, which: number): void {
  const [gone] = copies.length === 0 ? [] : copies.splice(which % copies.length, 1)
  if (gone !== undefined) succeeded(deleteShadow(origin.device, gone.device.id))
}

function forkWorld(world: World): World {
  const { bytes } = world.origin
  const copy = fork({ origin: world.origin.device, copies: world.copies.map((c) => c.device) })
  return {
    origin: { device: copy.origin, bytes: bytes.slice() },
    copies: copy.copies.map((device, index) => {
      return { device, bytes: (world.copies[index] as Place).bytes.slice() }
    }),
  }
}

function overwrite(
  { origin, copies }: World,
  what: { readonly kind: 'write' | 'fill'; readonly at: number; readonly length: number },
  { which, seed }: { readonly which: number; readonly seed: number },
): void {
  const places = [origin, ...copies]
  const { device, bytes } = places[which % places.length] as Place
  const length = Math.min(what.length, FILE_BYTES - what.at)
  const byte = (seed * 7 + 3) % 251
  const at = { offset: what.at, length }
  if (what.kind === 'fill') succeeded(fillFile(device, 'a', { byte, ...at }))
  else succeeded(writeFile(device, 'a', { bytes: new Uint8Array(length).fill(byte), ...at }))
  bytes.fill(byte, what.at, what.at + length)
}

function oneCopy() {
  const fixture = makeFixture()
  const { volume } = fixture
  makeFile(volume, 'a', MIB, 1)
  const { id } = take(volume)
  return { ...fixture, id, device: succeeded(openShadow(volume, id)) }
}

const NINE = { bytes: Uint8Array.of(9) }

describe('the window', () => {
  test('before and after it nothing is written, by path or by a handle from within', () => {
    const { volume, id, device } = oneCopy()
    expect(errorOf(writeFile(device, 'a', NINE))).toBe('ERROR_WRITE_PROTECT')
    openWriteWindow(volume, id)
    const handle = succeeded(openFile(device, 'a', { access: 'write' }))
    succeeded(writeFile(device, handle, NINE))
    closeWriteWindow(volume, id)
    const late = { bytes: Uint8Array.of(7) }
    expect(errorOf(writeFile(device, handle, late))).toBe('ERROR_WRITE_PROTECT')
    expect(errorOf(putFile(device, 'b', NINE.bytes))).toBe('ERROR_WRITE_PROTECT')
    expect(errorOf(deleteFile(device, 'a'))).toBe('ERROR_WRITE_PROTECT')
    expect(errorOf(setAttributes(device, 'a', ['hidden']))).toBe('ERROR_WRITE_PROTECT')
    expect(succeeded(readFile(device, handle))[0]).toBe(9)
  })

  test('what is cut off in it is not saved when the volume overwrites it, the rest is', () => {
    const { volume, id, device } = oneCopy()
    openWriteWindow(volume, id)
    succeeded(setFileLength(device, 'a', MIB / 2))
    closeWriteWindow(volume, id)
    const before = storageInfo(volume)?.usedBytes ?? 0
    succeeded(fillFile(volume, 'a', { byte: 9, offset: MIB / 2, length: MIB / 2 }))
    expect(storageInfo(volume)?.usedBytes).toBe(before)
    succeeded(fillFile(volume, 'a', { byte: 9, offset: 0, length: MIB / 2 }))
    expect(storageInfo(volume)?.usedBytes).toBeGreaterThan(before)
    expect(succeeded(readFile(device, 'a'))).toEqual(new Uint8Array(MIB / 2).fill(1))
  })

  test('what was written in it stays, for whoever opens the copy, and the volume has none of it', () => {
    const { volume, id, device } = oneCopy()
    openWriteWindow(volume, id)
    succeeded(writeFile(device, 'a', NINE))
    closeWriteWindow(volume, id)
    succeeded(fillFile(volume, 'a', { byte: 2, length: MIB }))
    expect(succeeded(shadowView(volume, id).read('a')).subarray(0, 2)).toEqual(Uint8Array.of(9, 1))
    expect(succeeded(openShadow(volume, id))).toBe(device)
    expect(succeeded(readFile(volume, 'a'))[0]).toBe(2)
  })

  test('files are made, grown, cut and deleted in the copy alone', () => {
    const { volume, id, device } = oneCopy()
    makeFile(volume, 'later', MIB, 4)
    openWriteWindow(volume, id)
    succeeded(createFolder(device, 'New'))
    makeFile(device, 'New\\b', 3 * MIB, 5)
    succeeded(setFileLength(device, 'a', 10))
    succeeded(setFileLength(device, 'a', 2 * MIB))
    closeWriteWindow(volume, id)
    succeeded(fillFile(volume, 'later', { byte: 6, length: 8 * MIB }))
    expect(succeeded(readFile(device, 'New\\b')).every((byte) => byte === 5)).toBe(true)
    const cut = succeeded(readFile(device, 'a'))
    expect([cut.length, cut[9], cut[10]]).toEqual([2 * MIB, 1, 0])
    expect(errorOf(statFile(volume, 'New\\b'))).toBe('ERROR_PATH_NOT_FOUND')
    expect(errorOf(statFile(device, 'later'))).toBe('ERROR_FILE_NOT_FOUND')
    expect(succeeded(readFile(volume, 'a')).every((byte) => byte === 1)).toBe(true)
  })
})

test('each block written into the copy takes room once; deleting the copy gives it back', () => {
  const { volume, id, device } = oneCopy()
  openWriteWindow(volume, id)
  for (const byte of [1, 2]) succeeded(fillFile(device, 'a', { byte, length: 3 * BLOCK_BYTES }))
  succeeded(writeFile(device, 'a', { ...NINE, offset: 3 * BLOCK_BYTES }))
  expect(storageInfo(volume)?.usedBytes).toBe(4 * BLOCK_BYTES)
  succeeded(deleteShadow(volume, id))
  expect(storageInfo(volume)?.usedBytes).toBe(0)
})

test('a copy that is gone refuses every access, also by handles that were open', () => {
  const { volume, id, device } = oneCopy()
  const handle = succeeded(openFile(device, 'a', { access: 'read' }))
  succeeded(deleteShadow(volume, id))
  expect(errorOf(readFile(device, handle))).toBe('ERROR_NO_SUCH_DEVICE')
  expect(errorOf(statFile(device, 'a'))).toBe('ERROR_NO_SUCH_DEVICE')
  expect(errorOf(openShadow(volume, id))).toBe('VSS_E_OBJECT_NOT_FOUND')
})

test('a write for which there is no room costs the copy, and is refused', () => {
  const { sim, volume } = makeFixture()
  succeeded(addStorage(volume, volume, { maximumBytes: 32 * MIB, growthSpan: seconds(1) }))
  makeFile(volume, 'a', 64 * MIB, 1)
  const { id } = take(volume)
  openWriteWindow(volume, id)
  const device = succeeded(openShadow(volume, id))
  sim.advance(seconds(5))
  const write = fillFile(device, 'a', { byte: 3, length: 40 * MIB })
  expect(errorOf(write)).toBe('ERROR_NO_SUCH_DEVICE')
  expect(listShadows(volume)).toEqual([])
  expect(succeeded(readFile(volume, 'a')).every((byte) => byte === 1)).toBe(true)
})

test('a copy on a fork is written without the original seeing it', () => {
  const { volume, id, device } = oneCopy()
  openWriteWindow(volume, id)
  const other = fork({ volume, device })
  succeeded(writeFile(other.device, 'a', NINE))
  expect(other.device.shadowOf?.origin).toBe(other.volume)
  expect(succeeded(readFile(device, 'a'))[0]).toBe(1)
  expect(succeeded(readFile(other.device, 'a'))[0]).toBe(9)
})
