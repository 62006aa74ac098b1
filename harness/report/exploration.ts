// What a search for violations came to, as `explore.json` holds it. Read by the page's heat map.

import type { TargetDescription } from '../model/target-description.js'

export interface Exploration {
  readonly schema: 'frostproof/exploration@1'
  readonly suite: { readonly version: string; readonly catalogue: string }
  readonly target: Pick<TargetDescription, 'kind' | 'name' | 'version'>
  readonly run: {
    readonly id: string
    readonly seed: number
    readonly startedAt: string
    readonly durationMs: number
    readonly faults: 'singles' | 'pairs' | 'random'
    readonly runs: number
    readonly reproduce: string
    /** False when it was ended before everything had been tried. */
    readonly complete: boolean
  }
  /** The phases of a conversation, in their order. */
  readonly phases: readonly string[]
  readonly conversations: readonly ExploredConversation[]
  readonly violations: readonly Violation[]
}

export interface ExploredConversation {
  readonly name: string
  readonly title: string
  /** Fault points that a clean run passes. */
  readonly points: number
  /** Ways to place what was searched for. */
  readonly placements: number
  /** Left out, since they cannot come to anything else than others that were tried. */
  readonly pruned: number
  /** Tried all the same, to show that leaving them out was right. */
  readonly prunedTried: number
  readonly cells: readonly HeatCell[]
}

/** One phase and one kind of fault; of a pair, those of its first fault. */
export interface HeatCell {
  readonly phase: string
  readonly kind: string
  readonly possible: number
  readonly tried: number
  /** Runs in which something ran into the fault. */
  readonly met: number
  readonly violated: number
}

export interface Violation {
  readonly id: string
  readonly conversation: string
  readonly phase: string
  readonly point: string
  readonly kind: string
  readonly property: string
  readonly message: string
  /** The shrunk scenario file, relative to the exploration. */
  readonly file: string
  readonly reproduce: string
  readonly steps: number
}
