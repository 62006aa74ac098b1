// From a sighting to a scenario file: shrunk, written out, and replayed to see that it shows what it
// is said to show.

import type { Scenario } from '../model/scenario.js'
import { parse } from '../scenario/file.js'
import { print } from '../scenario/print.js'
import { replay } from '../scenario/replay.js'
import type { Target } from '../targets/target.js'
import { type Found, scenariosOf } from './scenario.js'
import type { Sighting } from './search.js'
import { type Judges, shrink } from './shrink.js'
import { PROPERTIES } from './violation.js'

export interface Saved {
  readonly text: string
  readonly steps: number
  /** Replayed on the target, the file fails, as it should. */
  readonly shows: boolean
  /** Runs that the shrinking took. */
  readonly runs: number
  readonly message: string
}

export async function save(id: string, sighting: Sighting, judges: Judges): Promise<Saved> {
  const { property } = sighting.violation
  const { trial, outcome, runs } = await shrink(judges, sighting.trial, {
    outcome: sighting.outcome,
    property,
  })
  const found: Found = { id, trial, outcome, violation: outcome.violation ?? sighting.violation }
  const written = scenariosOf(found).map((scenario) => writtenOut(scenario, id, sighting))
  const chosen = (await firstThat(written, judges)) ?? (written[0] as Written)
  return {
    text: chosen.text,
    steps: chosen.scenario.steps.length,
    shows: await fails(judges.target, chosen.scenario),
    runs,
    message: `${PROPERTIES[property]}: ${found.violation.message}`,
  }
}

interface Written {
  readonly text: string
  readonly scenario: Scenario
}

/** As a file, and as it is read back from one. */
function writtenOut(scenario: Scenario, id: string, sighting: Sighting): Written {
  const { conversation, kind, job } = sighting
  const origin = `frostproof explore, ${conversation}, ${kind || 'no fault'}, run ${job}`
  const text = print(scenario, { origin })
  return { text, scenario: parse(text, `${id}.yaml`) }
}

async function firstThat(
  written: readonly Written[],
  { target, honest }: Judges,
): Promise<Written | undefined> {
  for (const each of written) {
    if (!(await fails(target, each.scenario))) continue
    if (honest === undefined || !(await fails(honest, each.scenario))) return each
  }
  return undefined
}

async function fails(target: Target, scenario: Scenario): Promise<boolean> {
  const replayed = await replay(target, scenario, { seed: 1, trace: false, wallMs: () => 0 })
  return replayed.verdict === 'failed' || replayed.verdict === 'error'
}
