// Ticks of the simulation as dates, and LSNs and GUIDs as clients see them.

import { decimalLsn, type Lsn } from '../../page/index.js'
import { clockOf, type SqlHost, simOf } from '../host.js'
import type { WireValue } from '../port.js'

/** A tick is a microsecond. */
export function instantOf(host: SqlHost, tick: number | bigint): bigint {
  const zero = clockOf(host) - BigInt(Math.floor(simOf(host).now)) * 10n
  return zero + BigInt(tick) * 10n
}

export function lsnValue(lsn: Lsn | null | undefined): WireValue {
  return lsn === null || lsn === undefined ? null : BigInt(decimalLsn(lsn))
}

export function guidValue(guid: string | null | undefined): WireValue {
  return guid === null || guid === undefined ? null : guid.toUpperCase()
}

/** A GUID that is always the same for the same text, for what has none of its own. */
export function guidOf(text: string): string {
  let low = 0x811c9dc5
  let high = 0x01000193
  for (let index = 0; index < text.length; index++) {
    low = Math.imul(low ^ text.charCodeAt(index), 0x01000193) >>> 0
    high = Math.imul(high + low + index, 0x85ebca6b) >>> 0
  }
  const hex = (value: number) => value.toString(16).padStart(8, '0').toUpperCase()
  const digits = `${hex(low)}${hex(high)}${hex(~low >>> 0)}${hex(Math.imul(high, 31) >>> 0)}`
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20, 32)}`
}
