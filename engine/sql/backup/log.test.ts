import { expect, test } from 'vitest'
import { fork } from '../../base/fork.js'
import { seconds } from '../../base/units.js'
import {
  addFile,
  begin,
  commit,
  crashDatabase,
  type Database,
  freeze,
  openDatabase,
  requireOnline,
  setOption,
  takeCheckpoint,
  thaw,
  viewDatabase,
} from '../recovery/index.js'
import {
  contentOf,
  execute,
  type Fixture,
  insertion,
  makeBank,
  ORDERS,
  online,
  row,
  run,
  transact,
} from '../recovery/sql.fixture.js'
import { backUp, backUpLog, besides, COPY, done, mediaOf, numberOf } from './backup.fixture.js'
import { backupDatabase } from './backup.js'
import { backupLog, type LogBackupOptions } from './backup-log.js'
import { readBackupSet, recoverDatabase, restoreDatabase } from './restore.js'
import { restoreDifferential } from './restore-differential.js'
import { restoreLog } from './restore-log.js'

function fullBank(): Fixture {
  const bank = makeBank({ recoveryModel: 'FULL' })
  transact(bank, [insertion(1)])
  backUp(bank, 'full', 'full')
  return bank
}

function tryLog({ sim, database }: Fixture, options: Partial<LogBackupOptions> = {}): number {
  return numberOf(run(sim, backupLog(database, { media: mediaOf('tried'), ...options })))
}

function restoring(bank: Fixture, name = 'full'): Database {
  return done(restoreDatabase(besides(bank), { media: mediaOf(name), move: COPY }))
}

function keysOf(bank: Fixture, database = bank.database): number[] {
  return [...contentOf({ ...bank, database }).keys()].sort((left, right) => left - right)
}

/** Rows 2, 3, … each with a log backup `log2`, `log3`, … behind it. */
function chain(bank: Fixture, ...ids: number[]): void {
  for (const id of ids) {
    bank.sim.advance(seconds(10))
    transact(bank, [insertion(id)])
    backUpLog(bank, `log${id}`)
  }
}

test('the log is backed up only in a chain that a full backup has begun', () => {
  const simple = makeBank()
  backUp(simple, 'full', 'full')
  expect(tryLog(simple)).toBe(4208)
  done(setOption(online(simple), { recoveryModel: 'FULL' }))
  expect(tryLog(simple)).toBe(4214)
  backUp(simple, 'side', 'copy-only')
  expect(tryLog(simple)).toBe(4214)
  backUp(simple, 'again', 'full')
  expect(backUpLog(simple, 'first').beginsLogChain).toBe(true)
  expect(backUpLog(simple, 'second').beginsLogChain).toBe(false)
  done(setOption(online(simple), { recoveryModel: 'SIMPLE' }))
  done(setOption(online(simple), { recoveryModel: 'FULL' }))
  expect(tryLog(simple)).toBe(4214)
})

test('each log backup goes on where the last one ended, but for one that is copy-only', () => {
  const bank = fullBank()
  chain(bank, 2)
  const first = done(readBackupSet(bank.volumes, mediaOf('log2')))
  const side = backUpLog(bank, 'side', { copyOnly: true })
  transact(bank, [insertion(3)])
  const next = backUpLog(bank, 'next')
  expect(side.firstLsn).toBe(first.lastLsn)
  expect(next.firstLsn).toBe(first.lastLsn)
  expect(next.lastLsn).toBeGreaterThan(side.lastLsn)
})

test('log backups let a log of fixed length go round; without them it is full', () => {
  const log = { ...ORDERS.logFiles[0], growth: { kind: 'none' as const } }
  const bank = makeBank({ recoveryModel: 'FULL', logFiles: [log] })
  backUp(bank, 'full', 'full')
  const fill = (backups: boolean): number => {
    for (let id = 1; id <= 300; id++) {
      if (!transact(bank, [{ kind: 'insert', row: row(id, id, 3_500) }])) return id
      if (backups && id % 20 === 0) {
        done(takeCheckpoint(online(bank)))
        backUpLog(bank, `log${id}`)
      }
    }
    return 0
  }
  const still = fork(bank)
  expect(fill(true)).toBe(0)
  const database = restoring(bank)
  for (let id = 20; id <= 300; id += 20) done(restoreLog(database, { media: mediaOf(`log${id}`) }))
  done(recoverDatabase(database))
  expect(contentOf({ ...bank, database })).toEqual(contentOf(bank))
  let id = 0
  while (transact(still, [{ kind: 'insert', row: row(++id, id, 3_500) }]))
    done(takeCheckpoint(online(still)))
  const table = begin(online(still))
  const refused = run(
    still.sim,
    execute(online(still), table, { kind: 'insert', row: row(900, 1, 3_500) }),
  )
  expect(numberOf(refused)).toBe(9002)
  online(still).transactions.delete(table)
  expect(viewDatabase(still.database).log_reuse_wait_desc).not.toBe('NOTHING')
})

test('a gap is refused with 4305, what is there already with 4326, and the restore goes on', () => {
  const bank = fullBank()
  chain(bank, 2, 3, 4)
  const database = restoring(bank)
  expect(numberOf(restoreLog(database, { media: mediaOf('log3') }))).toBe(4305)
  done(restoreLog(database, { media: mediaOf('log2') }))
  expect(numberOf(restoreLog(database, { media: mediaOf('log4') }))).toBe(4305)
  done(restoreLog(database, { media: mediaOf('log3') }))
  expect(numberOf(restoreLog(database, { media: mediaOf('log2') }))).toBe(4326)
  expect(numberOf(restoreLog(database, { media: mediaOf('full') }))).toBe(3117)
  done(restoreLog(database, { media: mediaOf('log4') }))
  done(recoverDatabase(database))
  expect(keysOf(bank, database)).toEqual([1, 2, 3, 4])
  expect(numberOf(restoreLog(database, { media: mediaOf('log4') }))).toBe(3117)
  expect(numberOf(recoverDatabase(database))).toBe(3153)
})

test('STOPAT brings back what was committed by then, and nothing of what came after', () => {
  const bank = fullBank()
  const times = [2, 3, 4].map((id) => {
    bank.sim.advance(seconds(10))
    transact(bank, [insertion(id)])
    return bank.sim.now
  })
  backUpLog(bank, 'log')
  for (const [index, at] of times.entries()) {
    const copy = fork(bank)
    const database = restoring(copy)
    const stopAt = { kind: 'time', at } as const
    expect(done(restoreLog(database, { media: mediaOf('log'), stopAt })).stopped).toBe(index < 2)
    const early = { kind: 'time', at: 0 as never } as const
    if (index < 2)
      expect(numberOf(restoreLog(database, { media: mediaOf('log'), stopAt: early }))).toBe(4335)
    done(recoverDatabase(database))
    expect(keysOf(copy, database)).toEqual([1, 2, 3, 4].slice(0, index + 2))
  }
})

test('a database that was stopped short is another path; its own logs go on from there', () => {
  const bank = fullBank()
  chain(bank, 2, 3)
  const at = bank.sim.now
  chain(bank, 4)
  const { sim, volumes, database } = bank
  backUpLog(bank, 'tail', { norecovery: true })
  const target = { sim, volumes, name: 'Orders', existing: database }
  done(restoreDatabase(target, { media: mediaOf('full') }))
  done(restoreLog(database, { media: mediaOf('log2') }))
  done(restoreLog(database, { media: mediaOf('log3') }))
  const stopped = done(
    restoreLog(database, { media: mediaOf('log4'), stopAt: { kind: 'time', at } }),
  )
  expect(stopped.stopped).toBe(true)
  done(recoverDatabase(database))
  transact(bank, [insertion(5)])
  backUpLog(bank, 'log5')
  const copy = restoring(bank)
  for (const id of [2, 3]) done(restoreLog(copy, { media: mediaOf(`log${id}`) }))
  const whole = fork({ ...bank, database: copy })
  done(restoreLog(whole.database, { media: mediaOf('log4') }))
  expect(numberOf(restoreLog(whole.database, { media: mediaOf('log5') }))).toBe(4330)
  done(restoreLog(copy, { media: mediaOf('log4'), stopAt: { kind: 'time', at } }))
  done(restoreLog(copy, { media: mediaOf('log5') }))
  done(recoverDatabase(copy))
  expect(keysOf(bank, copy)).toEqual([1, 2, 3, 5])
})

test('the tail of the log saves what no other backup has, and closes the database', () => {
  const bank = fullBank()
  chain(bank, 2)
  const { sim, volumes, database } = bank
  const target = { sim, volumes, name: 'Orders', existing: database }
  expect(numberOf(restoreDatabase(target, { media: mediaOf('full') }))).toBe(3159)
  transact(bank, [insertion(3)])
  const open = begin(online(bank))
  expect(tryLog(bank, { norecovery: true })).toBe(3101)
  done(run(sim, commit(online(bank), open)))
  backUpLog(bank, 'tail', { norecovery: true })
  expect(numberOf(requireOnline(database))).toBe(927)
  crashDatabase(database)
  expect(numberOf(openDatabase(database))).toBe(927)
  const still = fork(bank)
  done(restoreDatabase(target, { media: mediaOf('full') }))
  done(restoreLog(database, { media: mediaOf('log2') }))
  done(restoreLog(database, { media: mediaOf('tail') }))
  done(recoverDatabase(database))
  expect(keysOf(bank)).toEqual([1, 2, 3])
  // Recovery alone brings back what it was.
  done(recoverDatabase(still.database))
  expect(keysOf(still)).toEqual([1, 2, 3])
})

test('a file that the log adds is made where MOVE says, and never over another', () => {
  const bank = fullBank()
  const file = { logicalName: 'More', volume: 'F:', path: '\\More.ndf', sizePages: 64 }
  done(addFile(bank.database, online(bank), 'rows', file))
  for (let id = 200; id < 320; id++) transact(bank, [{ kind: 'insert', row: row(id, 1, 3_900) }])
  backUpLog(bank, 'log')
  const database = restoring(bank)
  expect(numberOf(restoreLog(database, { media: mediaOf('log') }))).toBe(3142)
  const move = { More: { volume: 'F:', path: '\\MoreCopy.ndf' } }
  done(restoreLog(database, { media: mediaOf('log'), move }))
  done(recoverDatabase(database))
  expect(contentOf({ ...bank, database })).toEqual(contentOf(bank))
  crashDatabase(database)
  done(openDatabase(database))
  expect(contentOf({ ...bank, database })).toEqual(contentOf(bank))
})

test('what is committed while a full backup runs is in it; what is open is not', () => {
  const bank = makeBank({ recoveryModel: 'FULL' })
  for (let id = 1; id <= 900; id++) transact(bank, [{ kind: 'insert', row: row(id, id, 3_900) }])
  const { sim, database } = bank
  const backup = sim.spawn(
    'backup',
    backupDatabase(database, { media: mediaOf('full'), type: 'full' }),
  )
  const open = begin(online(bank))
  let beside = 0
  while (backup.state === 'running') {
    sim.step()
    if (backup.state !== 'running') break
    beside++
    const id = 1_000 + beside
    const inside = sim.spawn('insert', execute(online(bank), open, insertion(10_000 + id)))
    while (inside.state === 'running') sim.step()
    if (backup.state !== 'running') break
    expect(transact(bank, [insertion(id), { kind: 'delete', key: beside }])).toBe(true)
    done(takeCheckpoint(online(bank)))
  }
  done(backup.result as ReturnType<typeof readBackupSet>)
  expect(beside).toBeGreaterThan(2)
  const copy = restoring(bank)
  transact(bank, [insertion(5_000)])
  done(run(sim, commit(online(bank), open)))
  backUp(bank, 'diff', 'differential')
  const later = fork({ ...bank, database: copy })
  done(restoreDifferential(later.database, { media: mediaOf('diff') }))
  done(recoverDatabase(later.database))
  expect(contentOf(later)).toEqual(contentOf(bank))
  done(recoverDatabase(copy))
  const found = keysOf(bank, copy)
  expect(found.filter((key) => key >= 10_000)).toEqual([])
  const added = found.filter((key) => key > 1_000).length
  expect(added).toBeGreaterThan(1)
  // Each transaction is in it whole: a row for a row.
  expect(found.length).toBe(900)
})

test('a freeze for a snapshot holds what a log backup writes, and the backup ends behind it', () => {
  const bank = fullBank()
  transact(bank, [insertion(2)])
  const { sim, database } = bank
  freeze(online(bank))
  const before = online(bank).boot
  const backup = sim.spawn('backup', backupLog(database, { media: mediaOf('log') }))
  sim.advance(seconds(60))
  expect(backup.state).toBe('running')
  expect(online(bank).boot).toBe(before)
  thaw(online(bank))
  sim.advance(seconds(60))
  expect(backup.state).toBe('done')
  expect(online(bank).boot.logBackedUpTo).toBeGreaterThan(before.logBackedUpTo ?? 0)
})

test('a backup that is broken off leaves no media, no base, and a log that can be cut', () => {
  const bank = makeBank({ recoveryModel: 'FULL' })
  transact(bank, [insertion(1)])
  const { sim, database } = bank
  const options = { media: mediaOf('full'), type: 'full' } as const
  const backup = sim.spawn('backup', backupDatabase(database, options))
  sim.step()
  expect(viewDatabase(database).log_reuse_wait_desc).toBe('ACTIVE_BACKUP_OR_RESTORE')
  expect(numberOf(run(sim, backupDatabase(database, options)))).toBe(3023)
  sim.kill(backup)
  expect(readBackupSet(bank.volumes, mediaOf('full')).ok).toBe(false)
  expect(tryLog(bank)).toBe(4214)
  expect(viewDatabase(database).log_reuse_wait_desc).toBe('NOTHING')
  backUp(bank, 'full', 'full')
  expect(keysOf(bank, done(recoverDatabase(restoring(bank))))).toEqual([1])
})
