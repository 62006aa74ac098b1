// What tedious can do that mssql does not show: dialects, packet sizes, resets, bulk loads, prepared
// statements, attentions at the worst moments. The conversations in clear are recorded and shown to
// Wireshark's dissector.

import { Connection, type ConnectionConfiguration, Request, TYPES } from 'tedious'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CAPTURED_PORT, captureFile, clientPort } from './pcap.fixture.js'
import { isInstalled, runProgram, withFiles } from './program.fixture.js'
import { PASSWORD, USER } from './scripted.fixture.js'
import { startTdsServer, type TdsServer } from './tds-server.fixture.js'

let server: TdsServer

beforeAll(async () => {
  server = await startTdsServer('off', { records: true })
})

afterAll(() => server.close())

type Options = NonNullable<ConnectionConfiguration['options']>

async function connect(options: Options = {}): Promise<Connection> {
  const connection = new Connection({
    server: '127.0.0.1',
    authentication: { type: 'default', options: { userName: USER, password: PASSWORD } },
    options: { port: server.port, encrypt: false, ...options },
  })
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve()))
  })
  return connection
}

async function withConnection<T>(
  options: Options,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(options)
  try {
    return await use(connection)
  } finally {
    connection.close()
  }
}

interface Answer {
  readonly rows: unknown[][]
  readonly output: Record<string, unknown>
  readonly count: number | undefined
  readonly error: Error | undefined
}

/** Collects what a request gives. */
function ask(
  text: string,
  send: (request: Request) => void,
  parameters: (request: Request) => void = () => undefined,
): Promise<Answer> {
  return new Promise((resolve) => {
    const rows: unknown[][] = []
    const output: Record<string, unknown> = {}
    const request = new Request(text, (error, count) =>
      resolve({ rows, output, count, error: error ?? undefined }),
    )
    request.on('row', (columns: { value: unknown }[]) =>
      rows.push(columns.map(({ value }) => value)),
    )
    request.on('returnValue', (name: string, value: unknown) => {
      output[name] = value
    })
    parameters(request)
    send(request)
  })
}

const batch = (connection: Connection, text: string) =>
  ask(text, (request) => connection.execSqlBatch(request))

describe('dialects and sizes', () => {
  test.each(['7_1', '7_2', '7_3_A', '7_3_B', '7_4'])('TDS %s', (tdsVersion) =>
    withConnection({ tdsVersion }, async (connection) => {
      const { rows, count } = await batch(connection, 'select 300 rows')
      expect(count).toBe(300)
      expect(rows[299]?.slice(0, 3)).toEqual([299, 'name 299', 299])
    }),
  )

  test.each([512, 4096, 16_384, 32_767])('packets of %d bytes', (packetSize) =>
    withConnection({ packetSize }, async (connection) => {
      expect((await batch(connection, 'select 1000 rows')).rows.length).toBe(1000)
      const long = `print ${'x'.repeat(3000)}`
      expect((await batch(connection, long)).error).toBeUndefined()
    }),
  )

  test('a request of 200,000 characters', () =>
    withConnection({}, async (connection) => {
      const text = `select 1\n${'-'.repeat(200_000)}`
      expect((await batch(connection, text)).error).toBeUndefined()
      expect(server.seen.batches.at(-1)).toBe(text)
    }))
})

/** Where all types of parameters go by; the dissector does not know them all. */
let valuesConnection = 0

describe('values', () => {
  test('come back as they were sent', () =>
    withConnection({ useUTC: true }, async (connection) => {
      valuesConnection = server.connections.length - 1
      const day = new Date('2024-02-29T00:00:00Z')
      const moment = new Date('2024-02-29T13:14:15.123Z')
      const sent: [keyof typeof TYPES, unknown][] = [
        ['Bit', true],
        ['TinyInt', 255],
        ['SmallInt', -5],
        ['Int', 2 ** 31 - 1],
        ['Real', 1.5],
        ['Float', Math.PI],
        ['Money', 123.4567],
        ['SmallMoney', -1.25],
        ['DateTime', moment],
        ['SmallDateTime', new Date('2024-02-29T13:14:00Z')],
        ['Date', day],
        ['DateTime2', moment],
        ['DateTimeOffset', moment],
        ['UniqueIdentifier', '00112233-4455-6677-8899-AABBCCDDEEFF'],
        ['VarChar', 'aé€'],
        ['NVarChar', 'aΩ'],
        ['NVarChar', 'long '.repeat(5000)],
        ['VarBinary', Buffer.from('0102ff', 'hex')],
        ['VarBinary', Buffer.alloc(100_000, 7)],
        ['Text', 'old'],
        ['NText', 'oldΩ'],
        ['Image', Buffer.from('abcd')],
        ['Int', null],
        ['NVarChar', null],
        ['VarBinary', null],
      ]
      const { rows, error } = await ask(
        'echo',
        (request) => connection.callProcedure(request),
        (request) => {
          for (const [index, [type, value]] of sent.entries())
            request.addParameter(`p${index}`, TYPES[type], value)
          request.addParameter('decimal', TYPES.Decimal, -12.34, { precision: 10, scale: 2 })
        },
      )
      expect(error).toBeUndefined()
      expect(rows[0]).toEqual([...sent.map(([, value]) => value), -12.34])
    }))

  test('come out of a procedure', () =>
    withConnection({}, async (connection) => {
      const { output, error } = await ask(
        'double',
        (request) => connection.callProcedure(request),
        (request) => {
          request.addParameter('in', TYPES.Int, 21)
          request.addOutputParameter('out', TYPES.Int)
        },
      )
      expect(error).toBeUndefined()
      expect(output).toEqual({ out: 42 })
    }))

  test('are loaded in bulk', () =>
    withConnection({}, async (connection) => {
      const count = await new Promise<number | undefined>((resolve, reject) => {
        const load = connection.newBulkLoad('t', {}, (error, rows) =>
          error ? reject(error) : resolve(rows),
        )
        load.addColumn('id', TYPES.Int, { nullable: false })
        load.addColumn('name', TYPES.NVarChar, { length: 20, nullable: true })
        load.addColumn('note', TYPES.NText, { nullable: true })
        connection.execBulkLoad(load, [
          [1, 'a', 'x'],
          [2, null, null],
        ])
      })
      expect(count).toBe(2)
      expect(server.seen.bulk.at(-1)?.rows).toEqual([
        [1, 'a', 'x'],
        [2, null, null],
      ])
      expect(server.seen.bulk.at(-1)?.columns.map(({ name }) => name)).toEqual([
        'id',
        'name',
        'note',
      ])
    }))
})

/** What is recorded after these is long and alike. */
let connectionsShown = 0

describe('a connection', () => {
  test('prepares, executes twice and forgets', () =>
    withConnection({}, async (connection) => {
      const told = await new Promise<unknown[]>((resolve) => {
        const rows: unknown[] = []
        const request = new Request('select 5', () => {
          if (rows.length < 2) connection.execute(request, {})
          else resolve(rows)
        })
        request.on('row', (columns: { value: unknown }[]) => rows.push(columns[0]?.value))
        request.on('prepared', () => connection.execute(request, {}))
        connection.prepare(request)
      })
      expect(told).toEqual([5, 5])
    }))

  test('is reset before its next request', () =>
    withConnection({}, async (connection) => {
      const before = server.seen.resets
      await new Promise<void>((resolve) => void connection.reset(() => resolve()))
      expect(server.seen.resets).toBe(before + 1)
      expect((await batch(connection, 'select 4')).rows).toEqual([[4]])
    }))

  test('takes a request back that is not sent whole', () =>
    withConnection({ packetSize: 512 }, async (connection) => {
      const text = `select 1\n${'-'.repeat(400_000)}`
      const { error } = await ask(text, (request) => {
        connection.execSqlBatch(request)
        setImmediate(() => connection.cancel())
      })
      expect(error).toMatchObject({ code: 'ECANCEL' })
      expect((await batch(connection, 'select 4')).rows).toEqual([[4]])
    }))

  test('survives attentions at the end of an answer', () =>
    withConnection({}, async (connection) => {
      for (let round = 0; round < 100; round++) {
        await ask('select 3 rows', (request) => {
          connection.execSqlBatch(request)
          const cancel = () => void connection.cancel()
          if (round % 2 === 0) request.once('row', cancel)
          else request.once('done', cancel)
        })
        expect((await batch(connection, 'select 4')).rows).toEqual([[4]])
      }
    }))

  test('is ended by an error of the highest severities', async () => {
    const connection = await connect()
    const ended = new Promise<void>((resolve) => void connection.on('end', () => resolve()))
    connection.on('error', () => undefined)
    await batch(connection, 'die')
    await ended
  })

  test('is answered while another waits', () =>
    withConnection({}, (waiting) =>
      withConnection({}, async (connection) => {
        const waited = ask('wait', (request) => waiting.execSqlBatch(request))
        expect((await batch(connection, 'select 4')).rows).toEqual([[4]])
        waiting.cancel()
        expect((await waited).error).toMatchObject({ code: 'ECANCEL' })
      }),
    ))

  test('that does not read stops its rows, and gets them all when it does', () => {
    connectionsShown = server.connections.length
    return withConnection({}, async (connection) => {
      const before = server.seen.rowsMade
      const rowsWanted = 200_000
      let paused = 0
      const { count } = await ask(`select ${rowsWanted} rows`, (request) => {
        request.once('row', () => {
          request.pause()
          setTimeout(() => {
            paused = server.seen.rowsMade - before
            request.resume()
          }, 300)
        })
        connection.execSqlBatch(request)
      })
      expect(count).toBe(rowsWanted)
      expect(paused).toBeLessThan(rowsWanted)
    })
  })
})

const hasTshark = isInstalled('tshark', 'tshark', ['--version'])
const WRONG = '(_ws.malformed || _ws.expert.severity == error)'

describe.runIf(hasTshark)('the dissector of Wireshark', () => {
  test('finds no packet of the server malformed', () =>
    withCapture(async (look) => {
      expect((await look('tds')).length).toBeGreaterThan(500)
      expect(await look(`tcp.srcport == ${CAPTURED_PORT} && ${WRONG}`)).toEqual([])
    }))
  test('finds no packet malformed where it knows the types of the client', () =>
    withCapture(async (look) => {
      const port = clientPort(valuesConnection)
      expect(await look(`tcp.srcport == ${port} && tds`)).not.toEqual([])
      expect(await look(`tcp.port != ${port} && ${WRONG}`)).toEqual([])
    }))
})

/** Leaves out what is long and alike. */
function withCapture(use: (look: (filter: string) => Promise<string[]>) => Promise<void>) {
  const shown = server.record.filter(({ connection }) => connection < connectionsShown)
  return withFiles({ 'talk.pcap': captureFile(shown) }, (folder) =>
    use(async (filter) => {
      const decode = `tcp.port==${CAPTURED_PORT},tds`
      const args = ['-r', `${folder}/talk.pcap`, '-d', decode, '-Y', filter]
      const { stdout } = await runProgram('tshark', args)
      return stdout.split('\n').filter((line) => line !== '')
    }),
  )
}
