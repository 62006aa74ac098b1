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
