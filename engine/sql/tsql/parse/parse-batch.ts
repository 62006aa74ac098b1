// A whole batch is read before anything of it runs. GO is no part of it: clients cut batches there.

import { type Outcome, refused } from '../../../base/outcome.js'
import { Cursor } from './cursor.js'
import { tokenize } from './lexer.js'
import { BATCH_UNITS_MAX } from './limits.js'
import { readParameter } from './module.js'
import { readSeries } from './names.js'
import type { ParseError } from './parse-error.js'
import { refusable } from './parse-failure.js'
import { checkJumps, readStatements } from './statement.js'
import type { Parameter, Statement } from './tree.js'

export interface ParseOptions {
  /** Variables that exist already, with their signs: the parameters of sp_executesql. */
  readonly parameters?: readonly string[]
  /** SET QUOTED_IDENTIFIER; on when left out. */
  readonly quotedNames?: boolean
}

export function parseBatch(
  text: string,
  options: ParseOptions = {},
): Outcome<Statement[], ParseError> {
  if (text.length > BATCH_UNITS_MAX) return refuseLength()
  return refusable(() => {
    const c = cursorOf(text, options)
    const statements = readStatements(c)
    if (!c.isEnd) c.fail()
    checkJumps(c)
    return statements
  })
}

/** `@id int, @name nvarchar(40) OUTPUT`: what sp_executesql and sp_prepare take. */
export function parseParameters(text: string): Outcome<Parameter[], ParseError> {
  if (text.length > BATCH_UNITS_MAX) return refuseLength()
  return refusable(() => {
    const c = cursorOf(text, {})
    const parameters = c.isEnd ? [] : readSeries(c, readParameter)
    if (!c.isEnd) c.fail()
    return parameters
  })
}

function cursorOf(text: string, { parameters = [], quotedNames = true }: ParseOptions): Cursor {
  const declared = new Map<string, 'scalar' | 'table'>()
  for (const name of parameters) declared.set(name.toLowerCase(), 'scalar')
  return new Cursor(text, tokenize(text, { quotedNames }), { declared, isProcedure: false })
}

function refuseLength(): Outcome<never, ParseError> {
  const text = `The batch is longer than the ${BATCH_UNITS_MAX} characters that are read at once.`
  return refused({ number: 8631, state: 1, severity: 17, line: 1, text })
}
