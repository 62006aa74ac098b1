// The port every target stands behind: it describes itself, opens a session on a topology, takes
// commands, gives replies, and is closed. An answer may come at once or as a promise; callers await
// only what is a promise, so that an embedded target costs no turn of the event loop.

import type { CommandName } from '../model/commands.js'
import type { Receipt } from '../model/fault.js'
import type { Json, Reply } from '../model/reply.js'
import type { TargetDescription } from '../model/target-description.js'
import type { Topology } from '../model/topology.js'
import type { TraceLine } from '../model/trace.js'

export type { TraceLine } from '../model/trace.js'

export type Soon<T> = T | Promise<T>

export interface OpenOptions {
  readonly topology: Topology
  readonly seed: number
  /** Whether the session keeps a trace to be handed out at its end. */
  readonly trace: boolean
}

export interface Request {
  readonly command: CommandName
  /** Valid against the command's schema, defaults filled in. */
  readonly params: { readonly [key: string]: Json }
  /** Start it under this name and answer at once; `collect` gives its reply. */
  readonly session?: string
  /** Arm it for this placing (model/point) under the session's name (required with `at`). */
  readonly at?: string
}

/** What a session leaves behind once its faults are lifted and the target has had time to converge. */
export interface SessionEnd {
  readonly receipts: readonly Receipt[]
  readonly virtualMs: number
  /** What should not be there any more: a frozen writer, an open snapshot set, a leftover shadow copy. */
  readonly residue: readonly string[]
  /** Commands of sessions that nobody collected and that were refused, one line each. */
  readonly refusals: readonly string[]
  /** Armed commands whose point was never reached. */
  readonly unreached: readonly string[]
  readonly trace: readonly TraceLine[]
}

export interface Session {
  perform(request: Request): Soon<Reply>
  /** Waits for the command that runs under this session name. */
  collect(session: string): Soon<Reply>
  /**
   * A second session that goes on from here exactly as this one would, so that what many runs have
   * in common is done once. Nothing while something is in flight, or where a target cannot.
   */
  fork?(): Session | undefined
  /**
   * The fault points that the conversation came to since this was last asked, in order; the target
   * records them from the first time on. A target without this knows no points.
   */
  reached?(): readonly string[]
  /** Lifts every fault, lets the target converge, and says what is left. The session is over then. */
  finish(): Soon<SessionEnd>
}

export interface Target {
  readonly description: TargetDescription
  /** Texts that must reach no report, such as a password. */
  readonly secrets?: readonly string[]
  open(options: OpenOptions): Soon<Session>
  close(): Soon<void>
}
