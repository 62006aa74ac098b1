// Waiting that ends early: by an attention, or when the lock timeout is over.

import { milliseconds } from '../../../base/units.js'
import { later, NEVER, type Process, type Sim, type Task, waitFor } from '../../../sim/index.js'
import type { Cancel } from '../port.js'
import { fail } from '../value/failure.js'

/** The client has taken its request back. It ends everything up to the batch. */
export class Cancelled extends Error {}

export interface Patience {
  readonly sim: Sim
  readonly cancel: Cancel
  /** -1 waits for ever. */
  readonly timeoutMs: number
}

/** Lets a process wait that changes nothing while it does, so that it may be ended at any moment. */
export function* patiently<T>(patience: Patience, process: Process<T>): Process<T> {
  const { sim, cancel, timeoutMs } = patience
  if (cancel.cancelled) throw new Cancelled()
  const deadline = timeoutMs < 0 ? NEVER : later(sim.now, milliseconds(timeoutMs))
  const task = sim.spawn('sql wait', process)
  const watcher = sim.spawn('sql attention', watch(sim, cancel, task))
  try {
    while (task.state === 'running') {
      const ended = yield* waitFor(task.ended, deadline)
      if (!ended && sim.now >= deadline) break
    }
  } finally {
    sim.kill(task)
    sim.kill(watcher)
  }
  if (cancel.cancelled) throw new Cancelled()
  if (task.state === 'done') return task.result as T
  return fail(1222, 'Lock request time out period exceeded.', { state: 51 })
}

function* watch(sim: Sim, cancel: Cancel, task: Task<unknown>): Process {
  while (!cancel.cancelled) yield* waitFor(cancel.signal)
  sim.kill(task)
}
