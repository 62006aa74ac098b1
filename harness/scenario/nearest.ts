/** The candidate most like the text, when any is like it enough to be worth suggesting. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let bestScore = 0.4
  for (const candidate of candidates) {
    const score = likeness(text.toLowerCase(), candidate.toLowerCase())
    if (score > bestScore) {
      best = candidate
      bestScore = score
    }
  }
  return best
}

/** Pairs do for sentences; a short word with one slip shares no pair with what was meant. */
function likeness(left: string, right: string): number {
  const short = left.length <= WORD_CHARACTERS_MAX && right.length <= WORD_CHARACTERS_MAX
  return short
    ? Math.max(sharedPairs(left, right), spelling(left, right))
    : sharedPairs(left, right)
}

const WORD_CHARACTERS_MAX = 24

/** Shared pairs of neighbouring characters over all pairs (Dice): cheap, and good with swapped words. */
function sharedPairs(left: string, right: string): number {
  if (left === right) return 1
  const pairs = new Map<string, number>()
  for (let index = 0; index + 1 < left.length; index++) {
    const pair = left.slice(index, index + 2)
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  let shared = 0
  for (let index = 0; index + 1 < right.length; index++) {
    const pair = right.slice(index, index + 2)
    const count = pairs.get(pair) ?? 0
    if (count === 0) continue
    pairs.set(pair, count - 1)
    shared++
  }
  const total = Math.max(1, left.length + right.length - 2)
  return (2 * shared) / total
}

/** One less the share of characters to change, add, leave out or swap with their neighbour. */
function spelling(left: string, right: string): number {
  let before: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const next = [row]
    for (let column = 1; column <= right.length; column++) {
      const change = left[row - 1] === right[column - 1] ? 0 : 1
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      next[column] = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + change,
        isSwap && row > 1 && column > 1 ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = last
    last = next
  }
  return 1 - (last[right.length] ?? 0) / Math.max(1, left.length, right.length)
}
