// Which lane an event belongs to. What a thing is follows from who speaks to it: the coordinator to
// writers and the provider, requestors to the coordinator.

import type { TraceLine } from '../../../model/trace.js'

export const KINDS = [
  'scenario',
  'requestor',
  'coordinator',
  'writer',
  'provider',
  'volume',
  'database',
  'service',
  'network',
  'log',
  'other',
] as const

export type LaneKind = (typeof KINDS)[number]

export const KIND_TITLES: Readonly<Record<LaneKind, string>> = {
  scenario: 'Scenario',
  requestor: 'Requestors',
  coordinator: 'Coordinator',
  writer: 'Writers',
  provider: 'Provider',
  volume: 'Volumes',
  database: 'Databases',
  service: 'Services',
  network: 'Distributed transactions',
  log: 'Event log',
  other: 'Other',
}

/** What each name of a trace is, by name. */
export function kindsOf(lines: readonly TraceLine[]): Map<string, LaneKind> {
  const kinds = new Map<string, LaneKind>([['coordinator', 'coordinator']])
  for (const { who, what, detail } of lines) {
    const to = textOf(detail['to'])
    const lane = textOf(detail['lane'])
    if (what === 'state' && isKind(lane)) kinds.set(who, lane)
    else if (what === 'copy.created') kinds.set(who, 'volume')
    else if (what === 'service.state') kinds.set(textOf(detail['service']), 'service')
    else if (what === 'dtc.message') for (const name of [who, to]) setIfNew(kinds, name, 'network')
    else if (what === 'says' && who === 'coordinator') {
      if (textOf(detail['text']) === 'CommitSnapshots') kinds.set(to, 'provider')
      else if (to !== 'coordinator') setIfNew(kinds, to, 'writer')
    }
  }
  for (const { who, what, detail } of lines)
    if (what === 'says' && textOf(detail['to']) === 'coordinator') setIfNew(kinds, who, 'requestor')
  return kinds
}

function setIfNew(kinds: Map<string, LaneKind>, name: string, kind: LaneKind): void {
  if (name !== '' && !kinds.has(name)) kinds.set(name, kind)
}

function isKind(text: string): text is LaneKind {
  return (KINDS as readonly string[]).includes(text)
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : String(value)
}

/** `SRV1` of `SRV1\INST1`. */
export function serverOf(detail: TraceLine['detail']): string {
  return textOf(detail['in']).split('\\')[0] ?? ''
}
