// Forking copies the engine's state, which is plain data, so that two worlds never share what either
// may change. Three kinds of value are shared instead of copied: primitives, functions, and frozen
// objects (the convention of this code base: frozen means immutable all the way down).
// A class with an invariant of its own says how it forks through the `fork` method below.

import { InvariantError } from './assert.js'

export const FORK = Symbol('fork')

/** Copies one value inside a fork; the same original always gives the same copy. */
export type Copier = <T>(value: T) => T

export interface Forkable {
  /** `copy` copies what the object holds; `register` names the new object before its parts are copied. */
  [FORK](copy: Copier, register: (self: object) => void): object
}

export function fork<T>(root: T): T {
  const copies = new Map<object, object>()
  const copy: Copier = (value) => {
    if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
    const known = copies.get(value)
    if (known !== undefined) return known as typeof value
    return copyObject(value, copy, (self) => copies.set(value, self)) as typeof value
  }
  return copy(root)
}

function copyObject(value: object, copy: Copier, register: (self: object) => void): object {
  if (FORK in value) return (value as Forkable)[FORK](copy, register)
  if (Array.isArray(value)) return copyArray(value, copy, register)
  if (value instanceof Map) return copyMap(value, copy, register)
  if (value instanceof Set) return copySet(value, copy, register)
  if (value instanceof Uint8Array || value instanceof Uint32Array) {
    const bytes = value.slice()
    register(bytes)
    return bytes
  }
  return copyPlain(value, copy, register)
}

function copyArray(value: unknown[], copy: Copier, register: (self: object) => void): unknown[] {
  const result: unknown[] = new Array(value.length)
  register(result)
  for (let index = 0; index < value.length; index++) result[index] = copy(value[index])
  return result
}

function copyMap(
  value: Map<unknown, unknown>,
  copy: Copier,
  register: (self: object) => void,
): Map<unknown, unknown> {
  const result = new Map<unknown, unknown>()
  register(result)
  for (const [key, entry] of value) result.set(copy(key), copy(entry))
  return result
}

function copySet(
  value: Set<unknown>,
  copy: Copier,
  register: (self: object) => void,
): Set<unknown> {
  const result = new Set<unknown>()
  register(result)
  for (const entry of value) result.add(copy(entry))
  return result
}

function copyPlain(value: object, copy: Copier, register: (self: object) => void): object {
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype !== Object.prototype && prototype !== null)
    throw new InvariantError(`cannot fork a ${value.constructor.name}: it says not how`)
  const result: Record<string, unknown> = {}
  register(result)
  for (const key of Object.keys(value)) result[key] = copy((value as Record<string, unknown>)[key])
  return result
}
