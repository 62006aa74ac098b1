import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  allocate,
  append,
  containsAll,
  containsAny,
  countClusters,
  cut,
  type Extents,
  extentsOf,
  intersect,
  release,
} from './extents.js'

const SIZE = 64
const bitmap = fc.array(fc.boolean(), { minLength: SIZE, maxLength: SIZE })
const cluster = fc.nat(SIZE - 1)

test('a list of runs answers as a bitmap would', () => {
  fc.assert(
    fc.property(bitmap, cluster, cluster, (bits, one, other) => {
      const [start, end] = [Math.min(one, other), Math.max(one, other) + 1]
      const extents = extentsFrom(bits)
      expect(containsAll(extents, start, end)).toBe(bits.slice(start, end).every((bit) => bit))
      expect(containsAny(extents, start, end)).toBe(bits.slice(start, end).includes(true))
      expect(countClusters(extents)).toBe(bits.filter((bit) => bit).length)
    }),
  )
})

test('what two lists have in common is what both bitmaps have', () => {
  fc.assert(
    fc.property(bitmap, bitmap, (left, right) => {
      const both = left.map((bit, index) => bit && right[index] === true)
      expect(bitsFrom(intersect(extentsFrom(left), extentsFrom(right)))).toEqual(both)
    }),
  )
})

test('clusters are allocated once, and all that is released is free again in as few runs as can be', () => {
  fc.assert(
    fc.property(
      bitmap,
      fc.integer({ min: 1, max: SIZE }),
      fc.option(cluster, { nil: undefined }),
      (bits, count, after) => {
        const free = extentsFrom(bits)
        const allocation = allocate(free, { count, after, alignments: [16, 4, 1] })
        if (allocation === undefined) {
          expect(countClusters(free)).toBeLessThan(count)
          return
        }
        const taken = bitsFrom(allocation.taken)
        const left = bitsFrom(allocation.free)
        expect(countClusters(allocation.taken)).toBe(count)
        expect(bits.map((bit, index) => bit && taken[index] !== true)).toEqual(left)
        expect(release(allocation.free, allocation.taken)).toEqual(free)
      },
    ),
  )
})

test('a file goes on where it ends when that is free', () => {
  const free = extentsOf({ start: 0, length: 10 }, { start: 20, length: 10 })
  expect(taken(free, 4, 22)).toEqual([{ start: 22, length: 4 }])
})

test('else it takes one run, at the largest alignment that fits', () => {
  const free = extentsOf({ start: 1, length: 20 })
  expect(taken(free, 4, undefined)).toEqual([{ start: 16, length: 4 }])
  expect(taken(free, 6, undefined)).toEqual([{ start: 4, length: 6 }])
  expect(taken(free, 18, undefined)).toEqual([{ start: 1, length: 18 }])
})

test('else it takes what there is', () => {
  const free = extentsOf({ start: 0, length: 3 }, { start: 5, length: 3 })
  expect(taken(free, 4, undefined)).toEqual([
    { start: 0, length: 3 },
    { start: 5, length: 1 },
  ])
})

test('a cut divides a list without losing a cluster', () => {
  const extents = extentsOf({ start: 9, length: 3 }, { start: 2, length: 4 })
  expect(cut(extents, 5)).toEqual({
    kept: [
      { start: 9, length: 3 },
      { start: 2, length: 2 },
    ],
    rest: [{ start: 4, length: 2 }],
  })
})

test('runs that touch are appended as one', () => {
  const extents = extentsOf({ start: 5, length: 2 })
  expect(append(extents, extentsOf({ start: 7, length: 1 }, { start: 3, length: 1 }))).toEqual([
    { start: 5, length: 3 },
    { start: 3, length: 1 },
  ])
  expect(append(extents, extentsOf({ start: 8, length: 1 }))).toHaveLength(2)
  expect(append(extents, extentsOf())).toEqual(extents)
})

test('nothing is released twice', () => {
  const free = extentsOf({ start: 0, length: 3 })
  expect(() => release(free, extentsOf({ start: 2, length: 1 }))).toThrow('released twice')
})

function taken(free: Extents, count: number, after: number | undefined): Extents | undefined {
  return allocate(free, { count, after, alignments: [16, 4, 1] })?.taken
}

function extentsFrom(bits: readonly boolean[]): Extents {
  let extents = extentsOf()
  bits.forEach((bit, start) => {
    if (bit) extents = append(extents, extentsOf({ start, length: 1 }))
  })
  return extents
}

function bitsFrom(extents: Extents): boolean[] {
  const bits = new Array<boolean>(SIZE).fill(false)
  for (const { start, length } of extents) bits.fill(true, start, start + length)
  return bits
}
