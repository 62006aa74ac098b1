import { expect, test } from 'vitest'
import { copyFile, deleteFile, liveView, statFile } from '../../volume/index.js'
import {
  backupDatabase,
  backupLog,
  restoreDatabase,
  restoreDifferential,
  restoreLog,
} from '../backup/index.js'
import {
  addFile,
  begin,
  beginRestore,
  crashInstance,
  dropDatabase,
  endRestore,
  enlargeFile,
  moveFile,
  renameFileLogically,
  setOffline,
  setOnline,
  startInstance,
  takeCheckpoint,
  viewDatabase,
  viewFiles,
} from '../recovery/index.js'
import {
  change,
  contentOf,
  execute,
  type Fixture,
  insertion,
  online,
  transact,
} from '../recovery/sql.fixture.js'
import { differentialBaseOf } from './find-base.js'
import { finishRestore, prepareRestore } from './restore.js'
import { prepareSnapshot } from './snapshot-backup.js'
import {
  addBank,
  backUp,
  bankOf,
  besides,
  copyBack,
  done,
  type Kept,
  makeServer,
  numberOf,
  restoreAll,
  run,
  type Server,
  snapshot,
  volumeOf,
} from './vdi.fixture.js'

function bankServer() {
  const server = makeServer()
  const bank = addBank(server)
  transact(bank, [insertion(1), insertion(2)])
  return { server, bank }
}

function stateOf(server: Server): string {
  return viewDatabase(bankOf(server).database).state_desc
}

test('what was committed only in the log comes back, what was open does not', () => {
  const { server, bank } = bankServer()
  done(takeCheckpoint(online(bank)))
  transact(bank, [insertion(3)])
  const open = begin(online(bank))
  run(server, execute(online(bank), open, change(1, 666)))
  const kept = run(server, snapshot(server, 'full')).kept.get('Orders')
  if (kept === undefined) throw new Error('nothing was kept')
  const restored = restoreAll(server, [kept], besides([kept]))
  expect([...contentOf(restored)]).toEqual([
    [1, '1/0'],
    [2, '2/0'],
    [3, '3/0'],
  ])
})

test('a database is restored over itself, and where it is no more', () => {
  const { server, bank } = bankServer()
  const kept = backUp(server, 'full')
  transact(bank, [change(1, 9)])
  expect(contentOf(restoreAll(server, [kept])).get(1)).toBe('1/0')
  done(run(server, dropDatabase(server.instance, 'Orders')))
  expect(contentOf(restoreAll(server, [kept])).get(1)).toBe('1/0')
  crashInstance(server.instance)
  done(startInstance(server.instance) as never)
  expect(contentOf(bankOf(server)).get(1)).toBe('1/0')
})

test('from the preparation on the database is restoring, whatever becomes of the instance', () => {
  const { server } = bankServer()
  const kept = backUp(server, 'full')
  const restore = done(run(server, prepareRestore(server.instance, kept.metadata)))
  expect(stateOf(server)).toBe('RESTORING')
  copyBack(server, kept, restore)
  crashInstance(server.instance)
  done(startInstance(server.instance) as never)
  expect(stateOf(server)).toBe('RESTORING')
  expect(numberOf(run(server, setOnline(server.instance, 'Orders')))).not.toBe(0)
  expect(contentOf(restoreAll(server, [kept])).size).toBe(2)
})

test('files made after the backup are deleted, and no others', () => {
  const { server, bank } = bankServer()
  const kept = backUp(server, 'full')
  const disk = volumeOf(server.volumes, 'F:')
  const file = { logicalName: 'More', volume: 'F:', path: '\\More.ndf', sizePages: 16 }
  done(addFile(bank.database, online(bank), 'rows', file))
  done(run(server, prepareRestore(server.instance, kept.metadata)))
  expect(statFile(disk, '\\More.ndf').ok).toBe(false)
  expect(statFile(disk, '\\MSSQL.MSSQLSERVER\\DATA\\master.mdf').ok).toBe(true)
})

test('without room on the disk nothing is touched', () => {
  const { server, bank } = bankServer()
  done(enlargeFile(online(bank), 'Orders', 8_192))
  const kept = backUp(server, 'full')
  const disk = volumeOf(server.volumes, 'F:')
  const room = disk.free.reduce((sum, { length }) => sum + length, 0) * disk.clusterBytes
  done(
    addFile(bank.database, online(bank), 'log', {
      logicalName: 'Filler',
      volume: 'F:',
      path: '\\Filler.ldf',
      sizePages: Math.floor((room - 1_000_000) / 8_192),
    }),
  )
  const refused = run(server, prepareRestore(server.instance, kept.metadata, besides([kept])))
  expect(numberOf(refused)).toBe(3257)
  expect(stateOf(server)).toBe('ONLINE')
  expect(server.instance.databases.has('copy')).toBe(false)
})

test('a file that the requestor left out, or copied elsewhere, keeps the database restoring', () => {
  const { server } = bankServer()
  const kept = backUp(server, 'full')
  for (const missing of ['\\Orders.mdf', '\\Orders.ldf']) {
    const restore = done(run(server, prepareRestore(server.instance, kept.metadata)))
    const files = restore.files.filter(({ to }) => to.path !== missing)
    copyBack(server, kept, { ...restore, files })
    expect(numberOf(run(server, finishRestore(server.instance, restore)))).not.toBe(0)
    expect(stateOf(server)).toBe('RESTORING')
  }
  const restore = done(run(server, prepareRestore(server.instance, kept.metadata)))
  copyBack(server, kept, restore)
  done(run(server, finishRestore(server.instance, restore)))
  expect(stateOf(server)).toBe('ONLINE')
})

test('log that was cut off the copied log file shows, even when recovery could do without', () => {
  const { server, bank } = bankServer()
  done(takeCheckpoint(online(bank)))
  const earlier = run(server, snapshot(server, 'copy-only')).kept.get('Orders')
  transact(bank, [insertion(3)])
  const kept = backUp(server, 'full')
  const log = earlier?.files.find(({ place }) => place.path === '\\Orders.ldf')
  if (log === undefined) throw new Error('no log was kept')
  const files = kept.files.map((file) => (file.place.path === log.place.path ? log : file))
  const restore = done(run(server, prepareRestore(server.instance, kept.metadata)))
  copyBack(server, { ...kept, files }, restore)
  expect(numberOf(run(server, finishRestore(server.instance, restore)))).toBe(9004)
})

test('a differential goes on its base and on no other', () => {
  const { server, bank } = bankServer()
  const first = backUp(server, 'full')
  transact(bank, [insertion(3)])
  const second = backUp(server, 'full')
  const copyOnly = backUp(server, 'copy-only')
  transact(bank, [insertion(4)])
  const differential = backUp(server, 'differential')
  for (const wrong of [first, copyOnly]) {
    const options = besides([wrong, differential])
    const restore = done(run(server, prepareRestore(server.instance, wrong.metadata, options)))
    copyBack(server, wrong, restore)
    const more = { additionalRestores: true }
    done(run(server, finishRestore(server.instance, restore, more)))
    const refused = prepareRestore(server.instance, differential.metadata, options)
    expect(numberOf(run(server, refused))).toBe(3136)
    done(run(server, dropDatabase(server.instance, 'Copy')))
  }
  const chain = [second, differential]
  expect(contentOf(restoreAll(server, chain, besides(chain))).size).toBe(4)
  expect(numberOf(run(server, prepareRestore(server.instance, differential.metadata)))).toBe(3117)
})

test('files added, dropped, grown and renamed since the base come back as they were', () => {
  const { server, bank } = bankServer()
  const file = (name: string) => ({
    logicalName: name,
    volume: 'F:',
    path: `\\${name}.ndf`,
    sizePages: 32,
  })
  done(addFile(bank.database, online(bank), 'rows', file('Dropped')))
  const full = backUp(server, 'full')
  done(addFile(bank.database, online(bank), 'rows', file('Added')))
  done(enlargeFile(online(bank), 'Orders', 16_384))
  done(renameFileLogically(online(bank), 'Orders', 'Orders_renamed'))
  for (let id = 10; id < 60; id++) transact(bank, [change(1, id), insertion(id, id)])
  const differential = backUp(server, 'differential')
  const expected = contentOf(bank)
  const chain = [full, differential]
  const restored = restoreAll(server, chain, besides(chain))
  expect(contentOf(restored)).toEqual(expected)
  expect(viewFiles(restored.database).map(({ logicalName }) => logicalName)).toContain('Added')
  expect(viewFiles(restored.database)[0]).toMatchObject({
    logicalName: 'Orders_renamed',
    sizePages: 16_384,
  })
})

test('a physical rename that had not come into force still lies ahead after the restore', () => {
  const { server } = bankServer()
  const to = { volume: 'D:', path: '\\Moved.mdf' }
  done(run(server, moveFile(server.instance, 'Orders', { logicalName: 'Orders', to })))
  const kept = backUp(server, 'full')
  expect(kept.files[0]?.place.path).toBe('\\Orders.mdf')
  const restored = restoreAll(server, [kept])
  expect(online(restored).storage.files.get(1 as never)?.handle.names).toEqual(['Orders.mdf'])
  expect(viewFiles(restored.database)[0]?.path).toBe('\\Moved.mdf')
})

test.each([
  ['beside its old one', { volume: 'F:', path: '\\Moved.ndf' }],
  ['on another volume', { volume: 'D:', path: '\\Moved.ndf' }],
])('a file renamed since the base, with its new place %s, goes there', (_, to) => {
  const { server, bank } = bankServer()
  const from = { volume: 'F:', path: '\\More.ndf' }
  const more = { logicalName: 'More', ...from, sizePages: 64 }
  done(addFile(bank.database, online(bank), 'rows', more))
  for (let id = 10; id < 60; id++) transact(bank, [insertion(id, id)])
  const full = backUp(server, 'full')
  done(run(server, moveFile(server.instance, 'Orders', { logicalName: 'More', to })))
  done(run(server, setOffline(server.instance, 'Orders')))
  const source = volumeOf(server.volumes, from.volume)
  const target = volumeOf(server.volumes, to.volume)
  expect(copyFile(liveView(source), from.path, target, to.path).ok).toBe(true)
  expect(deleteFile(source, from.path).ok).toBe(true)
  done(run(server, setOnline(server.instance, 'Orders')))
  transact(bankOf(server), [insertion(100)])
  const differential = backUp(server, 'differential')
  const expected = contentOf(bankOf(server))
  const restored = restoreAll(server, [full, differential])
  expect(contentOf(restored)).toEqual(expected)
  expect(statFile(source, from.path).ok).toBe(false)
  expect(viewFiles(restored.database).find(({ id }) => id === 3)).toMatchObject(to)
})

test('a restored base is a base: differentials taken from the copy go on it', () => {
  const { server, bank } = bankServer()
  const full = backUp(server, 'full')
  transact(bank, [insertion(3)])
  const restored = restoreAll(server, [full])
  transact(restored, [insertion(7)])
  const differential = backUp(server, 'differential')
  const chain = [full, differential]
  expect([...contentOf(restoreAll(server, chain, besides(chain))).keys()]).toEqual([1, 2, 7])
})

test('master is not restored so, and a database in use is not replaced', () => {
  const { server, bank } = bankServer()
  const master = backUp(server, 'full', 'master')
  expect(numberOf(run(server, prepareRestore(server.instance, master.metadata)))).toBe(3196)
  const kept = backUp(server, 'full')
  begin(online(bank))
  expect(numberOf(run(server, prepareRestore(server.instance, kept.metadata)))).toBe(3101)
  expect(contentOf(bank).size).toBe(2)
})

test('model and msdb are restored while the instance runs', () => {
  const { server } = bankServer()
  for (const name of ['model', 'msdb']) {
    const kept = backUp(server, 'full', name)
    expect(viewDatabase(restoreAll(server, [kept]).database).state_desc).toBe('ONLINE')
  }
})

test('native logs and differentials go on a snapshot that was restored without recovery', () => {
  const server = makeServer()
  const bank = addBank(server, { recoveryModel: 'FULL' })
  transact(bank, [insertion(1)])
  const full = backUp(server, 'full')
  const media = (name: string) => ({ volume: 'F:', path: `\\${name}.bak` })
  transact(bank, [insertion(2)])
  const log = backupLog(bank.database, { media: media('log') })
  done(run(server, log))
  transact(bank, [insertion(3)])
  const native = { media: media('diff'), type: 'differential' } as const
  done(run(server, backupDatabase(bank.database, native)))
  const byLog = restoring(server, full)
  done(restoreLog(byLog.database, { media: media('log') }))
  done(run(server, endRestore(server.instance, byLog.database)))
  expect([...contentOf(bankOf(server)).keys()]).toEqual([1, 2])
  const byDifferential = restoring(server, full)
  done(restoreDifferential(byDifferential.database, { media: media('diff') }))
  done(run(server, endRestore(server.instance, byDifferential.database)))
  expect([...contentOf(bankOf(server)).keys()]).toEqual([1, 2, 3])
})

test('a database whose files have bases of their own gets no differential', () => {
  const { server, bank } = bankServer()
  backUp(server, 'full')
  const media = { volume: 'F:', path: '\\files.bak' }
  done(run(server, backupDatabase(bank.database, { media, type: 'files' })))
  const refused = prepareSnapshot(server.instance, { kind: 'differential', databases: ['Orders'] })
  expect(numberOf(refused)).toBe(3006)
  expect(numberOf(differentialBaseOf(server.instance, 'Orders'))).toBe(3006)
  backUp(server, 'full')
  expect(differentialBaseOf(server.instance, 'Orders').ok).toBe(true)
})

test('a differential by snapshot goes on a full backup that was restored natively', () => {
  const { server, bank } = bankServer()
  const media = { volume: 'F:', path: '\\full.bak' }
  done(run(server, backupDatabase(bank.database, { media, type: 'full' })))
  transact(bank, [insertion(3)])
  const differential = backUp(server, 'differential')
  const { sim, volumes, instance } = server
  const primary = { volume: 'D:', path: '\\Orders.mdf' }
  const database = done(run(server, beginRestore(instance, 'Orders', primary)))
  const target = { sim, volumes, name: 'Orders', existing: database }
  done(restoreDatabase(target, { media, replace: true }))
  expect(contentOf(restoreAll(server, [differential])).size).toBe(3)
})

function restoring(server: Server, kept: Kept): Fixture {
  const restore = done(run(server, prepareRestore(server.instance, kept.metadata)))
  copyBack(server, kept, restore)
  done(run(server, finishRestore(server.instance, restore, { additionalRestores: true })))
  return bankOf(server)
}
