import { assert } from '../../base/assert.js'
import type { Brand } from '../../base/brand.js'

/** Hundreds of nanoseconds since 1601-01-01 UTC, unsigned 64 bits: a Windows FILETIME. */
export type FileTime = Brand<bigint, 'FileTime'>

export const UNSIGNED_64_MAX = 0xffff_ffff_ffff_ffffn

/** 1601-01-01 to 1970-01-01, in milliseconds. */
const UNIX_EPOCH_MS = 11_644_473_600_000n
const UNITS_PER_MS = 10_000n

export function fileTime(units: bigint): FileTime {
  assert(units >= 0n && units <= UNSIGNED_64_MAX, 'a FILETIME is an unsigned 64-bit number')
  return units as FileTime
}

/** Whole milliseconds, from 1601 on. */
export function fileTimeOfUnixMs(unixMs: number): FileTime {
  assert(Number.isSafeInteger(unixMs), 'a Unix time is a whole number of milliseconds')
  return fileTime((BigInt(unixMs) + UNIX_EPOCH_MS) * UNITS_PER_MS)
}

/** Drops what is below a millisecond. */
export function unixMsOfFileTime(time: FileTime): number {
  return Number(time / UNITS_PER_MS - UNIX_EPOCH_MS)
}
