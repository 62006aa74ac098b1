import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fork } from '../base/fork.js'
import { GIB, TIB } from '../base/units.js'
import { BLOCK_BYTES, CHUNK_BYTES } from './block.js'
import { BlockStore } from './block-store.js'

const LENGTH = CHUNK_BYTES + 5 * BLOCK_BYTES
/** Around the joints of blocks and of chunks is where mistakes are. */
const offsets = fc.oneof(
  fc.integer({ min: 0, max: 3 * BLOCK_BYTES }),
  fc.integer({ min: CHUNK_BYTES - BLOCK_BYTES - 9, max: CHUNK_BYTES + BLOCK_BYTES }),
  fc.constantFrom(0, BLOCK_BYTES, CHUNK_BYTES - BLOCK_BYTES, CHUNK_BYTES),
)
const lengths = fc.oneof(
  fc.integer({ min: 0, max: 2 * BLOCK_BYTES }),
  fc.constantFrom(BLOCK_BYTES, 2 * BLOCK_BYTES),
)
const operation = fc.oneof(
  fc.record({
    kind: fc.constant('write' as const),
    at: offsets,
    length: lengths,
    byte: fc.nat(255),
  }),
  fc.record({
    kind: fc.constant('fill' as const),
    at: offsets,
    length: lengths,
    byte: fc.nat(255),
  }),
  fc.record({
    kind: fc.constant('fill' as const),
    at: fc.constant(0),
    length: fc.constant(CHUNK_BYTES),
    byte: fc.nat(2),
  }),
  fc.record({ kind: fc.constant('copy' as const), at: offsets, from: offsets, length: lengths }),
  fc.record({ kind: fc.constant('fork' as const) }),
)

test('a store and its forks read as plain arrays would', () => {
  fc.assert(
    fc.property(
      fc.array(operation, { maxLength: 12 }),
      fc.infiniteStream(fc.nat()),
      (plan, picks) => {
        const worlds = [{ store: new BlockStore(LENGTH), oracle: new Uint8Array(LENGTH) }]
        const pick = () => worlds[Number(picks.next().value) % worlds.length] as (typeof worlds)[0]
        for (const step of plan) {
          const { store, oracle } = pick()
          if (step.kind === 'fork') worlds.push({ store: fork(store), oracle: oracle.slice() })
          else if (step.kind === 'copy') {
            const source = pick()
            const overlaps = Math.abs(step.from - step.at) < step.length
            if (source.store === store && overlaps) continue
            const bytes = source.oracle.slice(step.from, step.from + step.length)
            store.copyFrom(source.store, step.from, step.at, step.length)
            oracle.set(bytes, step.at)
          } else if (step.kind === 'fill') {
            store.fill(step.at, step.length, step.byte)
            oracle.fill(step.byte, step.at, step.at + step.length)
          } else {
            const bytes = pattern(step.length, step.byte)
            store.write(step.at, bytes)
            oracle.set(bytes, step.at)
            // The store must not have kept the caller's buffer.
            bytes.fill(0)
          }
        }
        for (const { store, oracle } of worlds) expectSame(store, oracle)
      },
    ),
    { numRuns: 60 },
  )
})

test('a device of 16 TB costs nothing until it is written, and a fill costs next to nothing', () => {
  const store = new BlockStore(16 * TIB)
  store.fill(TIB, 200 * GIB, 7)
  store.write(16 * TIB - 3, Uint8Array.of(1, 2, 3))
  expect(readAt(store, TIB - 1, 2)).toEqual([0, 7])
  expect(readAt(store, TIB + 200 * GIB - 1, 2)).toEqual([7, 0])
  expect(readAt(store, 16 * TIB - 4, 4)).toEqual([0, 1, 2, 3])
})

test('a fork shares blocks until one side writes, and then only the others', () => {
  const store = new BlockStore(LENGTH)
  store.write(0, new Uint8Array(2 * BLOCK_BYTES).fill(5))
  const twin = fork(store)
  twin.write(3, Uint8Array.of(6))
  expect(twin.share(0)).not.toBe(store.share(0))
  expect(twin.share(1)).toBe(store.share(1))
})

test('a block that was given away is changed no more', () => {
  const store = new BlockStore(LENGTH)
  store.write(0, new Uint8Array(BLOCK_BYTES).fill(6))
  const kept = store.share(0) as Uint8Array
  store.write(9, Uint8Array.of(7))
  store.fill(20, 5, 7)
  expect(kept.every((byte) => byte === 6)).toBe(true)
})

test('aligned copies share blocks, unaligned ones do not', () => {
  const source = new BlockStore(LENGTH)
  source.write(0, new Uint8Array(3 * BLOCK_BYTES).fill(9))
  const target = new BlockStore(LENGTH)
  target.copyFrom(source, 10, 10 + BLOCK_BYTES, 2 * BLOCK_BYTES)
  expect(target.share(2)).toBe(source.share(1))
  target.copyFrom(source, 0, 4 * BLOCK_BYTES + 1, BLOCK_BYTES)
  expect(target.share(4)).not.toBe(source.share(0))
})

test('a chunk is uniform until one byte differs', () => {
  const store = new BlockStore(LENGTH)
  store.fill(0, CHUNK_BYTES, 4)
  expect(store.uniformChunk(0)).toBe(4)
  store.write(77, Uint8Array.of(4))
  expect(store.uniformChunk(0)).toBeUndefined()
  store.fill(0, CHUNK_BYTES, 0)
  expect(store.uniformChunk(0)).toBe(0)
})

test('filling with what is there already changes nothing', () => {
  const store = new BlockStore(LENGTH)
  store.fill(0, CHUNK_BYTES, 4)
  store.fill(5, BLOCK_BYTES, 4)
  expect(store.uniformChunk(0)).toBe(4)
})

test('nothing lies outside the device', () => {
  const store = new BlockStore(100)
  expect(() => store.write(99, Uint8Array.of(1, 2))).toThrow('outside')
  expect(() => store.fill(-1, 2, 0)).toThrow('outside')
  expect(() => store.read(100, new Uint8Array(1))).toThrow('outside')
  expect(() => store.copyFrom(store, 0, 50, 51)).toThrow('outside')
})

function pattern(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let index = 0; index < length; index++) bytes[index] = seed + index
  return bytes
}

function readAt(store: BlockStore, offset: number, length: number): number[] {
  const bytes = new Uint8Array(length)
  store.read(offset, bytes)
  return [...bytes]
}

/** Compares where the operations can have been; the middle of a chunk is like its beginning. */
function expectSame(store: BlockStore, oracle: Uint8Array): void {
  for (const [from, to] of [
    [0, 7 * BLOCK_BYTES],
    [CHUNK_BYTES - 3 * BLOCK_BYTES, LENGTH],
  ] as const) {
    const bytes = new Uint8Array(to - from)
    store.read(from, bytes)
    expect(Buffer.compare(bytes, oracle.subarray(from, to))).toBe(0)
  }
}
