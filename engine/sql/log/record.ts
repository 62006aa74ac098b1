// Log records. A change of a page has one shape, whatever it changes: what stood there before and
// what stands there after. So redo, undo and the record of an undo are one function and a swap.
//
//   offset  size  field
//   ------  ----  ------------------------------------------------------------
//        0     1  kind
//        1     1  kind of change, for `change` and `compensate`
//        2     2  length of the record
//        4     4  transaction, 0 for none
//        8     8  LSN: of the transaction's record before, or where undo goes on
//       16     8  page, or the instant of a commit, or the first LSN of a checkpoint
//       24     2  slot, offset in the page, or page type
//       26     2  length of `before`
//       28     …  before, then after
//
// A prepare record carries the distributed transaction in before and who coordinates it in after.
// File records carry the catalogue's entries as JSON in UTF-16 in before and after; the end of a
// checkpoint carries its tables there: active transactions, and dirty pages, 16 bytes a row.

import { unreachable } from '../../base/assert.js'
import type { Guid, Ticks } from '../../base/brand.js'
import {
  type FileEntry,
  getU8,
  getU16,
  getU32,
  getU64,
  getUtf16,
  type Lsn,
  type PageId,
  setU16,
  setU32,
  setU64,
  setUtf16,
} from '../page/index.js'

/**
 * insert, remove: a row, into or out of slot `place`. ghost, unghost: the row of slot `place` is
 * marked deleted, or no longer. overwrite: other bytes of equal length in slot `place`. modify: bytes
 * of the page from offset `place` on. format: an empty page of type `place` for object `after`.
 */
export type ChangeKind =
  | 'insert'
  | 'remove'
  | 'ghost'
  | 'unghost'
  | 'overwrite'
  | 'modify'
  | 'format'

export interface Change {
  readonly kind: ChangeKind
  readonly page: PageId
  readonly place: number
  readonly before: Uint8Array
  readonly after: Uint8Array
}

export type TransactionId = number

interface OfTransaction {
  readonly transaction: TransactionId
}

export interface ActiveTransaction {
  readonly transaction: TransactionId
  readonly begin: Lsn
}

export interface DirtyPage {
  readonly page: PageId
  /** The first change that is not on disk. */
  readonly since: Lsn
}

/** What a transaction that is prepared belongs to, and who knows its outcome. */
export interface Prepared {
  readonly globalId: Guid
  readonly coordinator: string
}

export type LogRecord =
  | (OfTransaction & { readonly kind: 'begin' })
  | (OfTransaction & { readonly kind: 'commit'; readonly at: Ticks })
  | (OfTransaction & { readonly kind: 'abort' })
  | (OfTransaction & { readonly kind: 'change'; readonly previous: Lsn; readonly change: Change })
  | (OfTransaction & {
      /** The undo of a change; it is never undone itself. */
      readonly kind: 'compensate'
      readonly undoNext: Lsn
      readonly change: Change
    })
  | (OfTransaction & {
      /** A file came (no before), went (no after), or changed its size or its name. */
      readonly kind: 'file'
      readonly before: FileEntry | undefined
      readonly after: FileEntry | undefined
    })
  | (OfTransaction & {
      /** From here on it ends as its coordinator says. */
      readonly kind: 'prepare'
      readonly prepared: Prepared
    })
  | { readonly kind: 'checkpoint-begin' }
  | {
      readonly kind: 'checkpoint-end'
      readonly begin: Lsn
      readonly active: readonly ActiveTransaction[]
      readonly dirty: readonly DirtyPage[]
    }

const KIND = 0
const CHANGE_KIND = KIND + 1
const LENGTH = CHANGE_KIND + 1
const TRANSACTION = LENGTH + 2
const LINK = TRANSACTION + 4
const SUBJECT = LINK + 8
const PLACE = SUBJECT + 8
const BEFORE_LENGTH = PLACE + 2
const IMAGES = BEFORE_LENGTH + 2

const KINDS = [
  'begin',
  'commit',
  'abort',
  'change',
  'compensate',
  'file',
  'checkpoint-begin',
  'checkpoint-end',
  'prepare',
] as const satisfies readonly LogRecord['kind'][]

const CHANGE_KINDS = [
  'insert',
  'remove',
  'ghost',
  'unghost',
  'overwrite',
  'modify',
  'format',
] as const satisfies readonly ChangeKind[]

const OPPOSITES: Readonly<Partial<Record<ChangeKind, ChangeKind>>> = {
  insert: 'remove',
  remove: 'insert',
  ghost: 'unghost',
  unghost: 'ghost',
  overwrite: 'overwrite',
  modify: 'modify',
}

const NOTHING = new Uint8Array(0)
const TABLE_ROW = 16
/** More rows than this of a table would burst the record; a checkpoint writes pages first. */
export const CHECKPOINT_ROWS_MAX = 1_000

/** What takes a change back; a page that was formatted stays so. */
export function inverse(change: Change): Change | undefined {
  const kind = OPPOSITES[change.kind]
  return kind && { ...change, kind, before: change.after, after: change.before }
}

export function encodeRecord(record: LogRecord): Uint8Array {
  switch (record.kind) {
    case 'begin':
    case 'abort':
      return encode(record.kind, record)
    case 'commit':
      return encode(record.kind, { ...record, subject: record.at })
    case 'change':
      return encodeChange(record.kind, record, record.previous)
    case 'compensate':
      return encodeChange(record.kind, record, record.undoNext)
    case 'file':
      return encode(record.kind, {
        transaction: record.transaction,
        before: encodeEntry(record.before),
        after: encodeEntry(record.after),
      })
    case 'prepare':
      return encode(record.kind, {
        transaction: record.transaction,
        before: encodeText(record.prepared.globalId),
        after: encodeText(record.prepared.coordinator),
      })
    case 'checkpoint-begin':
      return encode(record.kind, {})
    case 'checkpoint-end':
      return encode(record.kind, {
        subject: record.begin,
        before: encodeTable(record.active, ({ transaction, begin }) => [transaction, begin]),
        after: encodeTable(record.dirty, ({ page, since }) => [page, since]),
      })
    default:
      return unreachable(record)
  }
}

export function recordLength(bytes: Uint8Array, at: number): number {
  return getU16(bytes, at + LENGTH)
}

/** The images of the record are the bytes themselves, which must not change afterwards. */
export function decodeRecord(bytes: Uint8Array): LogRecord {
  const kind = KINDS[getU8(bytes, KIND)] as LogRecord['kind']
  const transaction = getU32(bytes, TRANSACTION)
  const link = getU64(bytes, LINK) as Lsn
  switch (kind) {
    case 'begin':
    case 'abort':
      return { kind, transaction }
    case 'commit':
      return { kind, transaction, at: getU64(bytes, SUBJECT) as Ticks }
    case 'change':
      return { kind, transaction, previous: link, change: decodeChange(bytes) }
    case 'compensate':
      return { kind, transaction, undoNext: link, change: decodeChange(bytes) }
    case 'file': {
      const { before, after } = images(bytes)
      return { kind, transaction, before: decodeEntry(before), after: decodeEntry(after) }
    }
    case 'prepare': {
      const { before, after } = images(bytes)
      const globalId = decodeText(before) as Guid
      return { kind, transaction, prepared: { globalId, coordinator: decodeText(after) } }
    }
    case 'checkpoint-begin':
      return { kind }
    case 'checkpoint-end':
      return decodeCheckpoint(bytes)
    default:
      return unreachable(kind)
  }
}

interface Parts {
  readonly changeKind?: number
  readonly transaction?: TransactionId
  readonly link?: number
  readonly subject?: number
  readonly place?: number
  readonly before?: Uint8Array
  readonly after?: Uint8Array
}

function encode(kind: LogRecord['kind'], parts: Parts): Uint8Array {
  const { before = NOTHING, after = NOTHING } = parts
  const bytes = new Uint8Array(IMAGES + before.length + after.length)
  bytes[KIND] = KINDS.indexOf(kind)
  bytes[CHANGE_KIND] = parts.changeKind ?? 0
  setU16(bytes, LENGTH, bytes.length)
  setU32(bytes, TRANSACTION, parts.transaction ?? 0)
  setU64(bytes, LINK, parts.link ?? 0)
  setU64(bytes, SUBJECT, parts.subject ?? 0)
  setU16(bytes, PLACE, parts.place ?? 0)
  setU16(bytes, BEFORE_LENGTH, before.length)
  bytes.set(before, IMAGES)
  bytes.set(after, IMAGES + before.length)
  return bytes
}

function encodeChange(
  kind: 'change' | 'compensate',
  record: OfTransaction & { readonly change: Change },
  link: Lsn,
): Uint8Array {
  const { change, transaction } = record
  const { page, place, before, after } = change
  const changeKind = CHANGE_KINDS.indexOf(change.kind)
  return encode(kind, { changeKind, transaction, link, subject: page, place, before, after })
}

function decodeChange(bytes: Uint8Array): Change {
  return {
    kind: CHANGE_KINDS[getU8(bytes, CHANGE_KIND)] as ChangeKind,
    page: getU64(bytes, SUBJECT) as PageId,
    place: getU16(bytes, PLACE),
    ...images(bytes),
  }
}

function images(bytes: Uint8Array): { before: Uint8Array; after: Uint8Array } {
  const middle = IMAGES + getU16(bytes, BEFORE_LENGTH)
  return { before: bytes.subarray(IMAGES, middle), after: bytes.subarray(middle) }
}

function encodeEntry(entry: FileEntry | undefined): Uint8Array {
  return entry === undefined ? NOTHING : encodeText(JSON.stringify(entry))
}

function decodeEntry(bytes: Uint8Array): FileEntry | undefined {
  if (bytes.length === 0) return undefined
  return JSON.parse(decodeText(bytes)) as FileEntry
}

function encodeText(text: string): Uint8Array {
  const bytes = new Uint8Array(2 * text.length)
  setUtf16(bytes, 0, text)
  return bytes
}

function decodeText(bytes: Uint8Array): string {
  return getUtf16(bytes, 0, bytes.length)
}

function encodeTable<T>(
  rows: readonly T[],
  pair: (row: T) => readonly [number, number],
): Uint8Array {
  const bytes = new Uint8Array(rows.length * TABLE_ROW)
  for (const [index, row] of rows.entries()) {
    const [left, right] = pair(row)
    setU64(bytes, index * TABLE_ROW, left)
    setU64(bytes, index * TABLE_ROW + 8, right)
  }
  return bytes
}

function decodeTable(bytes: Uint8Array): [number, number][] {
  const rows: [number, number][] = []
  for (let at = 0; at < bytes.length; at += TABLE_ROW)
    rows.push([getU64(bytes, at), getU64(bytes, at + 8)])
  return rows
}

function decodeCheckpoint(bytes: Uint8Array): LogRecord {
  const { before, after } = images(bytes)
  return {
    kind: 'checkpoint-end',
    begin: getU64(bytes, SUBJECT) as Lsn,
    active: decodeTable(before).map(([transaction, begin]) => ({
      transaction,
      begin: begin as Lsn,
    })),
    dirty: decodeTable(after).map(([page, since]) => ({
      page: page as PageId,
      since: since as Lsn,
    })),
  }
}
