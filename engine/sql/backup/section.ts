// A media file is a row of sections: page runs, runs of log blocks, one description, and the end.
//
//   offset  size  field of a section
//   ------  ----  ---------------------------------------------------------------
//        0     4  kind: 1 description, 2 page run, 3 end, 4 log run
//        4     4  bytes of content; sections start at multiples of 16
//        8     4  checksum of the section, padding included, as if this were zero
//       12     4  which section of the file it is, from 0
//       16     4  page run, log run: file
//       20     4  page run: first page; log run: first sector in the virtual log file
//       24     8  unused
//       32     …  content: the set as JSON in UTF-16, whole pages, or where the log blocks stood (24
//                 bytes: sequence 4, sectors of the virtual log file 4, its offset in the file 8,
//                 unused 8) and the blocks
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
const KINDS = ['description', 'pages', 'end', 'log'] as const

/** What a section says of itself before its content. */
export interface SectionHead {
  readonly kind: (typeof KINDS)[number]
  /** Zero but for page runs, as is the first page. */
  readonly file: number
  readonly firstPage: number
}

export interface Section extends SectionHead {
  readonly content: Uint8Array
}

/** Makes a section of bytes whose content is in its place already. */
export function sealSection(
  bytes: Uint8Array,
  head: SectionHead,
  of: { readonly length: number; readonly number: number },
): void {
  bytes.fill(0, 0, SECTION_HEADER_BYTES)
  bytes.fill(0, SECTION_HEADER_BYTES + of.length)
  setU32(bytes, KIND, KINDS.indexOf(head.kind) + 1)
  setU32(bytes, LENGTH, of.length)
  setU32(bytes, NUMBER, of.number)
  setU32(bytes, FILE, head.file)
  setU32(bytes, FIRST_PAGE, head.firstPage)
  setU32(bytes, CHECKSUM, checksum(bytes))
}

/** How many bytes the section takes whose header this is, as far as the header can be believed. */
export function sectionLength(header: Uint8Array): number {
  return paddedLength(getU32(header, LENGTH))
}

/** What the header says, as far as it can be believed; undefined when it is none. */
export function sectionHead(
  header: Uint8Array,
): (SectionHead & { readonly contentBytes: number }) | undefined {
  const kind = KINDS[getU32(header, KIND) - 1]
  if (kind === undefined) return undefined
  const contentBytes = getU32(header, LENGTH)
  return { kind, file: getU32(header, FILE), firstPage: getU32(header, FIRST_PAGE), contentBytes }
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

export function paddedLength(content: number): number {
  return SECTION_HEADER_BYTES + Math.ceil(content / ALIGNMENT) * ALIGNMENT
}
