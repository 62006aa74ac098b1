// LIKE patterns: `%`, `_`, `[a-c]`, `[^x]` and an escape.

export type Matcher = (text: string) => boolean

type Part =
  | { readonly kind: 'any' }
  | { readonly kind: 'one' }
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'set'
      readonly negated: boolean
      readonly ranges: readonly (readonly [string, string])[]
    }

/** Neither backtracks without end nor looks at case. */
export function likeMatcher(pattern: string, escaping: string | undefined): Matcher {
  const parts = partsOf(pattern.toLowerCase(), escaping?.toLowerCase())
  return (text) => matches(parts, text.toLowerCase())
}

function partsOf(pattern: string, escaping: string | undefined): Part[] {
  const parts: Part[] = []
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at)
    if (char === escaping && at + 1 < pattern.length)
      parts.push({ kind: 'text', text: pattern.charAt(++at) })
    else if (char === '%') {
      if (parts.at(-1)?.kind !== 'any') parts.push({ kind: 'any' })
    } else if (char === '_') parts.push({ kind: 'one' })
    else if (char === '[' && pattern.indexOf(']', at + 1) > 0) {
      const end = pattern.indexOf(']', at + 2)
      const close = end < 0 ? pattern.indexOf(']', at + 1) : end
      parts.push(setOf(pattern.slice(at + 1, close)))
      at = close
    } else parts.push({ kind: 'text', text: char })
  }
  return parts
}

function setOf(body: string): Part {
  const negated = body.startsWith('^')
  const chars = negated ? body.slice(1) : body
  const ranges: [string, string][] = []
  for (let at = 0; at < chars.length; at++) {
    const from = chars.charAt(at)
    if (chars.charAt(at + 1) === '-' && at + 2 < chars.length) {
      ranges.push([from, chars.charAt(at + 2)])
      at += 2
    } else ranges.push([from, from])
  }
  return { kind: 'set', negated, ranges }
}

/** Goes back only to the last `%`, which is enough. */
function matches(parts: readonly Part[], text: string): boolean {
  let part = 0
  let at = 0
  let resumePart = -1
  let resumeAt = 0
  while (at < text.length) {
    const current = parts[part]
    if (current?.kind === 'any') {
      resumePart = ++part
      resumeAt = at
    } else if (current !== undefined && takes(current, text.charAt(at))) {
      part++
      at++
    } else if (resumePart >= 0) {
      part = resumePart
      at = ++resumeAt
    } else return isPadding(parts, part, text, at)
  }
  while (parts[part]?.kind === 'any') part++
  return part === parts.length
}

/** Spaces at the end of the text do not count. */
function isPadding(parts: readonly Part[], part: number, text: string, at: number): boolean {
  return part === parts.length && /^ +$/.test(text.slice(at))
}

function takes(part: Part, char: string): boolean {
  if (part.kind === 'one') return true
  if (part.kind === 'text') return part.text === char
  if (part.kind === 'any') return false
  return part.ranges.some(([from, to]) => char >= from && char <= to) !== part.negated
}
