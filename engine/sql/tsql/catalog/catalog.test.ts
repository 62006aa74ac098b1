import { expect, test } from 'vitest'
import { createTable } from '../../recovery/index.js'
import { bankOf } from '../../recovery/server.fixture.js'
import { ACCOUNTS, online, succeeded } from '../../recovery/sql.fixture.js'
import { ask, type Desk, openDesk } from '../admin/admin.fixture.js'
import type { WireValue } from '../port.js'
import { catalogFunction, globalVariable, systemView } from './index.js'
import type { CatalogContext } from './view.js'

function contextOf({ host, spid }: Desk, database = 'master'): CatalogContext {
  const session = {
    spid,
    login: 'sa',
    user: 'dbo',
    database,
    schema: 'dbo' as const,
    application: 'test',
    hostName: 'HERE',
    language: 'us_english',
    isolation: 'read committed',
    transactionCount: 0,
    since: host.instance.host.sim.now,
  }
  return { host, session }
}

/** The rows of a view, as objects. */
function rowsOf(desk: Desk, name: string, database = 'master') {
  const [schema = '', view = ''] = name.split('.')
  const found = systemView(database, schema, view)
  if (found === undefined) throw new Error(`no ${name}`)
  const names = found.columns.map((column) => column.name)
  return found
    .rows(contextOf(desk, database))
    .map((row) => Object.fromEntries(row.map((value, index) => [names[index] ?? '', value])))
}

function call(desk: Desk, name: string, ...args: WireValue[]): WireValue {
  const found = name.startsWith('@@') ? globalVariable(name) : catalogFunction(name)
  if (found === undefined) throw new Error(`no ${name}`)
  const value = found.call(contextOf(desk, 'Orders'), args)
  return value !== null && typeof value === 'object' && 'value' in value ? value.value : value
}

function withOrders(): Desk {
  const desk = openDesk()
  const { errors } = ask(
    desk,
    `CREATE DATABASE Orders ON
       (NAME = Orders, FILENAME = 'D:\\Orders.mdf', SIZE = 1 MB, MAXSIZE = 4 MB, FILEGROWTH = 10%),
       FILEGROUP Archive (NAME = Old, FILENAME = 'D:\\Old.ndf', SIZE = 1 MB)
     LOG ON (NAME = Orders_log, FILENAME = 'E:\\Orders.ldf', SIZE = 1 MB)`,
  )
  expect(errors).toEqual([])
  succeeded(createTable(online(bankOf(desk.server)), ACCOUNTS))
  return desk
}

const BACKUP = "BACKUP DATABASE Orders TO DISK = 'D:\\o.bak'"

test('databases have their numbers, and keep them', () => {
  const desk = withOrders()
  ask(desk, 'CREATE DATABASE Second CREATE DATABASE Third DROP DATABASE Second')
  const ids = rowsOf(desk, 'sys.databases').map(({ name, database_id: id }) => [name, id])
  expect(ids).toEqual([
    ['master', 1],
    ['model', 3],
    ['msdb', 4],
    ['tempdb', 2],
    ['Orders', 5],
    ['Third', 7],
  ])
  ask(desk, 'CREATE DATABASE Fourth')
  expect(rowsOf(desk, 'sys.databases').at(-1)).toMatchObject({ name: 'Fourth', database_id: 6 })
})

test('the state of a database is that of the moment', () => {
  const desk = withOrders()
  const state = () => rowsOf(desk, 'sys.databases').find(({ name }) => name === 'Orders')
  expect(state()).toMatchObject({ state: 0, state_desc: 'ONLINE', recovery_model_desc: 'FULL' })
  ask(desk, 'ALTER DATABASE Orders SET RECOVERY SIMPLE ALTER DATABASE Orders SET AUTO_CLOSE ON')
  expect(state()).toMatchObject({ recovery_model_desc: 'SIMPLE', is_auto_close_on: 1 })
  ask(desk, 'ALTER DATABASE Orders SET OFFLINE')
  expect(state()).toMatchObject({ state: 6, state_desc: 'OFFLINE', collation_name: null })
})

test('files tell their sizes in pages, and which backup they rest on', () => {
  const desk = withOrders()
  const files = () => rowsOf(desk, 'sys.database_files', 'Orders')
  expect(files().map(({ file_id: id, name, type, size }) => [id, name, type, size])).toEqual([
    [1, 'Orders', 0, 128],
    [2, 'Orders_log', 1, 128],
    [3, 'Old', 0, 128],
  ])
  expect(files()[0]).toMatchObject({
    physical_name: 'D:\\Orders.mdf',
    max_size: 512,
    growth: 10,
    is_percent_growth: 1,
    data_space_id: 1,
    differential_base_lsn: null,
    differential_base_guid: null,
  })
  expect(files()[2]).toMatchObject({ data_space_id: 2 })
  expect(ask(desk, BACKUP).errors).toEqual([])
  const [set] = rowsOf(desk, 'dbo.backupset', 'msdb')
  expect(files()[0]).toMatchObject({
    differential_base_guid: set?.['backup_set_uuid'],
    differential_base_lsn: set?.['checkpoint_lsn'],
    differential_base_time: set?.['backup_start_date'],
  })
  expect(files()[1]?.['differential_base_guid']).toBe(null)
})

test('the files of a database that is offline are known', () => {
  const desk = withOrders()
  ask(desk, 'ALTER DATABASE Orders SET OFFLINE')
  const own = rowsOf(desk, 'sys.master_files').filter(({ database_id: id }) => id === 5)
  expect(own.map(({ name, state_desc: state }) => [name, state])).toEqual([
    ['Orders', 'OFFLINE'],
    ['Orders_log', 'OFFLINE'],
    ['Old', 'OFFLINE'],
  ])
})

test('the history of backups is that of msdb', () => {
  const desk = withOrders()
  ask(
    desk,
    `${BACKUP} WITH NAME = 'first' ${BACKUP} WITH DIFFERENTIAL BACKUP LOG Orders TO DISK = 'D:\\o.trn'`,
  )
  const sets = rowsOf(desk, 'dbo.backupset', 'msdb')
  expect(sets.map(({ type, is_copy_only: copy }) => [type, copy])).toEqual([
    ['D', 0],
    ['I', 0],
    ['L', 0],
  ])
  expect(sets[1]?.['differential_base_guid']).toBe(sets[0]?.['backup_set_uuid'])
  expect(typeof sets[0]?.['backup_start_date']).toBe('bigint')
  expect(sets[0]).toMatchObject({ name: 'first', description: null })
  expect(Number(sets[0]?.['backup_size'])).toBeGreaterThan(8192)
  const media = rowsOf(desk, 'dbo.backupmediafamily', 'msdb')
  expect(media.map(({ physical_device_name: path }) => path)).toEqual([
    'D:\\o.bak',
    'D:\\o.bak',
    'D:\\o.trn',
  ])
  expect(rowsOf(desk, 'dbo.backupfile', 'msdb')).toHaveLength(9)
  ask(desk, "RESTORE DATABASE Orders FROM DISK = 'D:\\o.bak' WITH REPLACE")
  expect(rowsOf(desk, 'dbo.restorehistory', 'msdb')).toMatchObject([
    { destination_database_name: 'Orders', restore_type: 'D', backup_set_id: 1, replace: 1 },
  ])
})

test('a suspension shows in its view, its properties and its locks', () => {
  const desk = withOrders()
  expect(rowsOf(desk, 'sys.dm_server_suspend_status')).toEqual([])
  ask(desk, 'ALTER DATABASE Orders SET SUSPEND_FOR_SNAPSHOT_BACKUP = ON (MODE = COPY_ONLY)')
  expect(rowsOf(desk, 'sys.dm_server_suspend_status')).toMatchObject([
    { db_id: 5, db_name: 'Orders', is_diff_map_cleared: 0, is_write_io_frozen: 1 },
  ])
  expect(call(desk, 'serverproperty', 'SuspendedDatabaseCount')).toBe(1)
  expect(call(desk, 'serverproperty', 'IsServerSuspendedForSnapshotBackup')).toBe(0)
  const property = 'IsDatabaseSuspendedForSnapshotBackup'
  expect(call(desk, 'databasepropertyex', 'orders', property)).toBe(1)
  expect(rowsOf(desk, 'sys.dm_tran_locks')).toMatchObject([{ resource_database_id: 5 }])
})

test('tables and columns are shown, and the own tables of the server are not', () => {
  const desk = withOrders()
  expect(rowsOf(desk, 'sys.tables', 'Orders').map(({ name }) => name)).toEqual(['Accounts'])
  expect(rowsOf(desk, 'sys.tables', 'master')).toEqual([])
  const columns = rowsOf(desk, 'sys.columns', 'Orders')
  expect(
    columns.map(({ name, max_length: length, is_nullable: nullable }) => [name, length, nullable]),
  ).toEqual([
    ['id', 4, 0],
    ['balance', 8, 0],
    ['note', 4000, 1],
  ])
  expect(rowsOf(desk, 'INFORMATION_SCHEMA.COLUMNS', 'Orders')[2]).toMatchObject({
    TABLE_NAME: 'Accounts',
    DATA_TYPE: 'varchar',
    CHARACTER_MAXIMUM_LENGTH: 4000,
    IS_NULLABLE: 'YES',
  })
  expect(rowsOf(desk, 'sys.filegroups', 'Orders').map(({ name }) => name)).toEqual([
    'PRIMARY',
    'Archive',
  ])
})

test('functions know databases, files, tables and logins', () => {
  const desk = withOrders()
  expect(call(desk, 'db_name')).toBe('Orders')
  expect(call(desk, 'db_name', 1)).toBe('master')
  expect(call(desk, 'db_id', 'TEMPDB')).toBe(2)
  expect(call(desk, 'db_id', 'none')).toBe(null)
  expect(call(desk, 'file_name', 3)).toBe('Old')
  expect(call(desk, 'file_id', 'orders_LOG')).toBe(2)
  expect(call(desk, 'filegroup_name', 2)).toBe('Archive')
  const id = call(desk, 'object_id', 'dbo.[Accounts]')
  expect(call(desk, 'object_name', id)).toBe('Accounts')
  expect(call(desk, 'object_id', 'master..Accounts')).toBe(null)
  expect(call(desk, 'col_name', id, 2)).toBe('balance')
  expect(call(desk, 'columnproperty', id, 'note', 'AllowsNull')).toBe(1)
  expect(call(desk, 'columnproperty', 0, null, null)).toBe(null)
  expect(call(desk, 'type_name', 231)).toBe('nvarchar')
  expect(call(desk, 'suser_name')).toBe('sa')
  expect(call(desk, 'is_srvrolemember', 'sysadmin')).toBe(1)
  expect(call(desk, 'serverproperty', 'EngineEdition')).toBe(3)
  expect(call(desk, 'serverproperty', 'nothing')).toBe(null)
  expect(call(desk, 'serverproperty', 'InstanceDefaultDataPath')).toMatch(/\\DATA\\$/)
  expect(call(desk, '@@version')).toMatch(/^Microsoft SQL Server 2022/)
  expect(call(desk, '@@microsoftversion')).toBe(0x1000_1027)
})

test('a function refuses a number of arguments that it does not take', () => {
  expect(() => catalogFunction('db_id', 2)).toThrow(/requires 0 to 1 arguments/)
  expect(() => catalogFunction('col_name', 1)).toThrow(/requires 2 argument/)
  expect(catalogFunction('no_such', 9)).toBe(undefined)
})

test('every view gives as many values as columns', () => {
  const desk = withOrders()
  ask(desk, BACKUP)
  const names = `databases master_files database_files filegroups tables objects columns types schemas
    indexes index_columns partitions server_principals sql_logins server_role_members
    database_principals database_role_members database_recovery_status dm_server_suspend_status
    dm_exec_sessions dm_exec_requests dm_tran_locks configurations messages foreign_keys`
  for (const name of names.split(/\s+/)) {
    const view = systemView('Orders', 'sys', name)
    if (view === undefined) throw new Error(name)
    for (const row of view.rows(contextOf(desk, 'Orders')))
      expect([name, row.length]).toEqual([name, view.columns.length])
  }
  expect(systemView('Orders', 'sys', 'nothing')).toBe(undefined)
  expect(systemView('Orders', 'dbo', 'backupset')).toBe(undefined)
})
