// Random programs for the simulation: processes that sleep, wait, draw, set timers and kill one
// another. Whatever they do, every one of them ends.

import fc from 'fast-check'
import type { Ticks } from '../base/brand.js'
import { fork } from '../base/fork.js'
import { later, type Process, Signal, waitFor } from './process.js'
import { createSim, type Sim } from './sim.js'
import type { Task } from './task.js'

type Op =
  | { readonly do: 'sleep' | 'timer' | 'draw' | 'fire' | 'kill' | 'reach'; readonly n: number }
  | { readonly do: 'wait'; readonly n: number; readonly patience: number }

export type Program = readonly (readonly Op[])[]

const SIGNALS = 3

const op: fc.Arbitrary<Op> = fc.oneof(
  fc.record({
    do: fc.constantFrom('sleep', 'timer', 'draw', 'fire', 'kill', 'reach'),
    n: fc.nat({ max: 6 }),
  }),
  fc.record({ do: fc.constant('wait'), n: fc.nat({ max: 6 }), patience: fc.nat({ max: 9 }) }),
)

export const programs: fc.Arbitrary<Program> = fc.array(fc.array(op, { maxLength: 8 }), {
  minLength: 1,
  maxLength: 5,
})

/** Everything a program touches, as data under one root. */
export interface Stage {
  readonly sim: Sim
  readonly signals: Signal[]
  readonly said: string[]
}

export function makeStage(seed: number): Stage {
  const signals = Array.from({ length: SIGNALS }, () => new Signal())
  const stage: Stage = { sim: createSim(seed, { trace: true }), signals, said: [] }
  stage.sim.points.record()
  return wired(stage)
}

export function forkStage(stage: Stage): Stage {
  return wired(fork(stage))
}

/** A timer's payload is the stage it was set in: in a fork, that of the fork. */
function wired(stage: Stage): Stage {
  stage.sim.onTimer = ({ kind, payload }) => {
    const own = payload as Stage
    say(own, kind, own.sim.random(kind).below(1_000))
    own.sim.fire(own.signals[0] as Signal)
  }
  return stage
}

export function start(stage: Stage, program: Program): void {
  const tasks: Task[] = []
  for (const [index, ops] of program.entries())
    tasks.push(stage.sim.spawn(`p${index}`, perform(stage, { name: `p${index}`, ops, tasks })))
}

/** Runs until no process is in flight; timers may still be due. */
export function runToQuiescence({ sim }: Stage): void {
  while (sim.live > 0) sim.step()
}

export function runToSilence({ sim }: Stage): void {
  while (sim.step());
}

/** Everything that can be told of a run, as text. */
export function tale({ sim, said }: Stage): string {
  return JSON.stringify({
    now: sim.now,
    live: sim.live,
    said,
    trace: sim.trace.events,
    points: sim.points.recorded,
    draws: sim.random('afterwards').next(),
  })
}

interface Part {
  readonly name: string
  readonly ops: readonly Op[]
  readonly tasks: readonly Task[]
}

function* perform(stage: Stage, part: Part): Process {
  try {
    for (const each of part.ops) yield* performOne(stage, part, each)
  } finally {
    say(stage, `${part.name} ends`, stage.sim.now)
  }
}

function* performOne(stage: Stage, { name, tasks }: Part, each: Op): Process {
  const { sim, signals } = stage
  const signal = signals[each.n % SIGNALS] as Signal
  if (each.do === 'sleep') yield (sim.now + each.n) as Ticks
  else if (each.do === 'wait')
    say(stage, name, (yield* waitFor(signal, later(sim.now, each.patience as never))) ? 1 : 0)
  else if (each.do === 'fire') sim.fire(signal)
  else if (each.do === 'reach') sim.points.reach(`point ${each.n}`)
  else if (each.do === 'draw') say(stage, name, sim.random(`stream ${each.n}`).next())
  else if (each.do === 'timer')
    sim.schedule(later(sim.now, each.n as never), { kind: `timer ${each.n}`, payload: stage })
  else killOther(sim, tasks[each.n % tasks.length], name)
}

function killOther(sim: Sim, task: Task | undefined, self: string): void {
  if (task !== undefined && task.name !== self) sim.kill(task)
}

function say({ sim, said }: Stage, what: string, value: number): void {
  said.push(`${what} ${value} at ${sim.now}`)
  sim.trace.write({ at: sim.now, who: 'stage', what, detail: { value } })
}
