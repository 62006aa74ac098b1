// Joins: by the key of the right table, by hashing, or each row with each.

import type { Evaluate, Frame, Row, Test } from '../expression/context.js'
import type { WireValue } from '../port.js'
import { hashRow } from '../value/compare.js'
import type { Pairs } from './conjuncts.js'
import { collect, Pause, type Step, type Work } from './plan.js'
import type { Source } from './source.js'

export interface JoinParts {
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'cross'
  readonly left: Source
  readonly right: Source
  readonly pairs: Pairs
  /** On the joined row; what the pairs do not say. */
  readonly residual: readonly Test[]
  /** Set when the right side is a table and the pairs name its key. */
  readonly keyOf: readonly Evaluate[] | undefined
  readonly work: Work
}

export function* joinRows(parts: JoinParts, outer: Frame | undefined): Generator<Step> {
  if (parts.keyOf !== undefined) return yield* keyedJoin(parts, parts.keyOf, outer)
  const right = yield* collect(parts.right, outer, parts.work)
  const matched = parts.type === 'right' || parts.type === 'full' ? new Set<Row>() : undefined
  const keepsLeft = parts.type === 'left' || parts.type === 'full'
  const candidates = candidatesOf(parts, right, outer)
  const empty = nulls(parts.right.width)
  for (const step of parts.left.rows(outer)) {
    if (step instanceof Pause) {
      yield step
      continue
    }
    let isMatched = false
    for (const other of candidates(step)) {
      if (parts.work.tick()) yield parts.work.slice
      const row = [...step, ...other]
      if (!holds(parts.residual, row, outer)) continue
      isMatched = true
      matched?.add(other)
      yield row
    }
    if (!isMatched && keepsLeft) yield [...step, ...empty]
  }
  if (matched !== undefined) {
    const before = nulls(parts.left.width)
    for (const other of right) if (!matched.has(other)) yield [...before, ...other]
  }
  parts.work.release(right)
}

function* keyedJoin(
  parts: JoinParts,
  keyOf: readonly Evaluate[],
  outer: Frame | undefined,
): Generator<Step> {
  const empty = nulls(parts.right.width)
  for (const step of parts.left.rows(outer)) {
    if (step instanceof Pause) {
      yield step
      continue
    }
    const frame = { row: step, outer }
    const key = keyOf.map((value) => value(frame))
    let isMatched = false
    if (!key.includes(null))
      for (const other of parts.right.lookUp(key, outer)) {
        if (other instanceof Pause) {
          yield other
          continue
        }
        const row = [...step, ...other]
        if (!holds(parts.residual, row, outer)) continue
        isMatched = true
        yield row
      }
    if (parts.work.tick()) yield parts.work.slice
    if (!isMatched && parts.type === 'left') yield [...step, ...empty]
  }
}

/** For a row of the left side the rows of the right one that may fit. */
function candidatesOf(
  { pairs }: JoinParts,
  right: readonly Row[],
  outer: Frame | undefined,
): (row: Row) => readonly Row[] {
  if (pairs.left.length === 0) return () => right
  const byKey = new Map<string, Row[]>()
  for (const row of right) {
    const key = keyOfPair(pairs.right, { row, outer })
    if (key === undefined) continue
    const alike = byKey.get(key)
    if (alike === undefined) byKey.set(key, [row])
    else alike.push(row)
  }
  return (row) => {
    const key = keyOfPair(pairs.left, { row, outer })
    return (key === undefined ? undefined : byKey.get(key)) ?? []
  }
}

/** NULL equals nothing. */
function keyOfPair(values: readonly Evaluate[], frame: Frame): string | undefined {
  const row: WireValue[] = []
  for (const value of values) {
    const each = value(frame)
    if (each === null) return undefined
    row.push(each)
  }
  return hashRow(row)
}

function holds(tests: readonly Test[], row: Row, outer: Frame | undefined): boolean {
  if (tests.length === 0) return true
  const frame = { row, outer }
  for (const test of tests) if (test(frame) !== true) return false
  return true
}

export function nulls(width: number): Row {
  return Array<WireValue>(width).fill(null)
}
