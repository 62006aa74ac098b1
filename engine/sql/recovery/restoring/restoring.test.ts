import { expect, test } from 'vitest'
import { fork } from '../../../base/fork.js'
import {
  copyFile,
  deleteFile,
  liveView,
  putFile,
  readFile,
  statFile,
} from '../../../volume/index.js'
import { PAGE_WRITE_POINT } from '../../buffer/index.js'
import { LOG_WRITE_POINT } from '../../log/index.js'
import {
  begin,
  findTable,
  openDatabase,
  peekAll,
  requireOnline,
  requireReadable,
} from '../database/index.js'
import {
  attachDatabase,
  beginRestore,
  crashInstance,
  dropDatabase,
  endRestore,
  findDatabase,
  setEmergency,
  setOffline,
  setOnline,
  startInstance,
} from '../instance/index.js'
import { bankOf, createBank, makeServer, type Server } from '../server.fixture.js'
import {
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
import { viewDatabase } from '../views.js'
import { RESTORE_WRITE_POINT } from './places.js'
import { finishRestoring, rollCopied } from './restoring.js'

const FILES = [
  { volume: 'D:', path: '\\Orders.mdf' },
  { volume: 'E:', path: '\\Orders.ldf' },
]
const PRIMARY = { volume: 'D:', path: '\\Orders.mdf' }

/** Files as they are at this instant, beside those of the database. */
function copyAway(server: Server): void {
  const still = fork(server)
  crashInstance(still.instance)
  for (const { volume, path } of FILES) {
    const [source, target] = [still.volumes.get(volume), server.volumes.get('F:')]
    if (source === undefined || target === undefined) throw new Error('no volume')
    const bytes = readFile(source, path)
    if (!bytes.ok) throw new Error(`no file ${path}`)
    putFile(target, path, bytes.value)
  }
}

function copyBack(server: Server): void {
  for (const { volume, path } of FILES) copy(server, ['F:', path], [volume, path])
}

function copy({ volumes }: Server, from: [string, string], to: [string, string]): void {
  const [source, target] = [volumes.get(from[0]), volumes.get(to[0])]
  if (source === undefined || target === undefined) throw new Error('no volume')
  deleteFile(target, to[1])
  expect(copyFile(liveView(source), from[1], target, to[1]).ok).toBe(true)
}

/** Rows 1 and 2, a copy with a transaction open, and then row 3. */
function serverWithCopy(): Server {
  const server = makeServer()
  createBank(server)
  const bank = bankOf(server)
  transact(bank, [insertion(1), insertion(2)])
  const open = begin(online(bank))
  run(bank.sim, execute(online(bank), open, { kind: 'insert', row: row(9, 9) }))
  transact(bank, [insertion(3)])
  copyAway(server)
  transact(bank, [insertion(4)])
  return server
}

function startRestore(server: Server): void {
  succeeded(run(server.host.sim, beginRestore(server.instance, 'Orders', PRIMARY)))
}

function restart(server: Server): void {
  crashInstance(server.instance)
  expect(startInstance(server.instance).ok).toBe(true)
}

function stateOf(server: Server): string {
  return viewDatabase(succeeded(findDatabase(server.instance, 'Orders'))).state_desc
}

function end(server: Server) {
  return run(server.host.sim, endRestore(server.instance, bankOf(server).database))
}

test('a database in a restore is used by nobody, and only the end of the restore opens it', () => {
  const server = serverWithCopy()
  startRestore(server)
  const { sim } = server.host
  for (const again of [false, true]) {
    if (again) restart(server)
    expect(stateOf(server)).toBe('RESTORING')
    const { database } = bankOf(server)
    expect(errorOf(requireOnline(database))).toBe(927)
    expect(errorOf(openDatabase(database))).toBe(927)
    expect(errorOf(run(sim, setOnline(server.instance, 'Orders')))).toBe(5052)
    expect(errorOf(run(sim, setOffline(server.instance, 'Orders')))).toBe(5052)
    expect(errorOf(run(sim, attachDatabase(server.instance, 'Other', PRIMARY)))).toBe(1824)
    // Nothing was put into place yet.
    expect(errorOf(finishRestoring(database))).toBe(927)
    expect(stateOf(server)).toBe('RESTORING')
  }
})

test('copied files are rolled forward and wait; the end takes back what was open', () => {
  const server = serverWithCopy()
  startRestore(server)
  copyBack(server)
  restart(server)
  const to = succeeded(rollCopied(bankOf(server).database))
  restart(server)
  expect(stateOf(server)).toBe('RESTORING')
  expect(succeeded(rollCopied(bankOf(server).database))).toBe(to)
  succeeded(end(server))
  expect([...contentOf(bankOf(server)).keys()].sort()).toEqual([1, 2, 3])
  expect(online(bankOf(server)).boot.fork.from).toBe(to)
  transact(bankOf(server), [insertion(5)])
  restart(server)
  expect([...contentOf(bankOf(server)).keys()].sort()).toEqual([1, 2, 3, 5])
})

test('a database restored to other places knows its files there', () => {
  const server = serverWithCopy()
  const { sim } = server.host
  const primary = { volume: 'F:', path: '\\New.mdf' }
  const log = { volume: 'F:', path: '\\New.ldf' }
  copy(server, ['F:', '\\Orders.mdf'], ['F:', primary.path])
  copy(server, ['F:', '\\Orders.ldf'], ['F:', log.path])
  const database = succeeded(run(sim, beginRestore(server.instance, 'Copy', primary)))
  copy(server, ['F:', '\\Orders.mdf'], ['F:', primary.path])
  succeeded(
    rollCopied(
      database,
      new Map([
        [1 as never, primary],
        [2 as never, log],
      ]),
    ),
  )
  succeeded(run(sim, endRestore(server.instance, database)))
  restart(server)
  expect([...contentOf(bankOf(server, 'Copy')).keys()].sort()).toEqual([1, 2, 3])
  expect([...contentOf(bankOf(server)).keys()].sort()).toEqual([1, 2, 3, 4])
})

test('a crash at any write of a roll-forward or of its end leaves a restore that goes on', () => {
  const server = serverWithCopy()
  startRestore(server)
  copyBack(server)
  const work = (each: Server) => {
    const { database } = bankOf(each)
    if (rollCopied(database).ok) run(each.host.sim, endRestore(each.instance, database))
  }
  const clean = fork(server)
  clean.host.sim.points.record()
  work(clean)
  const points = [RESTORE_WRITE_POINT, PAGE_WRITE_POINT, LOG_WRITE_POINT]
  const places = clean.host.sim.points.recorded.filter((point) => points.includes(point)).length
  expect(places).toBeGreaterThan(10)
  for (let place = 1; place <= places; place++) {
    const each = fork(server)
    let left = place
    for (const point of points)
      for (let occurrence = 1; occurrence <= place; occurrence++)
        each.host.sim.points.arm({
          point,
          occurrence,
          run: () => {
            if (--left === 0) crashInstance(each.instance)
          },
        })
    work(each)
    expect(startInstance(each.instance).ok).toBe(true)
    if (stateOf(each) === 'RESTORING') {
      const { database } = bankOf(each)
      succeeded(end(each))
      expect(database.state.kind).toBe('online')
    }
    expect([...contentOf(bankOf(each)).keys()].sort()).toEqual([1, 2, 3])
  }
})

test('what a restore has left can be dropped, files and all', () => {
  const server = serverWithCopy()
  startRestore(server)
  succeeded(run(server.host.sim, dropDatabase(server.instance, 'Orders')))
  for (const { volume, path } of FILES) {
    const disk = server.volumes.get(volume)
    expect(disk !== undefined && statFile(disk, path).ok).toBe(false)
  }
  restart(server)
  expect(server.instance.databases.has('orders')).toBe(false)
})

test('in emergency a database without its log is read and not written, over a restart too', () => {
  const server = makeServer()
  createBank(server)
  transact(bankOf(server), [insertion(1)])
  succeeded(run(server.host.sim, setOffline(server.instance, 'Orders')))
  const logs = server.volumes.get('E:')
  if (logs === undefined) throw new Error('no volume')
  putFile(logs, '\\Orders.ldf', new Uint8Array(64 * 8_192))
  run(server.host.sim, setOnline(server.instance, 'Orders'))
  expect(stateOf(server)).toBe('SUSPECT')
  succeeded(run(server.host.sim, setEmergency(server.instance, 'Orders')))
  for (const again of [false, true]) {
    if (again) restart(server)
    expect(stateOf(server)).toBe('EMERGENCY')
    const { database } = bankOf(server)
    expect(errorOf(requireOnline(database))).toBe(3908)
    const readable = succeeded(requireReadable(database))
    const table = succeeded(findTable(readable, 'Accounts'))
    expect(succeeded(peekAll(readable, table)).map(([id]) => id)).toEqual([1])
  }
})
