import { expect, test } from 'vitest'
import {
  addFile,
  begin,
  commit,
  createTable,
  type FileOptions,
  fileNamed,
  findTable,
  insert,
  peekAll,
  setOption,
  takeCheckpoint,
} from './database/index.js'
import {
  connect,
  crashInstance,
  createDatabase,
  dropDatabase,
  enterDatabase,
  leaveDatabase,
  setOffline,
  setUserAccess,
  startInstance,
  stopInstance,
} from './instance/index.js'
import { bankOf, createBank, makeServer, type Server } from './server.fixture.js'
import {
  ACCOUNTS,
  contentOf,
  errorOf,
  insertion,
  ORDERS,
  online,
  row,
  run,
  succeeded,
  transact,
} from './sql.fixture.js'
import { viewDatabase, viewFiles } from './views.js'

const EXTRA: FileOptions = {
  logicalName: 'Extra',
  volume: 'F:',
  path: '\\Extra.ndf',
  sizePages: 64,
}

test('tempdb is made anew at every start, however the last run ended', () => {
  for (const end of [stopInstance, crashInstance]) {
    const server = makeServer()
    const temp = () => online(bankOf(server, 'tempdb'))
    succeeded(createTable(temp(), ACCOUNTS))
    expect(transact(bankOf(server, 'tempdb'), [insertion(1)])).toBe(true)
    const guid = temp().boot.guid
    const files = viewFiles(bankOf(server, 'tempdb').database).map(({ path }) => path)
    end(server.instance)
    expect(startInstance(server.instance).ok).toBe(true)
    expect(temp().tables.size).toBe(0)
    expect(temp().boot).toMatchObject({ recoveryModel: 'SIMPLE', name: 'tempdb' })
    expect(temp().boot.guid).not.toBe(guid)
    expect(viewFiles(bankOf(server, 'tempdb').database).map(({ path }) => path)).toEqual(files)
  }
})

test('an instance without room for tempdb does not start', () => {
  const server = makeServer()
  stopInstance(server.instance)
  for (const volume of server.volumes.values()) volume.writeProtected = true
  const started = startInstance(server.instance)
  expect(started.ok).toBe(false)
  expect(server.host.services.get('MSSQLSERVER')?.state).toBe('Stopped')
  for (const volume of server.volumes.values()) volume.writeProtected = false
  expect(startInstance(server.instance).ok).toBe(true)
})

test('a new database has the sizes, options and tables of model, tempdb too', () => {
  const server = makeServer()
  const model = () => online(bankOf(server, 'model'))
  const standard = succeeded(createTable(model(), { ...ACCOUNTS, name: 'Standard' }))
  const fill = function* () {
    const transaction = begin(model())
    for (let id = 1; id <= 30; id++)
      succeeded(yield* insert(model(), transaction, standard, row(id, id, 2_000)))
    succeeded(yield* commit(model(), transaction))
  }
  run(server.host.sim, fill())
  succeeded(setOption(model(), { recoveryModel: 'SIMPLE' }))
  const size = fileNamed(model().storage, 'model')?.entry.sizePages
  const files = {
    dataFiles: [{ logicalName: 'New', volume: 'E:', path: '\\New.mdf' }],
    logFiles: [{ logicalName: 'New_log', volume: 'E:', path: '\\New.ldf' }],
  } as const
  succeeded(run(server.host.sim, createDatabase(server.instance, { name: 'New', ...files })))
  const made = online(bankOf(server, 'New'))
  expect(made.boot).toMatchObject({ recoveryModel: 'SIMPLE', name: 'New' })
  expect(fileNamed(made.storage, 'New')?.entry.sizePages).toBe(size)
  const rows = succeeded(peekAll(made, succeeded(findTable(made, 'Standard'))))
  expect(rows).toEqual(succeeded(peekAll(model(), standard)))
  stopInstance(server.instance)
  expect(startInstance(server.instance).ok).toBe(true)
  const temp = online(bankOf(server, 'tempdb'))
  expect(succeeded(peekAll(temp, succeeded(findTable(temp, 'Standard'))))).toEqual(rows)
})

test('system databases refuse what SQL Server refuses, by its numbers', () => {
  const server = makeServer()
  const { instance, host } = server
  for (const name of ['master', 'model', 'msdb', 'tempdb']) {
    expect(errorOf(run(host.sim, dropDatabase(instance, name)))).toBe(3708)
    expect(errorOf(run(host.sim, setOffline(instance, name)))).toBe(5058)
  }
  for (const name of ['master', 'model']) {
    const { database } = bankOf(server, name)
    expect(errorOf(addFile(database, online(bankOf(server, name)), 'rows', EXTRA))).toBe(5013)
  }
  const temp = bankOf(server, 'tempdb')
  const grouped = { ...EXTRA, filegroup: 2 }
  expect(errorOf(addFile(temp.database, online(temp), 'rows', grouped))).toBe(1826)
  succeeded(addFile(temp.database, online(temp), 'rows', EXTRA))
  for (const name of ['master', 'tempdb'])
    expect(errorOf(setOption(online(bankOf(server, name)), { readOnly: true }))).toBe(5058)
  expect(errorOf(setOption(online(temp), { recoveryModel: 'FULL' }))).toBe(5058)
  succeeded(setOption(online(bankOf(server, 'msdb')), { readOnly: true }))
})

test('a read-only database takes no change of any kind until it is made writable', () => {
  const server = makeServer()
  createBank(server)
  transact(bankOf(server), [insertion(1)])
  succeeded(setOption(online(bankOf(server)), { readOnly: true }))
  crashInstance(server.instance)
  expect(startInstance(server.instance).ok).toBe(true)
  const bank = bankOf(server)
  expect(viewDatabase(bank.database).is_read_only).toBe(true)
  expect(transact(bank, [insertion(2)])).toBe(false)
  const target = online(bank)
  expect(errorOf(createTable(target, { ...ACCOUNTS, name: 'Other' }))).toBe(3906)
  expect(errorOf(addFile(bank.database, target, 'rows', EXTRA))).toBe(3906)
  succeeded(takeCheckpoint(target))
  expect(contentOf(bank)).toEqual(new Map([[1, '1/0']]))
  succeeded(setOption(target, { readOnly: false }))
  expect(transact(bank, [insertion(2)])).toBe(true)
})

function bankAccess(): { server: Server; sessions: ReturnType<typeof sessionOf>[] } {
  const server = makeServer()
  createBank(server)
  return { server, sessions: [sessionOf(server), sessionOf(server), sessionOf(server, false)] }
}

function sessionOf(server: Server, isAdministrator = true) {
  return succeeded(connect(server.instance, isAdministrator) as ReturnType<typeof connect>)
}

test('SINGLE_USER lets one session in, and throws the others out only when told to', () => {
  const { server, sessions } = bankAccess()
  const [first, second] = sessions
  if (first === undefined || second === undefined) throw new Error('no sessions')
  succeeded(enterDatabase(first, 'Orders'))
  succeeded(enterDatabase(second, 'Orders'))
  const single = { access: 'SINGLE_USER' } as const
  expect(errorOf(setUserAccess(first, 'Orders', single))).toBe(5070)
  succeeded(setUserAccess(first, 'Orders', { ...single, throwOut: true }))
  expect(server.instance.sessions.has(second)).toBe(false)
  expect(viewDatabase(bankOf(server).database).user_access_desc).toBe('SINGLE_USER')
  const third = sessionOf(server)
  expect(errorOf(enterDatabase(third, 'Orders'))).toBe(924)
  expect(errorOf(setUserAccess(third, 'Orders', { access: 'MULTI_USER' }))).toBe(924)
  leaveDatabase(first)
  succeeded(enterDatabase(third, 'Orders'))
  crashInstance(server.instance)
  expect(startInstance(server.instance).ok).toBe(true)
  expect(online(bankOf(server)).boot.userAccess).toBe('SINGLE_USER')
  expect(errorOf(setUserAccess(sessionOf(server), 'master', single))).toBe(5058)
})

test('RESTRICTED_USER lets administrators in and nobody else', () => {
  const { sessions } = bankAccess()
  const [first, , guest] = sessions
  if (first === undefined || guest === undefined) throw new Error('no sessions')
  succeeded(enterDatabase(guest, 'Orders'))
  const restricted = { access: 'RESTRICTED_USER' } as const
  expect(errorOf(setUserAccess(first, 'Orders', restricted))).toBe(5070)
  leaveDatabase(guest)
  succeeded(setUserAccess(first, 'Orders', restricted))
  expect(errorOf(enterDatabase(guest, 'Orders'))).toBe(923)
  succeeded(enterDatabase(first, 'Orders'))
  expect(ORDERS.name).toBe('Orders')
})
