// The pages of a database that are in memory. A crash is the end of the pool: only what was written
// survives. No page is written before the log that explains it (the write-ahead rule, asserted).
//
// Sharing: a page may be changed in place while its frame bears the pool's era. A fork starts a new
// era on both sides, so that all pages are shared and each is copied when it is first changed.

import { assert } from '../../base/assert.js'
import { type Copier, FORK, type Forkable } from '../../base/fork.js'
import { type Outcome, ok } from '../../base/outcome.js'
import type { Sim } from '../../sim/index.js'
import { type DirtyPage, flush, type Log } from '../log/index.js'
import {
  type DatabaseFile,
  type FileId,
  fileOf,
  formatPageId,
  isUntouched,
  type Lsn,
  newPage,
  numberOf,
  type Page,
  type PageId,
  pageLsn,
  readPageBytes,
  refuseSql,
  type SqlError,
  sealPage,
  setPageLsn,
  untouchedMap,
  verifyPage,
  writePageBytes,
} from '../page/index.js'

/** The fault point before each write of a page. */
export const PAGE_WRITE_POINT = 'sql.page.write'

/** A page in memory. */
export interface Frame {
  readonly id: PageId
  era: object
  page: Page
  /** The first change that is not on disk. */
  dirtySince: Lsn | undefined
}

/** The files a pool reads and writes, by number. */
export type Files = Map<FileId, DatabaseFile>

/** 8 MB a database: more pages than this stay in memory only until the statement ends. */
export const FRAMES_MAX = 1024

export class BufferPool implements Forkable {
  readonly #sim: Sim
  readonly #files: Files
  readonly #log: Log
  readonly #frames = new Map<PageId, Frame>()
  #era: object = {}

  constructor(parts: { readonly sim: Sim; readonly files: Files; readonly log: Log }) {
    this.#sim = parts.sim
    this.#files = parts.files
    this.#log = parts.log
  }

  /** The page, for reading. */
  read(id: PageId): Outcome<Page, SqlError> {
    const frame = this.#frame(id)
    return frame.ok ? ok(frame.value.page) : frame
  }

  /** The page, for changing; `changed` must follow. */
  edit(id: PageId): Outcome<Page, SqlError> {
    const frame = this.#frame(id)
    return frame.ok ? ok(this.#own(frame.value)) : frame
  }

  /** A page that is about to be formatted, whatever it was. */
  fresh(id: PageId): Page {
    const known = this.#frames.get(id)
    if (known !== undefined) return this.#own(known)
    const page = newPage(id, 'data')
    this.#frames.set(id, { id, era: this.#era, page, dirtySince: undefined })
    return page
  }

  /** Says that the record changed the page. */
  changed(id: PageId, at: Lsn): void {
    const frame = this.#frames.get(id)
    assert(
      frame !== undefined && frame.era === this.#era,
      `page ${formatPageId(id)} was not edited`,
    )
    if (at > pageLsn(frame.page)) setPageLsn(frame.page, at)
    frame.dirtySince ??= at
  }

  get size(): number {
    return this.#frames.size
  }

  dirtyPages(): DirtyPage[] {
    const dirty: DirtyPage[] = []
    for (const { id, dirtySince } of this.#frames.values())
      if (dirtySince !== undefined) dirty.push({ page: id, since: dirtySince })
    return dirty
  }

  /** Writes every dirty page, in the order of the files. */
  writeDirty(): Outcome<undefined, SqlError> {
    const dirty = this.dirtyPages().sort((left, right) => left.page - right.page)
    for (const { page } of dirty) {
      const written = this.write(page)
      if (!written.ok) return written
    }
    return ok(undefined)
  }

  /** Writes the page if it is dirty. */
  write(id: PageId): Outcome<undefined, SqlError> {
    const frame = this.#frames.get(id)
    if (frame?.dirtySince === undefined) return ok(undefined)
    const file = this.#files.get(fileOf(id))
    // A file that was dropped takes its pages with it.
    if (file === undefined) {
      this.#frames.delete(id)
      return ok(undefined)
    }
    const page = this.#own(frame)
    const flushed = flush(this.#log, pageLsn(page))
    if (!flushed.ok) return flushed
    assert(pageLsn(page) <= this.#log.flushed, `page ${formatPageId(id)} goes ahead of the log`)
    sealPage(page)
    this.#sim.points.reach(PAGE_WRITE_POINT)
    const written = writePageBytes(file, numberOf(id), page)
    if (written.ok) frame.dirtySince = undefined
    return written
  }

  /** Lets go of pages until the pool is as small as it should be; dirty ones are written first. */
  trim(mayWrite: boolean): Outcome<undefined, SqlError> {
    if (this.#frames.size <= FRAMES_MAX) return ok(undefined)
    for (const { id, dirtySince } of [...this.#frames.values()]) {
      if (this.#frames.size <= FRAMES_MAX / 2) break
      if (dirtySince !== undefined && !mayWrite) continue
      const written = this.write(id)
      if (!written.ok) return written
      this.#frames.delete(id)
    }
    return ok(undefined)
  }

  /** Forgets the pages of a file from a page on, written or not. */
  discard(file: FileId, fromPage = 0): void {
    for (const id of [...this.#frames.keys()])
      if (fileOf(id) === file && numberOf(id) >= fromPage) this.#frames.delete(id)
  }

  [FORK](copy: Copier, register: (self: object) => void): BufferPool {
    const result = new BufferPool({
      sim: copy(this.#sim),
      files: copy(this.#files),
      log: copy(this.#log),
    })
    register(result)
    this.#era = {}
    for (const [id, frame] of this.#frames) result.#frames.set(id, { ...frame })
    return result
  }

  #frame(id: PageId): Outcome<Frame, SqlError> {
    const known = this.#frames.get(id)
    if (known !== undefined) return ok(known)
    const page = this.#load(id)
    if (!page.ok) return page
    const frame: Frame = { id, era: this.#era, page: page.value, dirtySince: undefined }
    this.#frames.set(id, frame)
    return ok(frame)
  }

  #load(id: PageId): Outcome<Page, SqlError> {
    const file = this.#files.get(fileOf(id))
    if (file === undefined) return refuseSql('OS_IO_ERROR', `no file for page ${formatPageId(id)}`)
    const bytes = readPageBytes(file, numberOf(id))
    if (!bytes.ok) return bytes
    const untouched = isUntouched(bytes.value) ? untouchedMap(id) : undefined
    return untouched === undefined ? verifyPage(bytes.value, id) : ok(untouched)
  }

  #own(frame: Frame): Page {
    if (frame.era !== this.#era) {
      frame.page = frame.page.slice() as Page
      frame.era = this.#era
    }
    return frame.page
  }
}
