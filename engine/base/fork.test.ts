import { expect, test } from 'vitest'
import { type Copier, FORK, type Forkable, fork } from './fork.js'

class Counter implements Forkable {
  value = 0
  self: Counter | undefined;

  [FORK](copy: Copier, register: (self: object) => void): Counter {
    const result = new Counter()
    register(result)
    result.value = this.value
    result.self = copy(this.self)
    return result
  }
}

/** The copy equals the original, and changing the copy leaves the original alone. */
function checkCopied<T extends object>(original: T, change: (copy: T) => void): void {
  const before = structuredClone(original)
  const copy = fork(original)
  expect(copy).toEqual(original)
  expect(copy).not.toBe(original)
  change(copy)
  expect(copy).not.toEqual(before)
  expect(original).toEqual(before)
}

test('an object is copied all the way down', () =>
  checkCopied({ a: { b: [1] } }, (copy) => void copy.a.b.push(2)))
test('a list is copied', () => checkCopied([{ a: 1 }], (copy) => void copy.pop()))
test('a map is copied with its keys', () =>
  checkCopied(new Map([['a', [1]]]), (copy) => void copy.get('a')?.push(2)))
test('a set is copied', () => checkCopied(new Set([1]), (copy) => void copy.add(2)))
test('bytes are copied', () => checkCopied(Uint8Array.of(1, 2), (copy) => void copy.fill(9)))
test('words are copied', () => checkCopied(Uint32Array.of(1, 2), (copy) => void copy.fill(9)))
test('an object without a prototype is copied', () => {
  const bare = Object.assign(Object.create(null) as { a: number[] }, { a: [1] })
  expect(fork(bare).a).toEqual([1])
  expect(fork(bare).a).not.toBe(bare.a)
})

test('what is one object stays one object, as a value and as a key', () => {
  const shared = { n: 1 }
  const copy = fork({ first: shared, list: [shared], map: new Map([[shared, shared]]) })
  expect(copy.first).not.toBe(shared)
  expect(copy.list[0]).toBe(copy.first)
  expect([...copy.map]).toEqual([[copy.first, copy.first]])
  expect([...copy.map.keys()][0]).toBe(copy.first)
})

test('a circle is copied as a circle', () => {
  const ring: { next?: unknown; members: Set<unknown> } = { members: new Set() }
  ring.next = ring
  ring.members.add(ring)
  const copy = fork(ring)
  expect(copy).not.toBe(ring)
  expect(copy.next).toBe(copy)
  expect([...copy.members]).toEqual([copy])
})

test('frozen objects and functions are shared', () => {
  const table = Object.freeze({ rows: [1] })
  const act = () => 1
  const copy = fork({ table, act })
  expect(copy.table).toBe(table)
  expect(copy.act).toBe(act)
})

test('a class says itself how it forks, and is known before its parts are copied', () => {
  const counter = new Counter()
  counter.value = 3
  counter.self = counter
  const copy = fork({ counter })
  copy.counter.value++
  expect([counter.value, copy.counter.value]).toEqual([3, 4])
  expect(copy.counter.self).toBe(copy.counter)
})

test('a class that says not how is no data', () => {
  expect(() => fork({ when: new Date(0) })).toThrow('cannot fork a Date')
})
