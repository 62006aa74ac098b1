// Prints plain data as YAML that any reader of YAML 1.2 reads back as the same data. A printer of
// our own, since the library costs more to load than a run without failures takes to report.

import type { Json } from '../model/reply.js'

/** A block mapping, one member per line, in the order given. */
export function printYaml(value: { readonly [key: string]: Json }): string {
  if (Object.keys(value).length === 0) return '{}\n'
  const lines: string[] = []
  printMembers(value, '', lines)
  return `${lines.join('\n')}\n`
}

type Members = { readonly [key: string]: Json }

function printMembers(members: Members, indent: string, lines: string[]): void {
  for (const [key, value] of Object.entries(members)) {
    // Simple keys end at 1,024 characters; longer ones have a notation of their own.
    if (key.length > SIMPLE_KEY_LENGTH_MAX) {
      lines.push(`${indent}? ${quoted(key)}`)
      printAfter(`${indent}:`, value, indent, lines)
    } else {
      printAfter(`${indent}${scalar(key)}:`, value, indent, lines)
    }
  }
}

function printAfter(lead: string, value: Json, indent: string, lines: string[]): void {
  const flow = flowOf(value)
  if (flow !== undefined) {
    lines.push(`${lead} ${flow}`)
    return
  }
  lines.push(lead)
  if (isList(value)) printItems(value, `${indent}  `, lines)
  else if (isMembers(value)) printMembers(value, `${indent}  `, lines)
}

function printItems(items: readonly Json[], indent: string, lines: string[]): void {
  for (const item of items) {
    const flow = flowOf(item)
    if (flow !== undefined) {
      lines.push(`${indent}- ${flow}`)
      continue
    }
    const start = lines.length
    if (isList(item)) printItems(item, `${indent}  `, lines)
    else if (isMembers(item)) printMembers(item, `${indent}  `, lines)
    // The first line of what was printed stands beside the dash.
    const first = lines[start] ?? ''
    lines[start] = `${indent}- ${first.slice(indent.length + 2)}`
  }
}

/** A value that fits one line: a scalar, something empty, or a short list of scalars. */
function flowOf(value: Json): string | undefined {
  if (isList(value)) {
    if (!value.every(isScalar)) return undefined
    const text = `[${value.map(scalar).join(', ')}]`
    return text.length <= FLOW_LENGTH_MAX || value.length === 0 ? text : undefined
  }
  if (isMembers(value)) return Object.keys(value).length === 0 ? '{}' : undefined
  return scalar(value)
}

function scalar(value: Json): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return isPlain(value) ? value : quoted(value)
}

/** Texts that no reader takes for anything else, in any position. */
function isPlain(text: string): boolean {
  return /^[A-Za-z$][A-Za-z0-9_$./-]*( [A-Za-z0-9_$./-]+)*$/.test(text) && !WORDS.test(text)
}

/** JSON's notation is YAML's too; characters that readers disagree on are written as escapes. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u00a0\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object' || value === null
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function isMembers(value: Json): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What YAML 1.1 or 1.2 takes for something else than a text. */
const WORDS = /^(?:true|false|null|yes|no|on|off|y|n|nan|inf)$/i
const FLOW_LENGTH_MAX = 80
const SIMPLE_KEY_LENGTH_MAX = 500
