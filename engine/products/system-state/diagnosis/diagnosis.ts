// The diagnosis: basic checks, then prerequisites, then what the last failure asks for, each written
// down in the order in which it was looked at.

import type { Host } from '../../../host/index.js'
import type { Machine } from '../machine.js'
import { BASIC_CHECKS } from './basic-checks.js'
import { ERROR_CHECKS, lastFailure } from './error-remedies.js'
import { type CheckResult, type Finding, type FindingGroup, NOT_APPLICABLE } from './finding.js'
import { PREREQUISITES } from './prerequisites.js'

export interface DiagnosisRequest {
  /** What the operator is about to do. */
  readonly intent: 'backup' | 're-registration' | 'offline-backup'
  readonly passphrase: string | undefined
  readonly copyComputer: Host | undefined
}

export function diagnose(machine: Machine, request: DiagnosisRequest): Finding[] {
  const findings: Finding[] = []
  const write = (group: FindingGroup, check: string, result: CheckResult) =>
    findings.push({ sequence: findings.length + 1, group, check, ...result })
  for (const [check, look] of BASIC_CHECKS) write('basic', check, look(machine, request))
  for (const [check, look] of PREREQUISITES) write('prerequisite', check, look(machine, request))
  const job = lastFailure(machine)
  for (const [check, kind, look] of ERROR_CHECKS)
    write('error', check, job?.failure?.kind === kind ? look(machine, job) : NOT_APPLICABLE)
  return findings
}
