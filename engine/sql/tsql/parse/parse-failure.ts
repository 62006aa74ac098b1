// Deep in a parser a refusal has no way out but an exception; it never leaves `refusable`.

import { type Outcome, ok, refused } from '../../../base/outcome.js'
import type { ParseError } from './parse-error.js'

class ParseFailure extends Error {
  readonly error: ParseError

  constructor(error: ParseError) {
    super(error.text)
    this.error = error
  }
}

export function refuseText(
  number: number,
  line: number,
  text: string,
  { severity = 15, state = 1 }: { severity?: number; state?: number } = {},
): never {
  throw new ParseFailure({ number, state, severity, line, text })
}

/** What the parser gives, or what it refused. */
export function refusable<T>(parse: () => T): Outcome<T, ParseError> {
  try {
    return ok(parse())
  } catch (error) {
    if (error instanceof ParseFailure) return refused(error.error)
    throw error
  }
}
