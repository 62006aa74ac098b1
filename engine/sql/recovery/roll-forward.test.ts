import { expect, test } from 'vitest'
import { fork } from '../../base/fork.js'
import { placeFault } from '../../sim/index.js'
import { copyFile, deleteFile, liveView } from '../../volume/index.js'
import type { DatabaseFile } from '../page/index.js'
import {
  begin,
  crashDatabase,
  createFiles,
  onlineWith,
  openDatabase,
  setOption,
  takeCheckpoint,
} from './database/index.js'
import { loadTables } from './database/table.js'
import { finishRecovery, rollForward } from './restart.js'
import {
  contentOf,
  execute,
  type Fixture,
  makeBank,
  ORDERS,
  online,
  row,
  run,
  succeeded,
  transact,
} from './sql.fixture.js'
import { viewDatabase, viewFiles } from './views.js'

/** One committed row, one whose transaction is open; both are in the log on disk. */
function bankWithOpenTransaction(): Fixture {
  const bank = makeBank()
  const open = begin(online(bank))
  run(bank.sim, execute(online(bank), open, { kind: 'insert', row: row(2, 2) }))
  transact(bank, [{ kind: 'insert', row: row(1, 1) }])
  crashDatabase(bank.database)
  return bank
}

test('rolling forward shows what is in the log, and may be done again', () => {
  const bank = bankWithOpenTransaction()
  for (let round = 0; round < 3; round++) {
    const copy = fork(bank)
    const files: DatabaseFile[] = []
    const forward = succeeded(rollForward(copy.sim, copy.database, files))
    const shown = onlineWith(forward)
    succeeded(loadTables(shown))
    copy.database.state = shown
    expect(contentOf(copy)).toEqual(
      new Map([
        [2, '2/0'],
        [1, '1/0'],
      ]),
    )
    if (round < 2) continue
    const opened = onlineWith(succeeded(finishRecovery(forward)))
    succeeded(loadTables(opened))
    copy.database.state = opened
    expect(contentOf(copy)).toEqual(new Map([[1, '1/0']]))
  }
})

test('a commit whose block was torn never happened; what went before it is whole', () => {
  for (let sectors = 0; sectors < 8; sectors++) {
    const bank = makeBank()
    transact(bank, [{ kind: 'insert', row: row(1, 1) }])
    const { sim } = bank
    const fault = placeFault(sim.faults, {
      name: 'torn',
      kind: 'torn-write',
      where: 'E:',
      parameters: { sectors },
      placedAt: sim.now,
    })
    expect(transact(bank, [{ kind: 'insert', row: row(2, 2, 3_900) }])).toBe(false)
    crashDatabase(bank.database)
    fault.liftedAt = sim.now
    expect(fault.effects.length).toBeGreaterThan(0)
    succeeded(openDatabase(bank.database))
    expect(contentOf(bank)).toEqual(new Map([[1, '1/0']]))
    transact(bank, [{ kind: 'insert', row: row(3, 3) }])
    crashDatabase(bank.database)
    succeeded(openDatabase(bank.database))
    expect([...contentOf(bank).keys()]).toEqual([1, 3])
  }
})

test('a file of another database in the place of one is refused with 5173', () => {
  const bank = makeBank({
    dataFiles: [
      ORDERS.dataFiles[0],
      { logicalName: 'Second', volume: 'F:', path: '\\Second.ndf', sizePages: 64 },
    ],
  })
  const other = (suffix: string, volume: string) => ({
    logicalName: suffix,
    volume,
    path: `\\Other.${suffix}`,
    sizePages: 64,
  })
  const made = createFiles(bank.sim, bank.volumes, {
    name: 'Other',
    dataFiles: [other('mdf', 'D:'), other('ndf', 'F:')],
    logFiles: [other('ldf', 'E:')],
  })
  crashDatabase({ ...bank.database, state: onlineWith(succeeded(made)) })
  crashDatabase(bank.database)
  const volume = bank.volumes.get('F:')
  if (volume === undefined) throw new Error('no volume')
  deleteFile(volume, '\\Second.ndf')
  const copied = copyFile(liveView(volume), '\\Other.ndf', volume, '\\Second.ndf')
  expect(copied.ok).toBe(true)
  openDatabase(bank.database)
  expect(bank.database.state).toMatchObject({
    kind: 'recovery-pending',
    error: { number: 5173 },
  })
})

test('the views say what the database is', () => {
  const bank = makeBank()
  expect(viewDatabase(bank.database)).toMatchObject({
    name: 'Orders',
    state_desc: 'ONLINE',
    recovery_model_desc: 'SIMPLE',
    log_reuse_wait_desc: 'NOTHING',
  })
  expect(viewFiles(bank.database).map(({ logicalName }) => logicalName)).toEqual([
    'Orders',
    'Orders_log',
  ])
  succeeded(
    setOption(online(bank), { recoveryModel: 'FULL', logBackedUpTo: online(bank).boot.checkpoint }),
  )
  expect(viewDatabase(bank.database).log_reuse_wait_desc).toBe('LOG_BACKUP')
  crashDatabase(bank.database)
  deleteFile(bank.volumes.get('E:') as never, '\\Orders.ldf')
  openDatabase(bank.database)
  expect(viewDatabase(bank.database)).toMatchObject({ state: 3, recovery_model_desc: null })
})

test('in FULL the log waits for its backup, over a restart too', () => {
  const bank = makeBank({ recoveryModel: 'FULL' })
  const from = online(bank).boot.checkpoint
  succeeded(setOption(online(bank), { logBackedUpTo: from }))
  for (let id = 1; id <= 30; id++) {
    transact(bank, [{ kind: 'insert', row: row(id, 1, 3_000) }])
    succeeded(takeCheckpoint(online(bank)))
  }
  expect(online(bank).storage.log.truncation).toBe(from)
  crashDatabase(bank.database)
  succeeded(openDatabase(bank.database))
  expect(online(bank).storage.log.truncation).toBe(from)
})
