// Patterns that speak of replies kept earlier: `{ $kept: 'before.files' }` stands for that value, and
// becomes `{ $kept: { value } }`; `$asked` is what was sent for it. It stays a value: what a target said is never read as a pattern.

import type { Pattern } from '../model/pattern.js'
import type { Json } from '../model/reply.js'

/** Replaces what was kept; what is not there stays as it was written, and fits nothing. */
export function withKept(
  pattern: Pattern,
  find: (of: '$kept' | '$asked', place: string) => Json | undefined,
): Pattern {
  if (typeof pattern !== 'object' || pattern === null) return pattern
  if (Array.isArray(pattern)) return pattern.map((each) => withKept(each as Pattern, find))
  const entries = Object.entries(pattern as { [key: string]: Pattern })
  const [only] = entries
  if (entries.length === 1 && only !== undefined && isReference(only)) {
    const value = find(only[0], only[1])
    return value === undefined ? pattern : { [only[0]]: { value: value as Pattern } }
  }
  return Object.fromEntries(entries.map(([key, value]) => [key, withKept(value, find)]))
}

/** The places that a pattern still compares with: those that nothing was put into. */
export function keptIn(pattern: Pattern): string[] {
  const names: string[] = []
  withKept(pattern, (_of, place) => {
    names.push(place.split('.')[0] ?? '')
    return undefined
  })
  return names
}

type Reference = readonly ['$kept' | '$asked', string]

function isReference(entry: readonly [string, Pattern]): entry is Reference {
  return (entry[0] === '$kept' || entry[0] === '$asked') && typeof entry[1] === 'string'
}

export function valueAt(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const object = value as { readonly [key: string]: Json }
  return Object.hasOwn(object, key) ? object[key] : undefined
}
