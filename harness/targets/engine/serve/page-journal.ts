// Whole pages, though a process can be killed between the two halves of one write: the kernel copies
// what is written piece by piece and stops where a deadly signal finds it. Nobody writes two pages at
// a time here, so one slot is enough: it holds the page that is about to be written, and what stood
// there before. What is left of it at the next start says whether the page was cut, and mends it.
//
//   offset  size  field
//   ------  ----  -------------------------------------------------
//        0     8  number of the write
//        8     8  where in the file
//       16     4  bytes of the path
//       20  2028  path
//     2048  8192  the page before
//    10240  8192  the page after
//    18432     8  number of the write again: the slot itself is whole

import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { readWhole, writeWhole } from './whole.js'

const PAGE_BYTES = 8192
/** The kernel's own pages: a write stops only between two of them. */
const PIECE_BYTES = 4096
const OFFSET = 8
const PATH_LENGTH = 16
const PATH = 20
const BEFORE = 2048
const AFTER = BEFORE + PAGE_BYTES
const END = AFTER + PAGE_BYTES
const SLOT_BYTES = END + 8

export class PageJournal {
  readonly #file: string
  readonly #fd: number
  readonly #slot = Buffer.alloc(SLOT_BYTES)
  #number = 0

  /** Takes the file in use; what it said is gone. */
  constructor(file: string) {
    this.#file = file
    this.#fd = openSync(file, 'w')
  }

  /** True for what has to be noted before it is written. */
  concerns(offset: number, bytes: Uint8Array): boolean {
    return bytes.length === PAGE_BYTES && offset % PAGE_BYTES === 0
  }

  /** `fd` is the open file of that path, which is about to get the page. */
  note(file: string, fd: number, offset: number, page: Uint8Array): void {
    const slot = this.#slot
    const path = Buffer.from(file)
    if (path.length > BEFORE - PATH) return
    this.#number++
    slot.writeDoubleLE(this.#number, 0)
    slot.writeDoubleLE(offset, OFFSET)
    slot.writeUInt32LE(path.length, PATH_LENGTH)
    path.copy(slot, PATH)
    const before = slot.subarray(BEFORE, AFTER)
    before.fill(0, readWhole(fd, offset, before))
    slot.set(page, AFTER)
    slot.writeDoubleLE(this.#number, END)
    writeSync(this.#fd, slot, 0, SLOT_BYTES, 0)
  }

  /** An orderly end: no page was cut. */
  close(): void {
    closeSync(this.#fd)
    rmSync(this.#file, { force: true })
  }

  /** The process is done for; what was noted last stays. */
  abandon(): void {
    closeSync(this.#fd)
  }
}

/** Mends the page that a killed process was writing, and nothing else; says whether there was one. */
export function mendPage(file: string): boolean {
  const slot = readSlot(file)
  if (slot === undefined) return false
  const path = slot.subarray(PATH, PATH + slot.readUInt32LE(PATH_LENGTH)).toString()
  const fd = attempt(() => openSync(path, 'r+'))
  if (fd === undefined) return false
  try {
    const offset = slot.readDoubleLE(OFFSET)
    const page = Buffer.alloc(PAGE_BYTES)
    readWhole(fd, offset, page)
    const after = slot.subarray(AFTER, END)
    if (!isCut(page, slot.subarray(BEFORE, AFTER), after)) return false
    writeWhole(fd, offset, after)
    return true
  } finally {
    closeSync(fd)
  }
}

/** The first pieces are new and the others old; who damaged the page since left something else. */
function isCut(page: Buffer, before: Buffer, after: Buffer): boolean {
  if (page.equals(after) || page.equals(before)) return false
  for (let at = PIECE_BYTES; at < PAGE_BYTES; at += PIECE_BYTES)
    if (
      page.subarray(0, at).equals(after.subarray(0, at)) &&
      page.subarray(at).equals(before.subarray(at))
    )
      return true
  return false
}

function readSlot(file: string): Buffer | undefined {
  const slot = attempt(() => readFileSync(file))
  if (slot === undefined || slot.length < SLOT_BYTES) return undefined
  const isWhole = slot.readDoubleLE(0) === slot.readDoubleLE(END)
  return isWhole && slot.readUInt32LE(PATH_LENGTH) <= BEFORE - PATH ? slot : undefined
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
