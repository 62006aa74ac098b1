// Several sets may stand in one media file, one behind the other, each with sections numbered from 0.

import { type Outcome, ok } from '../../base/outcome.js'
import { readFile, statFile, type Volume } from '../../volume/index.js'
import { PAGE_BYTES, refuseSql, type SqlError } from '../page/index.js'
import { SECTION_HEADER_BYTES, sectionHead, sectionLength } from './section.js'

export interface SetsInFile {
  /** Where each whole set begins. */
  readonly starts: readonly number[]
  /** Of each set: how many pages of each file are in it; log counts in pages, too. */
  readonly pages: readonly ReadonlyMap<number, number>[]
  /** Behind the last of them. */
  readonly end: number
}

/** By the headers alone; whether what is between them is sound shows when a set is read. */
export function findSets(volume: Volume, path: string): Outcome<SetsInFile, SqlError> {
  const size = statFile(volume, path)
  if (!size.ok) return refuseSql('CANNOT_OPEN_DEVICE', `${path}: ${size.error.name}`)
  const starts: number[] = []
  const pages: ReadonlyMap<number, number>[] = []
  let counted = new Map<number, number>()
  let end = 0
  for (let offset = 0; offset + SECTION_HEADER_BYTES <= size.value.sizeBytes; ) {
    const header = readFile(volume, path, { offset, length: SECTION_HEADER_BYTES })
    if (!header.ok) return refuseSql('READ_FAILED', `${path}: ${header.error.name}`)
    const head = sectionHead(header.value)
    offset += sectionLength(header.value)
    if (head === undefined || offset > size.value.sizeBytes) break
    if (head.kind === 'pages' || head.kind === 'log')
      counted.set(head.file, (counted.get(head.file) ?? 0) + pagesOf(head.contentBytes))
    if (head.kind !== 'end') continue
    starts.push(end)
    pages.push(counted)
    counted = new Map()
    end = offset
  }
  return starts.length > 0 ? ok({ starts, pages, end }) : refuseSql('MALFORMED', path)
}

function pagesOf(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES)
}
