import { expect, test } from 'vitest'
import { changedExtents } from '../allocation/index.js'
import { fileId } from '../page/index.js'
import {
  addFile,
  begin,
  createTable,
  dropTable,
  enlargeFile,
  removeFile,
  renameFileLogically,
  rollback,
  shrinkFile,
  takeCheckpoint,
} from './database/index.js'
import {
  ACCOUNTS,
  bankWith,
  change,
  contentOf,
  errorOf,
  execute,
  insertion,
  makeBank,
  online,
  reopened,
  row,
  run,
  type Statement,
  session,
  succeeded,
  transact,
} from './sql.fixture.js'

test('a file grows by its step, and no further than its maximum', () => {
  const bank = makeBank({
    dataFiles: [
      {
        logicalName: 'Orders',
        volume: 'D:',
        path: '\\Orders.mdf',
        sizePages: 32,
        growth: { kind: 'percent', percent: 50 },
        maxPages: 64,
      },
    ],
  })
  const sizes = new Set<number>()
  let refused = 0
  for (let id = 1; refused === 0; id++) {
    const filling: Statement = { kind: 'insert', row: row(id, 1, 3_900) }
    refused = run(bank.sim, session(bank, [filling]))
    sizes.add(online(bank).storage.files.get(fileId(1))?.entry.sizePages ?? 0)
  }
  expect(refused).toBe(1105)
  expect([...sizes]).toEqual([32, 48, 64])
  const kept = contentOf(bank)
  expect(contentOf(reopened(bank))).toEqual(kept)
})

test('a log that may not grow refuses with 9002 and can still roll back', () => {
  const bank = makeBank({
    recoveryModel: 'SIMPLE',
    logFiles: [
      {
        logicalName: 'log',
        volume: 'E:',
        path: '\\log.ldf',
        sizePages: 64,
        growth: { kind: 'none' },
      },
    ],
  })
  const target = online(bank)
  const transaction = begin(target)
  let refused = 0
  for (let id = 1; refused === 0; id++) {
    const filling: Statement = { kind: 'insert', row: row(id, 1, 3_900) }
    refused = errorOf(run(bank.sim, execute(target, transaction, filling)))
  }
  expect(refused).toBe(9002)
  succeeded(run(bank.sim, rollback(target, transaction)))
  succeeded(takeCheckpoint(target))
  expect(run(bank.sim, session(bank, [insertion(1)]))).toBe(0)
  expect(contentOf(reopened(bank))).toEqual(new Map([[1, '1/0']]))
})

const SECOND = { logicalName: 'Second', volume: 'F:', path: '\\Second.ndf', sizePages: 64 }

test('a secondary file takes rows in turn, survives a crash and goes only when it is empty', () => {
  const bank = makeBank()
  const { database } = bank
  succeeded(addFile(database, online(bank), 'rows', SECOND))
  expect(errorOf(addFile(database, online(bank), 'rows', SECOND))).toBe(1828)
  for (let id = 1; id <= 60; id++) transact(bank, [{ kind: 'insert', row: row(id, 1, 3_900) }])
  const kept = contentOf(bank)
  expect(contentOf(reopened(bank))).toEqual(kept)
  expect(errorOf(removeFile(online(bank), 'Second'))).toBe(5042)
  expect(errorOf(removeFile(online(bank), 'Orders'))).toBe(5020)
  succeeded(dropTable(online(bank), 'Accounts'))
  succeeded(removeFile(online(bank), 'Second'))
  reopened(bank)
  expect(online(bank).storage.files.size).toBe(2)
})

test('a second log file is used when the first is full, and recovery reads both', () => {
  const small = { sizePages: 33, growth: { kind: 'none' } } as const
  const bank = makeBank({
    recoveryModel: 'FULL',
    logFiles: [{ logicalName: 'one', volume: 'E:', path: '\\one.ldf', ...small }],
  })
  const second = { logicalName: 'two', volume: 'F:', path: '\\two.ldf', sizePages: 129 }
  succeeded(addFile(bank.database, online(bank), 'log', second))
  for (let id = 1; id <= 60; id++) transact(bank, [{ kind: 'insert', row: row(id, 1, 3_000) }])
  const kept = contentOf(bank)
  expect(kept.size).toBe(60)
  expect(contentOf(reopened(bank))).toEqual(kept)
})

test('a logical rename and an enlarged file are there after a crash', () => {
  const bank = bankWith(1)
  succeeded(renameFileLogically(online(bank), 'Orders', 'Renamed'))
  succeeded(enlargeFile(online(bank), 'Renamed', 128))
  expect(errorOf(enlargeFile(online(bank), 'Renamed', 64))).toBe(5039)
  reopened(bank)
  expect(online(bank).storage.files.get(fileId(1))?.entry).toMatchObject({
    logicalName: 'Renamed',
    sizePages: 128,
  })
})

test('a shrunk file keeps its rows, gives back its end, and grows again clean', () => {
  const bank = makeBank()
  succeeded(createTable(online(bank), { ...ACCOUNTS, name: 'Bulk' }))
  transact(bank, [insertion(1)])
  succeeded(enlargeFile(online(bank), 'Orders', 20_000))
  const size = succeeded(shrinkFile(online(bank), 'Orders'))
  expect(size).toBeLessThan(64)
  reopened(bank)
  succeeded(enlargeFile(online(bank), 'Orders', 20_000))
  for (let id = 2; id <= 40; id++) transact(bank, [{ kind: 'insert', row: row(id, 1, 3_900) }])
  const kept = contentOf(bank)
  expect(kept.size).toBe(40)
  expect(contentOf(reopened(bank))).toEqual(kept)
})

test('the differential map names every extent that changed, also after a crash', () => {
  const bank = bankWith(1)
  const changed = succeeded(changedExtents(online(bank).storage, fileId(1)))
  expect(changed).toContain(0)
  for (let id = 2; id <= 40; id++) transact(bank, [{ kind: 'insert', row: row(id, 1, 3_900) }])
  const more = succeeded(changedExtents(online(bank).storage, fileId(1)))
  expect(more.length).toBeGreaterThan(changed.length)
  reopened(bank)
  expect(succeeded(changedExtents(online(bank).storage, fileId(1)))).toEqual(
    expect.arrayContaining(more),
  )
})

test('in SIMPLE a small log serves for ever', () => {
  const bank = makeBank({
    logFiles: [
      {
        logicalName: 'log',
        volume: 'E:',
        path: '\\log.ldf',
        sizePages: 65,
        growth: { kind: 'none' },
      },
    ],
  })
  transact(bank, [{ kind: 'insert', row: row(1, 0, 3_000) }])
  for (let round = 1; round <= 500; round++)
    expect(transact(bank, [change(1, round, 3_000)])).toBe(true)
  expect(contentOf(reopened(bank))).toEqual(new Map([[1, '500/3000']]))
})

test('rows that come and go do not make the file grow for ever', () => {
  const bank = makeBank()
  for (let id = 1; id <= 400; id++) {
    transact(bank, [{ kind: 'insert', row: row(id, id, 3_000 + (id % 7)) }])
    if (id > 4) transact(bank, [{ kind: 'delete', key: id - 4 }])
  }
  const kept = contentOf(bank)
  expect([...kept.keys()]).toEqual([397, 398, 399, 400])
  expect(online(bank).storage.files.get(fileId(1))?.entry.sizePages).toBe(64)
  expect(contentOf(reopened(bank))).toEqual(kept)
})
