// Scenarios played by several threads side by side. Results come out in the order of the list, and
// are what one thread alone would give: a scenario knows nothing of the others.

import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Scenario } from '../model/scenario.js'
import type { Hand } from './crew-worker.js'
import type { Played, PlayOptions } from './play.js'

/** More than this only wait for the one that writes the record. */
const THREADS_MAX = 8
/** Fewer scenarios for each are done before a thread has started. */
const SCENARIOS_PER_THREAD = 50

const COMPILED = new URL('crew-worker.js', import.meta.url)

/** Scenarios that begin alike stand together in a file, and stay together. */
interface Batch {
  readonly first: number
  readonly scenarios: readonly Scenario[]
}

/** How many threads are worth their start; `asked` is what the command line says. */
export function crewSize(scenarios: number, asked: number | undefined): number {
  // Sources that are not compiled (in the tests) know no threads.
  if (!import.meta.url.endsWith('.js')) return 1
  const worth = Math.ceil(scenarios / SCENARIOS_PER_THREAD)
  return Math.min(asked ?? Math.min(availableParallelism(), THREADS_MAX), worth)
}

export async function* playByCrew(
  target: string,
  scenarios: readonly Scenario[],
  options: PlayOptions & { readonly threads: number },
): AsyncGenerator<Played> {
  const batches = batchesOf(scenarios)
  const done = new Arrivals()
  const { seed, retry, timelines } = options
  const hand: Hand = { target, seed, retry, timelines }
  const workers = Array.from({ length: options.threads }, () => hire(hand, batches, done))
  try {
    for (let index = 0; index < scenarios.length; index++) yield await done.take(index)
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

function batchesOf(scenarios: readonly Scenario[]): Batch[] {
  const batches: { first: number; scenarios: Scenario[] }[] = []
  for (const [index, scenario] of scenarios.entries()) {
    const last = batches.at(-1)
    if (last?.scenarios[0]?.uri === scenario.uri) last.scenarios.push(scenario)
    else batches.push({ first: index, scenarios: [scenario] })
  }
  return batches
}

function hire(hand: Hand, batches: Batch[], done: Arrivals): Worker {
  const worker = new Worker(COMPILED, { workerData: hand })
  let first = 0
  const next = () => {
    const batch = batches.shift()
    if (batch === undefined) return
    first = batch.first
    worker.postMessage(batch.scenarios)
  }
  worker.on('message', (played: Played | 'ready') => {
    if (played === 'ready') next()
    else done.put(first++, played)
  })
  worker.on('error', (error) => done.fail(error))
  return worker
}

/** What came early waits for its turn, and who asks early waits for it. */
class Arrivals {
  readonly #here = new Map<number, Played>()
  #wanted:
    | { index: number; resolve: (played: Played) => void; reject: (error: Error) => void }
    | undefined
  #failed: Error | undefined

  put(index: number, played: Played): void {
    this.#here.set(index, played)
    if (this.#wanted?.index === index) this.#wanted.resolve(this.#taken(index, played))
  }

  fail(error: Error): void {
    this.#failed ??= error
    this.#wanted?.reject(this.#failed)
  }

  take(index: number): Promise<Played> {
    const here = this.#here.get(index)
    if (here !== undefined) return Promise.resolve(this.#taken(index, here))
    if (this.#failed !== undefined) return Promise.reject(this.#failed)
    return new Promise((resolve, reject) => {
      this.#wanted = { index, resolve, reject }
    })
  }

  #taken(index: number, played: Played): Played {
    this.#here.delete(index)
    this.#wanted = undefined
    return played
  }
}
