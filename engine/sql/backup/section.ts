// A media file is a row of sections: one description, page runs, and the end.
//
//   offset  size  field of a section
//   ------  ----  ---------------------------------------------------------------
//        0     4  kind: 1 description, 2 page run, 3 end
//        4     4  bytes of content; sections start at multiples of 16
//        8     4  checksum of the section, padding included, as if this were zero
//       12     4  which section of the file it is, from 0
//       16     4  page run: file
//       20     4  page run: first page
//       24     8  unused
//       32     …  content: the set as JSON in UTF-16, or whole pages
//
// Every byte of the file is under a checksum, and only an end in its place makes a file whole: what
// was cut short, damaged or shuffled shows before a page of it is used.

import { checksum, getU32, setU32 } from '../page/index.js'

const KIND = 0
const LENGTH = KIND + 4
const CHECKSUM = LENGTH + 4
const NUMBER = CHECKSUM + 4
const FILE = NUMBER + 4
const FIRST_PAGE = FILE + 4
export const SECTION_HEADER_BYTES = FIRST_PAGE + 12

const ALIGNMENT = 16
const KINDS = ['description', 'pages', 'end'] as const

export interface Section {
  readonly kind: (typeof KINDS)[number]
  /** Zero but for page runs, as is the first page. */
  readonly file: number
  readonly firstPage: number
  readonly content: Uint8Array
}

export function encodeSection(section: Section, number: number): Uint8Array {
  const { kind, file, firstPage, content } = section
  const bytes = new Uint8Array(paddedLength(content.length))
  setU32(bytes, KIND, KINDS.indexOf(kind) + 1)
  setU32(bytes, LENGTH, content.length)
  setU32(bytes, NUMBER, number)
  setU32(bytes, FILE, file)
  setU32(bytes, FIRST_PAGE, firstPage)
  bytes.set(content, SECTION_HEADER_BYTES)
  setU32(bytes, CHECKSUM, checksum(bytes))
  return bytes
}

/** How many bytes the section takes whose header this is, as far as the header can be believed. */
export function sectionLength(header: Uint8Array): number {
  return paddedLength(getU32(header, LENGTH))
}

/** The section, unless it is damaged or not the one of that number. The bytes belong to it. */
export function decodeSection(bytes: Uint8Array, number: number): Section | undefined {
  const stored = getU32(bytes, CHECKSUM)
  setU32(bytes, CHECKSUM, 0)
  const kind = KINDS[getU32(bytes, KIND) - 1]
  if (checksum(bytes) !== stored || getU32(bytes, NUMBER) !== number || kind === undefined)
    return undefined
  const end = SECTION_HEADER_BYTES + getU32(bytes, LENGTH)
  const content = bytes.subarray(SECTION_HEADER_BYTES, end)
  return { kind, file: getU32(bytes, FILE), firstPage: getU32(bytes, FIRST_PAGE), content }
}

function paddedLength(content: number): number {
  return SECTION_HEADER_BYTES + Math.ceil(content / ALIGNMENT) * ALIGNMENT
}
