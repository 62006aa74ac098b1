// The ranges of a partial file (facts 7.1): `offset:length` pairs joined by commas, unsigned 64-bit,
// decimal or 0x hexadecimal, blanks ignored when read and never printed; or the full path of a
// ranges file, bare or as `File=<path>`.

import { type Outcome, ok } from '../../base/outcome.js'
import { type GrammarError, notInGrammar } from './document-error.js'
import { UNSIGNED_64_MAX } from './file-time.js'
import { ATTRIBUTE_LENGTH_MAX, RANGES_MAX } from './limits.js'

/** Bytes of a file; `offset + length` fits in 64 bits too, as the exclusive end. */
export interface ByteRange {
  readonly offset: bigint
  readonly length: bigint
}

export type Ranges =
  | { readonly kind: 'inline'; readonly ranges: readonly ByteRange[] }
  | { readonly kind: 'file'; readonly path: string }

// A drive, a share or an environment variable: no pair of numbers starts so.
const FULL_PATH = /^(?:[A-Za-z]:[\\/]|\\\\|%)/
const FILE_PREFIX = /^File=/i

/** Every path in a form that `parseRanges` reads back as a path. */
export function printRanges(ranges: Ranges): string {
  if (ranges.kind === 'file') return `File=${ranges.path}`
  return ranges.ranges.map(({ offset, length }) => `${offset}:${length}`).join(',')
}

export function parseRanges(text: string): Outcome<Ranges, GrammarError> {
  if (text.length > ATTRIBUTE_LENGTH_MAX)
    return notInGrammar(`longer than ${ATTRIBUTE_LENGTH_MAX} units`, ATTRIBUTE_LENGTH_MAX)
  if (FILE_PREFIX.test(text)) return rangesFilePath(text.slice('File='.length), 'File='.length)
  if (FULL_PATH.test(text)) return rangesFilePath(text, 0)
  return parseInline(text)
}

function rangesFilePath(path: string, offset: number): Outcome<Ranges, GrammarError> {
  if (path === '') return notInGrammar('a ranges file has a path', offset)
  return ok({ kind: 'file', path })
}

// Twenty digits hold every 64-bit number, and bound the work of turning a numeral into one.
const NUMERAL = '(0[xX][0-9a-fA-F]{1,16}|[0-9]{1,20})'

function parseInline(text: string): Outcome<Ranges, GrammarError> {
  if (/^[ \t]*$/.test(text)) return ok({ kind: 'inline', ranges: [] })
  const pair = new RegExp(`[ \\t]*${NUMERAL}[ \\t]*:[ \\t]*${NUMERAL}[ \\t]*(,|$)`, 'y')
  const ranges: ByteRange[] = []
  for (let more = true; more; ) {
    const start = pair.lastIndex
    const match = pair.exec(text)
    if (match === null) return notInGrammar('not an offset:length pair', start)
    if (ranges.length === RANGES_MAX) return notInGrammar(`more than ${RANGES_MAX} ranges`, start)
    const range = { offset: BigInt(match[1] ?? ''), length: BigInt(match[2] ?? '') }
    if (!fitsIn64Bits(range)) return notInGrammar('a range ends beyond 64 bits', start)
    ranges.push(range)
    more = match[3] === ','
  }
  return ok({ kind: 'inline', ranges })
}

export function fitsIn64Bits({ offset, length }: ByteRange): boolean {
  return offset >= 0n && length >= 0n && offset + length <= UNSIGNED_64_MAX
}

/**
 * What is wrong with ranges that the grammar lets pass: overlap is an error, ascent is expected
 * (inferred), an empty range is pointless (facts 7.1).
 */
export interface RangesFaults {
  readonly overlapping: boolean
  readonly descending: boolean
  readonly empty: boolean
}

export function rangesFaults(ranges: readonly ByteRange[]): RangesFaults {
  const ascending = [...ranges].sort((left, right) =>
    left.offset < right.offset ? -1 : left.offset > right.offset ? 1 : 0,
  )
  return {
    overlapping: pairwise(ascending, (left, right) => left.offset + left.length > right.offset),
    descending: pairwise(ranges, (left, right) => left.offset > right.offset),
    empty: ranges.some(({ length }) => length === 0n),
  }
}

function pairwise(
  ranges: readonly ByteRange[],
  holds: (left: ByteRange, right: ByteRange) => boolean,
): boolean {
  return ranges.some((right, index) => {
    const left = ranges[index - 1]
    return left !== undefined && holds(left, right)
  })
}

/** Directed targets: as many, and each as long (facts 7.4, inferred). */
export function rangesCorrespond(
  source: readonly ByteRange[],
  destination: readonly ByteRange[],
): boolean {
  return (
    source.length === destination.length &&
    source.every((range, index) => range.length === destination[index]?.length)
  )
}
