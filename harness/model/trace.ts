// What a session tells of its run, line by line, in the order in which it happened. The vocabulary is
// open; the timeline of the report draws these and leaves out what it does not know:
//
//   what             who            detail
//   command.begin    scenario       name, command, session
//   command.end      scenario       name, outcome (done, refused), code
//   healing          scenario                                         faults are lifted from here on
//   state            what has it    lane, in, from, state             looked at, not claimed
//   says             who says it    in, to, text                      a claim of whoever says it
//   copy.created     a volume       lane, in, id
//   copy.deleted     a volume       lane, in, id
//   logged           the source     in, log, id, level, text          an entry of an event log
//   fault.placed     what it hits   kind, name
//   fault.effect     what it hits   kind, name, evidence
//   fault.lifted     what it hits   kind, name
//   service.state    a host         service, state
//   job.<state>      a host         product, id, message             running, completed, failed
//   dtc.message      a coordinator  kind, to, transaction

import type { Json } from './reply.js'

export interface TraceLine {
  readonly atMs: number
  readonly who: string
  readonly what: string
  readonly detail: { readonly [key: string]: Json }
}

/** Where a thing stands on a timeline, from who asks down to what is protected. */
export const LANES = [
  'requestor',
  'coordinator',
  'writer',
  'provider',
  'volume',
  'database',
] as const

export type Lane = (typeof LANES)[number]
