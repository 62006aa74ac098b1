// The string of SetRestoreOptions (facts 7.4):
//
//   options := item ("," item)*
//   item    := [quoted ":"] quoted "=" quoted
//
// `"Sub\Component":"Name"="Value"`. Component and option names ignore case, a prefix reaches the
// component it names and all below; the value's case is the writer's business. Nothing escapes a
// quotation mark, so no part can hold one. Blanks between parts are let pass (inferred).

import { type Outcome, ok } from '../../base/outcome.js'
import { type GrammarError, notInGrammar } from './document-error.js'
import { ATTRIBUTE_LENGTH_MAX, RESTORE_OPTIONS_MAX } from './limits.js'

export interface RestoreOption {
  /** The component the option is for and those below it, or null for all. */
  readonly component: string | null
  readonly name: string
  readonly value: string
}

/** The names in common use (facts 7.4). */
export const RESTORE_OPTION = {
  authoritative: 'Authoritative',
  rollForward: 'Roll Forward',
  newComponentName: 'New Component Name',
} as const

/** Refuses parts that hold a quotation mark. */
export function printRestoreOptions(
  options: readonly RestoreOption[],
): Outcome<string, GrammarError> {
  const items: string[] = []
  for (const [index, { component, name, value }] of options.entries()) {
    if (`${component ?? ''}${name}${value}`.includes('"'))
      return notInGrammar('a quotation mark cannot be quoted', index)
    items.push(`${component === null ? '' : `"${component}":`}"${name}"="${value}"`)
  }
  return ok(items.join(','))
}

export function parseRestoreOptions(text: string): Outcome<readonly RestoreOption[], GrammarError> {
  if (text.length > ATTRIBUTE_LENGTH_MAX)
    return notInGrammar(`longer than ${ATTRIBUTE_LENGTH_MAX} units`, ATTRIBUTE_LENGTH_MAX)
  if (/^[ \t]*$/.test(text)) return ok([])
  const item = /[ \t]*(?:"([^"]*)"[ \t]*:[ \t]*)?"([^"]*)"[ \t]*=[ \t]*"([^"]*)"[ \t]*(,|$)/y
  const options: RestoreOption[] = []
  for (let more = true; more; ) {
    const start = item.lastIndex
    const match = item.exec(text)
    if (match === null) return notInGrammar('not an item ["Component":]"Name"="Value"', start)
    if (options.length === RESTORE_OPTIONS_MAX)
      return notInGrammar(`more than ${RESTORE_OPTIONS_MAX} items`, start)
    options.push({ component: match[1] ?? null, name: match[2] ?? '', value: match[3] ?? '' })
    more = match[4] === ','
  }
  return ok(options)
}

/**
 * The value that holds for a component, given by its full logical name `path\name`, or null.
 * The longest prefix wins and, among equals, the last item (inferred).
 */
export function restoreOptionFor(
  options: readonly RestoreOption[],
  sought: { readonly component: string; readonly name: string },
): string | null {
  let best: RestoreOption | null = null
  for (const option of options) {
    if (!equalIgnoringCase(option.name, sought.name)) continue
    if (!reaches(option.component, sought.component)) continue
    if (depthOf(option) >= depthOf(best)) best = option
  }
  return best === null ? null : best.value
}

function reaches(prefix: string | null, component: string): boolean {
  if (prefix === null) return true
  return `${component}\\`.toUpperCase().startsWith(`${prefix}\\`.toUpperCase())
}

function depthOf(option: RestoreOption | null): number {
  return option === null || option.component === null ? -1 : option.component.length
}

function equalIgnoringCase(left: string, right: string): boolean {
  return left.toUpperCase() === right.toUpperCase()
}
