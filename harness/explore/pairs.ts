// Pairs of faults. All pairs are too many to run, and most of them cannot differ from others: where a
// fault at one point and the same fault at the next lead to the very same run, to the instant and the
// byte of every answer, nobody looked in between. Such placements are one class, and one pair per pair
// of classes is run. A fault that nobody ran into, and that changed nothing, is no partner at all.
// What was pruned is counted, and a sample of it is run to see whether any of it comes out otherwise.

import type { Outcome } from './chaos.js'
import { Draw } from './draw.js'
import type { Placed } from './placements.js'

export interface Tried {
  readonly placed: Placed
  readonly met: boolean
  /** Of everything that was answered. */
  readonly print: string
}

export interface Pair {
  readonly left: Placed
  readonly right: Placed
}

export interface Pruning {
  readonly pairs: readonly Pair[]
  /** All that there are, pruned ones included. */
  readonly all: number
  /** Pruned pairs, each with the one that stands for it; undefined where one fault alone does. */
  readonly sample: readonly { readonly pruned: Pair; readonly standsFor: readonly Placed[] }[]
}

interface Class {
  readonly members: readonly Placed[]
}

export function printOf({ performed, receipts, virtualMs, violation }: Outcome): string {
  const answers = performed.map(({ reply }) => JSON.stringify(reply)).join('\n')
  const rest = receipts.map(({ effect }) => effect).join('\n')
  return `${fingerprint(answers)} ${fingerprint(rest)} ${virtualMs} ${violation?.property ?? ''}`
}

export function prune(
  tried: readonly Tried[],
  order: { readonly seed: number; readonly sample: number },
): Pruning {
  const { effective, idle } = classesOf(tried)
  const pairs: Pair[] = []
  for (const [index, left] of effective.entries())
    for (const right of effective.slice(index + 1))
      pairs.push({ left: left.members[0] as Placed, right: right.members[0] as Placed })
  const all = (tried.length * (tried.length - 1)) / 2
  return { pairs, all, sample: sampleOf({ effective, idle }, order) }
}

interface Classes {
  readonly effective: readonly Class[]
  /** Placements that nobody ran into. */
  readonly idle: readonly Placed[]
}

function classesOf(tried: readonly Tried[]): Classes {
  const classes = new Map<string, Placed[]>()
  const idle: Placed[] = []
  for (const { placed, met, print } of tried) {
    if (!met) {
      idle.push(placed)
      continue
    }
    const key = `${JSON.stringify(placed.fault)} ${print}`
    const known = classes.get(key)
    if (known === undefined) classes.set(key, [placed])
    else known.push(placed)
  }
  return { effective: [...classes.values()].map((members) => ({ members })), idle }
}

function sampleOf(
  { effective, idle }: Classes,
  { seed, sample }: { readonly seed: number; readonly sample: number },
): Pruning['sample'] {
  const draw = new Draw(seed, 'pruned')
  if (effective.length === 0) return []
  return Array.from({ length: sample }, () => {
    const one = draw.pick(effective)
    const left = draw.pick(one.members)
    const stands = one.members[0] as Placed
    if (idle.length > 0 && draw.chance(30)) {
      const right = draw.pick(idle)
      return { pruned: { left, right }, standsFor: [stands] }
    }
    const other = draw.pick(effective)
    const right = draw.pick(other.members)
    return { pruned: { left, right }, standsFor: [stands, other.members[0] as Placed] }
  })
}

/** Two 32-bit sums, since one alone meets itself too soon. */
function fingerprint(text: string): string {
  let left = 0x811c9dc5
  let right = 0x1b873593
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    left = Math.imul(left ^ code, 0x01000193)
    right = Math.imul(right + code, 0x5bd1e995) ^ (right >>> 13)
  }
  return `${(left >>> 0).toString(36)}${(right >>> 0).toString(36)}`
}
