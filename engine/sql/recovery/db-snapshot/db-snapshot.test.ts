import { expect, test } from 'vitest'
import { fork } from '../../../base/fork.js'
import { fillFile, freeBytes, putFile, statFile } from '../../../volume/index.js'
import { PAGE_WRITE_POINT } from '../../buffer/index.js'
import { LOG_WRITE_POINT } from '../../log/index.js'
import {
  begin,
  createTable,
  dropTable,
  enlargeFile,
  removeFile,
  rollback,
  setOption,
  shrinkFile,
  takeCheckpoint,
} from '../database/index.js'
import {
  closeIfUnused,
  crashInstance,
  detachDatabase,
  dropDatabase,
  findDatabase,
  setOffline,
  setOnline,
  startInstance,
  stopInstance,
} from '../instance/index.js'
import { bankOf, createBank, makeServer, type Server } from '../server.fixture.js'
import {
  ACCOUNTS,
  change,
  contentOf,
  errorOf,
  execute,
  insertion,
  online,
  row,
  run,
  succeeded,
  transact,
} from '../sql.fixture.js'
import { viewDatabase, viewFiles } from '../views.js'
import { createSnapshot, dropSnapshot, snapshotsOf } from './index.js'

const HALF_PAGE = 3_900
const FILES = { Orders: { volume: 'F:', path: '\\Orders.ss' } }
const SNAPSHOT = { name: 'Noon', source: 'Orders', files: FILES }

function makeBankServer(rows = 20): Server {
  const server = makeServer()
  createBank(server)
  for (let id = 1; id <= rows; id++)
    transact(bankOf(server), [{ kind: 'insert', row: row(id, id, HALF_PAGE) }])
  return server
}

function snap(server: Server): void {
  succeeded(run(server.host.sim, createSnapshot(server.instance, SNAPSHOT)))
}

function sparseBytes(server: Server): number {
  const disk = server.volumes.get('F:')
  const info = disk === undefined ? undefined : statFile(disk, FILES.Orders.path)
  return info?.ok === true ? info.value.sizeBytes : 0
}

function changeEverything(server: Server): void {
  const bank = bankOf(server)
  for (let id = 1; id <= 20; id += 2) transact(bank, [change(id, 999, id)])
  for (let id = 2; id <= 20; id += 4) transact(bank, [{ kind: 'delete', key: id }])
  for (let id = 100; id <= 130; id++)
    transact(bank, [{ kind: 'insert', row: row(id, id, HALF_PAGE) }])
  succeeded(takeCheckpoint(online(bank)))
}

test('a snapshot stays as its source was, whatever becomes of that', () => {
  const server = makeBankServer()
  const kept = contentOf(bankOf(server))
  snap(server)
  expect(contentOf(bankOf(server, 'Noon'))).toEqual(kept)
  const empty = sparseBytes(server)
  changeEverything(server)
  expect(contentOf(bankOf(server, 'Noon'))).toEqual(kept)
  expect(contentOf(bankOf(server))).not.toEqual(kept)
  // Pages that were overwritten are in the sparse file, the others are not.
  expect(sparseBytes(server)).toBeGreaterThan(empty)
  const [source] = viewFiles(bankOf(server).database)
  expect(sparseBytes(server)).toBeLessThan((source?.sizePages ?? 0) * 8_192)
})

test('what was not committed when it was made is not in it, and goes on in the source', () => {
  const server = makeBankServer()
  const bank = bankOf(server)
  const kept = contentOf(bank)
  const transaction = begin(online(bank))
  for (const statement of [
    change(3, 7, 5),
    insertion(500),
    { kind: 'delete', key: 4 } as const,
    // Of equal length, so one place holds first one and then the other.
    { kind: 'update', row: row(5, 1, HALF_PAGE) } as const,
    { kind: 'update', row: row(5, 2, HALF_PAGE) } as const,
  ])
    succeeded(run(bank.sim, execute(online(bank), transaction, statement)))
  snap(server)
  expect(contentOf(bankOf(server, 'Noon'))).toEqual(kept)
  expect(contentOf(bank)).not.toEqual(kept)
  succeeded(run(bank.sim, rollback(online(bank), transaction)))
  expect(contentOf(bank)).toEqual(kept)
  changeEverything(server)
  expect(contentOf(bankOf(server, 'Noon'))).toEqual(kept)
})

test('a snapshot is read-only, is listed with its state, and names its source', () => {
  const server = makeBankServer(3)
  snap(server)
  const snapshot = bankOf(server, 'noon')
  expect(transact(snapshot, [insertion(9)])).toBe(false)
  expect(viewDatabase(snapshot.database)).toMatchObject({
    name: 'Noon',
    state_desc: 'ONLINE',
    is_read_only: true,
  })
  expect(snapshot.database.snapshotOf?.source).toBe('Orders')
  expect(snapshotsOf(server.instance, 'orders')).toEqual(['Noon'])
})

test('a source that shrinks, drops tables and grows again leaves its snapshot alone', () => {
  const server = makeBankServer()
  const bank = bankOf(server)
  succeeded(createTable(online(bank), { ...ACCOUNTS, name: 'Other' }))
  succeeded(enlargeFile(online(bank), 'Orders', 256))
  for (let id = 21; id <= 60; id++)
    transact(bank, [{ kind: 'insert', row: row(id, id, HALF_PAGE) }])
  const kept = contentOf(bank)
  snap(server)
  for (let id = 1; id <= 58; id++) transact(bank, [{ kind: 'delete', key: id }])
  const size = succeeded(shrinkFile(online(bank), 'Orders'))
  expect(size).toBeLessThan(64)
  expect(contentOf(bankOf(server, 'Noon'))).toEqual(kept)
  succeeded(dropTable(online(bank), 'Accounts'))
  succeeded(enlargeFile(online(bank), 'Orders', 256))
  succeeded(takeCheckpoint(online(bank)))
  expect(contentOf(bankOf(server, 'Noon'))).toEqual(kept)
})

test('a snapshot survives the stop and the crash of its instance, and its source being offline', () => {
  const server = makeBankServer()
  const kept = contentOf(bankOf(server))
  snap(server)
  changeEverything(server)
  transact(bankOf(server), [insertion(777)])
  crashInstance(server.instance)
  expect(startInstance(server.instance).ok).toBe(true)
  expect(contentOf(bankOf(server, 'Noon'))).toEqual(kept)
  transact(bankOf(server), [change(777, 1), change(7, 1, 30)])
  stopInstance(server.instance)
  for (const volume of server.volumes.values()) expect(volume.handles.all.size).toBe(0)
  expect(startInstance(server.instance).ok).toBe(true)
  succeeded(run(server.host.sim, setOffline(server.instance, 'Orders')))
  succeeded(run(server.host.sim, setOnline(server.instance, 'Orders')))
  for (let id = 1; id <= 19; id += 2) transact(bankOf(server), [change(id, 5, 60)])
  succeeded(takeCheckpoint(online(bankOf(server))))
  expect(contentOf(bankOf(server, 'Noon'))).toEqual(kept)
})

test('two snapshots of one database each show their own instant', () => {
  const server = makeBankServer(6)
  const first = contentOf(bankOf(server))
  snap(server)
  transact(bankOf(server), [change(1, 11)])
  const second = contentOf(bankOf(server))
  const files = { Orders: { volume: 'E:', path: '\\Later.ss' } }
  succeeded(
    run(server.host.sim, createSnapshot(server.instance, { ...SNAPSHOT, name: 'Later', files })),
  )
  transact(bankOf(server), [change(1, 22), change(2, 22)])
  succeeded(takeCheckpoint(online(bankOf(server))))
  expect(contentOf(bankOf(server, 'Noon'))).toEqual(first)
  expect(contentOf(bankOf(server, 'Later'))).toEqual(second)
  succeeded(run(server.host.sim, dropSnapshot(server.instance, 'Noon')))
  transact(bankOf(server), [change(3, 33)])
  succeeded(takeCheckpoint(online(bankOf(server))))
  expect(contentOf(bankOf(server, 'Later'))).toEqual(second)
})

test('a dropped snapshot leaves no file and no trace, also after a restart', () => {
  const server = makeBankServer(3)
  snap(server)
  succeeded(run(server.host.sim, dropDatabase(server.instance, 'Noon')))
  expect(sparseBytes(server)).toBe(0)
  expect(errorOf(findDatabase(server.instance, 'Noon'))).toBe(911)
  stopInstance(server.instance)
  expect(startInstance(server.instance).ok).toBe(true)
  expect(errorOf(findDatabase(server.instance, 'Noon'))).toBe(911)
  snap(server)
  expect(contentOf(bankOf(server, 'Noon')).size).toBe(3)
})

test('snapshots refuse what SQL Server refuses, by its numbers', () => {
  const server = makeBankServer(3)
  const { instance, host } = server
  const create = (options: Partial<typeof SNAPSHOT>) =>
    errorOf(run(host.sim, createSnapshot(instance, { ...SNAPSHOT, ...options })))
  expect(create({ source: 'master', files: FILES })).toBe(1816)
  expect(create({ source: 'None' })).toBe(911)
  expect(create({ files: {} as typeof FILES })).toBe(5127)
  expect(create({ files: { Orders: { volume: 'D:', path: '\\Orders.mdf' } } })).toBe(5123)
  snap(server)
  expect(create({})).toBe(1801)
  expect(create({ name: 'Next', source: 'Noon' })).toBe(1821)
  expect(errorOf(run(host.sim, dropDatabase(instance, 'Orders')))).toBe(3709)
  expect(errorOf(run(host.sim, detachDatabase(instance, 'Orders')))).toBe(3709)
  expect(errorOf(run(host.sim, setOffline(instance, 'Noon')))).toBe(5093)
  expect(errorOf(createTable(online(bankOf(server, 'Noon')), { ...ACCOUNTS, name: 'X' }))).toBe(
    3906,
  )
  expect(errorOf(removeFile(online(bankOf(server)), 'Orders'))).not.toBe(0)
})

test('a snapshot without room for a page is suspect for good; its source goes on', () => {
  const server = makeBankServer()
  snap(server)
  const disk = server.volumes.get('F:')
  const free = disk === undefined ? undefined : freeBytes(disk)
  if (disk === undefined || free?.ok !== true) throw new Error('F: is gone')
  putFile(disk, '\\filler', new Uint8Array(0))
  fillFile(disk, '\\filler', { byte: 1, length: free.value })
  changeEverything(server)
  expect(contentOf(bankOf(server)).size).toBeGreaterThan(20)
  stopInstance(server.instance)
  expect(startInstance(server.instance).ok).toBe(true)
  const { database } = bankOf(server, 'Noon')
  expect(viewDatabase(database).state_desc).toBe('SUSPECT')
  succeeded(run(server.host.sim, dropSnapshot(server.instance, 'Noon')))
})

test('a crash at any write of the source leaves the snapshot as it was made', () => {
  const server = makeBankServer(8)
  const bank = bankOf(server)
  const transaction = begin(online(bank))
  succeeded(run(bank.sim, execute(online(bank), transaction, change(2, 2, 2))))
  snap(server)
  const kept = contentOf(bankOf(server, 'Noon'))
  expect(kept.get(2)).toBe(`2/${HALF_PAGE}`)
  const work = (copy: Server) => {
    const copied = bankOf(copy)
    for (let id = 3; id <= 8; id++) {
      if (copied.database.state.kind !== 'online') return
      transact(copied, [change(id, 999, 10)])
    }
    if (copied.database.state.kind === 'online') takeCheckpoint(online(copied))
  }
  const clean = fork(server)
  clean.host.sim.points.record()
  const from = clean.host.sim.points.recorded.length
  work(clean)
  const places = clean.host.sim.points.recorded.slice(from).filter(isWrite).length
  expect(places).toBeGreaterThan(8)
  for (let place = 1; place <= places; place++) {
    const copy = fork(server)
    let left = place
    for (const point of WRITES)
      for (let occurrence = 1; occurrence <= place; occurrence++)
        copy.host.sim.points.arm({
          point,
          occurrence,
          run: () => {
            if (--left === 0) crashInstance(copy.instance)
          },
        })
    work(copy)
    expect(startInstance(copy.instance).ok).toBe(true)
    expect(contentOf(bankOf(copy, 'Noon'))).toEqual(kept)
    // Recovery took the open transaction back in the source, too.
    expect(contentOf(bankOf(copy)).get(2)).toBe(`2/${HALF_PAGE}`)
  }
})

const WRITES: readonly string[] = [LOG_WRITE_POINT, PAGE_WRITE_POINT]

function isWrite(point: string): boolean {
  return WRITES.includes(point)
}

test('a source that closes itself when nobody uses it stays open for its snapshot', () => {
  const server = makeBankServer(3)
  succeeded(setOption(online(bankOf(server)), { autoClose: true }))
  snap(server)
  succeeded(closeIfUnused(bankOf(server).database))
  expect(bankOf(server).database.state.kind).toBe('online')
  expect(contentOf(bankOf(server, 'Noon')).size).toBe(3)
  succeeded(run(server.host.sim, dropSnapshot(server.instance, 'Noon')))
  succeeded(closeIfUnused(bankOf(server).database))
  expect(bankOf(server).database.state.kind).toBe('closed')
})
