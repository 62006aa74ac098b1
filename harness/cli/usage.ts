// What a command may end with, and the error that means: the person typed something that cannot be.

/** Exit codes; `harness/report` decides among the first four. */
export const EXIT = { conformant: 0, violated: 1, undecided: 2, failed: 3, usage: 64 } as const

/** Bad usage: one line on standard error, exit code 64, never a stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly hint: string | undefined

  constructor(message: string, hint?: string) {
    super(message)
    this.hint = hint
  }
}

/** The harness could not do its work, for a reason that a stack trace would not explain. */
export class Failure extends Error {
  override readonly name = 'Failure'
}

/** A place that holds something else, or that cannot be written: the person chose it. */
export function asUsage(thrown: unknown): unknown {
  const isBug = thrown instanceof TypeError || thrown instanceof RangeError
  return thrown instanceof Error && !isBug ? new UsageError(thrown.message) : thrown
}

/** `Hint: The nearest is "x".`, when something is near. */
export function nearestHint(found: string | undefined): string | undefined {
  return found === undefined ? undefined : `The nearest is "${found}".`
}

/** A message on one line, whatever it was made of. */
export function oneLine(message: string, hint?: string): string {
  const flat = message.trim().replaceAll(/\s*\n\s*/g, '. ')
  return hint === undefined ? flat : `${flat}. Hint: ${hint}`
}
