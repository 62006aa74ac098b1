// Processes that share one search. What they find does not depend on how many there are.

import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Order, Share } from '../explore/share.js'
import { packageRoot } from './place.js'
import { Failure } from './usage.js'

export interface CrewOrder {
  readonly target: string
  readonly order: Omit<Order, 'share'>
  readonly processes: number
}

export type ToWorker =
  | { readonly kind: 'order'; readonly target: string; readonly order: Order }
  | { readonly kind: 'stop' }

export type FromWorker =
  | { readonly kind: 'progress'; readonly done: number; readonly violations: number }
  | { readonly kind: 'share'; readonly share: Share }
  | { readonly kind: 'failed'; readonly message: string }

/** More processes than this find less and less more. */
const PROCESSES_MAX = 16

/** As many as there are processors, unless there is too little to share. */
export function crewSize(asked: number | undefined, runs: number): number {
  if (asked !== undefined) return Math.max(1, Math.min(asked, PROCESSES_MAX))
  return runs < RUNS_WORTH_A_CREW ? 1 : Math.min(availableParallelism(), PROCESSES_MAX)
}

const RUNS_WORTH_A_CREW = 2_000

export class Crew {
  readonly #children = new Set<ChildProcess>()
  #stopped = false

  /** Every process ends after the run that it is in. */
  stop(): void {
    this.#stopped = true
    for (const child of this.#children) if (child.connected) child.send(STOP)
  }

  async run(
    { target, order, processes }: CrewOrder,
    progress: (done: number, violations: number) => void,
  ): Promise<Share[]> {
    const { default: pLimit } = await import('p-limit')
    const limit = pLimit(processes)
    const done = new Map<number, { done: number; violations: number }>()
    const shares = Array.from({ length: processes }, (_, index) =>
      limit(() =>
        this.#share(
          { kind: 'order', target, order: { ...order, share: { index, of: processes } } },
          (each) => {
            done.set(index, each)
            const all = [...done.values()]
            progress(
              all.reduce((sum, part) => sum + part.done, 0),
              all.reduce((sum, part) => sum + part.violations, 0),
            )
          },
        ),
      ),
    )
    return Promise.all(shares)
  }

  #share(
    order: ToWorker,
    progress: (each: { done: number; violations: number }) => void,
  ): Promise<Share> {
    const child = fork(join(packageRoot, 'dist', 'harness', 'cli', 'explore-worker.js'), {
      // Flags of this process, such as a debugger's port, are not the child's.
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // A terminal's Ctrl-C goes to this process, which tells the others.
      detached: true,
    })
    this.#children.add(child)
    return new Promise((resolve, reject) => {
      child.on('message', (message: FromWorker) => {
        if (message.kind === 'progress') progress(message)
        else if (message.kind === 'share') resolve(message.share)
        else reject(new Failure(message.message))
      })
      child.once('error', (error) => reject(new Failure(`cannot start: ${error.message}`)))
      child.once('close', (code, signal) => {
        this.#children.delete(child)
        reject(new Failure(`a process of the search ended (${signal ?? `exit code ${code}`})`))
      })
      child.send(order)
      if (this.#stopped) child.send(STOP)
    })
  }
}

const STOP: ToWorker = { kind: 'stop' }
