// A plan is what a scenario comes to, whether it was written as Gherkin, as a scenario file or by the
// explorer: a topology, and steps that are data.

import type { CommandName, Params } from './commands.js'
import type { Pattern } from './pattern.js'
import type { Json } from './reply.js'
import type { Topology } from './topology.js'

/** Sends one command. */
export interface CommandStep {
  readonly do: CommandName
  readonly with: { readonly [key: string]: Json }
  /** The name under which the reply is kept; a later step of the same name replaces it. */
  readonly as?: string
  /** Runs beside the others under this name until somebody awaits it. */
  readonly session?: string
  /** Armed: runs when the target gets to this fault point, not now. */
  readonly at?: string
  readonly expect?: Pattern
}

/** Joins a session and keeps the reply of its command under the session's name. */
export interface AwaitStep {
  readonly await: string
  readonly expect?: Pattern
}

/** Looks again at a reply that was kept. */
export interface ReplyStep {
  readonly reply: string
  readonly expect: Pattern
}

export type Step = CommandStep | AwaitStep | ReplyStep

export interface Plan {
  readonly topology: Topology
  readonly seed: number
  readonly steps: readonly Step[]
}

/** A command step with its parameters checked by the compiler. */
export function command<Name extends CommandName>(
  name: Name,
  params: Params<Name>,
  options: Omit<CommandStep, 'do' | 'with'> = {},
): CommandStep {
  return {
    do: name,
    with: withoutUndefined(params as Record<string, Json | undefined>),
    ...options,
  }
}

function withoutUndefined(params: Record<string, Json | undefined>): Record<string, Json> {
  const result: Record<string, Json> = {}
  for (const [key, value] of Object.entries(params)) if (value !== undefined) result[key] = value
  return result
}
