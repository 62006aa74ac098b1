// The oracle of backups: it is told every command and every reply, and from these alone it knows what
// each database may hold now, and what each backup that was reported as completed must give back.
// What it says of a target is true of any target; nothing of an engine is in it.

import type { CommandName } from '../model/commands.js'
import type { Json, Reply } from '../model/reply.js'
import type { Operation } from '../model/workload.js'
import { expandRows, type History, notCommitted, type Outcome } from './committed.js'
import { type Change, type Content, changed, NO_CONTENT, notHeld } from './content.js'

type Params = { readonly [key: string]: Json }

/** The state of one database as far as it can be known. */
interface Known {
  /** Every content that it may have. */
  readonly possible: readonly Content[]
  /** Contents that it had before; what is lost with the tail of a log goes back to one of these. */
  readonly past: readonly Content[]
  readonly workloads: readonly History[]
  /** A restore did not come to its end: nobody may expect anything until one does. */
  readonly broken: boolean
}

export interface Claim {
  readonly backup: string
  readonly type: string
  readonly mode: string
  readonly purpose: string
  readonly base: string | undefined
  readonly components: readonly string[]
  /** Some of what was asked for was left out, and named. */
  readonly partly: boolean
  readonly instantMs: number
  readonly held: ReadonlyMap<string, Known>
}

/** More contents than this are possible only after many lost answers. */
const POSSIBLE_MAX = 16
const PAST_MAX = 64

export class Backups {
  readonly #databases = new Map<string, Known>()
  readonly #claims = new Map<string, Claim>()
  readonly #open = new Map<string, { database: string; change: Change }>()

  /** A second oracle that knows what this one does. */
  fork(): Backups {
    const copy = new Backups()
    for (const [name, known] of this.#databases) copy.#databases.set(name, known)
    for (const [name, claim] of this.#claims) copy.#claims.set(name, claim)
    for (const [name, open] of this.#open) copy.#open.set(name, open)
    return copy
  }

  get databases(): string[] {
    return [...this.#databases.keys()]
  }

  /** Names of transactions that stay open. */
  get transactions(): string[] {
    return [...this.#open.keys()]
  }

  /** Backups that were reported as completed, oldest first. */
  get claims(): Claim[] {
    return [...this.#claims.values()]
  }

  isBroken(database: string): boolean {
    return this.#databases.get(database)?.broken === true
  }

  note(command: CommandName, params: Params, reply: Reply): void {
    if (command === 'sql.create') this.#created(params, reply)
    else if (command === 'sql.end') this.#ended(params, reply)
    else if (command === 'workload.run') this.#worked(params, reply)
    else if (command === 'requestor.backup') this.#backedUp(params, reply)
    else if (command === 'requestor.restore') this.#restored(params, reply)
    else if (command === 'requestor.put-back') this.#putBack(params, reply)
    else this.#changed(command, params, reply)
  }

  /** How what was read of a database differs from what it may hold. */
  check(database: string, value: Json, relaxed: boolean): string[] {
    const known = this.#databases.get(database)
    if (known === undefined || known.broken) return []
    return wrongWith(known, { database, value, relaxed })
  }

  /** How what was read differs from what a backup must give back of a database. */
  checkBackup(claim: Claim, of: string, value: Json, relaxed: boolean): string[] {
    const known = claim.held.get(of)
    const about = { database: of, value, relaxed, atMs: claim.instantMs }
    return known === undefined ? [] : wrongWith(known, about)
  }

  contentOf(database: string): Content | undefined {
    const known = this.#databases.get(database)
    return known?.possible.length === 1 ? known.possible[0] : undefined
  }

  contentIn(claim: Claim, database: string): Content | undefined {
    const known = claim.held.get(database)
    return known?.possible.length === 1 ? known.possible[0] : undefined
  }

  #created(params: Params, reply: Reply): void {
    if (reply.kind !== 'done') return
    for (const each of params['databases'] as unknown as readonly CreatedDatabase[]) {
      const content =
        each.rows === undefined ? NO_CONTENT : changed(NO_CONTENT, { kind: 'set', ...each.rows })
      const known = { possible: [content], past: [], workloads: [], broken: false }
      this.#databases.set(each.database, known)
    }
  }

  #changed(command: CommandName, params: Params, reply: Reply): void {
    const change = changeOf(command, params)
    const database = String(params['database'])
    if (change === undefined || !mayHaveHappened(reply)) return
    if (command === 'sql.begin') {
      this.#open.set(String(params['transaction']), { database, change })
      return
    }
    this.#apply(database, change, reply.kind === 'done')
  }

  #ended(params: Params, reply: Reply): void {
    const name = String(params['transaction'])
    const open = this.#open.get(name)
    this.#open.delete(name)
    if (open === undefined || params['how'] !== 'commit' || !mayHaveHappened(reply)) return
    this.#apply(open.database, open.change, reply.kind === 'done')
  }

  #apply(database: string, change: Change, certain: boolean): void {
    const known = this.#databases.get(database)
    if (known === undefined) return
    const after = known.possible.map((content) => changed(content, change))
    const possible = certain ? after : [...known.possible, ...after].slice(-POSSIBLE_MAX)
    const past = [...known.past, ...known.possible].slice(-PAST_MAX)
    this.#databases.set(database, { ...known, possible, past })
  }

  #worked(params: Params, reply: Reply): void {
    if (reply.kind !== 'done') return
    const { outcomes } = reply.value as unknown as { readonly outcomes: readonly Outcome[] }
    const operations = params['operations'] as unknown as readonly Operation[]
    for (const database of params['databases'] as readonly string[]) {
      const known = this.#databases.get(database)
      if (known === undefined) continue
      const workloads = [...known.workloads, { operations, outcomes }]
      this.#databases.set(database, { ...known, workloads })
    }
    // Backups that ran meanwhile are judged by their instant, with what is known of the clients now.
    for (const [name, claim] of this.#claims) {
      const held = [...claim.held].map(([database, known]) => {
        const { workloads = known.workloads } = this.#databases.get(database) ?? {}
        return [database, { ...known, workloads }] as const
      })
      this.#claims.set(name, { ...claim, held: new Map(held) })
    }
  }

  #backedUp(params: Params, reply: Reply): void {
    if (reply.kind !== 'done') return
    const { state, instantMs, leftOut } = reply.value as unknown as BackupReply
    if (state !== 'completed') return
    const named = params['components'] as readonly string[]
    const mode = String(params['mode'])
    const all = mode === 'noncomponent' || named.length === 0 ? this.databases : named
    const components = all.filter((each) => !leftOut.includes(each))
    const backup = String(params['backup'])
    // Who says that nothing of it was backed up claims nothing.
    if (components.length === 0) return
    const held = components.flatMap((database) => {
      const known = this.#databases.get(database)
      return known === undefined || known.broken ? [] : [[database, known] as const]
    })
    this.#claims.set(backup, {
      backup,
      type: String(params['type']),
      mode,
      purpose: String(params['purpose']),
      base: params['base'] as string | undefined,
      components,
      partly: components.length < all.length,
      instantMs,
      held: new Map(held),
    })
  }

  #restored(params: Params, reply: Reply): void {
    const claim = this.#claims.get(String(params['backup']))
    const named = (params['components'] as readonly string[] | undefined) ?? claim?.components ?? []
    const completed =
      reply.kind === 'done' && (reply.value as unknown as BackupReply).state === 'completed'
    const more = params['additionalRestores']
    for (const database of named) {
      const follows = more === 'all' || (Array.isArray(more) && more.includes(database))
      this.#takeFrom(claim, database, completed && !follows)
    }
  }

  #putBack(params: Params, reply: Reply): void {
    const claim = this.#claims.get(String(params['backup']))
    for (const database of claim?.components ?? [])
      this.#takeFrom(claim, database, reply.kind === 'done')
  }

  #takeFrom(claim: Claim | undefined, database: string, completed: boolean): void {
    const held = claim?.held.get(database)
    const known = held ?? this.#databases.get(database)
    if (known !== undefined)
      this.#databases.set(database, { ...known, broken: !completed || held === undefined })
  }
}

interface CreatedDatabase {
  readonly database: string
  readonly rows?: { readonly from: number; readonly to: number; readonly text: string }
}

interface BackupReply {
  readonly state: string
  readonly instantMs: number
  readonly leftOut: readonly string[]
}

function changeOf(command: CommandName, params: Params): Change | undefined {
  const from = Number(params['from'])
  const to = Number(params['to'])
  const text = String(params['text'])
  if (command === 'sql.write' || command === 'sql.begin') return { kind: 'set', from, to, text }
  if (command === 'sql.delete') return { kind: 'delete', from, to }
  if (command !== 'sql.extents') return undefined
  return { kind: 'fill', file: String(params['file']), count: Number(params['count']), text }
}

function mayHaveHappened(reply: Reply): boolean {
  return reply.kind === 'done' || (reply.kind === 'refused' && !reply.refusal.certain)
}

interface About {
  readonly database: string
  readonly value: Json
  /** The fault took what cannot be known to be missing: an earlier content will do. */
  readonly relaxed: boolean
  readonly atMs?: number
}

function wrongWith(known: Known, { database, value, relaxed, atMs }: About): string[] {
  if (known.workloads.length === 0)
    return notHeld(value, relaxed ? [...known.possible, ...known.past] : known.possible)
  if (relaxed) return []
  const rows = expandRows((value as { readonly rows?: Json }).rows ?? null)
  if (rows === undefined) return ['the rows cannot be read']
  const history = known.workloads.reduce((left, right) => ({
    operations: [...left.operations, ...right.operations],
    outcomes: [...left.outcomes, ...right.outcomes],
  }))
  return notCommitted(rows, history, atMs === undefined ? { database } : { database, atMs })
}
