// A volume that is full, and a file that is damaged.
//
// Fault model: a full volume takes no more bytes than it is told; what lies on it stays. A damaged file
// has some bytes of one page turned round, behind the header of the page; it keeps its length, and it
// is mended when the fault is lifted, unless somebody has written there since.

import { closeSync, existsSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import type { Fault } from '../../../model/fault.js'
import { type Context, filesOf } from '../context.js'
import { failureIn, type Injector } from './book.js'

/** No room: on the way to a file, in a filegroup, in a log, on a backup medium, before a restore. */
const FULL = [1101, 1105, 3202, 3203, 3257, 3634, 5149, 5123, 5145, 9002, 17053, 112, 3621]

export function diskFull({ server, places }: Context, { where, bytes = 0 }: Fault): Injector {
  const letter = where.slice(0, 1)
  const { small } = server
  let folder: string | undefined
  return {
    place: async () => {
      if (small === undefined || !/^[A-Z]:$/.test(where)) return false
      folder = places.isBound(letter) ? places.volume(letter) : small.claim()
      if (folder === undefined) return false
      // What lies on the volume already stays where it is and is not looked for here.
      places.bind(letter, folder)
      return (await small.fill(folder, bytes)) <= bytes + SLACK_BYTES
    },
    lift: async () => {
      if (folder !== undefined) await small?.empty(folder)
    },
    isGone: async () => folder === undefined || !(await small?.isFilled(folder)),
    effectOf: (met) => failureIn(met, FULL),
  }
}

/** A file system gives room in blocks. */
const SLACK_BYTES = 65_536

/** Damage shows when a page is read, when a backup is read, and when a database starts. */
const DAMAGE = [
  823, 824, 825, 926, 945, 3043, 3183, 3189, 3203, 3241, 3242, 3243, 3270, 3414, 5171, 5172, 5173,
  7105, 8928, 8939, 8998, 9003, 9004, 3624, 3186, 3182,
]

const PAGE_BYTES = 8_192
const HEADER_BYTES = 96
const DAMAGED_BYTES = 8

export function corruptFile(context: Context, { where }: Fault): Injector {
  const there = /^[A-Z]:\\/.test(where) ? context.places.there(where) : undefined
  const here = there === undefined ? undefined : filesOf(context).here(there)
  let damage: Damage | undefined
  return {
    place: async () => {
      if (here === undefined || !existsSync(here)) return false
      damage = damageTo(here)
      if (damage !== undefined) writeAt(here, damage.offset, damage.bytes)
      return damage !== undefined
    },
    lift: async () => {
      if (here !== undefined && damage !== undefined && isDamaged(here, damage))
        writeAt(here, damage.offset, damage.before)
    },
    isGone: async () => here === undefined || damage === undefined || !isDamaged(here, damage),
    effectOf: (met) => failureIn(met, DAMAGE),
  }
}

interface Damage {
  readonly offset: number
  readonly before: Buffer
  readonly bytes: Buffer
}

/** Of the last page that holds anything. */
function damageTo(here: string): Damage | undefined {
  const size = withFile(here, 'r', (file) => fstatSync(file).size)
  for (let page = Math.ceil(size / PAGE_BYTES) - 1; page >= 0; page--) {
    const bytes = readAt(here, page * PAGE_BYTES, PAGE_BYTES)
    if (!bytes.subarray(HEADER_BYTES).some((byte) => byte !== 0)) continue
    const offset = page * PAGE_BYTES + HEADER_BYTES
    const before = readAt(here, offset, DAMAGED_BYTES)
    return { offset, before, bytes: Buffer.from(before.map((byte) => byte ^ 0xff)) }
  }
  return undefined
}

function isDamaged(here: string, { offset, bytes }: Damage): boolean {
  return existsSync(here) && readAt(here, offset, bytes.length).equals(bytes)
}

function readAt(here: string, offset: number, length: number): Buffer {
  return withFile(here, 'r', (file) => {
    const bytes = Buffer.alloc(length)
    return bytes.subarray(0, readSync(file, bytes, 0, length, offset))
  })
}

function writeAt(here: string, offset: number, bytes: Buffer): void {
  withFile(here, 'r+', (file) => writeSync(file, bytes, 0, bytes.length, offset))
}

function withFile<T>(here: string, flags: 'r' | 'r+', work: (file: number) => T): T {
  const file = openSync(here, flags)
  try {
    return work(file)
  } finally {
    closeSync(file)
  }
}
