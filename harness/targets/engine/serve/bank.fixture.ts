// A bank that clients move money about in, and whether its books are right: what the server said is
// committed is there, and whatever is there is there as a whole.

import type sql from 'mssql'
import { expect } from 'vitest'

const ACCOUNTS = 10
const BALANCE = 1000
export const CLIENTS = 4
/** How long they work before the server is killed. */
const WORK_MS_MAX = 400

export interface Ledger {
  /** Transfers that the server said are committed. */
  readonly acknowledged: Set<number>
  sent: number
}

export async function setUp(pool: sql.ConnectionPool): Promise<void> {
  await pool.query('create database Bank')
  await pool.query(`
    create table Bank.dbo.accounts (id int not null primary key, balance int not null)
    create table Bank.dbo.transfers
      (id int not null primary key, source int not null, target int not null, amount int not null)`)
  for (let id = 0; id < ACCOUNTS; id++)
    await pool.query(`insert into Bank.dbo.accounts values (${id}, ${BALANCE})`)
}

/** Lets clients work until the server is killed, at a moment nobody chose. */
export async function workUntilKilled(
  pool: sql.ConnectionPool,
  ledger: Ledger,
  kill: () => Promise<void>,
): Promise<void> {
  pool.on('error', () => {})
  const clients = Array.from({ length: CLIENTS }, () => transferring(pool, ledger))
  await new Promise((resolve) => setTimeout(resolve, Math.random() * WORK_MS_MAX))
  await kill()
  await Promise.all(clients)
  await pool.close()
}

/** Transfers until the connection breaks. */
async function transferring(pool: sql.ConnectionPool, ledger: Ledger): Promise<void> {
  for (;;) {
    const id = ++ledger.sent
    const [source, target, amount] = [(id * 7) % ACCOUNTS, (id * 3 + 1) % ACCOUNTS, (id % 50) + 1]
    if (source === target) continue
    // Always in the same order, so that no two wait for one another.
    const [first, second] = source < target ? [source, target] : [target, source]
    const by = (account: number) => (account === source ? -amount : amount)
    try {
      await pool.query(`
        begin transaction
        update accounts set balance = balance + (${by(first)}) where id = ${first}
        update accounts set balance = balance + (${by(second)}) where id = ${second}
        insert into transfers values (${id}, ${source}, ${target}, ${amount})
        commit transaction`)
      ledger.acknowledged.add(id)
    } catch (thrown) {
      const { code } = thrown as { code?: string }
      if (code === 'EREQUEST') throw thrown
      return
    }
  }
}

export async function checkBooks(
  pool: sql.ConnectionPool,
  { acknowledged }: Ledger,
): Promise<void> {
  const accounts = (await pool.query('select id, balance from accounts')).recordset
  const transfers = (await pool.query('select id, source, target, amount from transfers')).recordset
  const balances = new Array<number>(ACCOUNTS).fill(BALANCE)
  for (const { source, target, amount } of transfers) {
    balances[source] = (balances[source] ?? 0) - amount
    balances[target] = (balances[target] ?? 0) + amount
  }
  expect(accounts.map(({ id, balance }) => [id, balance]).sort(byFirst)).toEqual([
    ...balances.entries(),
  ])
  const found = new Set(transfers.map(({ id }) => id))
  expect([...acknowledged].filter((id) => !found.has(id))).toEqual([])
}

function byFirst(left: readonly number[], right: readonly number[]): number {
  return (left[0] ?? 0) - (right[0] ?? 0)
}
