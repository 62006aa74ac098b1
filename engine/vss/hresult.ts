import type { HResult } from '../base/brand.js'

// Facts 1.1 and 1.2. Success is zero.
const CODES = {
  S_OK: 0,
  E_ACCESSDENIED: 0x80070005,
  RPC_S_SERVER_UNAVAILABLE: 0x800706ba,
  VSS_E_BAD_STATE: 0x80042301,
  VSS_E_PROVIDER_NOT_REGISTERED: 0x80042304,
  VSS_E_PROVIDER_VETO: 0x80042306,
  VSS_E_OBJECT_NOT_FOUND: 0x80042308,
  VSS_E_VOLUME_NOT_SUPPORTED: 0x8004230c,
  VSS_E_OBJECT_ALREADY_EXISTS: 0x8004230d,
  VSS_E_UNEXPECTED_PROVIDER_ERROR: 0x8004230f,
  VSS_E_CORRUPT_XML_DOCUMENT: 0x80042310,
  VSS_E_INVALID_XML_DOCUMENT: 0x80042311,
  VSS_E_MAXIMUM_NUMBER_OF_VOLUMES_REACHED: 0x80042312,
  VSS_E_FLUSH_WRITES_TIMEOUT: 0x80042313,
  VSS_E_HOLD_WRITES_TIMEOUT: 0x80042314,
  VSS_E_SNAPSHOT_SET_IN_PROGRESS: 0x80042316,
  VSS_E_MAXIMUM_NUMBER_OF_SNAPSHOTS_REACHED: 0x80042317,
  VSS_E_WRITER_INFRASTRUCTURE: 0x80042318,
  VSS_E_UNSUPPORTED_CONTEXT: 0x8004231b,
  VSS_E_INSUFFICIENT_STORAGE: 0x8004231f,
  VSS_E_WRITERERROR_INCONSISTENTSNAPSHOT: 0x800423f0,
  VSS_E_WRITERERROR_OUTOFRESOURCES: 0x800423f1,
  VSS_E_WRITERERROR_TIMEOUT: 0x800423f2,
  VSS_E_WRITERERROR_RETRYABLE: 0x800423f3,
  VSS_E_WRITERERROR_NONRETRYABLE: 0x800423f4,
} as const

export type VssCode = keyof typeof CODES

export function hresult(code: VssCode): HResult {
  return (CODES[code] >>> 0) as HResult
}

export const S_OK = hresult('S_OK')

/** The symbol of a code, or nothing for one that VSS does not define. */
export function symbolOf(code: HResult): VssCode | undefined {
  return (Object.keys(CODES) as VssCode[]).find((name) => hresult(name) === code)
}

/** The only codes that a writer may set for itself (facts 1.2). */
export function isWriterError(code: HResult): boolean {
  return (
    code >= hresult('VSS_E_WRITERERROR_INCONSISTENTSNAPSHOT') &&
    code <= hresult('VSS_E_WRITERERROR_NONRETRYABLE')
  )
}
