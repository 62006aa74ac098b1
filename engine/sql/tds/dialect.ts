// The version of the protocol that a client speaks, as far as the bytes differ.

import { wireFault } from './byte-reader.js'

export type DialectName = '7.1' | '7.2' | '7.3' | '7.4' | '8.0'

export interface Dialect {
  readonly name: DialectName
  /** As LOGINACK tells it, the first byte first. */
  readonly acknowledged: number
  /** 7.2: wide counts and user types, ALL_HEADERS before a request, types without a limit. */
  readonly isWide: boolean
  /** 7.3: date, time, datetime2, datetimeoffset, and rows with a bitmap of nulls. */
  readonly hasDates: boolean
  readonly hasNullBitmap: boolean
}

const V71: Dialect = dialect('7.1', 0x71000001, 1)
const V72: Dialect = dialect('7.2', 0x72090002, 2)
const V73A: Dialect = dialect('7.3', 0x730a0003, 3)
const V73B: Dialect = dialect('7.3', 0x730b0003, 4)
export const V74: Dialect = dialect('7.4', 0x74000004, 4)
const V80: Dialect = dialect('8.0', 0x08000000, 4)

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  '7.1': V71,
  '7.2': V72,
  '7.3': V73B,
  '7.4': V74,
  '8.0': V80,
}

function dialect(name: DialectName, acknowledged: number, level: number): Dialect {
  return {
    name,
    acknowledged,
    isWide: level >= 2,
    hasDates: level >= 3,
    hasNullBitmap: level >= 4,
  }
}

/** From the version in LOGIN7; a newer client is answered with the newest that is known here. */
export function readDialect(version: number): Dialect {
  if (version === V80.acknowledged) return V80
  if (version >= 0x74000000) return V74
  if (version >= V73B.acknowledged) return V73B
  if (version >= V73A.acknowledged) return V73A
  if (version >= 0x72000000) return V72
  if (version >= 0x71000000) return V71
  return wireFault('the client is older than TDS 7.1')
}
