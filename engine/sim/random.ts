// Split random streams: each consumer draws from a stream of its own, seeded by the run's seed and
// the consumer's name. A new consumer therefore leaves every other stream as it was.

import type { Guid } from '../base/brand.js'
import { FORK, type Forkable } from '../base/fork.js'

export class RandomStream implements Forkable {
  readonly #state: Uint32Array

  constructor(state: Uint32Array) {
    this.#state = state
  }

  /** A 32-bit unsigned integer (xoshiro128**). */
  next(): number {
    const state = this.#state
    const s0 = state[0] ?? 0
    const s1 = state[1] ?? 0
    const s2 = (state[2] ?? 0) ^ s0
    const s3 = (state[3] ?? 0) ^ s1
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0
    state[0] = s0 ^ s3
    state[1] = s1 ^ s2
    state[2] = s2 ^ (s1 << 9)
    state[3] = rotateLeft(s3, 11)
    return result
  }

  /** An integer from 0 up to, and not including, `bound`. */
  below(bound: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * bound)
  }

  fill(target: Uint8Array): void {
    for (let index = 0; index < target.length; index += 4) {
      const word = this.next()
      target[index] = word
      if (index + 1 < target.length) target[index + 1] = word >>> 8
      if (index + 2 < target.length) target[index + 2] = word >>> 16
      if (index + 3 < target.length) target[index + 3] = word >>> 24
    }
  }

  guid(): Guid {
    let hex = ''
    for (let word = 0; word < 4; word++) hex += this.next().toString(16).padStart(8, '0')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}` as Guid
  }

  [FORK](_copy: unknown, register: (self: object) => void): RandomStream {
    const result = new RandomStream(this.#state.slice())
    register(result)
    return result
  }
}

/** The stream of one consumer: the same seed and name always give the same draws. */
export function randomStream(seed: number, consumer: string): RandomStream {
  let mixed = (seed >>> 0) ^ Math.imul(Math.floor(seed / 0x1_0000_0000), 0x9e37_79b1)
  const state = new Uint32Array(4)
  const salt = hashText(consumer)
  for (let word = 0; word < 4; word++) {
    mixed = (mixed + 0x9e37_79b9 + salt) | 0
    state[word] = mix32(mixed)
  }
  if ((state[0] ?? 0) + (state[1] ?? 0) + (state[2] ?? 0) + (state[3] ?? 0) === 0) state[0] = 1
  return new RandomStream(state)
}

/** FNV-1a over UTF-16 units. */
export function hashText(text: string): number {
  let hash = 0x811c_9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193)
  return hash >>> 0
}

function mix32(value: number): number {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0_aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

function rotateLeft(value: number, count: number): number {
  return ((value << count) | (value >>> (32 - count))) >>> 0
}
