// The faults of one scenario. What a fault does to others is told by the operation that meets it: by
// the error it ends with, or by how long it takes.

import type { Fault, Receipt } from '../../../model/fault.js'
import type { SqlFailure } from '../sql-failure.js'

/** What an operation met. */
export type Met =
  | { readonly kind: 'failure'; readonly failure: SqlFailure }
  | { readonly kind: 'ended'; readonly command: string; readonly tookMs: number }

export interface Injector {
  /** False when there is nothing to strike. */
  place(): Promise<boolean>
  lift(): Promise<void>
  /** Looks at the world itself, not at what `lift` did. */
  isGone(): Promise<boolean>
  /** What the fault did, in the words of the operation that met it. */
  effectOf(met: Met): string | undefined
  /** What the operating system counted while an operation ran, where it counts. */
  look?(command: string): Promise<string | undefined>
}

interface Placed {
  readonly fault: Fault
  readonly injector: Injector
  readonly atMs: number
  readonly applied: boolean
  effect: string | null
  removed: boolean
}

export class FaultBook {
  readonly #placed: Placed[] = []
  readonly #nowMs: () => number

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  async inject(fault: Fault, injector: Injector): Promise<boolean> {
    const applied = await injector.place()
    const atMs = this.#nowMs()
    this.#placed.push({ fault, injector, atMs, applied, effect: null, removed: false })
    return applied
  }

  /** False when no fault of the kind is in force. */
  async lift(kind: string): Promise<boolean> {
    const lifted = this.#inForce().filter(({ fault }) => fault.kind === kind)
    for (const each of lifted) await this.#lift(each)
    return lifted.length > 0
  }

  async liftAll(): Promise<void> {
    for (const each of [...this.#inForce()].reverse()) await this.#lift(each)
  }

  met(failure: SqlFailure): void {
    this.#note({ kind: 'failure', failure })
  }

  async ended(command: string, tookMs: number): Promise<void> {
    this.#note({ kind: 'ended', command, tookMs })
    for (const placed of this.#inForce())
      if (placed.effect === null)
        placed.effect = this.#told(await placed.injector.look?.(command)) ?? null
  }

  get isEmpty(): boolean {
    return this.#placed.length === 0
  }

  async receipts(): Promise<Receipt[]> {
    const receipts: Receipt[] = []
    for (const { fault, injector, atMs, applied, effect, removed } of this.#placed) {
      const { kind, where } = fault
      const clean = await injector.isGone()
      receipts.push({ kind, where, at: `${atMs} ms`, applied, effect, removed, clean })
    }
    return receipts
  }

  #inForce(): Placed[] {
    return this.#placed.filter(({ applied, removed }) => applied && !removed)
  }

  async #lift(placed: Placed): Promise<void> {
    await placed.injector.lift()
    placed.removed = true
  }

  #note(met: Met): void {
    // An operation that began before the fault was lifted may end after it.
    for (const placed of this.#placed)
      if (placed.applied && placed.effect === null)
        placed.effect = this.#told(placed.injector.effectOf(met)) ?? null
  }

  #told(effect: string | undefined): string | undefined {
    return effect === undefined ? undefined : `${this.#nowMs()} ms: ${effect}`
  }
}

/** The words for a failure with one of these numbers. */
export function failureIn(met: Met, numbers: readonly number[]): string | undefined {
  if (met.kind !== 'failure') return undefined
  const found = met.failure.numbers.find((number) => numbers.includes(number))
  return found === undefined ? undefined : `error ${found}: ${met.failure.message}`
}

export function brokenConnection(met: Met): string | undefined {
  if (met.kind !== 'failure') return undefined
  const { kind, message } = met.failure
  return kind === 'connection' || kind === 'unreachable' ? `no connection: ${message}` : undefined
}
