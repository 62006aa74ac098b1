import type { HResult } from '../base/brand.js'
import { refused } from '../base/outcome.js'
import type { Volume } from './volume.js'

const CODES = {
  E_INVALIDARG: 0x8007_0057,
  VSS_E_OBJECT_NOT_FOUND: 0x8004_2308,
  VSS_E_VOLUME_NOT_SUPPORTED: 0x8004_230c,
  VSS_E_OBJECT_ALREADY_EXISTS: 0x8004_230d,
  VSS_E_HOLD_WRITES_TIMEOUT: 0x8004_2314,
  VSS_E_MAXIMUM_NUMBER_OF_SNAPSHOTS_REACHED: 0x8004_2317,
  VSS_E_VOLUME_IN_USE: 0x8004_231d,
  VSS_E_INSUFFICIENT_STORAGE: 0x8004_231f,
} as const

export type VolsnapErrorName = keyof typeof CODES

/** Why volsnap refused, in the codes that its provider passes on. */
export interface VolsnapError {
  readonly code: HResult
  readonly name: VolsnapErrorName
  readonly volume: string
}

export function refuseShadow(
  volume: Volume,
  name: VolsnapErrorName,
): { readonly ok: false; readonly error: VolsnapError } {
  return refused({ code: CODES[name] as number as HResult, name, volume: volume.name })
}
