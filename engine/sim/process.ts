import type { Span, Ticks } from '../base/brand.js'
import { FORK, type Forkable } from '../base/fork.js'
import type { Task } from './task.js'

/** What a process yields: the instant to wake at, or a signal with a deadline. */
export type Wait = Ticks | PendingSignal

export interface PendingSignal {
  readonly signal: Signal
  readonly deadline: Ticks
}

/**
 * What takes virtual time is a generator. It yields only where something waits; it is resumed with
 * `true` when its signal fired and with `false` when the time came.
 */
export type Process<T = void> = Generator<Wait, T, boolean>

export const NEVER = Number.POSITIVE_INFINITY as Ticks

/** Something that processes wait for. It keeps no history: who comes after the firing waits for the next. */
export class Signal implements Forkable {
  readonly waiting: Task[] = [];

  [FORK](_copy: unknown, register: (self: object) => void): Signal {
    const result = new Signal()
    register(result)
    return result
  }
}

/** True when the signal fired before the deadline. */
export function* waitFor(signal: Signal, deadline: Ticks = NEVER): Process<boolean> {
  return yield { signal, deadline }
}

export function* sleepUntil(instant: Ticks): Process {
  yield instant
}

export function later(now: Ticks, span: Span): Ticks {
  return (now + span) as Ticks
}
