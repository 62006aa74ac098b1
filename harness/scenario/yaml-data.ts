// YAML text as plain data with places: only what JSON could say as well. Aliases, anchors, tags,
// complex keys and second documents are refused, and so is whatever would take long to refuse later.

import {
  CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml'
import type { Json } from '../model/reply.js'
import { DEPTH_MAX, FILE_CHARACTERS_MAX } from './limits.js'

export interface Place {
  readonly line: number
  readonly column: number
}

export type Path = readonly (string | number)[]

export interface YamlData {
  readonly value: Json
  /** Where the value of a path stands, or as much of the path as there is. */
  placeOf(path: Path): Place
  /** Where a key of the mapping at a path stands. */
  placeOfKey(path: Path, key: string): Place
}

export class YamlError extends Error {
  override readonly name = 'YamlError'
  readonly place: Place

  constructor(message: string, place: Place) {
    super(message)
    this.place = place
  }
}

export function readYaml(text: string): YamlData {
  if (text.length > FILE_CHARACTERS_MAX)
    throw new YamlError(`the file is longer than ${FILE_CHARACTERS_MAX} characters`, START)
  refuseNesting(text)
  const lines = new LineCounter()
  // Duplicate keys are looked for below, in one pass; the library compares each key with each other.
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: false,
    prettyErrors: false,
    schema: 'core',
  })
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const wrong = document.errors[0] ?? document.warnings[0]
  if (wrong !== undefined) throw new YamlError(firstLine(wrong.message), place(wrong.pos[0]))
  const root = document.contents
  if (root === null) throw new YamlError('the file is empty', START)
  const reader = new Reader(place)
  return {
    value: reader.data(root, 0),
    placeOf: (path) => place(offsetOf(descend(root, path))),
    placeOfKey: (path, key) => place(keyOffset(descend(root, path), key)),
  }
}

const START: Place = { line: 1, column: 1 }

/** Deep nesting costs the parser much time before it gives up, so it is counted on the tokens. */
function refuseNesting(text: string): void {
  let offset = 0
  let inBrackets = 0
  let onLine = 0
  const refuse = (message: string) => {
    const before = text.slice(0, offset)
    const line = before.split('\n').length
    throw new YamlError(message, { line, column: offset - before.lastIndexOf('\n') })
  }
  let isContent = false
  for (const token of new Lexer().lex(text)) {
    // The lexer sets marks of its own between the pieces of the text; after one comes plain content.
    if (token === CST.DOCUMENT || token === CST.FLOW_END || token === CST.SCALAR) {
      isContent = token === CST.SCALAR
      continue
    }
    const type = isContent ? null : CST.tokenType(token)
    isContent = false
    if (type === 'flow-seq-start' || type === 'flow-map-start') inBrackets++
    else if (type === 'flow-seq-end' || type === 'flow-map-end') inBrackets--
    else if (type === 'newline') onLine = 0
    else if (type === 'seq-item-ind' || type === 'explicit-key-ind') onLine++
    if (inBrackets < 0) refuse('a closing bracket without its opening one')
    if (inBrackets > DEPTH_MAX || onLine > DEPTH_MAX)
      refuse(`nested more than ${DEPTH_MAX} levels deep`)
    offset += token.length
  }
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/[.:]$/, '')
}

class Reader {
  readonly #place: (offset: number) => Place

  constructor(place: (offset: number) => Place) {
    this.#place = place
  }

  data(node: unknown, depth: number): Json {
    if (node === null) return null
    const { range, tag } = node as Node
    const refuse = (message: string): never => {
      throw new YamlError(message, this.#place(range?.[0] ?? 0))
    }
    if (isAlias(node)) return refuse('an alias; write the value out')
    if ('anchor' in (node as object) && (node as { anchor?: string }).anchor !== undefined)
      return refuse('an anchor; nothing may refer to it')
    if (depth > DEPTH_MAX) return refuse(`nested more than ${DEPTH_MAX} levels deep`)
    if (isScalar(node)) return this.#scalar(node.value, refuse)
    if (tag !== undefined && !tag.startsWith('tag:yaml.org,2002:')) return refuse(`the tag ${tag}`)
    if (isSeq(node)) return node.items.map((item) => this.data(item, depth + 1))
    if (!isMap(node)) return refuse('neither a scalar, a list nor a mapping')
    const members: { [key: string]: Json } = {}
    for (const { key, value } of node.items) {
      const name = this.#key(key, members)
      members[name] = this.data(value, depth + 1)
    }
    return members
  }

  #scalar(value: unknown, refuse: (message: string) => never): Json {
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) return refuse('a number that is not finite')
      if (Number.isInteger(value) && !Number.isSafeInteger(value))
        return refuse(`the number ${value}, which is beyond ${Number.MAX_SAFE_INTEGER}`)
      return value
    }
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    return refuse('a value that is neither text, number, true, false nor null')
  }

  #key(key: unknown, members: object): string {
    const offset = isScalar(key) ? (key.range?.[0] ?? 0) : offsetOf(key)
    if (!isScalar(key) || typeof key.value !== 'string' || key.anchor !== undefined)
      throw new YamlError('a key that is not a text', this.#place(offset))
    // An object of JavaScript takes this one for something else.
    if (key.value === '__proto__')
      throw new YamlError('the key "__proto__" cannot be used', this.#place(offset))
    if (Object.hasOwn(members, key.value))
      throw new YamlError(`the key "${key.value}" is there twice`, this.#place(offset))
    return key.value
  }
}

function descend(root: Node, path: Path): unknown {
  let node: unknown = root
  for (const part of path) {
    const next = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && key.value === part)?.value
      : isSeq(node)
        ? node.items[part as number]
        : undefined
    if (next === undefined || next === null) return node
    node = next
  }
  return node
}

function keyOffset(node: unknown, name: string): number {
  if (!isMap(node)) return offsetOf(node)
  const pair = node.items.find(({ key }) => isScalar(key) && key.value === name)
  return offsetOf(pair?.key ?? node)
}

function offsetOf(node: unknown): number {
  return (node as { range?: readonly number[] | null } | null)?.range?.[0] ?? 0
}
