// Compares a reply with a pattern. Pure, and it knows nothing of any target.

import { isOperator, type Operator, type Pattern } from '../model/pattern.js'
import type { Json } from '../model/reply.js'
import { covers, isWithin } from './byte-ranges.js'
import { expandRows, type History, notCommitted } from './committed.js'

/** Every place where the value does not fit, as one line each; empty when it fits. */
export function mismatches(pattern: Pattern, actual: Json | undefined, place = 'reply'): string[] {
  if (actual === undefined) return [`${place} is absent, expected ${show(pattern)}`]
  const operator = operatorOf(pattern)
  if (operator !== undefined) return applyOperator(operator, actual, place)
  if (Array.isArray(pattern)) return matchList(pattern, actual, place)
  if (typeof pattern === 'object' && pattern !== null)
    return matchObject(pattern as { [key: string]: Pattern }, actual, place)
  return pattern === actual ? [] : [`${place} is ${show(actual)}, expected ${show(pattern)}`]
}

export function fits(pattern: Pattern, actual: Json | undefined): boolean {
  return mismatches(pattern, actual).length === 0
}

interface Operation {
  readonly name: Operator
  readonly operand: Pattern
}

function operatorOf(pattern: Pattern): Operation | undefined {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) return undefined
  const keys = Object.keys(pattern)
  const name = keys[0]
  if (keys.length !== 1 || name === undefined || !isOperator(name)) return undefined
  return { name, operand: (pattern as { [key: string]: Pattern })[name] as Pattern }
}

function matchList(pattern: readonly Pattern[], actual: Json, place: string): string[] {
  if (!Array.isArray(actual)) return [`${place} is ${show(actual)}, expected a list`]
  if (actual.length !== pattern.length)
    return [`${place} has ${actual.length} elements, expected ${pattern.length}: ${show(actual)}`]
  return pattern.flatMap((each, index) =>
    mismatches(each, actual[index] as Json, `${place}[${index}]`),
  )
}

function matchObject(pattern: { [key: string]: Pattern }, actual: Json, place: string): string[] {
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual))
    return [`${place} is ${show(actual)}, expected an object`]
  const object = actual as { readonly [key: string]: Json }
  return Object.entries(pattern).flatMap(([key, value]) =>
    mismatches(value, Object.hasOwn(object, key) ? object[key] : undefined, `${place}.${key}`),
  )
}

function applyOperator({ name, operand }: Operation, actual: Json, place: string): string[] {
  const wrong = (expected: string) => [`${place} is ${show(actual)}, expected ${expected}`]
  switch (name) {
    case '$contains':
      return containsText(actual, operand) ? [] : wrong(`a text containing ${show(operand)}`)
    case '$has':
      return listOf(actual).some((each) => fits(operand, each))
        ? []
        : wrong(`an element like ${show(operand)}`)
    case '$hasNot':
      return Array.isArray(actual) && !actual.some((each) => fits(operand, each as Json))
        ? []
        : wrong(`a list with no element like ${show(operand)}`)
    case '$count':
      return Array.isArray(actual) && actual.length === operand
        ? []
        : wrong(`${show(operand)} elements`)
    case '$ordered':
      return hasInOrder(listOf(actual), operand) ? [] : wrong(`in this order ${show(operand)}`)
    case '$exactly':
      return isExactly(actual, operand) ? [] : wrong(`exactly, in any order, ${show(operand)}`)
    case '$covers':
      return covers(actual, unwrapped(operand)) ? [] : wrong(`ranges that hold ${show(operand)}`)
    case '$within':
      return isWithin(actual, operand) ? [] : wrong(`ranges that end by ${show(operand)}`)
    case '$committed':
      return committedMismatches(actual, operand).map((line) => `${place}: ${line}`)
    case '$asked':
    case '$kept': {
      const kept = keptValue(operand)
      if (kept === undefined) return wrong(`what is kept as ${show(operand)}, which is not there`)
      return isSame(kept, actual) ? [] : wrong(`the same as before: ${show(kept)}`)
    }
    case '$atLeast':
      return isNumber(actual) && isNumber(operand) && actual >= operand
        ? []
        : wrong(`at least ${show(operand)}`)
    case '$atMost':
      return isNumber(actual) && isNumber(operand) && actual <= operand
        ? []
        : wrong(`at most ${show(operand)}`)
    case '$ascending':
      return isAscending(actual) ? [] : wrong('numbers that do not fall')
    case '$all':
      return (Array.isArray(operand) ? operand : [operand]).flatMap((each) =>
        mismatches(each as Pattern, actual, place),
      )
    case '$not':
      return fits(operand, actual) ? wrong(`not to fit ${show(operand)}`) : []
  }
}

function containsText(actual: Json, operand: Pattern): boolean {
  if (typeof actual !== 'string' || typeof operand !== 'string') return false
  return operand !== '' && actual.toLowerCase().includes(operand.toLowerCase())
}

function hasInOrder(actual: readonly Json[], operand: Pattern): boolean {
  const wanted = Array.isArray(operand) ? (operand as readonly Pattern[]) : [operand]
  let from = 0
  for (const each of wanted) {
    const found = actual.findIndex((value, index) => index >= from && fits(each, value))
    if (found < 0) return false
    from = found + 1
  }
  return wanted.length > 0
}

/** The value that was found for a `$kept`; a target's word, so never a pattern. */
function keptValue(operand: Pattern): Json | undefined {
  if (typeof operand !== 'object' || operand === null || Array.isArray(operand)) return undefined
  return (operand as { readonly value?: Json }).value
}

/** `{ database, asked, replied, at }`, the last three put in place by the replay. */
function committedMismatches(actual: Json, operand: Pattern): string[] {
  const rows = expandRows(actual)
  if (rows === undefined) return [`${show(actual)} are no rows`]
  const of = operand as { readonly [key in 'asked' | 'replied' | 'at']?: Pattern }
  const { database } = operand as { readonly database?: string }
  const asked = unwrapped(of.asked ?? null) as unknown as Pick<History, 'operations'> | null
  const replied = unwrapped(of.replied ?? null) as unknown as Pick<History, 'outcomes'> | null
  const at = of.at === undefined ? undefined : unwrapped(of.at)
  if (database === undefined || !Array.isArray(asked?.operations)) return ['no workload was sent']
  if (!Array.isArray(replied?.outcomes)) return ['the workload told no outcomes']
  if (at !== undefined && typeof at !== 'number') return ['the instant is not known']
  return notCommitted(
    rows,
    { operations: asked.operations, outcomes: replied.outcomes },
    { database, ...(at === undefined ? {} : { atMs: at }) },
  )
}

function unwrapped(operand: Pattern): Pattern {
  if (typeof operand !== 'object' || operand === null) return operand
  const { $kept, $asked } = operand as { readonly $kept?: Pattern; readonly $asked?: Pattern }
  return (keptValue($kept ?? $asked ?? null) ?? operand) as Pattern
}

function isSame(left: Json, right: Json): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null)
    return left === right
  const keys = Object.keys(left)
  if (Array.isArray(left) !== Array.isArray(right)) return false
  if (keys.length !== Object.keys(right).length) return false
  const at = (value: Json, key: string) => (value as { readonly [key: string]: Json })[key] as Json
  return keys.every((key) => Object.hasOwn(right, key) && isSame(at(left, key), at(right, key)))
}

/** Whether each element can be given a pattern of its own that it fits, with none left over. */
function isExactly(actual: Json, operand: Pattern): boolean {
  if (!Array.isArray(actual) || !Array.isArray(operand)) return false
  if (actual.length !== operand.length) return false
  const holderOf: (number | undefined)[] = []
  const give = (pattern: number, tried: Set<number>): boolean =>
    actual.some((value, at) => {
      if (tried.has(at) || !fits(operand[pattern] as Pattern, value as Json)) return false
      tried.add(at)
      const holder = holderOf[at]
      if (holder !== undefined && !give(holder, tried)) return false
      holderOf[at] = pattern
      return true
    })
  return operand.every((_, pattern) => give(pattern, new Set()))
}

function isAscending(actual: Json): boolean {
  if (!Array.isArray(actual) || actual.length === 0) return false
  return actual.every((value, index) => {
    const before: unknown = index === 0 ? value : actual[index - 1]
    return isNumber(value) && isNumber(before) && value >= before
  })
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

const SHOWN_CHARACTERS_MAX = 400

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length <= SHOWN_CHARACTERS_MAX ? text : `${text.slice(0, SHOWN_CHARACTERS_MAX)}…`
}
