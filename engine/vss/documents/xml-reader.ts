// Reads a foreign text into a tree of elements, checking its shape on the way, so that nothing is
// built of what will be refused. The parser is fed in chunks and stopped at the first fault: what a
// hostile text costs is bounded by the limits, not by its length.
//
// DOCTYPE is refused whole. Neither document has one, and with it goes every declared entity.

import { SaxesParser, type SaxesTagNS } from 'saxes'
import { present } from '../../base/assert.js'
import { type Place, refuseAsCorrupt, refuseAsInvalid } from './document-refusal.js'
import type { DocumentShape, ElementShape } from './document-shape.js'
import {
  ATTRIBUTE_LENGTH_MAX,
  ATTRIBUTES_MAX,
  CHUNK_LENGTH,
  DEPTH_MAX,
  DOCUMENT_LENGTH_MAX,
  ELEMENTS_MAX,
  NON_ELEMENTS_MAX,
  TOKEN_LENGTH_MAX,
} from './limits.js'
import { hasUnpairedSurrogate } from './xml-text.js'

/** An element that has the shape it should; its attributes' values are still only text. */
export interface ReadElement extends Place {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly ReadElement[]
}

interface OpenElement extends ReadElement {
  readonly attributes: Map<string, string>
  readonly children: ReadElement[]
}

interface Reading {
  readonly parser: SaxesParser<{ xmlns: true }>
  readonly shape: DocumentShape
  readonly open: OpenElement[]
  root: ReadElement | null
  depth: number
  elements: number
  nonElements: number
  attributes: number
  /** Where the last event ended: what the parser has taken in since then is one token. */
  tokenStart: number
}

/** Throws a `DocumentRefusal`: to be called inside `refusable`. */
export function readElements(text: string, shape: DocumentShape): ReadElement {
  if (text.length > DOCUMENT_LENGTH_MAX)
    refuseAsInvalid(`the document is longer than ${DOCUMENT_LENGTH_MAX} units`, DOCUMENT_START)
  const reading = startReading(shape)
  const { parser } = reading
  for (let at = 0; at < text.length; ) {
    const end = chunkEnd(text, at)
    const chunk = text.slice(at, end)
    if (hasUnpairedSurrogate(chunk))
      refuseAsCorrupt('the text holds half of a surrogate pair', here(parser))
    parser.write(chunk)
    if (parser.position - reading.tokenStart > TOKEN_LENGTH_MAX)
      refuseAsInvalid(`a piece of markup is longer than ${TOKEN_LENGTH_MAX} units`, here(parser))
    at = end
  }
  const end = here(parser)
  parser.close()
  return reading.root ?? refuseAsCorrupt('the document has no root element', end)
}

const DOCUMENT_START: Place = { line: 1, column: 1 }

function startReading(shape: DocumentShape): Reading {
  const parser = new SaxesParser({
    xmlns: true,
    // A document that calls itself XML 1.1 is read by the rules of 1.0, which the printer keeps.
    defaultXMLVersion: '1.0',
    forceXMLVersion: true,
  })
  const reading: Reading = {
    parser,
    shape,
    open: [],
    root: null,
    depth: 0,
    elements: 0,
    nonElements: 0,
    attributes: 0,
    tokenStart: 0,
  }
  parser.on('error', (error) => refuseAsCorrupt(withoutPlace(error.message), here(parser)))
  parser.on('doctype', () => refuseAsInvalid('the document has a DOCTYPE', here(parser)))
  parser.on('opentagstart', () => countElement(reading))
  parser.on('attribute', ({ name, value }) => checkAttribute(reading, name, value))
  parser.on('opentag', (tag) => openElement(reading, tag))
  parser.on('closetag', () => closeElement(reading))
  parser.on('text', (text) => refuseText(reading, text))
  parser.on('cdata', (text) => refuseText(reading, text))
  parser.on('comment', () => countNonElement(reading))
  parser.on('processinginstruction', () => countNonElement(reading))
  return reading
}

/** Never parts a surrogate pair, so that each chunk can be checked for halves by itself. */
function chunkEnd(text: string, start: number): number {
  const end = Math.min(start + CHUNK_LENGTH, text.length)
  const last = text.charCodeAt(end - 1)
  return end < text.length && last >= 0xd800 && last <= 0xdbff ? end + 1 : end
}

/** The parser counts the characters it has read of a line; the next one is one further. */
function here(parser: Reading['parser']): Place {
  return { line: parser.line, column: parser.column + 1 }
}

/** The parser puts `line:column: ` in front; we give these as numbers. */
function withoutPlace(message: string): string {
  return message.replace(/^\d+:\d+: /, '')
}

function countElement(reading: Reading): void {
  const { parser } = reading
  reading.tokenStart = parser.position
  reading.attributes = 0
  reading.depth++
  if (reading.depth > DEPTH_MAX)
    refuseAsInvalid(`elements stand deeper than ${DEPTH_MAX} levels`, here(parser))
  reading.elements++
  if (reading.elements > ELEMENTS_MAX)
    refuseAsInvalid(`the document has more than ${ELEMENTS_MAX} elements`, here(parser))
}

function countNonElement(reading: Reading): void {
  reading.tokenStart = reading.parser.position
  reading.nonElements++
  if (reading.nonElements > NON_ELEMENTS_MAX)
    refuseAsInvalid(`more than ${NON_ELEMENTS_MAX} comments and blanks`, here(reading.parser))
}

function refuseText(reading: Reading, text: string): void {
  countNonElement(reading)
  // XML's own blanks only: a no-break space is text.
  if (/[^ \t\r\n]/.test(text)) refuseAsInvalid('elements hold no text here', here(reading.parser))
}

function checkAttribute(reading: Reading, name: string, value: string): void {
  const { parser } = reading
  reading.tokenStart = parser.position
  reading.attributes++
  if (reading.attributes > ATTRIBUTES_MAX)
    refuseAsInvalid(`an element has more than ${ATTRIBUTES_MAX} attributes`, here(parser))
  if (value.length > ATTRIBUTE_LENGTH_MAX)
    refuseAsInvalid(`"${name}" is longer than ${ATTRIBUTE_LENGTH_MAX} units`, here(parser))
}

function openElement(reading: Reading, tag: SaxesTagNS): void {
  const { parser, open } = reading
  reading.tokenStart = parser.position
  const shape = shapeOf(reading, tag)
  const element: OpenElement = {
    name: tag.local,
    attributes: readAttributes(tag, shape, here(parser)),
    children: [],
    ...here(parser),
  }
  const parent = open.at(-1)
  if (parent === undefined) reading.root = element
  else parent.children.push(element)
  open.push(element)
}

function shapeOf(reading: Reading, tag: SaxesTagNS): ElementShape {
  const { parser, open, shape } = reading
  const parent = open.at(-1)
  if (!mayStand(shape, parent, tag.local)) {
    const where =
      parent === undefined ? `is not the root ${shape.root}` : `is not in ${parent.name}`
    refuseAsInvalid(`"${tag.local}" ${where}`, here(parser))
  }
  const found =
    shape.elements[tag.local] ?? refuseAsInvalid(`"${tag.local}" is unknown`, here(parser))
  const emptyIsFine = found.namespaceMayBeEmpty === true && tag.uri === ''
  if (tag.uri !== shape.namespace && !emptyIsFine)
    refuseAsInvalid(`"${tag.local}" is in the namespace "${tag.uri}"`, here(parser))
  return found
}

function mayStand(shape: DocumentShape, parent: ReadElement | undefined, name: string): boolean {
  if (parent === undefined) return name === shape.root
  return Object.hasOwn(shape.elements[parent.name]?.children ?? {}, name)
}

function readAttributes(tag: SaxesTagNS, shape: ElementShape, place: Place): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const attribute of Object.values(tag.attributes)) {
    if (attribute.name === 'xmlns' || attribute.prefix === 'xmlns') continue
    if (attribute.prefix !== '' || !Object.hasOwn(shape.attributes, attribute.local))
      refuseAsInvalid(`"${tag.local}" has the unknown attribute "${attribute.name}"`, place)
    attributes.set(attribute.local, attribute.value)
  }
  for (const [name, need] of Object.entries(shape.attributes)) {
    if (need === 'required' && !attributes.has(name))
      refuseAsInvalid(`"${tag.local}" has no "${name}"`, place)
  }
  return attributes
}

function closeElement(reading: Reading): void {
  const { parser, shape, open } = reading
  reading.tokenStart = parser.position
  reading.depth--
  const element = open.pop()
  if (element === undefined) return
  for (const [name, occurrence] of Object.entries(shape.elements[element.name]?.children ?? {})) {
    if (occurrence === 'any') continue
    const count = element.children.filter((child) => child.name === name).length
    if (count > 1) refuseAsInvalid(`"${element.name}" has ${count} of "${name}"`, here(parser))
    if (count === 0 && occurrence === 'once')
      refuseAsInvalid(`"${element.name}" has no "${name}"`, here(parser))
  }
}

export function childrenNamed(element: ReadElement, name: string): readonly ReadElement[] {
  return element.children.filter((child) => child.name === name)
}

/** For a child whose shape says `once`. */
export function childNamed(element: ReadElement, name: string): ReadElement {
  return present(childrenNamed(element, name)[0], name)
}
