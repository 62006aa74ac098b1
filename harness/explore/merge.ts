// Shares put together.

import type { Finding, Share } from './share.js'
import { Tally } from './tally.js'

export function mergeShares(shares: readonly Share[]): Share {
  const [first] = shares
  if (first === undefined) throw new RangeError('there are no shares to put together')
  const tally = new Tally()
  // Every share counts what there is, and its own part of what was done.
  for (const [index, { cells }] of shares.entries())
    for (const cell of cells) tally.add(index === 0 ? cell : { ...cell, possible: 0 })
  return {
    total: first.total,
    tried: sum(shares, ({ tried }) => tried),
    conversations: first.conversations,
    cells: tally.cells,
    found: firstOfEach(shares.flatMap(({ found }) => found)),
    singles: shares.flatMap(({ singles }) => singles).sort(([left], [right]) => left - right),
    pruning: {
      ...first.pruning,
      sampled: sum(shares, ({ pruning }) => pruning.sampled),
      differed: sum(shares, ({ pruning }) => pruning.differed),
    },
    complete: shares.every(({ complete }) => complete),
  }
}

function sum(shares: readonly Share[], of: (share: Share) => number): number {
  return shares.reduce((total, share) => total + of(share), 0)
}

/** One finding of each sort, and one of each scenario that different sorts shrank to. */
function firstOfEach(found: readonly Finding[]): Finding[] {
  const sorts = new Set<string>()
  const plans = new Set<string>()
  return [...found]
    .sort((left, right) => left.job - right.job)
    .filter(({ sort, text }) => {
      const plan = text.slice(text.indexOf('topology:'))
      if (sorts.has(sort) || plans.has(plan)) return false
      sorts.add(sort)
      plans.add(plan)
      return true
    })
}
