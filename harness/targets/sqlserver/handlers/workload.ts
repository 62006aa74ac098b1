// Money that moves, and clients that carry out a workload side by side: each has a connection of its
// own, and does its operations one after the other with a pause before each.

import { rmSync, writeFileSync } from 'node:fs'
import { ACCOUNTS, OPENING_BALANCE, type Operation } from '../../../model/workload.js'
import type { Client } from '../client.js'
import {
  type Context,
  filesOf,
  type Handlers,
  nothing,
  refusalOf,
  runIn,
  text,
  value,
} from '../context.js'
import { asTransaction, quotedName, quotedText } from '../sql-text.js'
import { repeated } from './files.js'
import { settingRows } from './rows.js'

type Outcome = {
  readonly sentMs: number
  readonly endedMs: number
  readonly outcome: 'acknowledged' | 'refused' | 'uncertain' | 'not sent'
}

const NOT_SENT: Outcome = { sentMs: 0, endedMs: 0, outcome: 'not sent' }
const ACCOUNT = 1

export const workloadHandlers: Handlers<'workload.run' | 'bank.open' | 'bank.balances'> = {
  async 'workload.run'(context, { workload, databases, clients, operations = [] }) {
    if (workload === 'bank')
      for (const database of databases)
        for (let account = 1; account <= ACCOUNTS; account++)
          await openAccount(context, { database, account, balance: OPENING_BALANCE })
    const outcomes: Outcome[] = operations.map(() => NOT_SENT)
    const parties = Array.from({ length: clients }, (_, number) =>
      [...operations.entries()].filter(([, { client }]) => client === number),
    )
    await Promise.all(parties.map((own) => carryOutAll(context, own, outcomes)))
    return value({ outcomes: outcomes.map((each) => ({ ...each })) })
  },
  async 'bank.open'(context, { database, balance }) {
    await openAccount(context, { database, account: ACCOUNT, balance })
    return nothing()
  },
  async 'bank.balances'(context, { databases }) {
    const balances: { database: string; balance: number }[] = []
    for (const database of databases) {
      const total = 'SELECT CONVERT(varchar(30), SUM(balance)) AS total FROM dbo.accounts'
      const [found] = await runIn(context, database, total)
      balances.push({ database, balance: Number(text(found, 'total')) })
    }
    return value({ balances, sum: balances.reduce((sum, { balance }) => sum + balance, 0) })
  },
}

async function openAccount(
  context: Context,
  { database, account, balance }: { database: string; account: number; balance: number },
): Promise<void> {
  const known = `SELECT COUNT(*) AS tables FROM sys.tables WHERE name = ${quotedText('accounts')}`
  const [found] = await runIn(context, database, known)
  if (Number(found?.['tables']) === 0)
    await runIn(
      context,
      database,
      'CREATE TABLE dbo.accounts (id int NOT NULL PRIMARY KEY, balance bigint NOT NULL)',
    )
  const insertion = `INSERT INTO dbo.accounts (id, balance) VALUES (${account}, ${balance})`
  await runIn(context, database, insertion)
}

async function carryOutAll(
  context: Context,
  operations: readonly (readonly [number, Operation])[],
  outcomes: Outcome[],
): Promise<void> {
  const client = context.server.connect()
  try {
    for (const [index, operation] of operations) {
      await new Promise((resolve) => setTimeout(resolve, operation.thinkMs))
      const sentMs = context.nowMs()
      outcomes[index] = { sentMs, endedMs: Number.MAX_SAFE_INTEGER, outcome: 'uncertain' }
      const outcome = await carryOut(context, client, operation)
      outcomes[index] = { sentMs, endedMs: context.nowMs(), outcome }
    }
  } finally {
    await client.close()
  }
}

async function carryOut(
  context: Context,
  client: Client,
  operation: Operation,
): Promise<Outcome['outcome']> {
  if (operation.kind === 'file') return changeFile(context, operation)
  const { database, statements } = transactionOf(context, operation)
  // Nobody else has this connection, so it may stay where it is.
  const answer = await client.run(`USE ${quotedName(database)};\n${asTransaction(statements)}`)
  if (answer.ok) return 'acknowledged'
  const reply = refusalOf(context, answer.failure)
  return reply.kind === 'refused' && reply.refusal.certain ? 'refused' : 'uncertain'
}

function transactionOf(
  { names }: Context,
  operation: Exclude<Operation, { kind: 'file' }>,
): { database: string; statements: string[] } {
  if (operation.kind === 'rows') {
    const statements = operation.writes.map(({ row, text: body }, index) =>
      body === null
        ? `DELETE FROM dbo.[rows] WHERE n = ${row}`
        : settingRows({ from: row, to: row, text: body }).replaceAll('@n', `@n${index}`),
    )
    return { database: names.database(operation.database), statements }
  }
  const book = (database: string, account: number, by: number) =>
    `UPDATE ${quotedName(names.database(database))}.dbo.accounts SET balance = balance + (${by}) WHERE id = ${account}`
  const { from, to, amount } = operation
  return {
    database: names.database(from.database),
    statements: [book(from.database, from.account, -amount), book(to.database, to.account, amount)],
  }
}

async function changeFile(
  context: Context,
  { path, bytes }: Extract<Operation, { kind: 'file' }>,
): Promise<Outcome['outcome']> {
  const there = context.places.there(path)
  const access = filesOf(context)
  if (bytes === null) {
    const here = access.here(there)
    if (here === undefined || !access.exists(there)) return 'refused'
    rmSync(here)
    return 'acknowledged'
  }
  access.makeFolderFor(there)
  const here = access.here(there)
  if (here === undefined) return 'refused'
  writeFileSync(here, repeated(String.fromCharCode(97 + (bytes % 26)), bytes))
  return 'acknowledged'
}
