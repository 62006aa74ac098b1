// Keys of a pattern that begin with a dollar sign are operators, and an operator stands alone.

import { isOperator, OPERATORS } from '../model/pattern.js'
import type { Json } from '../model/reply.js'
import { nearest } from './nearest.js'
import type { Path } from './yaml-data.js'

export interface PatternMistake {
  readonly path: Path
  readonly key: string
  readonly message: string
  readonly hint: string
}

export function patternMistake(pattern: Json, path: Path): PatternMistake | undefined {
  if (typeof pattern !== 'object' || pattern === null) return undefined
  const members: readonly (readonly [string | number, Json])[] = Array.isArray(pattern)
    ? pattern.map((each: Json, index) => [index, each])
    : Object.entries(pattern as { readonly [key: string]: Json })
  for (const [key, value] of members) {
    const mistake =
      (typeof key === 'string' ? keyMistake(key, members.length, path) : undefined) ??
      patternMistake(value, [...path, key])
    if (mistake !== undefined) return mistake
  }
  return undefined
}

function keyMistake(key: string, members: number, path: Path): PatternMistake | undefined {
  if (isOperator(key)) {
    if (members === 1) return undefined
    const message = `the operator "${key}" stands beside other keys`
    return { path, key, message, hint: 'Put both into "$all", a list.' }
  }
  if (!key.startsWith('$')) return undefined
  const names = Object.keys(OPERATORS)
  const near = nearest(key, names)
  const hint = near === undefined ? `There are ${names.join(', ')}.` : `The nearest is "${near}".`
  return { path, key, message: `there is no operator "${key}"`, hint }
}
