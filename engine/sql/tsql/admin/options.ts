// The options behind WITH of BACKUP and RESTORE, looked up by name.

import { type Outcome, ok, refused } from '../../../base/outcome.js'
import type { BackupOption } from '../parse/tree.js'
import type { Failure } from '../value/failure.js'
import type { AdminContext } from './context.js'
import { textOfValue } from './values.js'

export interface Options {
  has(name: string): boolean
  number(name: string): number | undefined
  text(name: string): string | undefined
  /** Logical names and where their files go, as written. */
  readonly moves: readonly (readonly [string, string])[]
}

export function readOptions(
  context: Pick<AdminContext, 'valueOf'>,
  options: readonly BackupOption[],
): Outcome<Options, Failure> {
  const flags = new Set<string>()
  const numbers = new Map<string, number>()
  const texts = new Map<string, string>()
  const moves: (readonly [string, string])[] = []
  for (const option of options) {
    flags.add(option.name)
    if (option.kind === 'number') numbers.set(option.name, option.value)
    if (option.kind === 'value' || option.kind === 'mark') {
      const held = option.value.kind === 'variable' ? context.valueOf(option.value.name) : null
      if (typeof held === 'number') numbers.set(option.name, held)
      else {
        const text = textOfValue(context, option.value)
        if (!text.ok) return text
        texts.set(option.name, text.value)
      }
    }
    if (option.kind !== 'move') continue
    const from = textOfValue(context, option.from)
    const to = textOfValue(context, option.to)
    if (!from.ok) return from
    if (!to.ok) return to
    moves.push([from.value, to.value])
  }
  const conflict = conflictIn(flags)
  if (conflict !== undefined) return refused(conflict)
  return ok({
    has: (name) => flags.has(name),
    number: (name) => numbers.get(name),
    text: (name) => texts.get(name),
    moves,
  })
}

const CONFLICTS: readonly (readonly [string, string])[] = [
  ['recovery', 'norecovery'],
  ['recovery', 'standby'],
  ['norecovery', 'standby'],
  ['checksum', 'no_checksum'],
  ['init', 'noinit'],
  ['format', 'noformat'],
  ['format', 'noinit'],
  ['metadata_only', 'differential'],
]

/** Not COPY_ONLY with DIFFERENTIAL: there it is ignored. */
function conflictIn(flags: ReadonlySet<string>): Failure | undefined {
  for (const [one, other] of CONFLICTS) {
    if (!flags.has(one) || !flags.has(other)) continue
    const text = `Option '${one.toUpperCase()}' conflicts with option(s) '${other.toUpperCase()}'. Remove the conflicting option and reissue the statement.`
    return { number: 3031, severity: 16, state: 1, text }
  }
  return undefined
}
