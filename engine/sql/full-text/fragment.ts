// A fragment of a full-text index: one file, written once, with the words of some rows. Where several
// fragments speak of a row, the one with the highest number is right.
//
//   offset  size  field
//   ------  ----  --------------------------------------------------------
//        0     4  magic
//        4     2  version, always 1
//        8     4  number of the fragment
//       12     4  bytes of content
//       16     4  checksum of the file as if this field were zero
//       32     …  content: JSON in UTF-16; the file is padded to 16 bytes

import { checksum, getU16, getU32, setU16, setU32, setUtf16 } from '../page/index.js'

export interface Fragment {
  readonly number: number
  /** Rows by key, in the order in which `words` counts them. */
  readonly keys: readonly string[]
  /** Rows that are no more. */
  readonly deleted: readonly string[]
  /** By word, in order: the rows that hold it, by their place in `keys`. */
  readonly words: readonly (readonly [string, readonly number[]])[]
  /** Fragments that this one was merged from. */
  readonly replaces: readonly number[]
}

const MAGIC = 0x4654_4958
const VERSION = 1
const VERSION_AT = 4
const NUMBER_AT = VERSION_AT + 4
const LENGTH_AT = NUMBER_AT + 4
const CHECKSUM_AT = LENGTH_AT + 4
const CONTENT_AT = 32
const PADDING = 16

/** The fragment that says so of the rows. */
export function fragmentOf(
  number: number,
  rows: ReadonlyMap<string, readonly string[]>,
  others: { readonly deleted?: readonly string[]; readonly replaces?: readonly number[] } = {},
): Fragment {
  const keys = [...rows.keys()]
  const words = new Map<string, number[]>()
  for (const [place, key] of keys.entries())
    for (const word of rows.get(key) ?? []) {
      const known = words.get(word)
      if (known === undefined) words.set(word, [place])
      else known.push(place)
    }
  const sorted = [...words].sort(([left], [right]) => (left < right ? -1 : 1))
  return {
    number,
    keys,
    words: sorted,
    deleted: others.deleted ?? [],
    replaces: others.replaces ?? [],
  }
}

/** The words of each row of the fragment. */
export function rowsOf(fragment: Fragment): Map<string, string[]> {
  const rows = new Map<string, string[]>(fragment.keys.map((key) => [key, []]))
  for (const [word, places] of fragment.words)
    for (const place of places) rows.get(fragment.keys[place] ?? '')?.push(word)
  return rows
}

export function encodeFragment(fragment: Fragment): Uint8Array {
  const { number, keys, deleted, words, replaces } = fragment
  const text = JSON.stringify({ keys, deleted, words, replaces })
  const length = 2 * text.length
  const bytes = new Uint8Array(Math.ceil((CONTENT_AT + length) / PADDING) * PADDING)
  setU32(bytes, 0, MAGIC)
  setU16(bytes, VERSION_AT, VERSION)
  setU32(bytes, NUMBER_AT, number)
  setU32(bytes, LENGTH_AT, length)
  setUtf16(bytes, CONTENT_AT, text)
  setU32(bytes, CHECKSUM_AT, checksum(bytes))
  return bytes
}

/** Undefined for bytes that are no whole fragment. */
export function decodeFragment(file: Uint8Array): Fragment | undefined {
  if (file.length < CONTENT_AT || file.length % PADDING !== 0) return undefined
  const bytes = file.slice()
  const expected = getU32(bytes, CHECKSUM_AT)
  setU32(bytes, CHECKSUM_AT, 0)
  const length = getU32(bytes, LENGTH_AT)
  const isWhole =
    getU32(bytes, 0) === MAGIC &&
    getU16(bytes, VERSION_AT) === VERSION &&
    CONTENT_AT + length <= bytes.length &&
    checksum(bytes) === expected
  if (!isWhole) return undefined
  const content = JSON.parse(textAt(bytes, CONTENT_AT, length)) as Omit<Fragment, 'number'>
  return { number: getU32(bytes, NUMBER_AT), ...content }
}

/** Long texts need more arguments than one call may have. */
function textAt(bytes: Uint8Array, from: number, length: number): string {
  let text = ''
  for (let at = from; at < from + length; at += 2) text += String.fromCharCode(getU16(bytes, at))
  return text
}
