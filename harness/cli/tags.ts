// Tag expressions: the package parses and evaluates, this file says where one is wrong.

import { parse } from '@cucumber/tag-expressions'
import { UsageError } from './usage.js'

export type TagFilter = (tags: readonly string[]) => boolean

const EXPRESSION_CHARACTERS_MAX = 4096

export function tagFilter(expression: string): TagFilter {
  const wrong = mistakeIn(expression)
  if (wrong !== undefined)
    throw new UsageError(
      `cannot read the tags "${expression}": ${wrong.what}, at character ${wrong.at + 1}`,
      'Write for example "@SYST-ERR-02 and not @slow".',
    )
  const parsed = parse(expression)
  return (tags) => parsed.evaluate([...tags])
}

interface Mistake {
  readonly what: string
  readonly at: number
}

function mistakeIn(expression: string): Mistake | undefined {
  if (expression.length > EXPRESSION_CHARACTERS_MAX)
    return { what: 'the expression is too long', at: EXPRESSION_CHARACTERS_MAX }
  const open: number[] = []
  let wantsTag = true
  for (const { 0: token, index: at } of expression.matchAll(/[()]|[^()\s]+/g)) {
    const isTagPlace = token === '(' || token === 'not' || !['and', 'or', ')'].includes(token)
    if (isTagPlace !== wantsTag)
      return { what: wantsTag ? `"${token}" where a tag should be` : missingWord(token), at }
    if (token === '(') open.push(at)
    else if (token === ')' && open.pop() === undefined) return { what: '")" without its "("', at }
    else if (isTagPlace && token !== 'not') {
      if (!/^@[^\\@]+$/.test(token)) return { what: `"${token}" is not a tag, "@…"`, at }
      wantsTag = false
    } else if (token === 'and' || token === 'or') wantsTag = true
  }
  if (wantsTag) return { what: 'a tag is missing', at: expression.length }
  const unclosed = open[0]
  return unclosed === undefined ? undefined : { what: '"(" without its ")"', at: unclosed }
}

function missingWord(token: string): string {
  return `"and" or "or" is missing before "${token}"`
}
