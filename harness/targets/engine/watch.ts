// Looks at a world while it is traced, after each step of it, and writes down what has become
// different: states that can be seen, what the parties said, what was logged, what faults did. It
// only reads; nothing goes another way because somebody watches.

import type {
  EventEntry,
  PlacedFault,
  Server,
  Volume,
  VssEvent,
  World,
} from '../../../engine/index.js'
import type { Lane, TraceLine } from '../../model/trace.js'

type Detail = TraceLine['detail']

interface Seen {
  /** How far each list has been read. */
  readonly counts: Map<string, number>
  readonly states: Map<string, string>
  /** The copies of each volume, by the name of the volume. */
  readonly copies: Map<string, ReadonlySet<string>>
  readonly lifted: Set<PlacedFault>
}

export class Watch {
  readonly #world: World
  readonly #lines: TraceLine[]
  readonly #seen: Seen

  constructor(world: World, lines: readonly TraceLine[] = []) {
    this.#world = world
    this.#lines = [...lines]
    this.#seen = { counts: new Map(), states: new Map(), copies: new Map(), lifted: new Set() }
    // What is there from the start is where everything begins, and no news.
    const told = this.#lines.length
    this.look()
    this.#lines.length = told
  }

  get lines(): readonly TraceLine[] {
    return this.#lines
  }

  /** The same up to now, on a world that goes on from here. */
  on(world: World): Watch {
    const copy = new Watch(world, this.#lines)
    // What is not there at present may come back, and is then compared with what it was.
    for (const [key, state] of this.#seen.states)
      if (!copy.#seen.states.has(key)) copy.#seen.states.set(key, state)
    return copy
  }

  tell(who: string, what: string, detail: Detail = {}): void {
    this.#lines.push({ atMs: this.#world.sim.now / 1_000, who, what, detail })
  }

  look(): void {
    const { sim, machines } = this.#world
    for (const machine of machines.values()) {
      this.#conversation(machine)
      this.#writers(machine)
      this.#databases(machine)
      for (const volume of machine.volumes.values()) this.#volume(machine, volume)
    }
    for (const { at, who, what, detail } of this.#news('trace', sim.trace.events))
      this.#lines.push({ atMs: at / 1_000, who, what, detail: detail as Detail })
    for (const machine of machines.values()) {
      this.#log(machine, 'Application', machine.host.logs.Application)
      this.#log(machine, 'System', machine.host.logs.System)
    }
    this.#faults(sim.faults.placed)
  }

  #conversation({ host, vss }: Server): void {
    for (const event of this.#news(`${host.name} journal`, vss.journal)) {
      const to = addresseeOf(event)
      const text = event.of === '' || event.of === to ? event.what : `${event.what} ${event.of}`
      const at = event.at / 1_000
      this.#lines.push({
        atMs: at,
        who: event.who,
        what: 'says',
        detail: { in: host.name, to, text },
      })
    }
  }

  #writers({ host, vss }: Server): void {
    for (const { name, instanceName, state, lastError } of vss.writers) {
      const failed = lastError === 0 ? '' : ` 0x${lastError.toString(16).padStart(8, '0')}`
      const place = { who: name, lane: 'writer', in: host.name } as const
      this.#state(place, `${state}${failed}`, instanceName)
    }
  }

  #databases({ host, instances, userInstances }: Server): void {
    for (const instance of [...instances.values(), ...userInstances.values()])
      for (const { name, state } of instance.databases.values()) {
        const online = state.kind === 'online' ? state : undefined
        const suspended = online?.backup?.suspension !== undefined
        const frozen = online?.freeze.kind === 'frozen' ? 'frozen' : undefined
        const shown = suspended ? 'suspended' : (frozen ?? state.kind)
        this.#state({ who: name, lane: 'database', in: `${host.name}\\${instance.name}` }, shown)
      }
  }

  #volume({ host }: Server, volume: Volume): void {
    const place = { who: volume.name, lane: 'volume', in: host.name } as const
    this.#state(place, HOLDS[volume.hold.kind])
    const key = `${host.name} ${volume.name}`
    const before = this.#seen.copies.get(key)
    if (before === undefined ? volume.shadows.length === 0 : sameCopies(before, volume)) return
    const now = new Set<string>(volume.shadows.map(({ id }) => id))
    this.#seen.copies.set(key, now)
    const { who, ...rest } = place
    for (const id of now)
      if (before?.has(id) !== true) this.tell(who, 'copy.created', { ...rest, id })
    for (const id of before ?? []) if (!now.has(id)) this.tell(who, 'copy.deleted', { ...rest, id })
  }

  #log({ host }: Server, log: string, entries: readonly EventEntry[]): void {
    for (const { at, source, id, level, text } of this.#news(`${host.name} ${log}`, entries)) {
      const detail = { in: host.name, log, id, level, text }
      this.#lines.push({ atMs: at / 1_000, who: source, what: 'logged', detail })
    }
  }

  #faults(placed: readonly PlacedFault[]): void {
    for (const { name, kind, where } of this.#news('faults', placed))
      this.tell(where, 'fault.placed', { kind, name })
    for (const [index, fault] of placed.entries()) {
      const { name, kind, where, effects, liftedAt } = fault
      for (const { evidence } of this.#news(`fault ${index}`, effects))
        this.tell(where, 'fault.effect', { kind, name, evidence })
      if (liftedAt === undefined || this.#seen.lifted.has(fault)) continue
      this.#seen.lifted.add(fault)
      this.tell(where, 'fault.lifted', { kind, name })
    }
  }

  /** `more` keeps apart what has the same name. */
  #state(
    { who, ...place }: { who: string; lane: Lane; in: string },
    state: string,
    more = '',
  ): void {
    const key = `${place.lane} ${place.in} ${who} ${more}`
    const from = this.#seen.states.get(key)
    if (from === state) return
    this.#seen.states.set(key, state)
    this.tell(who, 'state', { ...place, from: from ?? '', state })
  }

  /** What a list holds that it did not hold the last time; a shorter one was begun anew. */
  *#news<T>(key: string, list: readonly T[]): Generator<T> {
    const read = this.#seen.counts.get(key) ?? 0
    if (read === list.length) return
    this.#seen.counts.set(key, list.length)
    for (const each of list.slice(read > list.length ? 0 : read)) yield each
  }
}

/** Writers answer the coordinator; whoever else names nobody speaks to it too. */
function addresseeOf({ who, of }: VssEvent): string {
  if (of === 'handled' || of === 'failed') return 'coordinator'
  return who === 'coordinator' && of !== '' ? of : of === '' ? 'coordinator' : of
}

function sameCopies(before: ReadonlySet<string>, { shadows }: Volume): boolean {
  return before.size === shadows.length && shadows.every(({ id }) => before.has(id))
}

const HOLDS = { none: 'open', held: 'held', 'timed-out': 'hold timed out' } as const
