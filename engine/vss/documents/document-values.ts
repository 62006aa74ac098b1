// One function each way for every kind of value that an attribute carries.

import { assert } from '../../base/assert.js'
import type { Guid, HResult } from '../../base/brand.js'
import { formatHResult } from '../../base/units.js'
import { type Base64, parseBase64 } from './base64.js'
import { refuseAsInvalid } from './document-refusal.js'
import type { EnumerationValue } from './enumerations.js'
import { type FileTime, fileTime, UNSIGNED_64_MAX } from './file-time.js'
import type { ReadElement } from './xml-reader.js'

const UNSIGNED_32_MAX = 0xffff_ffff
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

type Enumeration<Name extends string> = Readonly<Record<Name, EnumerationValue>>

/** Where absent and empty mean the same. */
export function printText(text: string): string | null {
  return text === '' ? null : text
}

export function readText(element: ReadElement, name: string): string {
  return element.attributes.get(name) ?? ''
}

export function readOptional(element: ReadElement, name: string): string | null {
  return element.attributes.get(name) ?? null
}

export function printFlag(flag: boolean): string {
  return flag ? 'yes' : 'no'
}

export function printOptionalFlag(flag: boolean | null): string | null {
  return flag === null ? null : printFlag(flag)
}

/** Absent is no: real documents leave `recursive` out (facts 7.5). */
export function readFlag(element: ReadElement, name: string): boolean {
  return readOptionalFlag(element, name) ?? false
}

export function readOptionalFlag(element: ReadElement, name: string): boolean | null {
  const text = readOptional(element, name)
  if (text === null) return null
  if (text !== 'yes' && text !== 'no') return refuseValue(element, name, text)
  return text === 'yes'
}

export function printNumber(value: number): string {
  assert(Number.isInteger(value), 'a number in a document is whole')
  assert(value >= 0 && value <= UNSIGNED_32_MAX, 'a number in a document has 32 bits')
  return String(value)
}

export function readNumber(element: ReadElement, name: string, whenAbsent = 0): number {
  const text = readOptional(element, name)
  if (text === null) return whenAbsent
  if (!/^[0-9]{1,10}$/.test(text)) return refuseValue(element, name, text)
  const value = Number(text)
  return value <= UNSIGNED_32_MAX ? value : refuseValue(element, name, text)
}

export function printGuid(guid: Guid): string {
  assert(GUID.test(guid), `"${guid}" is not a lower-case GUID without braces`)
  return guid
}

export function readGuid(element: ReadElement, name: string): Guid {
  const text = readText(element, name)
  const lower = text.toLowerCase() // Real documents use both cases (facts 7.5).
  return GUID.test(lower) ? (lower as Guid) : refuseValue(element, name, text)
}

export function readOptionalGuid(element: ReadElement, name: string): Guid | null {
  return element.attributes.has(name) ? readGuid(element, name) : null
}

export function printHResult(code: HResult): string {
  return formatHResult(code)
}

export function readHResult(element: ReadElement, name: string): HResult {
  const text = readText(element, name)
  if (!/^0x[0-9a-f]{8}$/i.test(text)) return refuseValue(element, name, text)
  return Number(text) as HResult
}

export function printFileTime(time: FileTime): string {
  return String(time)
}

export function readFileTime(element: ReadElement, name: string): FileTime {
  const text = readText(element, name)
  if (!/^[0-9]{1,20}$/.test(text)) return refuseValue(element, name, text)
  const value = BigInt(text)
  return value <= UNSIGNED_64_MAX ? fileTime(value) : refuseValue(element, name, text)
}

export function readBase64(element: ReadElement, name: string): Base64 {
  const text = parseBase64(readText(element, name))
  return text.ok
    ? text.value
    : refuseAsInvalid(`"${name}" of "${element.name}": ${text.error.message}`, element)
}

export function printEnumerated<Name extends string>(
  values: Enumeration<Name>,
  value: Name,
): string | null {
  return values[value].spelling
}

export function readEnumerated<Name extends string>(
  element: ReadElement,
  name: string,
  values: Enumeration<Name>,
): Name {
  const text = readOptional(element, name)
  for (const value of Object.keys(values) as Name[]) {
    if (values[value].spelling === text) return value
  }
  return refuseValue(element, name, text ?? '')
}

function refuseValue(element: ReadElement, name: string, text: string): never {
  return refuseAsInvalid(`"${name}" of "${element.name}" cannot be "${text}"`, element)
}
