export type FindingOutcome = 'pass' | 'fail' | 'not-applicable' | 'flagged'
export type FindingGroup = 'basic' | 'prerequisite' | 'error'

/** What one check came to. */
export interface CheckResult {
  readonly outcome: FindingOutcome
  readonly detail: string
}

export interface Finding extends CheckResult {
  readonly sequence: number
  readonly group: FindingGroup
  readonly check: string
}

export function pass(detail = ''): CheckResult {
  return { outcome: 'pass', detail }
}

export function fail(detail: string): CheckResult {
  return { outcome: 'fail', detail }
}

export function flagged(detail: string): CheckResult {
  return { outcome: 'flagged', detail }
}

export const NOT_APPLICABLE: CheckResult = { outcome: 'not-applicable', detail: '' }

/** Passes when there is nothing to complain about. */
export function passUnless(complaints: readonly string[]): CheckResult {
  return complaints.length === 0 ? pass() : fail(complaints.join('; '))
}
