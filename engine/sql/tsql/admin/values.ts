import { type Outcome, ok, refused } from '../../../base/outcome.js'
import type { TextOrVariable } from '../parse/tree.js'
import type { Failure } from '../value/failure.js'
import type { AdminContext } from './context.js'

/** A literal, or what stands in a variable. */
export function textOfValue(
  context: Pick<AdminContext, 'valueOf'>,
  value: TextOrVariable,
): Outcome<string, Failure> {
  if (value.kind === 'text') return ok(value.text)
  const held = context.valueOf(value.name)
  if (typeof held === 'string') return ok(held)
  return refused({
    number: 3031,
    severity: 16,
    state: 1,
    text: `The variable ${value.name} does not hold a text.`,
  })
}
