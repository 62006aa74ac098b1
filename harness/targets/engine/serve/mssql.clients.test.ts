// mssql and tedious against the endpoint, in clear, with a login that is encrypted, and strict.

import sql from 'mssql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD, USER } from './scripted.fixture.js'
import { startTdsServer, type TdsServer } from './tds-server.fixture.js'

const WAYS = [
  { way: 'clear', policy: 'off', encrypt: false, security: 'clear' },
  { way: 'TLS', policy: 'on', encrypt: true, security: 'full' },
  { way: 'strict TLS', policy: 'strict', encrypt: 'strict', security: 'strict' },
] as const

test('a database that is not there is refused with its number', async () => {
  const server = await startTdsServer('off')
  const pool = new sql.ConnectionPool({ ...configOf(server, false), database: 'missing' })
  await expect(pool.connect()).rejects.toMatchObject({ code: 'ELOGIN' })
  expect(server.connections.at(-1)?.closedBecause).toContain('4060')
  await server.close()
})

for (const { way, policy, encrypt, security } of WAYS)
  describe(`mssql in ${way}`, () => {
    let server: TdsServer
    let pool: sql.ConnectionPool

    beforeAll(async () => {
      server = await startTdsServer(policy)
      pool = await new sql.ConnectionPool(configOf(server, encrypt)).connect()
    })

    afterAll(async () => {
      await pool.close()
      await server.close()
    })

    test('travels as was agreed', () => {
      expect(server.connections.map((connection) => connection.security)).toEqual(
        server.connections.map(() => security),
      )
    })

    test('gets a row', async () => {
      const { recordset } = await pool.query('select 7 as n')
      expect(recordset[0]).toEqual({ '': 7 })
    })

    test('streams rows that are more than a packet', async () => {
      const { recordset, rowsAffected } = await pool.query('select 5000 rows')
      expect(recordset.length).toBe(5000)
      expect(recordset[4999]).toMatchObject({ id: 4999, name: 'name 4999', balance: 4999 })
      expect(rowsAffected).toEqual([5000])
    })

    test('gets the error of a statement, with its number', async () => {
      await expect(pool.query('fail')).rejects.toMatchObject({ number: 50000, class: 16, state: 1 })
    })

    test('commits and rolls back', async () => {
      const transaction = pool.transaction()
      await transaction.begin()
      const inside = await transaction.request().query('select @@trancount')
      await transaction.commit()
      expect(inside.recordset).toEqual([{ depth: 1 }])
      expect((await pool.query('select @@trancount')).recordset).toEqual([{ depth: 0 }])
    })

    test('cancels a request and goes on with the same connection', async () => {
      const request = pool.request()
      const failed = expect(request.query('wait')).rejects.toMatchObject({ code: 'ECANCEL' })
      const runs = () => server.seen.calls.at(-1)?.parameters[0]?.value === 'wait'
      await expect.poll(runs, { timeout: 30_000 }).toBe(true)
      request.cancel()
      await failed
      expect(server.seen.cancelled.at(-1)).toBe('wait')
      expect((await pool.query('select 1')).recordset).toEqual([{ '': 1 }])
    })

    test('gets every result set, and what was printed', async () => {
      const printed: string[] = []
      const request = pool.request()
      request.on('info', ({ message }: { message: string }) => printed.push(message))
      const { recordsets } = await request.query('select 1\nprint hello\nselect 2')
      expect(recordsets).toEqual([[{ '': 1 }], [{ '': 2 }]])
      expect(printed).toEqual(['hello'])
    })

    test('gets the errors before the last one', async () => {
      const failed = pool.query('fail first\nfail second')
      await expect(failed).rejects.toMatchObject({ precedingErrors: [{ number: 50000 }] })
    })

    test('rolls back', async () => {
      const transaction = pool.transaction()
      await transaction.begin(sql.ISOLATION_LEVEL.SERIALIZABLE)
      await transaction.rollback()
      expect((await pool.query('select @@trancount')).recordset).toEqual([{ depth: 0 }])
    })

    test('prepares a statement and executes it', async () => {
      const statement = new sql.PreparedStatement(pool)
      await statement.prepare('select 5')
      expect((await statement.execute({})).recordset).toEqual([{ '': 5 }])
      await statement.unprepare()
    })

    test('gets the output and the return value of a procedure', async () => {
      const request = pool.request().input('in', sql.Int, 21).output('out', sql.Int)
      expect(await request.execute('double')).toMatchObject({ output: { out: 42 }, returnValue: 0 })
    })

    test('gives up waiting and goes on with the same connection', async () => {
      const before = server.connections.length
      // The types do not know that a request can have a limit of its own.
      const request = Reflect.construct(sql.Request, [pool, { requestTimeout: 100 }]) as sql.Request
      await expect(request.query('wait')).rejects.toMatchObject({ code: 'ETIMEOUT' })
      expect((await pool.query('select 1')).recordset).toEqual([{ '': 1 }])
      expect(server.connections.length).toBe(before)
    })

    test('serves several connections at once', async () => {
      const wide = { ...configOf(server, encrypt), pool: { max: 8, min: 8 } }
      const many = await new sql.ConnectionPool(wide).connect()
      const asked = Array.from({ length: 40 }, (_, index) => many.query(`select ${index}`))
      const told = (await Promise.all(asked)).map(({ recordset }) => recordset[0])
      await many.close()
      expect(told).toEqual(asked.map((_, index) => ({ '': index })))
    })

    test('is refused with a wrong password', async () => {
      const other = new sql.ConnectionPool({ ...configOf(server, encrypt), password: 'no' })
      await expect(other.connect()).rejects.toMatchObject({ code: 'ELOGIN' })
    })
  })

function configOf(server: TdsServer, encrypt: boolean | 'strict'): sql.config {
  return {
    server: 'localhost',
    port: server.port,
    user: USER,
    password: PASSWORD,
    pool: { max: 1, min: 1 },
    options: {
      encrypt: encrypt as boolean,
      trustServerCertificate: encrypt !== 'strict',
      cryptoCredentialsDetails: { ca: server.credentials.cert },
    },
  } as sql.config
}
