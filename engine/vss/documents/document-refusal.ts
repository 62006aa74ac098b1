import type { HResult } from '../../base/brand.js'
import { type Outcome, ok, refused } from '../../base/outcome.js'
import {
  type DocumentError,
  VSS_E_CORRUPT_XML_DOCUMENT,
  VSS_E_INVALID_XML_DOCUMENT,
} from './document-error.js'
import { MESSAGE_LENGTH_MAX } from './limits.js'

export interface Place {
  readonly line: number
  readonly column: number
}

/**
 * Unwinds reading at the first fault: the XML parser calls back and cannot otherwise be stopped.
 * It never leaves this folder; `refusable` turns it into a value.
 */
export class DocumentRefusal extends Error {
  override readonly name = 'DocumentRefusal'
  readonly error: DocumentError

  constructor(hresult: HResult, message: string, place: Place) {
    const shown = shorten(message)
    super(shown)
    this.error = { hresult, message: shown, line: place.line, column: place.column }
  }
}

/** Messages quote the text at fault, which may be as long as its author likes. */
function shorten(message: string): string {
  return message.length > MESSAGE_LENGTH_MAX ? `${message.slice(0, MESSAGE_LENGTH_MAX)}…` : message
}

export function refuseAsCorrupt(message: string, place: Place): never {
  throw new DocumentRefusal(VSS_E_CORRUPT_XML_DOCUMENT, message, place)
}

export function refuseAsInvalid(message: string, place: Place): never {
  throw new DocumentRefusal(VSS_E_INVALID_XML_DOCUMENT, message, place)
}

export function refusable<T>(read: () => T): Outcome<T, DocumentError> {
  try {
    return ok(read())
  } catch (thrown) {
    if (thrown instanceof DocumentRefusal) return refused(thrown.error)
    throw thrown
  }
}
