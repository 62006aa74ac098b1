import { refuseAsInvalid } from './document-refusal.js'
import { readText } from './document-values.js'
import type { ReadElement } from './xml-reader.js'

/** The only version seen (facts 7.5 and 7.6). */
export const DOCUMENT_VERSION = '1.2'

export function checkVersion(root: ReadElement): void {
  const version = readText(root, 'version')
  if (version !== DOCUMENT_VERSION)
    refuseAsInvalid(`"version" is "${version}", not ${DOCUMENT_VERSION}`, root)
}
