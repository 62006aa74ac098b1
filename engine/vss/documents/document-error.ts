import type { HResult } from '../../base/brand.js'
import { type Outcome, refused } from '../../base/outcome.js'

// Facts 1.1.
export const VSS_E_CORRUPT_XML_DOCUMENT = 0x80042310 as HResult
export const VSS_E_INVALID_XML_DOCUMENT = 0x80042311 as HResult

/** Why a text is not a document. Reading stops at the first fault, so there is exactly one. */
export interface DocumentError {
  /** Corrupt when the text is not well formed; invalid when it is, so far, and does not fit. */
  readonly hresult: HResult
  readonly message: string
  /** One-based; the place just after what was at fault. */
  readonly line: number
  readonly column: number
}

/** Why a value has no text: no XML 1.0 document can hold it, or none that we would read back. */
export interface PrintError {
  readonly hresult: HResult
  readonly message: string
  readonly element: string
  /** Empty when the document as a whole is at fault. */
  readonly attribute: string
}

/** Why a string is not in one of the small grammars (ranges, restore options, stamps). */
export interface GrammarError {
  readonly message: string
  /** The UTF-16 unit, or for binary forms the byte, where reading stopped. */
  readonly offset: number
}

export function notInGrammar(message: string, offset: number): Outcome<never, GrammarError> {
  return refused({ message, offset })
}
