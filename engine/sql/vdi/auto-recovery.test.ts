import { expect, test } from 'vitest'
import {
  addStorage,
  closeWriteWindow,
  openShadow,
  openWriteWindow,
  readFile,
  statFile,
  takeShadow,
  type Volume,
} from '../../volume/index.js'
import { begin, enlargeFile, openDatabase, takeCheckpoint } from '../recovery/index.js'
import { change, contentOf, execute, insertion, online, transact } from '../recovery/sql.fixture.js'
import { autoRecover, type RecoveryStep } from './auto-recovery.js'
import { freezeSnapshot, thawSnapshot } from './freeze-thaw.js'
import { prepareSnapshot } from './snapshot-backup.js'
import { addBank, done, makeServer, numberOf, run, type Server, volumeOf } from './vdi.fixture.js'

function snapshotWithOpenWork() {
  const server = makeServer()
  const bank = addBank(server)
  transact(bank, [insertion(1), insertion(2)])
  done(enlargeFile(online(bank), 'Orders_log', 1_024))
  const open = begin(online(bank))
  run(server, execute(online(bank), open, change(1, 666)))
  done(takeCheckpoint(online(bank)))
  const { instance, volumes } = server
  const backup = done(prepareSnapshot(instance, { kind: 'copy-only', databases: ['Orders'] }))
  done(run(server, freezeSnapshot(backup)))
  const copies = new Map<string, Volume>()
  const close: (() => void)[] = []
  for (const letter of ['D:', 'E:']) {
    const volume = volumeOf(volumes, letter)
    addStorage(volume, volumeOf(volumes, 'F:'))
    const shadow = takeShadow(volume, { setId: server.sim.random('test').guid() })
    if (!shadow.ok) throw new Error(shadow.error.name)
    openWriteWindow(volume, shadow.value.id)
    close.push(() => closeWriteWindow(volume, shadow.value.id))
    const opened = openShadow(volume, shadow.value.id)
    if (opened.ok) copies.set(letter, opened.value)
  }
  done(thawSnapshot(backup))
  const set = backup.databases.get('orders')?.set
  if (set === undefined) throw new Error('it was not frozen')
  return { server, bank, set, copies, close }
}

test('the copy is consistent, its log is short, and the original goes on untouched', () => {
  const { server, bank, set, copies } = snapshotWithOpenWork()
  const before = server.instance.databases.size
  const live = liveFile(server)
  done(autoRecover(server.instance, set, { volumes: copies }))
  expect(server.instance.databases.size).toBe(before)
  expect(liveFile(server)).toEqual(live)
  expect(contentOf(bank).get(1)).toBe('666/0')
  const log = statFile(copies.get('E:') as Volume, '\\Orders.ldf')
  expect(log.ok && log.value.sizeBytes).toBeLessThan(1_024 * 8_192)
  const copy = {
    ...bank,
    database: { ...bank.database, volumes: copies, state: { kind: 'closed' } as never },
  }
  done(openDatabase(copy.database))
  expect([...contentOf(copy)]).toEqual([
    [1, '1/0'],
    [2, '2/0'],
  ])
})

test('with shrinking disabled the log keeps its length', () => {
  const { server, set, copies } = snapshotWithOpenWork()
  done(autoRecover(server.instance, set, { volumes: copies, shrinkLog: false }))
  const log = statFile(copies.get('E:') as Volume, '\\Orders.ldf')
  expect(log.ok && log.value.sizeBytes).toBe(1_024 * 8_192)
})

test('each step is noted once it is done', () => {
  const { server, set, copies } = snapshotWithOpenWork()
  const journal: RecoveryStep[] = []
  done(autoRecover(server.instance, set, { volumes: copies, journal }))
  const { name } = server.instance
  const steps = journal.map(({ who, what, of }) => `${who} ${what} ${of}`)
  expect(steps).toEqual([
    `${name} attached Orders`,
    `${name} recovered Orders`,
    `${name} log shrunk Orders`,
    `${name} detached Orders`,
  ])
})

test('a copy that cannot be written to is not recovered, and nothing stays attached', () => {
  const { server, set, copies, close } = snapshotWithOpenWork()
  for (const each of close) each()
  const before = [...server.instance.databases.keys()]
  const journal: RecoveryStep[] = []
  const recovered = autoRecover(server.instance, set, { volumes: copies, journal })
  expect(numberOf(recovered)).not.toBe(0)
  expect(journal).toEqual([])
  expect([...server.instance.databases.keys()]).toEqual(before)
  for (const volume of copies.values()) expect(volume.handles.all.size).toBe(0)
})

test('only the server and the administrators read the files of the copy', () => {
  const { server, set, copies } = snapshotWithOpenWork()
  done(autoRecover(server.instance, set, { volumes: copies }))
  const disk = copies.get('D:') as Volume
  const read = (account: string) => readFile(disk, '\\Orders.mdf', { account, length: 8 }).ok
  expect(read('mallory')).toBe(false)
  expect(read('NT Service\\MSSQLSERVER')).toBe(true)
})

/** Size and time of the last write of the live data file. */
function liveFile(server: Server): unknown[] {
  const size = statFile(volumeOf(server.volumes, 'D:'), '\\Orders.mdf')
  return size.ok ? [size.value.sizeBytes, size.value.modifiedAt] : []
}
