// Clients that carry out a workload side by side: each its own operations, one after the other, with
// a pause before each. What each came to is told in the order in which they were drawn.

import {
  deleteFile,
  later,
  makeFoldersFor,
  NEVER,
  type Process,
  type Span,
  sleepUntil,
  type Task,
  waitFor,
  writeWholeFile,
} from '../../../../engine/index.js'
import { done, type Reply } from '../../../model/reply.js'
import { ACCOUNTS, OPENING_BALANCE, type Operation } from '../../../model/workload.js'
import { add, openAccount, transfer } from './bank.js'
import { type Context, type Handlers, machineOf } from './handler.js'
import { deleteRows, setRows } from './sql-rows.js'
import { inDatabase, inTransaction, NOTHING, named, type SqlOutcome } from './sql-statement.js'

type Outcome = {
  readonly sentMs: number
  readonly endedMs: number
  readonly outcome: 'acknowledged' | 'refused' | 'uncertain' | 'not sent'
}

const NOT_SENT: Outcome = { sentMs: 0, endedMs: 0, outcome: 'not sent' }

export const workloadHandlers: Handlers<'workload.run'> = {
  *'workload.run'(context, { server, workload, databases, clients, operations = [] }) {
    if (workload === 'bank') {
      const opened = yield* openBank(context, server, databases)
      if (opened.kind !== 'done') return opened
    }
    const { sim } = context.world
    const outcomes = operations.map(() => NOT_SENT)
    const tasks: Task<void>[] = []
    for (let client = 0; client < clients; client++) {
      const own = [...operations.entries()].filter(([, each]) => each.client === client)
      tasks.push(sim.spawn(`client ${client}`, clientOf({ context, server }, own, outcomes)))
    }
    for (const task of tasks) if (task.state === 'running') yield* waitFor(task.ended, NEVER)
    return done({ outcomes })
  },
}

interface At {
  readonly context: Context
  readonly server: string | undefined
}

function* clientOf(
  at: At,
  operations: readonly (readonly [number, Operation])[],
  outcomes: Outcome[],
): Process {
  const { sim } = at.context.world
  for (const [index, operation] of operations) {
    yield* sleepUntil(later(sim.now, (operation.thinkMs * 1_000) as Span))
    const sentMs = sim.now / 1_000
    // Whoever never gets an answer does not know what became of it.
    outcomes[index] = { sentMs, endedMs: Number.MAX_SAFE_INTEGER, outcome: 'uncertain' }
    const reply = yield* carryOut(at, operation, index)
    outcomes[index] = { sentMs, endedMs: sim.now / 1_000, outcome: outcomeOf(reply) }
  }
}

function outcomeOf(reply: Reply): Outcome['outcome'] {
  if (reply.kind === 'done') return 'acknowledged'
  return reply.kind === 'refused' && !reply.refusal.certain ? 'uncertain' : 'refused'
}

function* carryOut(at: At, operation: Operation, index: number): Process<Reply> {
  switch (operation.kind) {
    case 'rows':
      return yield* writeRows(at, operation)
    case 'transfer':
      return yield* moveMoney(at, operation, index)
    case 'file':
      return changeFile(at, operation)
  }
}

function* writeRows(
  { context, server }: At,
  { database, writes }: Extract<Operation, { kind: 'rows' }>,
): Process<Reply> {
  return yield* inDatabase(named(context, server, database), function* ({ online }) {
    const written = yield* inTransaction(online, function* (transaction) {
      for (const { row, text } of writes) {
        const range = { from: row, to: row }
        const set: SqlOutcome<undefined> =
          text === null
            ? yield* deleteRows(online, transaction, range)
            : yield* setRows(online, transaction, { ...range, text })
        if (!set.ok) return set
      }
      return NOTHING
    })
    return written.ok ? NOTHING : written
  })
}

function* moveMoney(
  { context, server }: At,
  { from, to, amount }: Extract<Operation, { kind: 'transfer' }>,
  index: number,
): Process<Reply> {
  const source = named(context, server, from.database)
  const target = named(context, server, to.database)
  if ('kind' in source) return source
  if ('kind' in target) return target
  const accounts = [from.account, to.account] as const
  if (from.database !== to.database)
    return yield* transfer(context, { name: `transfer ${index}`, source, target, accounts, amount })
  return yield* inDatabase(source, function* ({ online }) {
    const moved = yield* inTransaction(online, function* (transaction) {
      const taken = yield* add(online, transaction, { account: from.account, by: -amount })
      return taken.ok ? yield* add(online, transaction, { account: to.account, by: amount }) : taken
    })
    return moved.ok ? NOTHING : moved
  })
}

function changeFile(
  { context, server }: At,
  { path, bytes }: Extract<Operation, { kind: 'file' }>,
): Reply {
  const volume = machineOf(context, server).volumes.get(path.slice(0, 2))
  if (volume === undefined) return { kind: 'refused', refusal: refused('no-such-volume', path) }
  const name = path.slice(2)
  makeFoldersFor(volume, name)
  const changed =
    bytes === null
      ? deleteFile(volume, name)
      : writeWholeFile(volume, name, new Uint8Array(bytes).fill(bytes))
  return changed.ok ? done() : { kind: 'refused', refusal: refused(changed.error.name, path) }
}

function refused(code: string, message: string) {
  return { code, message, certain: true }
}

function* openBank(
  context: Context,
  server: string | undefined,
  databases: readonly string[],
): Process<Reply> {
  for (const database of databases) {
    const opened = yield* inDatabase(named(context, server, database), function* ({ online }) {
      for (let account = 1; account <= ACCOUNTS; account++) {
        const made = yield* openAccount(online, account, OPENING_BALANCE)
        if (!made.ok) return made
      }
      return NOTHING
    })
    if (opened.kind !== 'done') return opened
  }
  return done()
}
