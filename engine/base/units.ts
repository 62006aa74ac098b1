import type { ByteCount, HResult, Span } from './brand.js'

export const KIB = 1024
export const MIB = 1024 * KIB
export const GIB = 1024 * MIB
export const TIB = 1024 * GIB

export function bytes(count: number): ByteCount {
  return count as ByteCount
}

export function microseconds(count: number): Span {
  return count as Span
}

export function milliseconds(count: number): Span {
  return (count * 1_000) as Span
}

export function seconds(count: number): Span {
  return (count * 1_000_000) as Span
}

export function minutes(count: number): Span {
  return seconds(count * 60)
}

export function hours(count: number): Span {
  return seconds(count * 3_600)
}

/** `0x800423f2`, the way event logs print it. */
export function formatHResult(code: HResult): string {
  return `0x${(code >>> 0).toString(16).padStart(8, '0')}`
}
