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

/** Shared pairs of neighbouring characters over all pairs (Dice): cheap, and good with swapped words. */
function likeness(left: string, right: string): number {
  if (left === right) return 1
  const pairs = new Map<string, number>()
  for (let index = 0; index + 1 < left.length; index++) {
    const pair = left.slice(index, index + 2)
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  let shared = 0
  for (let index = 0; index + 1 < right.length; index++) {
    const pair = right.slice(index, index + 2)
    const left = pairs.get(pair) ?? 0
    if (left === 0) continue
    pairs.set(pair, left - 1)
    shared++
  }
  const total = Math.max(1, left.length + right.length - 2)
  return (2 * shared) / total
}
