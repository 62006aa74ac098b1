// How administrative statements refuse: the reason, and behind it that the statement failed.

import { refused } from '../../../base/outcome.js'
import type { SqlError } from '../../page/index.js'
import { textOf } from '../catalog/error-text.js'
import type { Failure } from '../value/failure.js'

export type Refusal = { readonly ok: false; readonly error: readonly Failure[] }

export function refuse(number: number, text: string, severity = 16): Refusal {
  return refused([{ number, severity, state: 1, text }])
}

export function refuseFailed(command: string, reasons: readonly Failure[]): Refusal {
  return refused([...reasons, companionOf(command)])
}

/** A refusal of the storage, in SQL Server's words, with its companion. */
export function refuseError(error: SqlError, command?: string): Refusal {
  const failure = failureFrom(error)
  return refused(command === undefined ? [failure] : [failure, companionOf(command)])
}

export function failureFrom(error: SqlError): Failure {
  return { number: error.number, severity: error.severity, state: 1, text: textOf(error) }
}

/** 3013 for BACKUP and RESTORE, 5069 for ALTER DATABASE. */
function companionOf(command: string): Failure {
  if (command.startsWith('ALTER'))
    return { number: 5069, severity: 16, state: 1, text: `${command} statement failed.` }
  return { number: 3013, severity: 16, state: 1, text: `${command} is terminating abnormally.` }
}
