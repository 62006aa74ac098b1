/** A broken invariant: a bug in the engine or the harness, never a refusal by the modelled system. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message)
}

/** The end of an exhaustive switch. */
export function unreachable(value: never): never {
  throw new InvariantError(`reached an impossible value: ${JSON.stringify(value)}`)
}

/** A value that must be there; says what was missing when it is not. */
export function present<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new InvariantError(`${what} is missing`)
  return value
}
