// What a reply is compared with. Only the keys that are named count, so that a plan replays on a
// target that tells more. An object whose single key starts with `$` is an operator from a closed list.

export type Pattern =
  | string
  | number
  | boolean
  | null
  | readonly Pattern[]
  | { readonly [key: string]: Pattern }

export const OPERATORS = {
  $contains: 'a text that contains this text, in any case of letters',
  $has: 'a list with an element that fits',
  $hasNot: 'a list without an element that fits',
  $count: 'a list of so many elements',
  $ordered: 'a list with elements that fit these, in this order, others between them allowed',
  $exactly: 'a list of elements that fit these, in any order, and no others',
  $covers: 'a list of byte ranges that together hold each of these ranges',
  $within: 'a list of byte ranges, each of which ends at this byte or before',
  $committed: 'the rows of a database that a workload had committed, at an instant or in the end',
  $asked: 'the parameters of the command whose reply was kept under this name',
  $kept: 'what stands at this place of a reply that was kept under this name: name.key',
  $atLeast: 'a number not below this',
  $atMost: 'a number not above this',
  $ascending: 'a list of numbers, none below the one before',
  $all: 'fits every one of these patterns',
  $not: 'does not fit',
} as const

export type Operator = keyof typeof OPERATORS

export function isOperator(key: string): key is Operator {
  return Object.hasOwn(OPERATORS, key)
}
