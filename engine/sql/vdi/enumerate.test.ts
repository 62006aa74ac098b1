import { expect, test } from 'vitest'
import { createFolder } from '../../volume/index.js'
import { createCatalog } from '../full-text/index.js'
import {
  closeIfUnused,
  createSnapshot,
  moveFile,
  setOffline,
  setOption,
  stopInstance,
} from '../recovery/index.js'
import { insertion, online, transact } from '../recovery/sql.fixture.js'
import { describeInstance } from './enumerate.js'
import { placementOf } from './placement.js'
import { prepareSnapshot } from './snapshot-backup.js'
import { addBank, done, makeServer, numberOf, run, type Server, volumeOf } from './vdi.fixture.js'

function factsOf({ instance }: Server, name = 'Orders') {
  const facts = describeInstance(instance).databases.find((each) => each.name === name)
  if (facts === undefined) throw new Error(`${name} is not there`)
  return facts
}

test('every database is described with its files where they are', () => {
  const server = makeServer()
  addBank(server)
  const to = { volume: 'F:', path: '\\Later.mdf' }
  done(run(server, moveFile(server.instance, 'Orders', { logicalName: 'Orders', to })))
  expect(factsOf(server)).toMatchObject({
    state: 'ONLINE',
    isSystem: false,
    recoveryModel: 'SIMPLE',
    unusable: undefined,
    files: [
      { kind: 'rows', volume: 'D:', path: '\\Orders.mdf', sizePages: 64 },
      { kind: 'log', volume: 'E:', path: '\\Orders.ldf' },
    ],
  })
  expect(factsOf(server, 'msdb').isSystem).toBe(true)
})

test('a database that closed itself is described and stays closed, and a backup opens it', () => {
  const server = makeServer()
  const bank = addBank(server)
  done(setOption(online(bank), { autoClose: true }))
  done(closeIfUnused(bank.database))
  expect(factsOf(server)).toMatchObject({
    isClosed: true,
    isAutoClose: true,
    unusable: undefined,
    files: [{ path: '\\Orders.mdf' }, { path: '\\Orders.ldf' }],
  })
  expect(bank.database.state.kind).toBe('closed')
  done(prepareSnapshot(server.instance, { kind: 'full', databases: ['Orders'] }))
  expect(bank.database.state.kind).toBe('online')
})

test('an offline database has files and a reason, a stopped instance has no databases', () => {
  const server = makeServer()
  const bank = addBank(server)
  transact(bank, [insertion(1)])
  done(run(server, setOffline(server.instance, 'Orders')))
  const facts = factsOf(server)
  expect(facts.unusable).toContain('offline')
  expect(facts.files).toHaveLength(2)
  stopInstance(server.instance)
  expect(describeInstance(server.instance)).toMatchObject({ isRunning: false, databases: [] })
  const request = { kind: 'full', databases: ['Orders'] } as const
  expect(numberOf(prepareSnapshot(server.instance, request))).toBe(17142)
})

test('tempdb and database snapshots are never backed up', () => {
  const server = makeServer()
  addBank(server)
  const files = { Orders: { volume: 'F:', path: '\\noon.ss' } }
  const options = { name: 'Orders_noon', source: 'Orders', files }
  done(run(server, createSnapshot(server.instance, options)))
  expect(factsOf(server, 'Orders_noon')).toMatchObject({ snapshotOf: 'Orders' })
  expect(factsOf(server, 'Orders_noon').unusable).toBeDefined()
  expect(factsOf(server, 'tempdb')).toMatchObject({ isTempdb: true })
  expect(factsOf(server, 'tempdb').unusable).toBeDefined()
  const of = (name: string) =>
    numberOf(prepareSnapshot(server.instance, { kind: 'full', databases: [name] }))
  expect([of('Orders_noon'), of('tempdb')]).toEqual([3002, 3147])
})

test('full-text folders are part of a database, and tear it like files', () => {
  const server = makeServer()
  const bank = addBank(server)
  createFolder(volumeOf(server.volumes, 'F:'), '\\ft')
  const catalog = { name: 'Words', volume: 'F:', path: '\\ft\\Words' }
  done(run(server, createCatalog(bank.database, catalog)))
  const { files, fullTextFolders } = factsOf(server)
  expect(fullTextFolders).toEqual([{ volume: 'F:', path: '\\ft\\Words' }])
  const places = [...files, ...fullTextFolders]
  const kind = (...letters: string[]) => placementOf(places, new Set(letters)).kind
  expect(kind('D:', 'E:', 'F:')).toBe('whole')
  expect(kind('D:', 'E:')).toBe('torn')
  expect(kind('F:')).toBe('torn')
  expect(kind('G:')).toBe('none')
})
