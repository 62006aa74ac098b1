import { assert, InvariantError } from '../base/assert.js'
import type { Span, Ticks } from '../base/brand.js'
import { type Copier, FORK, type Forkable } from '../base/fork.js'
import { Agenda } from './agenda.js'
import { createFaultBook, type FaultBook } from './faults.js'
import { FaultPoints } from './points.js'
import type { Process, Signal } from './process.js'
import { type RandomStream, randomStream } from './random.js'
import { makeTask, type Task } from './task.js'
import { Trace } from './trace.js'

/** A timer is data, not a process, so that a world with timers can still be forked. */
export interface Timer {
  readonly kind: string
  readonly payload: unknown
}

interface SimParts {
  readonly trace: Trace
  readonly points: FaultPoints
  readonly faults: FaultBook
  readonly streams: Map<string, RandomStream>
}

type Due =
  | { readonly kind: 'task'; readonly task: Task; readonly epoch: number; readonly fired: boolean }
  | { readonly kind: 'timer'; readonly timer: Timer }

/**
 * The world's only source of time, order and chance. Time stands still until `step` is called;
 * what happens at the same instant happens in the order in which it was scheduled.
 */
export class Sim implements Forkable {
  readonly seed: number
  readonly trace: Trace
  readonly points: FaultPoints
  readonly faults: FaultBook
  /** Called for each timer that comes due; the world sets it, anew in each fork. */
  onTimer: (timer: Timer) => void = unexpectedTimer
  #now = 0 as Ticks
  #live = 0
  #agenda = new Agenda<Due>()
  readonly #streams: Map<string, RandomStream>

  constructor(seed: number, parts: SimParts) {
    this.seed = seed
    this.trace = parts.trace
    this.points = parts.points
    this.faults = parts.faults
    this.#streams = parts.streams
  }

  get now(): Ticks {
    return this.#now
  }

  /** How many processes have not ended. */
  get live(): number {
    return this.#live
  }

  /** The stream that belongs to the consumer of this name. */
  random(consumer: string): RandomStream {
    let stream = this.#streams.get(consumer)
    if (stream === undefined) {
      stream = randomStream(this.seed, consumer)
      this.#streams.set(consumer, stream)
    }
    return stream
  }

  /** Starts a process; it runs up to its first wait when the present instant is stepped. */
  spawn<T>(name: string, process: Process<T>): Task<T> {
    const task = makeTask(name, process)
    this.#live++
    this.#agenda.add(this.#now, { kind: 'task', task: task as Task, epoch: 0, fired: true })
    return task
  }

  /** Ends a process where it stands; its `finally` blocks run, and nothing after them. */
  kill(task: Task): void {
    if (task.state !== 'running') return
    this.#stopWaiting(task)
    task.process.return(undefined)
    this.#end(task, 'killed')
  }

  /** Wakes all who wait for the signal, in the order in which they began to wait. */
  fire(signal: Signal): void {
    const waiting = signal.waiting.splice(0)
    for (const task of waiting) {
      task.awaited = undefined
      this.#agenda.add(this.#now, { kind: 'task', task, epoch: task.epoch, fired: true })
    }
  }

  schedule(at: Ticks, timer: Timer): void {
    assert(at >= this.#now, `timer ${timer.kind} is set in the past`)
    this.#agenda.add(at, { kind: 'timer', timer })
  }

  /** When the next thing happens, if anything will. */
  get nextAt(): Ticks | undefined {
    return this.#agenda.next?.at
  }

  /** Lets the next thing happen; false when nothing is left to happen. */
  step(): boolean {
    const entry = this.#agenda.take()
    if (entry === undefined) return false
    const due = entry.what
    if (due.kind === 'timer') {
      this.moveTo(entry.at)
      this.onTimer(due.timer)
    } else if (due.task.state === 'running' && due.task.epoch === due.epoch) {
      this.moveTo(entry.at)
      this.#resume(due.task, due.fired)
    }
    return true
  }

  /** Steps until the task has ended; throws when the world falls silent before. */
  finish<T>(task: Task<T>): T {
    while (task.state === 'running')
      if (!this.step()) throw new InvariantError(`process ${task.name} waits for ever`)
    return task.result as T
  }

  /** Steps through everything due up to and including the instant, and stands there. */
  advance(span: Span): void {
    const until = (this.#now + span) as Ticks
    for (let next = this.nextAt; next !== undefined && next <= until; next = this.nextAt)
      this.step()
    this.#now = until
  }

  /**
   * Sets the clock on, whether or not what was due by then has happened: it happens late. For a world
   * that follows a clock on the wall; any other is stepped.
   */
  moveTo(instant: Ticks): void {
    if (instant > this.#now) this.#now = instant
  }

  #resume(task: Task, fired: boolean): void {
    this.#stopWaiting(task)
    task.epoch++
    const next = task.process.next(fired)
    if (task.state !== 'running') return
    if (next.done === true) {
      task.result = next.value
      this.#end(task, 'done')
    } else if (typeof next.value === 'number') {
      this.#wakeAt(task, next.value)
    } else {
      task.awaited = next.value.signal
      next.value.signal.waiting.push(task)
      if (next.value.deadline !== Number.POSITIVE_INFINITY) this.#wakeAt(task, next.value.deadline)
    }
  }

  #wakeAt(task: Task, at: Ticks): void {
    const due = at < this.#now ? this.#now : at
    this.#agenda.add(due, { kind: 'task', task, epoch: task.epoch, fired: false })
  }

  #stopWaiting(task: Task): void {
    const awaited = task.awaited
    if (awaited === undefined) return
    task.awaited = undefined
    awaited.waiting.splice(awaited.waiting.indexOf(task), 1)
  }

  #end(task: Task, state: 'done' | 'killed'): void {
    task.state = state
    this.#live--
    this.fire(task.ended)
  }

  [FORK](copy: Copier, register: (self: object) => void): Sim {
    if (this.#live > 0)
      throw new InvariantError(`cannot fork a world with ${this.#live} processes in flight`)
    const parts = {
      trace: copy(this.trace),
      points: copy(this.points),
      faults: copy(this.faults),
      streams: copy(this.#streams),
    }
    const result = new Sim(this.seed, parts)
    register(result)
    result.#now = this.#now
    for (const entry of this.#agenda.inOrder())
      if (entry.what.kind === 'timer')
        result.#agenda.add(entry.at, { kind: 'timer', timer: copy(entry.what.timer) })
    return result
  }
}

export function createSim(seed: number, options: { trace: boolean }): Sim {
  return new Sim(seed, {
    trace: new Trace(options.trace),
    points: new FaultPoints(),
    faults: createFaultBook(),
    streams: new Map(),
  })
}

/** Runs all processes side by side and returns their results in order once every one has ended. */
export function* together<T>(tasks: readonly Task<T>[]): Process<T[]> {
  for (const task of tasks)
    while (task.state === 'running')
      yield { signal: task.ended, deadline: Number.POSITIVE_INFINITY as Ticks }
  return tasks.map((task) => task.result as T)
}

function unexpectedTimer(timer: Timer): void {
  throw new InvariantError(`nobody handles timer ${timer.kind}`)
}
