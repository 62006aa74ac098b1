import { type Outcome, ok, refused } from '../../base/outcome.js'
import { type PrintError, VSS_E_INVALID_XML_DOCUMENT } from './document-error.js'
import { ATTRIBUTE_LENGTH_MAX, DOCUMENT_LENGTH_MAX, ELEMENTS_MAX } from './limits.js'
import { escapeAttribute, unprintableAt } from './xml-text.js'

/** An element to be printed. Both documents hold everything in attributes; neither has text. */
export interface PrintableElement {
  readonly name: string
  /** In the order to print; null leaves an attribute out. */
  readonly attributes: Readonly<Record<string, string | null>>
  readonly children?: readonly PrintableElement[]
}

interface Progress {
  readonly lines: string[]
  length: number
  elements: number
}

/** One element to a line, two blanks a level, no declaration, no blank at the end. */
export function printElement(root: PrintableElement): Outcome<string, PrintError> {
  const progress: Progress = { lines: [], length: 0, elements: 0 }
  const error = printInto(progress, root, '')
  return error === null ? ok(progress.lines.join('\n')) : refused(error)
}

function printInto(
  progress: Progress,
  element: PrintableElement,
  indent: string,
): PrintError | null {
  const attributes = printAttributes(element)
  if (typeof attributes !== 'string') return attributes
  progress.elements++
  if (progress.elements > ELEMENTS_MAX)
    return printError(element, '', `the document has more than ${ELEMENTS_MAX} elements`)
  const children = element.children ?? []
  const start = `${indent}<${element.name}${attributes}`
  const overflow = addLine(progress, element, children.length === 0 ? `${start}/>` : `${start}>`)
  if (overflow !== null || children.length === 0) return overflow
  for (const child of children) {
    const error = printInto(progress, child, `${indent}  `)
    if (error !== null) return error
  }
  return addLine(progress, element, `${indent}</${element.name}>`)
}

function addLine(progress: Progress, element: PrintableElement, line: string): PrintError | null {
  progress.lines.push(line)
  progress.length += line.length + 1
  if (progress.length <= DOCUMENT_LENGTH_MAX) return null
  return printError(element, '', `the document is longer than ${DOCUMENT_LENGTH_MAX} units`)
}

function printAttributes(element: PrintableElement): string | PrintError {
  let text = ''
  for (const [name, value] of Object.entries(element.attributes)) {
    if (value === null) continue
    if (value.length > ATTRIBUTE_LENGTH_MAX)
      return printError(element, name, `"${name}" is longer than ${ATTRIBUTE_LENGTH_MAX} units`)
    const at = unprintableAt(value)
    if (at >= 0) return printError(element, name, unprintable(name, value, at))
    text += ` ${name}="${escapeAttribute(value)}"`
  }
  return text
}

function unprintable(name: string, value: string, at: number): string {
  const unit = value.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')
  return `"${name}" holds U+${unit} at ${at}, which no XML 1.0 document can hold`
}

function printError(element: PrintableElement, attribute: string, message: string): PrintError {
  return { hresult: VSS_E_INVALID_XML_DOCUMENT, message, element: element.name, attribute }
}
