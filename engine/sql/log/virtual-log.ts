// A log file is a page of geometry and then virtual log files, each used from its start to its end,
// then again when nothing needs its records any more.
//
//   offset  size  field of the geometry, in page 0 behind the page header
//   ------  ----  -------------------------------------------------------
//       96     2  virtual log files
//      100     4  per virtual log file: its length in sectors

import { type Outcome, ok } from '../../base/outcome.js'
import {
  type DatabaseFile,
  getU16,
  getU32,
  HEADER_BYTES,
  newPage,
  PAGE_BYTES,
  pageId,
  pageNumber,
  readBytes,
  readPageBytes,
  refuseSql,
  type SqlError,
  sealPage,
  setU16,
  setU32,
  verifyPage,
  writePageBytes,
} from '../page/index.js'
import { placeIn, SECTOR_BYTES } from './block.js'

export interface VirtualLog {
  readonly file: DatabaseFile
  /** In bytes from the start of the file. */
  readonly offset: number
  readonly sectors: number
  /** Rises with each use; zero when it was never used. */
  sequence: number
}

const COUNT = HEADER_BYTES
const SIZES = COUNT + 4
const SECTORS_PER_PAGE = PAGE_BYTES / SECTOR_BYTES
const GEOMETRY_PAGE = pageNumber(0)

// The log architecture guide: 4 virtual log files up to 64 MB, 8 up to 1 GB, 16 beyond.
const SMALL_PAGES = 8_192
const MIDDLE_PAGES = 131_072

/** Facts 10, many virtual log files: as many as one page of geometry holds. */
export const VIRTUAL_LOGS_PER_FILE_MAX = (PAGE_BYTES - SIZES) / 4

/** Cuts a fresh stretch of a log file into virtual log files. */
export function divide(file: DatabaseFile, fromPage: number, toPage: number): VirtualLog[] {
  const pages = toPage - fromPage
  const count = Math.min(pages, pages <= SMALL_PAGES ? 4 : pages <= MIDDLE_PAGES ? 8 : 16)
  const virtualLogs: VirtualLog[] = []
  for (let index = 0; index < count; index++) {
    const from = fromPage + Math.floor((pages * index) / count)
    const to = fromPage + Math.floor((pages * (index + 1)) / count)
    const sectors = (to - from) * SECTORS_PER_PAGE
    virtualLogs.push({ file, offset: from * PAGE_BYTES, sectors, sequence: 0 })
  }
  return virtualLogs
}

/** The page behind the last of a file's virtual log files. */
export function endOf(virtualLogs: readonly VirtualLog[]): number {
  let end = 1
  for (const { offset, sectors } of virtualLogs)
    end = Math.max(end, (offset + sectors * SECTOR_BYTES) / PAGE_BYTES)
  return end
}

export function writeGeometry(
  file: DatabaseFile,
  virtualLogs: readonly VirtualLog[],
): Outcome<undefined, SqlError> {
  const page = newPage(pageId(file.entry.id, GEOMETRY_PAGE), 'file-header')
  setU16(page, COUNT, virtualLogs.length)
  for (const [index, { sectors }] of virtualLogs.entries()) setU32(page, SIZES + 4 * index, sectors)
  sealPage(page)
  return writePageBytes(file, GEOMETRY_PAGE, page)
}

export function readGeometry(file: DatabaseFile): Outcome<VirtualLog[], SqlError> {
  const read = readPageBytes(file, GEOMETRY_PAGE)
  if (!read.ok) return read
  const page = verifyPage(read.value, pageId(file.entry.id, GEOMETRY_PAGE))
  if (!page.ok) return refuseSql('LOG_DAMAGED', page.error.detail)
  const virtualLogs: VirtualLog[] = []
  let offset = PAGE_BYTES
  for (let index = 0; index < getU16(page.value, COUNT); index++) {
    const sectors = getU32(page.value, SIZES + 4 * index)
    const first = readBytes(file, offset, SECTOR_BYTES)
    if (!first.ok) return refuseSql('LOG_DAMAGED', first.error.detail)
    const place = placeIn(first.value)
    virtualLogs.push({ file, offset, sectors, sequence: place?.sector === 0 ? place.sequence : 0 })
    offset += sectors * SECTOR_BYTES
  }
  return ok(virtualLogs)
}
