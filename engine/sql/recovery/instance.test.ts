import { expect, test } from 'vitest'
import { fork } from '../../base/fork.js'
import { createHost, type Host } from '../../host/index.js'
import { createSim } from '../../sim/index.js'
import { listFolder, renameFile, statFile, type Volume } from '../../volume/index.js'
import {
  createTable,
  type Database,
  type DatabaseOptions,
  setOption,
  takeCheckpoint,
  useDatabase,
} from './database/index.js'
import {
  attachDatabase,
  closeIfUnused,
  connect,
  crashInstance,
  createDatabase,
  createInstance,
  detachDatabase,
  disconnect,
  dropDatabase,
  findDatabase,
  type Instance,
  moveFile,
  pauseInstance,
  resumeInstance,
  setOffline,
  setOnline,
  startInstance,
  stopInstance,
} from './instance/index.js'
import {
  ACCOUNTS,
  contentOf,
  errorOf,
  type Fixture,
  makeVolumes,
  ORDERS,
  row,
  run,
  succeeded,
  transact,
} from './sql.fixture.js'

interface Server {
  readonly host: Host
  readonly volumes: Map<string, Volume>
  readonly instance: Instance
}

function makeServer(name?: string): Server {
  const host = createHost(createSim(1, { trace: false }), {
    name: 'SQL01',
    platform: 'on-premises',
    hardware: 'A',
    siteZone: 'UTC',
    windowsDrive: 'C',
  })
  const volumes = makeVolumes(host.sim)
  const options = { volume: 'D:', ...(name === undefined ? {} : { name }) }
  const instance = succeeded(run(host.sim, createInstance(host, volumes, options)))
  return { host, volumes, instance }
}

function create(server: Server, options: DatabaseOptions = ORDERS): Database {
  const database = succeeded(run(server.host.sim, createDatabase(server.instance, options)))
  succeeded(createTable(succeeded(useDatabase(database)), ACCOUNTS))
  return database
}

function bankOf(server: Server, name = 'Orders'): Fixture {
  const database = succeeded(findDatabase(server.instance, name))
  return { sim: server.host.sim, volumes: server.volumes, database }
}

function stateOf(server: Server, name = 'Orders'): string {
  return succeeded(findDatabase(server.instance, name)).state.kind
}

function names(server: Server): string[] {
  return [...server.instance.databases.values()].map(({ name }) => name).sort()
}

test('an instance is a service with four system databases', () => {
  const server = makeServer('PAYROLL')
  expect(server.host.services.get('MSSQL$PAYROLL')?.state).toBe('Running')
  expect(names(server)).toEqual(['master', 'model', 'msdb', 'tempdb'])
  expect(makeServer().host.services.has('MSSQLSERVER')).toBe(true)
})

test('after a crash the instance finds its databases, and in them what was committed', () => {
  const server = makeServer()
  create(server)
  transact(bankOf(server), [{ kind: 'insert', row: row(1, 5) }])
  crashInstance(server.instance)
  expect(errorOf(connect(server.instance))).toBe(17142)
  expect(startInstance(server.instance).ok).toBe(true)
  expect(names(server)).toEqual(['Orders', 'master', 'model', 'msdb', 'tempdb'])
  expect(contentOf(bankOf(server))).toEqual(new Map([[1, '5/0']]))
})

test('a stopped instance leaves nothing open and starts as it was', () => {
  const server = makeServer()
  create(server)
  transact(bankOf(server), [{ kind: 'insert', row: row(1, 5) }])
  stopInstance(server.instance)
  for (const volume of server.volumes.values()) expect([...volume.handles.all]).toEqual([])
  expect(startInstance(server.instance).ok).toBe(true)
  expect(contentOf(bankOf(server)).size).toBe(1)
})

test('a paused instance lets nobody in, one in single-user mode only one', () => {
  const { instance } = makeServer()
  pauseInstance(instance)
  expect(errorOf(connect(instance))).toBe(17142)
  resumeInstance(instance)
  expect(errorOf(connect(instance))).toBe(0)
  stopInstance(instance)
  startInstance(instance, 'single-user')
  const first = succeeded(connect(instance))
  expect(errorOf(connect(instance))).toBe(18461)
  disconnect(first)
  expect(errorOf(connect(instance))).toBe(0)
})

test('a minimal start recovers no user database, and lets one in at a time', () => {
  const server = makeServer()
  create(server)
  stopInstance(server.instance)
  startInstance(server.instance, 'minimal')
  expect(stateOf(server, 'master')).toBe('online')
  expect(stateOf(server)).toBe('recovery-pending')
  expect(errorOf(useDatabase(succeeded(findDatabase(server.instance, 'Orders'))))).toBe(945)
  succeeded(connect(server.instance))
  expect(errorOf(connect(server.instance))).toBe(18461)
})

test('a database that is offline stays so over a restart', () => {
  const server = makeServer()
  create(server)
  succeeded(run(server.host.sim, setOffline(server.instance, 'Orders')))
  expect(errorOf(useDatabase(succeeded(findDatabase(server.instance, 'Orders'))))).toBe(942)
  crashInstance(server.instance)
  startInstance(server.instance)
  expect(stateOf(server)).toBe('offline')
  succeeded(run(server.host.sim, setOnline(server.instance, 'Orders')))
  expect(stateOf(server)).toBe('online')
})

test('a detached database is forgotten, its files stay and can be attached elsewhere', () => {
  const server = makeServer()
  create(server)
  transact(bankOf(server), [{ kind: 'insert', row: row(1, 5) }])
  succeeded(run(server.host.sim, detachDatabase(server.instance, 'Orders')))
  expect(errorOf(findDatabase(server.instance, 'Orders'))).toBe(911)
  const other = succeeded(
    run(
      server.host.sim,
      createInstance(server.host, server.volumes, { name: 'TWO', volume: 'E:' }),
    ),
  )
  const place = { volume: 'D:', path: '\\Orders.mdf' }
  succeeded(run(server.host.sim, attachDatabase(other, 'Taken', place)))
  expect(contentOf(bankOf({ ...server, instance: other }, 'Taken')).size).toBe(1)
})

test('a file of another kind cannot be attached', () => {
  const server = makeServer()
  create(server)
  succeeded(run(server.host.sim, detachDatabase(server.instance, 'Orders')))
  const place = { volume: 'E:', path: '\\Orders.ldf' }
  const attached = run(server.host.sim, attachDatabase(server.instance, 'Orders', place))
  expect(attached.ok).toBe(false)
  expect(errorOf(findDatabase(server.instance, 'Orders'))).toBe(911)
})

test('a dropped database takes its files with it; system databases stay', () => {
  const server = makeServer()
  create(server)
  succeeded(run(server.host.sim, dropDatabase(server.instance, 'Orders')))
  for (const [letter, path] of [
    ['D:', '\\Orders.mdf'],
    ['E:', '\\Orders.ldf'],
  ] as const) {
    const volume = server.volumes.get(letter)
    expect(volume !== undefined && statFile(volume, path).ok).toBe(false)
  }
  expect(errorOf(run(server.host.sim, dropDatabase(server.instance, 'MSDB')))).toBe(3708)
})

test('a name is given once', () => {
  const server = makeServer()
  create(server)
  const again = run(server.host.sim, createDatabase(server.instance, { ...ORDERS, name: 'ORDERS' }))
  expect(errorOf(again)).toBe(1801)
})

test('a failed creation leaves no file behind', () => {
  const server = makeServer()
  const logFiles = [{ logicalName: 'log', volume: 'Q:', path: '\\x.ldf' }] as const
  const made = run(
    server.host.sim,
    createDatabase(server.instance, { ...ORDERS, logFiles: [logFiles[0]] }),
  )
  expect(errorOf(made)).toBe(5123)
  const disk = server.volumes.get('D:')
  expect(disk !== undefined && statFile(disk, '\\Orders.mdf').ok).toBe(false)
})

test('a moved file is looked for in its new place only after a restart', () => {
  const server = makeServer()
  create(server)
  transact(bankOf(server), [{ kind: 'insert', row: row(1, 5) }])
  const to = { volume: 'D:', path: '\\Moved.mdf' }
  const { sim } = server.host
  succeeded(run(sim, moveFile(server.instance, 'Orders', { logicalName: 'Orders', to })))
  transact(bankOf(server), [{ kind: 'insert', row: row(2, 6) }])
  stopInstance(server.instance)
  startInstance(server.instance)
  expect(stateOf(server)).toBe('recovery-pending')
  const disk = server.volumes.get('D:')
  if (disk !== undefined) renameFile(disk, '\\Orders.mdf', '\\Moved.mdf')
  succeeded(run(sim, setOnline(server.instance, 'Orders')))
  expect(contentOf(bankOf(server)).size).toBe(2)
})

test('a database that cannot be recovered does not keep the others from coming up', () => {
  const server = makeServer()
  create(server)
  stopInstance(server.instance)
  const disk = server.volumes.get('E:')
  if (disk !== undefined) renameFile(disk, '\\Orders.ldf', '\\gone')
  startInstance(server.instance)
  expect(stateOf(server)).toBe('recovery-pending')
  expect(stateOf(server, 'msdb')).toBe('online')
  expect(server.host.logs.Application.map(({ id }) => id)).toEqual([17204])
})

test('an AUTO_CLOSE database closes when nobody uses it and opens on demand', () => {
  const server = makeServer()
  const database = create(server)
  const online = succeeded(useDatabase(database))
  succeeded(setOption(online, { autoClose: true }))
  succeeded(closeIfUnused(database))
  expect(database.state.kind).toBe('closed')
  expect(server.volumes.get('E:')?.handles.all.size).toBe(0)
  expect(succeeded(useDatabase(database)).boot.autoClose).toBe(true)
})

test('a fork of a server goes on by itself', () => {
  const server = makeServer()
  create(server)
  const copy = fork(server)
  transact(bankOf(copy), [{ kind: 'insert', row: row(1, 5) }])
  succeeded(takeCheckpoint(succeeded(useDatabase(bankOf(copy).database))))
  expect(contentOf(bankOf(server)).size).toBe(0)
  crashInstance(server.instance)
  startInstance(server.instance)
  expect(contentOf(bankOf(server)).size).toBe(0)
  expect(contentOf(bankOf(copy)).size).toBe(1)
})

test('the files of a running database are in use', () => {
  const server = makeServer()
  create(server)
  const disk = server.volumes.get('D:')
  if (disk === undefined) throw new Error('no volume')
  expect(renameFile(disk, '\\Orders.mdf', '\\x').ok).toBe(false)
  const listed = listFolder(disk, '\\MSSQL.MSSQLSERVER\\DATA')
  expect(listed.ok && listed.value.map(({ name }) => name)).toEqual([
    'master.ldf',
    'master.mdf',
    'model.ldf',
    'model.mdf',
    'msdb.ldf',
    'msdb.mdf',
    'tempdb.mdf',
    'templog.ldf',
  ])
})
