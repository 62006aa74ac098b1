import type { Cursor } from './cursor.js'
import { readList } from './names.js'

/** `WITH (PAD_INDEX = OFF, FILLFACTOR = 80)`: what indexes and tables take and nothing depends on. */
export function readGenericOptions(c: Cursor): void {
  c.expect('WITH')
  if (!c.is('(')) {
    c.expect('FILLFACTOR')
    c.expect('=')
    c.next()
    return
  }
  readList(c, (cursor) => {
    if (cursor.token.kind !== 'word') cursor.fail()
    cursor.next()
    cursor.expect('=')
    cursor.next()
    if (cursor.is('(')) skipParentheses(cursor)
    cursor.take('MINUTES')
  })
}

function skipParentheses(c: Cursor): void {
  let depth = 0
  do {
    const { word } = c.next()
    if (word === '(') depth++
    else if (word === ')') depth--
  } while (depth > 0)
}
