// From a run that violates a property to a small one that violates the same: fewer steps, databases
// and faults, then fewer settings, smaller numbers, simpler texts. Each candidate is run from the
// beginning, through the port alone.

import type { CommandStep } from '../model/plan.js'
import type { Json } from '../model/reply.js'
import type { Target } from '../targets/target.js'
import type { Outcome } from './chaos.js'
import { isValid, runTrial, type Trial } from './trial.js'
import type { Property } from './violation.js'

export interface Judges {
  readonly target: Target
  /** A target that is believed: where a plan or a wording could be nobody's failing, it decides. */
  readonly honest?: Target | undefined
}

export interface Shrunk {
  readonly trial: Trial
  readonly outcome: Outcome
  readonly runs: number
}

/** A failure that is still not small after so many runs is kept as it is then. */
const RUNS_MAX = 400

export async function shrink(
  judges: Judges,
  trial: Trial,
  found: { readonly outcome: Outcome; readonly property: Property },
): Promise<Shrunk> {
  const search = new Search(judges, { trial, outcome: found.outcome, runs: 0 }, found.property)
  for (let before = ''; before !== search.print; ) {
    before = search.print
    await search.withoutSteps()
    for (const simpler of SIMPLER) await search.each(simpler)
  }
  return search.best
}

class Search {
  best: Shrunk
  readonly #judges: Judges
  readonly #property: Property
  readonly #seen = new Set<string>()

  constructor(judges: Judges, best: Shrunk, property: Property) {
    this.best = best
    this.#judges = judges
    this.#property = property
  }

  get print(): string {
    return JSON.stringify(this.best.trial)
  }

  /** Runs of steps are left out, long runs first. */
  async withoutSteps(): Promise<void> {
    const length = () => this.best.trial.steps.length + this.best.trial.after.length
    for (let size = Math.ceil(length() / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
      for (let at = length() - size; at >= 0; at -= size)
        await this.accept(without(this.best.trial, at, size))
  }

  async each(simpler: (trial: Trial) => Trial[]): Promise<void> {
    for (let index = 0; ; index++) {
      const candidate = simpler(this.best.trial)[index]
      if (candidate === undefined) return
      // What was taken shifts the rest: look at the same place again.
      if (await this.accept(candidate)) index--
    }
  }

  async accept(trial: Trial): Promise<boolean> {
    const print = JSON.stringify(trial)
    if (this.#seen.has(print) || print === this.print || !isValid(trial)) return false
    if (this.best.runs >= RUNS_MAX) return false
    this.#seen.add(print)
    this.best = { ...this.best, runs: this.best.runs + 1 }
    const { target, honest } = this.#judges
    const outcome = await runTrial(target, trial)
    if (outcome.violation?.property !== this.#property) return false
    // What an honest target cannot do either shows nothing.
    if (honest !== undefined && (await runTrial(honest, trial)).violation !== undefined)
      return false
    this.best = { ...this.best, trial, outcome }
    return true
  }
}

function without(trial: Trial, at: number, size: number): Trial {
  const { steps, after } = trial
  const kept = (list: readonly CommandStep[], from: number) =>
    list.filter((_step, index) => index + from < at || index + from >= at + size)
  return { ...trial, steps: kept(steps, 0), after: kept(after, steps.length) }
}

type Simpler = (trial: Trial) => Trial[]

/** One database less, and everything that is said of it. */
const fewerDatabases: Simpler = (trial) => {
  const create = trial.steps.find((step) => step.do === 'sql.create')
  const databases = (create?.with['databases'] ?? []) as readonly { database: string }[]
  if (databases.length < 2) return []
  return databases.map(({ database }) =>
    mapSteps(trial, (step) => {
      if (step.with['database'] === database) return undefined
      const kept: { [key: string]: Json } = { ...step.with }
      for (const [key, value] of Object.entries(kept))
        if (Array.isArray(value))
          kept[key] = value.filter((each) => each !== database && nameOf(each) !== database)
      return { ...step, with: kept }
    }),
  )
}

function nameOf(value: Json): Json | undefined {
  return typeof value === 'object' && value !== null
    ? (value as { readonly database?: Json }).database
    : undefined
}

/** One setting less of one step. */
const fewerSettings: Simpler = (trial) =>
  variants(trial, (step) =>
    Object.keys(step.with).flatMap((key) => {
      if (MEANING.has(key)) return []
      const { [key]: _gone, ...rest } = step.with
      return { ...step, with: rest }
    }),
  )

/** A fault that goes off at once, or at the first time of its point. */
const earlierFaults: Simpler = (trial) =>
  variants(trial, ({ at, session, ...step }) => {
    if (at === undefined) return []
    const first = at.replace(/#\d+$/, '')
    return [
      { ...step, ...(step.do === 'fault.inject' || session === undefined ? {} : { session }) },
      ...(first === at
        ? []
        : [{ ...step, at: first, ...(session === undefined ? {} : { session }) }]),
    ]
  })

/** Without these a step would mean something else. */
const MEANING = new Set(['backup', 'base', 'type', 'mode', 'purpose', 'components', 'volumes'])

const smallerValues: Simpler = (trial) =>
  variants(trial, (step) => smaller(step.with).map((each) => ({ ...step, with: each as Params })))

type Params = CommandStep['with']

/** Every value with one number, text or list in it made smaller. */
function smaller(value: Json, key = ''): Json[] {
  if (typeof value === 'number') return numbersBelow(value)
  if (typeof value === 'string') return key === 'text' && value.length > 1 ? ['a', 'b'] : []
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) {
    const list = value as readonly Json[]
    return list.flatMap((each, index) => [
      ...(list.length > 1 ? [list.filter((_each, at) => at !== index)] : []),
      ...smaller(each).map((less) => list.with(index, less)),
    ])
  }
  return Object.entries(value as Params).flatMap(([name, each]) => [
    ...(OPTIONAL.has(name) ? [leaveOut(value as Params, name)] : []),
    ...smaller(each, name).map((less) => ({ ...(value as Params), [name]: less })),
  ])
}

const OPTIONAL = new Set(['megabytes', 'rows'])

function leaveOut(value: Params, name: string): Json {
  const { [name]: _gone, ...rest } = value
  return rest
}

function numbersBelow(value: number): number[] {
  return [...new Set([1, Math.floor(value / 2), value - 1])].filter(
    (less) => less >= 0 && less < value,
  )
}

const fewerVolumes: Simpler = (trial) =>
  trial.topology.servers.flatMap((server, index) =>
    server.volumes.map((volume) => {
      const volumes = server.volumes.filter((each) => each !== volume)
      const servers = trial.topology.servers.with(index, { ...server, volumes })
      return { ...trial, topology: { ...trial.topology, servers } }
    }),
  )

const SIMPLER: readonly Simpler[] = [
  fewerDatabases,
  fewerSettings,
  earlierFaults,
  smallerValues,
  fewerVolumes,
]

function mapSteps(trial: Trial, change: (step: CommandStep) => CommandStep | undefined): Trial {
  const mapped = (steps: readonly CommandStep[]) => steps.flatMap((step) => change(step) ?? [])
  return { ...trial, steps: mapped(trial.steps), after: mapped(trial.after) }
}

/** The trial with one step replaced, for every step and every way to replace it. */
function variants(trial: Trial, ways: (step: CommandStep) => CommandStep[]): Trial[] {
  const { steps, after } = trial
  return [
    ...steps.flatMap((step, index) =>
      ways(step).map((each) => ({ ...trial, steps: steps.with(index, each) })),
    ),
    ...after.flatMap((step, index) =>
      ways(step).map((each) => ({ ...trial, after: after.with(index, each) })),
    ),
  ]
}
