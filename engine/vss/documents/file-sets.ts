import { printFlag, readFlag, readText } from './document-values.js'
import type { AlternateLocation, FileSet } from './writer-metadata.js'
import type { PrintableElement } from './xml-printer.js'
import type { ReadElement } from './xml-reader.js'

/** Real documents leave `recursive` out where it is no (facts 8.1). */
export function fileSetAttributes(files: FileSet): Record<string, string | null> {
  return {
    path: files.path,
    filespec: files.fileSpec,
    recursive: files.recursive ? printFlag(true) : null,
  }
}

export function readFileSet(element: ReadElement): FileSet {
  return {
    path: readText(element, 'path'),
    fileSpec: readText(element, 'filespec'),
    recursive: readFlag(element, 'recursive'),
  }
}

export function alternateLocationElement(
  name: string,
  location: AlternateLocation,
): PrintableElement {
  return {
    name,
    attributes: { ...fileSetAttributes(location), alternatePath: location.alternatePath },
  }
}

export function readAlternateLocation(element: ReadElement): AlternateLocation {
  return { ...readFileSet(element), alternatePath: readText(element, 'alternatePath') }
}
