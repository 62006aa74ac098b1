import { type Process, Signal } from './process.js'

export type TaskState = 'running' | 'done' | 'killed'

/** A process in flight. */
export interface Task<T = unknown> {
  readonly name: string
  readonly process: Process<T>
  /** Fires once, when the process has returned or was killed. */
  readonly ended: Signal
  state: TaskState
  result: T | undefined
  /** Raised with each wait, so that a wake-up meant for an earlier wait is recognised as stale. */
  epoch: number
  /** The signal it waits for now, if any. */
  awaited: Signal | undefined
}

export function makeTask<T>(name: string, process: Process<T>): Task<T> {
  return {
    name,
    process,
    ended: new Signal(),
    state: 'running',
    result: undefined,
    epoch: 0,
    awaited: undefined,
  }
}
