// Why a verdict changed: from what the two records say of their inputs, never from the verdicts.

import type { RecordHeader, RecordResult } from '../model/record.js'

/** `flake`: the same inputs, and another result. */
export type Cause = 'suite' | 'target' | 'environment' | 'flake'

/** What differs between the inputs of two runs, in words; nothing where they are the same. */
export interface InputChanges {
  readonly suite: readonly string[]
  readonly target: readonly string[]
  readonly environment: readonly string[]
}

export interface Blame {
  /** The likeliest first; several when several inputs changed at once. */
  readonly causes: readonly Cause[]
  readonly evidence: readonly string[]
}

export function inputChanges(before: RecordHeader, after: RecordHeader): InputChanges {
  return {
    suite: [
      ...change('suite version', before.suite.version, after.suite.version),
      ...change('catalogue', before.suite.catalogue, after.suite.catalogue),
      ...change('judging code', before.suite.build, after.suite.build),
    ],
    target: [
      ...change('target', before.target.kind, after.target.kind),
      ...change('target name', before.target.name, after.target.name),
      ...change('target version', before.target.version, after.target.version),
      ...change('target build', before.target.build, after.target.build),
      ...capabilities(before.target.capabilities, after.target.capabilities),
    ],
    environment: [
      ...change('Node', before.environment.node, after.environment.node),
      ...change('platform', before.environment.platform, after.environment.platform),
      ...change('processor', before.environment.arch, after.environment.arch),
      ...change('seed', String(before.run.seed), String(after.run.seed)),
    ],
  }
}

function change(what: string, before = 'unknown', after = 'unknown'): string[] {
  return before === after ? [] : [`${what} ${short(before)} → ${short(after)}`]
}

function short(text: string): string {
  return /^sha256:[0-9a-f]{64}$/.test(text) ? text.slice(0, 'sha256:'.length + 12) : text
}

function capabilities(before: readonly string[], after: readonly string[]): string[] {
  const lost = before.filter((each) => !after.includes(each))
  const won = after.filter((each) => !before.includes(each))
  return [
    ...(lost.length === 0 ? [] : [`target lost ${lost.join(', ')}`]),
    ...(won.length === 0 ? [] : [`target gained ${won.join(', ')}`]),
  ]
}

export interface Twice {
  readonly samePlan: boolean
  readonly before: RecordResult
  readonly after: RecordResult
}

/** For a scenario that both runs have. */
export function blameFor({ samePlan, before, after }: Twice, inputs: InputChanges): Blame {
  const mixed = [before, after].filter(isMixed)
  const found: [Cause, readonly string[]][] = [
    ['flake', mixed.map(({ attempts = [] }) => `${attempts.length} attempts did not agree`)],
    ['suite', samePlan ? [] : ['its plan changed']],
    ['target', inputs.target],
    // With the same plan a clause of the catalogue decides nothing; the code that judges may.
    ['suite', inputs.suite.filter((each) => !each.startsWith('catalogue '))],
    ['environment', inputs.environment],
  ]
  const meant = found.filter(([, evidence]) => evidence.length > 0)
  if (meant.length === 0) return { causes: ['flake'], evidence: ['the same inputs'] }
  return {
    causes: [...new Set(meant.map(([cause]) => cause))],
    evidence: meant.flatMap(([, evidence]) => evidence),
  }
}

function isMixed({ attempts = [] }: RecordResult): boolean {
  return new Set(attempts.map(({ verdict }) => verdict)).size > 1
}

/** For a scenario that only one of the runs has. */
export function blameForAbsence(header: RecordHeader, which: 'old' | 'new'): Blame {
  if (header.run.full)
    return { causes: ['suite'], evidence: [`the ${which} suite has no such case`] }
  return { causes: ['suite'], evidence: [`the ${which} run was narrowed: ${header.run.reproduce}`] }
}
