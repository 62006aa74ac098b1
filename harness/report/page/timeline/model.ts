// A trace as a picture of lanes: what states they were in, who said what to whom, what struck them.
// Virtual time stands still while parties talk, so the horizontal place of an event is a column:
// one step of the conversation at one instant.

import type { TraceLine } from '../../../model/trace.js'
import { Columns } from './columns.js'
import { KINDS, kindsOf, type LaneKind, serverOf, textOf } from './lane-names.js'

export interface Lane {
  readonly kind: LaneKind
  readonly title: string
  /** The server or instance, when there is more than one. */
  readonly place: string
  readonly bars: Bar[]
  readonly marks: Mark[]
}

export interface Bar {
  readonly state: string
  readonly from: number
  /** Open at the end of the trace when there is none. */
  to: number | undefined
}

export type MarkKind = 'note' | 'copy' | 'information' | 'warning' | 'error' | FaultMark
export type FaultMark = 'fault-placed' | 'fault-effect' | 'fault-lifted'

export interface Mark {
  readonly kind: MarkKind
  readonly column: number
  readonly text: string
}

export interface Message {
  readonly from: number
  readonly to: number
  readonly column: number
  readonly text: string
  /** An answer to something asked before. */
  readonly isAnswer: boolean
  readonly isFailure: boolean
}

/** Between the first freeze and the last thaw. */
export interface FreezeWindow {
  readonly from: number
  readonly to: number
}

/** One thing that happened, for whoever goes through them one by one. */
export interface Moment {
  readonly atMs: number
  readonly column: number
  readonly lane: number
  readonly who: string
  readonly text: string
}

export interface Timeline {
  readonly lanes: readonly Lane[]
  readonly messages: readonly Message[]
  readonly moments: readonly Moment[]
  readonly windows: readonly FreezeWindow[]
  /** The instant of each column, and what is written over it. */
  readonly columns: readonly { readonly atMs: number; readonly label: string }[]
}

export function timelineOf(lines: readonly TraceLine[]): Timeline {
  const builder = new Builder(lines)
  for (const line of lines) builder.add(line)
  return builder.finished()
}

/** States in which nothing goes on that anybody would want to see. */
export const QUIET_STATES: ReadonlySet<string> = new Set([
  'STABLE',
  'online',
  'open',
  'Running',
  '',
])
const FROZEN_STATES: ReadonlySet<string> = new Set([
  'WAITING_FOR_THAW',
  'frozen',
  'held',
  'suspended',
])
const FAULT_MARKS: Readonly<Record<string, FaultMark>> = {
  'fault.placed': 'fault-placed',
  'fault.effect': 'fault-effect',
  'fault.lifted': 'fault-lifted',
}

interface Draft extends Lane {
  readonly key: string
  /** Where it last took part in anything. */
  last: number
}

class Builder {
  readonly #kinds: ReadonlyMap<string, LaneKind>
  readonly #servers: number
  readonly #lanes: Draft[] = []
  readonly #messages: (Omit<Message, 'from' | 'to'> & { from: Draft; to: Draft })[] = []
  readonly #moments: (Omit<Moment, 'lane'> & { lane: Draft })[] = []
  readonly #frozen = new Set<Draft>()
  readonly #windows: { from: number; to: number }[] = []
  readonly #columns = new Columns()
  readonly #commands = new Map<string, Draft>()
  /** The column of the last command. */
  #begun = -1

  constructor(lines: readonly TraceLine[]) {
    this.#kinds = kindsOf(lines)
    this.#servers = new Set(lines.map(({ detail }) => serverOf(detail)).filter(Boolean)).size
  }

  add(line: TraceLine): void {
    const { what } = line
    if (what === 'says' || what === 'dtc.message') this.#says(line)
    else if (what === 'state') this.#state(this.#laneOf(line), line, textOf(line.detail['state']))
    else if (what === 'command.begin') this.#begin(line)
    else if (what === 'command.end') this.#end(line)
    else if (what === 'service.state') this.#service(line)
    else if (what.startsWith('job.')) this.#job(line)
    else if (what === 'logged') this.#logged(line)
    else if (what.startsWith('copy.')) this.#copy(line)
    else if (what === 'healing') this.#columns.begin(line.atMs, 'faults lifted')
    else if (FAULT_MARKS[what] !== undefined) this.#fault(line, FAULT_MARKS[what])
  }

  finished(): Timeline {
    const used = this.#lanes.filter(
      (lane) => lane.bars.length + lane.marks.length > 0 || lane.last >= 0,
    )
    const lanes = KINDS.flatMap((kind) => used.filter((lane) => lane.kind === kind))
    const numbers = new Map(lanes.map((lane, index) => [lane, index]))
    const numberOf = (lane: Draft): number => numbers.get(lane) ?? 0
    const end = this.#columns.all.length - 1
    return {
      lanes,
      messages: this.#messages.map(({ from, to, ...rest }) => ({
        ...rest,
        from: numberOf(from),
        to: numberOf(to),
      })),
      moments: this.#moments.map(({ lane, ...rest }) => ({ ...rest, lane: numberOf(lane) })),
      windows: this.#windows.map(({ from, to }) => ({ from, to: to < 0 ? end : to })),
      columns: this.#columns.all,
    }
  }

  #says(line: TraceLine): void {
    const { who, detail } = line
    const text = textOf(detail[line.what === 'says' ? 'text' : 'kind'])
    const to = textOf(detail['to'])
    const from = this.#find(who, serverOf(detail))
    const target = this.#find(to, serverOf(detail)) ?? this.#find(volumeIn(to), serverOf(detail))
    if (from !== undefined && text === 'phase') this.#state(from, line, to)
    else if (from !== undefined && target !== undefined && from !== target)
      this.#message({ line, from, to: target, text })
    else if (from !== undefined) this.#mark(from, line, 'note', to === '' ? text : `${text}: ${to}`)
    else if (target !== undefined) this.#mark(target, line, 'note', `${who}: ${text}`)
  }

  #message(sent: { line: TraceLine; from: Draft; to: Draft; text: string }): void {
    const { line, from, to, text } = sent
    const isAnswer = to.kind === 'coordinator' && from.kind !== 'requestor'
    const column = this.#columns.ofMessage({ atMs: line.atMs, text, isAnswer, from: from.key })
    from.last = column
    to.last = column
    const isFailure = / failed$/.test(text)
    this.#messages.push({ from, to, column, text, isAnswer, isFailure })
    this.#moment(line, from, column, `to ${to.title}: ${text}`)
  }

  #state(lane: Draft, line: TraceLine, state: string): void {
    const column = this.#columns.near(line.atMs, lane.last)
    const from = textOf(line.detail['from'])
    if (lane.bars.length === 0 && from !== '')
      lane.bars.push({ state: from, from: 0, to: undefined })
    const open = lane.bars.at(-1)
    if (open !== undefined && open.to === undefined) open.to = column
    lane.bars.push({ state, from: column, to: undefined })
    this.#moment(line, lane, column, state)
    this.#freeze(lane, FROZEN_STATES.has(state), column)
  }

  #freeze(lane: Draft, isFrozen: boolean, column: number): void {
    const before = this.#frozen.size
    if (isFrozen) this.#frozen.add(lane)
    else this.#frozen.delete(lane)
    const window = this.#windows.at(-1)
    if (before === 0 && this.#frozen.size > 0) this.#windows.push({ from: column, to: -1 })
    else if (before > 0 && this.#frozen.size === 0 && window !== undefined) window.to = column
  }

  #begin(line: TraceLine): void {
    const command = textOf(line.detail['command'])
    const session = textOf(line.detail['session'])
    const lane = this.#lane('scenario', session === '' ? 'steps' : session, '')
    this.#commands.set(textOf(line.detail['name']), lane)
    const column = this.#columns.begin(line.atMs, command)
    this.#begun = column
    lane.last = column
    lane.bars.push({ state: command, from: column, to: undefined })
    this.#moment(line, lane, column, command)
  }

  #end(line: TraceLine): void {
    const lane = this.#commands.get(textOf(line.detail['name']))
    const command = textOf(line.detail['command'])
    const bar = lane?.bars.findLast(({ state, to }) => state === command && to === undefined)
    if (lane === undefined || bar === undefined) return
    const column = this.#columns.end(line.atMs)
    bar.to = column
    const code = textOf(line.detail['code'])
    if (code === '') return
    this.#mark(lane, line, 'warning', `${command} was refused: ${code}`)
  }

  #service(line: TraceLine): void {
    const lane = this.#lane('service', textOf(line.detail['service']), line.who)
    const state = textOf(line.detail['state'])
    const before = state === 'Running' ? 'Stopped' : 'Running'
    const detail = { ...line.detail, from: lane.bars.length === 0 ? before : '' }
    this.#state(lane, { ...line, detail }, state)
  }

  #job(line: TraceLine): void {
    const product = textOf(line.detail['product'])
    const isIt = (name: string) => plainName(name) === plainName(product)
    const lane = this.#lane('requestor', [...this.#kinds.keys()].find(isIt) ?? product, line.who)
    const state = line.what.slice('job.'.length)
    if (state === 'running') {
      // A job begins with the command that starts it, whatever is said at the same instant.
      if (lane.bars.length === 0) lane.last = this.#begun
      this.#state(lane, line, 'job running')
      return
    }
    const message = textOf(line.detail['message'])
    const text = `job ${state}${message === '' ? '' : `: ${message}`}`
    // It ends with the last thing of its instant.
    lane.last = -1
    this.#mark(lane, line, state === 'failed' ? 'error' : 'note', text)
    const bar = lane.bars.at(-1)
    if (bar !== undefined && bar.to === undefined) bar.to = lane.last
  }

  #logged(line: TraceLine): void {
    const { log, id, level, text } = line.detail
    const lane = this.#lane('log', `${textOf(log)} log`, serverOf(line.detail))
    const kind = textOf(level).toLowerCase()
    const shown = kind === 'error' || kind === 'warning' ? kind : 'information'
    this.#mark(lane, line, shown, `${line.who} ${textOf(id)}: ${textOf(text)}`)
  }

  #copy(line: TraceLine): void {
    const text = line.what === 'copy.created' ? 'shadow copy created' : 'shadow copy deleted'
    this.#mark(this.#laneOf(line), line, 'copy', text)
  }

  #fault(line: TraceLine, mark: FaultMark): void {
    const { kind, evidence } = line.detail
    const lane = this.#find(line.who, '') ?? this.#lane('other', line.who, '')
    const said = { 'fault-placed': 'placed', 'fault-effect': 'struck', 'fault-lifted': 'lifted' }[
      mark
    ]
    const more = evidence === undefined ? '' : `: ${textOf(evidence)}`
    this.#mark(lane, line, mark, `fault ${textOf(kind)} ${said}${more}`)
  }

  #mark(lane: Draft, line: TraceLine, kind: MarkKind, text: string): void {
    const column = this.#columns.near(line.atMs, lane.last)
    lane.last = column
    lane.marks.push({ kind, column, text })
    this.#moment(line, lane, column, text)
  }

  #moment({ atMs }: TraceLine, lane: Draft, column: number, text: string): void {
    this.#moments.push({ atMs, column, lane, who: lane.title, text })
  }

  #laneOf({ who, detail }: TraceLine): Draft {
    return this.#lane(this.#kinds.get(who) ?? 'other', who, textOf(detail['in']))
  }

  /** The lane of a name that is known to be somebody; a fault names its place without the server. */
  #find(name: string, server: string): Draft | undefined {
    const kind = this.#kinds.get(name)
    if (kind === undefined) return undefined
    const there = this.#lanes.find((lane) => lane.title === name && isAt(lane.place, server))
    return there ?? this.#lane(kind, name, server)
  }

  #lane(kind: LaneKind, title: string, place: string): Draft {
    const server = this.#servers > 1 ? place.split('\\')[0] : ''
    const key = `${kind} ${server} ${title}`
    const known = this.#lanes.find((lane) => lane.key === key)
    if (known !== undefined) return known
    const shown = this.#servers > 1 ? place : ''
    const lane = { key, kind, title, place: shown, bars: [], marks: [], last: -1 }
    this.#lanes.push(lane)
    return lane
  }
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll('-', ' ')
}

/** A lane without a place is the only one of its name. */
function isAt(place: string, server: string): boolean {
  return server === '' || place === '' || place.split('\\')[0] === server
}

/** `D:` of `shadow copy of D:` and of `D:\data\sales.mdf`. */
function volumeIn(name: string): string {
  return / of ([A-Z]:)$/.exec(name)?.[1] ?? /^([A-Z]:)\\/.exec(name)?.[1] ?? ''
}
