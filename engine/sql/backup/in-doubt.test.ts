// A prepared transaction in a chain of backups: the last restore decides what becomes of it.

import { expect, test } from 'vitest'
import type { Guid } from '../../base/brand.js'
import type { Process } from '../../sim/index.js'
import { begin, commitBranch, enlist, prepareBranch } from '../recovery/index.js'
import {
  change,
  contentOf,
  execute,
  type Fixture,
  insertion,
  makeBank,
  online,
  run,
  succeeded,
  transact,
} from '../recovery/sql.fixture.js'
import { backUp, backUpLog, besides, COPY, done, mediaOf } from './backup.fixture.js'
import { recoverDatabase, restoreDatabase } from './restore.js'
import { restoreLog } from './restore-log.js'

const X = '11111111-2222-4333-a444-555555555555' as Guid

function prepare(bank: Fixture): void {
  const target = online(bank)
  const work = function* (): Process {
    const transaction = begin(target)
    succeeded(enlist(target, transaction, { globalId: X, coordinator: 'APP01/MSDTC' }))
    succeeded(yield* execute(target, transaction, change(1, 100)))
    succeeded(yield* prepareBranch(target, X))
  }
  run(bank.sim, work())
}

function restored(bank: Fixture, full: string, logs: readonly string[]): Record<string, string> {
  const copy = done(
    restoreDatabase(besides(bank), { media: mediaOf(full), move: COPY, replace: true }),
  )
  for (const log of logs) done(restoreLog(copy, { media: mediaOf(log) }))
  return Object.fromEntries(contentOf({ ...bank, database: done(recoverDatabase(copy)) }))
}

test.each([
  ['promised and heard in the logs', 'before', ['prepared', 'ended'], 100],
  ['promised in the logs and not heard', 'before', ['prepared'], 1],
  ['promised in the full backup and heard in a log', 'during', ['ended'], 100],
  ['promised in the full backup and not heard', 'during', [], 1],
])('what was %s ends as far as the chain knows', (_, full, logs, balance) => {
  const bank = makeBank({ recoveryModel: 'FULL' })
  transact(bank, [insertion(1)])
  backUp(bank, 'before', 'full')
  prepare(bank)
  transact(bank, [insertion(2)])
  backUpLog(bank, 'prepared')
  backUp(bank, 'during', 'full')
  succeeded(run(bank.sim, commitBranch(online(bank), X)))
  backUpLog(bank, 'ended')
  expect(restored(bank, full, logs)).toEqual({ 1: `${balance}/0`, 2: '2/0' })
})
