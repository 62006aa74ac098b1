// Workloads: what clients do to databases and files while something else happens. The operations follow
// from the parameters alone, and the harness draws them, so that who checks knows what was sent
// without asking the target.

import { z } from 'zod'
import { database, path } from './words.js'

export const WORKLOADS = {
  ledger: 'Each client appends numbered entries, one to three at a time; a gap can be seen.',
  bank: 'Clients move money between accounts; nothing is made or lost.',
  'file churn': 'Clients write, overwrite and delete files of a folder.',
  'full-text churn': 'Clients set rows to new words, and delete some.',
} as const

export type WorkloadName = keyof typeof WORKLOADS

const row = z.int().min(1).max(1_000_000)
const client = z.int().min(0).max(63)
const thinkMs = z.int().min(0).max(60_000)

/** One transaction of one client; those of a client follow one another. */
export const operationSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('rows'),
    client,
    thinkMs,
    database,
    /** Without a text the row is deleted. */
    writes: z.array(z.strictObject({ row, text: z.string().nullable() })).min(1),
  }),
  z.strictObject({
    kind: z.literal('transfer'),
    client,
    thinkMs,
    from: z.strictObject({ database, account: row }),
    to: z.strictObject({ database, account: row }),
    amount: z.int().positive(),
  }),
  z.strictObject({
    kind: z.literal('file'),
    client,
    thinkMs,
    path,
    /** Without a length the file is deleted. */
    bytes: z.int().nonnegative().nullable(),
  }),
])

export type Operation = z.output<typeof operationSchema>

export interface WorkloadParams {
  readonly workload: WorkloadName
  readonly databases: readonly string[]
  readonly folder?: string | undefined
  readonly transactions: number
  readonly clients: number
  readonly seed: number
}

/** Every account of a bank starts with this, and every database has so many. */
export const OPENING_BALANCE = 100
export const ACCOUNTS = 8

/** Rows of a client start here, times its number, so that clients never write the same row. */
export const ROWS_PER_CLIENT = 10_000

export function operationsOf(params: WorkloadParams): Operation[] {
  const draw = drawing(params.seed)
  const clients = Array.from({ length: params.clients }, (_, client) => ({ client, next: 1 }))
  return Array.from({ length: params.transactions }, () => {
    const turn = clients[draw(clients.length)] ?? { client: 0, next: 1 }
    return MAKE[params.workload](params, turn, draw)
  })
}

/** A number from nought up to the bound. */
type Draw = (bound: number) => number

interface Turn {
  readonly client: number
  /** The row a client of the ledger writes next. */
  next: number
}

type Make = (params: WorkloadParams, turn: Turn, draw: Draw) => Operation

const MAKE: Readonly<Record<WorkloadName, Make>> = {
  ledger({ databases }, turn, draw) {
    const count = 1 + draw(3)
    const writes = Array.from({ length: count }, () => {
      const number = turn.next++
      return { row: turn.client * ROWS_PER_CLIENT + number, text: `entry ${number}` }
    })
    // A client keeps to one database: its entries are one sequence.
    const database = databases[turn.client % databases.length] ?? ''
    return { kind: 'rows', client: turn.client, thinkMs: draw(20), database, writes }
  },
  bank({ databases }, turn, draw) {
    const account = () => ({
      database: databases[draw(databases.length)] ?? '',
      account: 1 + draw(ACCOUNTS),
    })
    const from = account()
    const to = account()
    const same = from.database === to.database && from.account === to.account
    return {
      kind: 'transfer',
      client: turn.client,
      thinkMs: draw(20),
      from,
      to: same ? { ...to, account: (to.account % ACCOUNTS) + 1 } : to,
      amount: 1 + draw(10),
    }
  },
  'file churn'({ folder = 'D:\\churn' }, turn, draw) {
    const file = `${folder}\\${turn.client}-${draw(6)}.dat`
    const bytes = draw(5) === 0 ? null : draw(200_000)
    return { kind: 'file', client: turn.client, thinkMs: draw(20), path: file, bytes }
  },
  'full-text churn'({ databases }, turn, draw) {
    const writes = Array.from({ length: 1 + draw(2) }, () => ({
      row: turn.client * ROWS_PER_CLIENT + 1 + draw(20),
      text: draw(6) === 0 ? null : `${WORDS[draw(WORDS.length)]} ${WORDS[draw(WORDS.length)]}`,
    }))
    const database = databases[turn.client % databases.length] ?? ''
    return { kind: 'rows', client: turn.client, thinkMs: draw(20), database, writes }
  },
}

const WORDS = ['frost', 'ice', 'snow', 'thaw', 'hail', 'rime', 'sleet', 'melt'] as const

/** Mulberry32: small, and the same on every machine. */
function drawing(seed: number): Draw {
  let state = seed >>> 0
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
  }
}
