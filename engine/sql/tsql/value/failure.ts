// An expression refuses deep inside of loops over rows; there the only way out is an exception. It
// is caught where the statement began, and is a message from then on.

import { type Outcome, ok, refused } from '../../../base/outcome.js'
import type { SqlError } from '../../page/index.js'

/** A refusal before anybody knows in which line it was. */
export interface Failure {
  readonly number: number
  readonly severity: number
  readonly state: number
  readonly text: string
  /** Set when it was raised at another place than the statement that runs. */
  readonly line?: number
  readonly procedure?: string
}

export class SqlFailure extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.text)
    this.failure = failure
  }
}

export function fail(
  number: number,
  text: string,
  { severity = 16, state = 1 }: { severity?: number; state?: number } = {},
): never {
  throw new SqlFailure({ number, severity, state, text })
}

/** Passes on what the engine gave, or throws its refusal. */
export function demand<T>(outcome: Outcome<T, SqlError>, text?: string): T {
  if (outcome.ok) return outcome.value
  throw new SqlFailure(failureOf(outcome.error, text))
}

export function failureOf(error: SqlError, text?: string): Failure {
  const { number, severity } = error
  return { number, severity, state: 1, text: text ?? textOf(error) }
}

/** What the engine refused, in the words of SQL Server as far as clients look at them. */
export function textOf({ number, meaning, detail }: SqlError): string {
  switch (number) {
    case 911:
      return `Database '${detail}' does not exist. Make sure that the name is entered correctly.`
    case 208:
      return `Invalid object name '${detail}'.`
    case 942:
      return `Database '${detail}' cannot be opened because it is offline.`
    case 927:
      return `Database '${detail}' cannot be opened. It is in the middle of a restore.`
    case 924:
      return `Database '${detail}' is already open and can only have one user at a time.`
    case 2714:
      return `There is already an object named '${detail}' in the database.`
    case 3906:
      return `Failed to update database "${detail}" because the database is read-only.`
    case 1205:
      return 'Transaction was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.'
    default: {
      const sentence = `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}`
      return detail === '' ? `${sentence}.` : `${sentence}: ${detail}.`
    }
  }
}

/** What the work gives, or what it refused. */
export function catching<T>(work: () => T): Outcome<T, Failure> {
  try {
    return ok(work())
  } catch (error) {
    if (error instanceof SqlFailure) return refused(error.failure)
    throw error
  }
}
