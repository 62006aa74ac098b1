// The first thing a schema holds against a value, in words, with what was probably meant.

import { z } from 'zod'
import type { Json } from '../model/reply.js'
import { nearest } from './nearest.js'
import type { Path } from './yaml-data.js'

export interface Mistake {
  readonly path: Path
  /** The key at that path that is wrong, when it is a key. */
  readonly key?: string
  readonly message: string
  readonly hint?: string | undefined
}

export function firstMistake(error: z.ZodError, schema: z.ZodType, value: Json): Mistake {
  // A key nobody knows explains a key that is missing, so it is said first.
  const unknown = error.issues.find((issue) => issue.code === 'unrecognized_keys')
  const issue = unknown ?? error.issues[0]
  if (issue === undefined) return { path: [], message: 'the value does not fit' }
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  if (issue.code === 'unrecognized_keys') return unknownKey(path, issue.keys[0] ?? '', schema)
  const name = path.at(-1) === undefined ? 'the file' : `"${path.join('.')}"`
  const found = valueAt(value, path)
  if (issue.code === 'invalid_value') {
    const choices = issue.values.map(String)
    const near = typeof found === 'string' ? nearest(found, choices) : undefined
    const hint =
      near === undefined ? `Write one of ${choices.join(', ')}.` : `The nearest is "${near}".`
    return { path, message: `${name} cannot be ${show(found)}`, hint }
  }
  if (found === undefined) return { path, message: `${name} is missing` }
  return { path, message: `${name} cannot be ${show(found)}: ${lowered(issue.message)}` }
}

function unknownKey(path: Path, key: string, schema: z.ZodType): Mistake {
  const known = keysAt(schema, path)
  const near = nearest(key, known)
  const hint =
    near !== undefined
      ? `The nearest is "${near}".`
      : known.length === 0
        ? 'Nothing can be set here.'
        : `There are ${known.join(', ')}.`
  return { path, key, message: `there is no key "${key.slice(0, 80)}"`, hint }
}

/** The keys that the object at a path may have. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let inner = unwrapped(schema)
  for (const part of path) {
    if (inner instanceof z.ZodArray) inner = unwrapped(inner.element as z.ZodType)
    else if (inner instanceof z.ZodObject) inner = unwrapped(inner.shape[part] as z.ZodType)
  }
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : []
}

function unwrapped(schema: z.ZodType): z.ZodType {
  let inner = schema
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault)
    inner = inner.unwrap() as z.ZodType
  return inner
}

function valueAt(value: Json, path: Path): Json | undefined {
  let found: Json | undefined = value
  for (const part of path) {
    if (typeof found !== 'object' || found === null) return undefined
    found = (found as { readonly [key: string]: Json })[part]
  }
  return found
}

function show(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`
}

function lowered(message: string): string {
  const plain = message.replace(/^Invalid input: |^Invalid string: |^Too (?:big|small): /, '')
  return plain.charAt(0).toLowerCase() + plain.slice(1)
}
