// One account in each database, and money that moves between them in distributed transactions.

import {
  outcomeKey,
  type Process,
  type Sim,
  sql,
  transactions,
  type World,
} from '../../../../engine/index.js'
import { done, type Json, type Reply } from '../../../model/reply.js'
import { type Context, type Handlers, machineOf } from './handler.js'
import {
  inDatabase,
  inTransaction,
  type Named,
  NOTHING,
  named,
  refusedBySql,
  type SqlOutcome,
} from './sql-statement.js'

type BankCommand = 'bank.open' | 'bank.transfer' | 'bank.balances' | 'dtc.query' | 'dtc.configure'

const ACCOUNTS = {
  name: 'accounts',
  columns: [
    { name: 'id', type: { kind: 'int' }, nullable: false },
    { name: 'balance', type: { kind: 'bigint' }, nullable: false },
  ],
  key: 'id',
} as const

/** The account of a database that is not told which. */
const ACCOUNT = 1

export const bankHandlers: Handlers<BankCommand> = {
  *'bank.open'(context, { server, database, balance }) {
    return yield* inDatabase(named(context, server, database), function* ({ online }) {
      const opened = yield* openAccount(online, ACCOUNT, balance)
      return opened.ok ? NOTHING : opened
    })
  },
  *'bank.transfer'(context, { server, transaction, from, to, amount }) {
    const source = named(context, server, from)
    const target = named(context, server, to)
    if ('kind' in source) return source
    if ('kind' in target) return target
    const accounts = [ACCOUNT, ACCOUNT] as const
    return yield* transfer(context, { name: transaction, source, target, accounts, amount })
  },
  *'bank.balances'(context, { server, databases }) {
    const balances: { database: string; balance: number }[] = []
    for (const database of databases) {
      const reply = yield* inDatabase(named(context, server, database), readBalance)
      if (reply.kind !== 'done') return reply
      const { balance } = reply.value as { readonly balance: number }
      balances.push({ database, balance })
    }
    const sum = balances.reduce((total, { balance }) => total + balance, 0)
    return done({ balances, sum })
  },
  *'dtc.query'(context, { server, database }) {
    return yield* inDatabase(named(context, server, database), (at) => {
      const known = sql.inDoubtOf(at.database).map(({ globalId, recovered }) => ({
        name: context.globalNames.get(globalId) ?? globalId,
        state: recovered ? 'in doubt' : 'prepared',
      }))
      return { ok: true, value: { transactions: known } }
    })
  },
  'dtc.configure'(context, { server, capability, on }) {
    machineOf(context, server).host.registry.set(outcomeKey(capability), on ? 1 : 0)
    return done()
  },
}

export interface Transfer {
  readonly name: string
  readonly source: Named
  readonly target: Named
  /** Which account of the source, and which of the target. */
  readonly accounts: readonly [number, number]
  readonly amount: number
}

/** Two-phase commit; within one instance the instance itself decides. */
export function* transfer(context: Context, move: Transfer): Process<Reply> {
  const { network, sim } = context.world
  const startedAt = sim.now
  const coordinator = coordinatorOf(context.world, move)
  const globalId =
    coordinator === undefined ? undefined : transactions.beginGlobal(network, coordinator)
  if (coordinator === undefined || globalId === undefined)
    return refusedBySql(sql.refuseSql('NO_COORDINATOR').error)
  context.globalNames.set(globalId, move.name)
  const of = { globalId, coordinator: coordinator.address }
  for (const { at, account, by } of [
    { at: move.source, account: move.accounts[0], by: -move.amount },
    { at: move.target, account: move.accounts[1], by: move.amount },
  ]) {
    const booked = yield* book(network, at, { of, account, by })
    if (booked.ok) continue
    transactions.abortGlobal(network, coordinator, globalId)
    return refusedBySql(booked.error)
  }
  const outcome = yield* transactions.commitGlobal(network, coordinator, globalId)
  if (outcome === 'committed') return done({ tookMs: tookMs(sim, startedAt) })
  const message = `the transaction ${move.name} was ${outcome}`
  return { kind: 'refused', refusal: { code: outcome, message, certain: outcome === 'aborted' } }
}

function tookMs(sim: Sim, startedAt: number): number {
  return (sim.now - startedAt) / 1_000
}

function coordinatorOf(
  { network }: World,
  { source, target }: Transfer,
): transactions.Coordinator | undefined {
  const address =
    source.instance === target.instance
      ? transactions.instanceAddress(source.instance)
      : transactions.msdtcAddress(source.server.host)
  return network.coordinators.get(address)
}

function* book(
  network: World['network'],
  { instance, name }: Named,
  {
    of,
    account,
    by,
  }: {
    readonly of: Parameters<typeof transactions.beginBranch>[2]
    readonly account: number
    readonly by: number
  },
): Process<SqlOutcome<undefined>> {
  const resource = { instance, database: name }
  const branch = yield* transactions.beginBranch(network, resource, of)
  if (!branch.ok) return branch
  const { online, transaction } = branch.value
  return yield* add(online, transaction, { account, by })
}

/** Puts money into an account, or takes it out. */
export function* add(
  online: sql.Online,
  transaction: sql.UserTransaction,
  { account, by }: { readonly account: number; readonly by: number },
): Process<SqlOutcome<undefined>> {
  const table = accountsOf(online)
  if (!table.ok) return table
  const row = yield* sql.lookUp(online, transaction, table.value, account)
  if (!row.ok) return row
  const balance = BigInt(String(row.value?.[1] ?? 0)) + BigInt(by)
  const updated = yield* sql.update(online, transaction, table.value, [account, balance])
  if (!updated.ok) return updated
  if (updated.value) return { ok: true, value: undefined }
  return sql.refuseSql('NO_SUCH_OBJECT', `account ${account}`)
}

export function* openAccount(
  online: sql.Online,
  account: number,
  balance: number,
): Process<SqlOutcome<unknown>> {
  const table = accountsOf(online)
  if (!table.ok) return table
  return yield* inTransaction(online, (transaction) =>
    sql.insert(online, transaction, table.value, [account, BigInt(balance)]),
  )
}

/** All accounts of a database together. */
function* readBalance({ online }: { readonly online: sql.Online }): Process<SqlOutcome<Json>> {
  const table = sql.findTable(online, ACCOUNTS.name)
  if (!table.ok) return table
  const rows = yield* sql.scanTable(online, undefined, table.value)
  if (!rows.ok) return rows
  const balance = rows.value.reduce((total, row) => total + Number(row[1]), 0)
  return { ok: true, value: { balance } }
}

function accountsOf(online: sql.Online): SqlOutcome<sql.Table> {
  const known = sql.findTable(online, ACCOUNTS.name)
  return known.ok ? known : sql.createTable(online, ACCOUNTS)
}
