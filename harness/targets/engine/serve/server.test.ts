// The server in this process, and mssql against it.

import { existsSync, readFileSync, statSync, unlinkSync } from 'node:fs'
import path from 'node:path'
import type sql from 'mssql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, makeFolder, PASSWORD } from './serve.fixture.js'
import { type RunningServer, type ServerOptions, startServer } from './server.js'

const { data, remove } = makeFolder()
const BUSY_LOOP = 'declare @i int = 0 while @i < 100000000 set @i = @i + 1'

let server: RunningServer
let pool: sql.ConnectionPool

function start(options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  return startServer({
    host: '127.0.0.1',
    port: 0,
    data,
    encryption: 'off',
    credentials: undefined,
    isMinimal: false,
    password: PASSWORD,
    makePassword: () => '',
    ...options,
  })
}

async function end(): Promise<void> {
  await pool.close()
  server.stop()
  await server.ended
}

async function restart(): Promise<void> {
  await end()
  server = await start()
  pool = await connect(server.port, { max: 8 })
}

async function rows(text: string): Promise<unknown[]> {
  return (await pool.query(text)).recordset
}

function numberOf(thrown: unknown): number {
  return (thrown as { number?: number }).number ?? 0
}

beforeAll(async () => {
  server = await start()
  pool = await connect(server.port, { max: 8 })
})

afterAll(async () => {
  await end()
  remove()
})

test('a query is answered', async () => {
  expect(await rows('select 1 as one')).toEqual([{ one: 1 }])
})

test('a wrong password is refused, and so is a login that nobody has', async () => {
  await expect(connect(server.port, { password: 'wrong' })).rejects.toThrow(/Login failed/)
})

test('what was committed is there after a restart, in a real file of the pages it takes', async () => {
  await pool.query('create database Kept')
  await pool.query('create table Kept.dbo.t (id int not null primary key, name nvarchar(40))')
  await pool.query(`insert into Kept.dbo.t values (1, N'to be kept')`)
  await restart()
  expect(await rows('select id, name from Kept.dbo.t')).toEqual([{ id: 1, name: 'to be kept' }])
  const bytes = readFileSync(path.join(data, 'data', 'Kept.mdf'))
  expect([bytes.length % 8192, bytes.includes(Buffer.from('to be kept', 'utf16le'))]).toEqual([
    0,
    true,
  ])
})

test('others are answered while one keeps the server busy, and a cancel ends that', async () => {
  const request = pool.request()
  const busy = request.query(BUSY_LOOP)
  const ended = busy.then(
    () => 'done',
    (thrown: { code?: string }) => thrown.code,
  )
  expect(await rows('select 2 as two')).toEqual([{ two: 2 }])
  request.cancel()
  expect(await ended).toBe('ECANCEL')
  expect(await rows('select 3 as three')).toEqual([{ three: 3 }])
})

test('the clock of the server is that on the wall', async () => {
  const before = Date.now()
  const [row] = (await rows('select sysutcdatetime() as now')) as { now: Date }[]
  const after = Date.now()
  const now = row?.now.getTime() ?? 0
  expect(now).toBeGreaterThanOrEqual(before - 1)
  expect(now).toBeLessThanOrEqual(after + 1)
})

test('a file that was removed while its database was offline is missed when that comes online', async () => {
  await pool.query('create database Missed')
  await pool.query('alter database Missed set offline')
  unlinkSync(path.join(data, 'data', 'Missed.mdf'))
  const thrown = await pool.query('alter database Missed set online').catch((error) => error)
  const numbers = [numberOf(thrown), ...(thrown.precedingErrors ?? []).map(numberOf)]
  expect(numbers).toContain(5120)
  expect(await rows('select 4 as four')).toEqual([{ four: 4 }])
})

test('a backup is a real file, and a restore takes it from there', async () => {
  await pool.query('create database Saved')
  await pool.query('create table Saved.dbo.t (id int not null primary key)')
  await pool.query('insert into Saved.dbo.t values (7)')
  const file = path.join(data, 'backup', 'saved.bak')
  await pool.query(`backup database Saved to disk = '${file}'`)
  expect(statSync(file).size).toBeGreaterThan(8192)
  await pool.query('delete from Saved.dbo.t')
  await pool.query(`restore database Saved from disk = '${file}' with replace`)
  expect(await rows('select id from Saved.dbo.t')).toEqual([{ id: 7 }])
})

test('a backup to where there is no folder fails as a backup does', async () => {
  await pool.query('create database Unsaved')
  const thrown = await pool
    .query(`backup database Unsaved to disk = '${path.join(data, 'none', 'x.bak')}'`)
    .catch((error) => error)
  const numbers = [numberOf(thrown), ...(thrown.precedingErrors ?? []).map(numberOf)]
  expect(numbers).toEqual(expect.arrayContaining([3013, 3201]))
})

test('a write waits while its database is suspended, and goes on when the backup resumes it', async () => {
  await pool.query('create database Held')
  await pool.query('create table Held.dbo.t (id int not null primary key)')
  await pool.query('alter database Held set suspend_for_snapshot_backup = on')
  let isWritten = false
  const writing = pool.query('insert into Held.dbo.t values (1)').then(() => {
    isWritten = true
  })
  await pool.query(`waitfor delay '00:00:00.100'`)
  expect([isWritten, await rows('select id from Held.dbo.t')]).toEqual([false, []])
  await pool.query(`backup database Held to disk = 'held.bkm' with metadata_only, format`)
  await writing
  expect(await rows('select id from Held.dbo.t')).toEqual([{ id: 1 }])
  expect(existsSync(path.join(data, 'backup', 'held.bkm'))).toBe(true)
})

test('a distributed transaction commits in both databases or in neither', async () => {
  for (const name of ['One', 'Two']) {
    await pool.query(`create database ${name}`)
    await pool.query(`create table ${name}.dbo.t (id int not null primary key)`)
  }
  for (const [id, end] of [
    [1, 'commit'],
    [2, 'rollback'],
  ])
    await pool.query(`
      begin distributed transaction
      insert into One.dbo.t values (${id})
      insert into Two.dbo.t values (${id})
      ${end} transaction`)
  expect(await rows('select o.id from One.dbo.t o join Two.dbo.t t on t.id = o.id')).toEqual([
    { id: 1 },
  ])
  expect(await rows('select id from One.dbo.t union all select id from Two.dbo.t')).toHaveLength(2)
})

test('another password at the next start counts from then on', async () => {
  await end()
  server = await start({ password: 'Another!1' })
  await expect(connect(server.port)).rejects.toThrow(/Login failed/)
  pool = await connect(server.port, { max: 8, password: 'Another!1' })
  expect(await rows('select 5 as five')).toEqual([{ five: 5 }])
  await restart()
})

test('a minimal start lets one administrator in and recovers no other database', async () => {
  await end()
  server = await start({ isMinimal: true })
  pool = await connect(server.port, { max: 1 })
  const states = await rows(`select name, state_desc from sys.databases where name = 'Kept'`)
  expect(states).toEqual([{ name: 'Kept', state_desc: 'RECOVERY_PENDING' }])
  await expect(connect(server.port, { max: 1 })).rejects.toThrow(/single user|administrator/i)
  await restart()
  expect(await rows('select id, name from Kept.dbo.t')).toEqual([{ id: 1, name: 'to be kept' }])
})

test('SHUTDOWN ends the server in order', async () => {
  await pool.query('shutdown').catch(() => {})
  await server.ended
  expect(existsSync(path.join(data, 'frostproof.lock'))).toBe(false)
  server = await start()
  pool = await connect(server.port, { max: 8 })
  expect(await rows('select id, name from Kept.dbo.t')).toEqual([{ id: 1, name: 'to be kept' }])
})
