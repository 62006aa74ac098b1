// Round trips and rows through mssql, against a socket that answers the same bytes without looking at
// what is asked: first of the endpoint alone, with scripted sessions behind it and everything in one
// process, then of `frostproof serve` with a real table, in a process of its own.

import {
  type AddressInfo,
  connect as connectSocket,
  createServer,
  type Server,
  type Socket,
} from 'node:net'
import sql from 'mssql'
import { PASSWORD, USER } from './scripted.fixture.js'
import { makeFolder, PASSWORD as SERVED_PASSWORD, startServe } from './serve.fixture.js'
import { type Recorded, startTdsServer } from './tds-server.fixture.js'

const ROUND_TRIPS = 1000
const ROWS = 50_000
const SERVED_ROWS = 20_000
const ROUNDS = 3

interface Place {
  readonly port: number
  readonly password: string
}

interface Question {
  readonly text: string
  readonly times: number
}

interface Row {
  readonly name: string
  readonly ratio: number
  readonly text: string
}

export async function bench(): Promise<Row[]> {
  const endpoint = await startTdsServer('off')
  const folder = makeFolder()
  const served = await startServe(folder.data)
  try {
    const alone: Place = { port: endpoint.port, password: PASSWORD }
    const whole: Place = { port: served.port, password: SERVED_PASSWORD }
    await fillTable(whole)
    return [
      await trips('the endpoint', alone),
      await rows('the endpoint', alone, { text: `select ${ROWS} rows`, count: ROWS }),
      await trips('frostproof serve', whole),
      await rows('frostproof serve', whole, {
        text: 'select id, name, amount from bench.dbo.t',
        count: SERVED_ROWS,
      }),
    ]
  } finally {
    await endpoint.close()
    await served.end('SIGTERM')
    folder.remove()
  }
}

async function trips(what: string, place: Place): Promise<Row> {
  const { real, fixed } = await compare(place, { text: 'select 1', times: ROUND_TRIPS })
  const perTrip = (ms: number) => `${(ms / ROUND_TRIPS).toFixed(3)} ms`
  const text = `${perTrip(real)} over ${perTrip(fixed)}`
  return { name: `SELECT 1 of ${what} over fixed bytes`, ratio: real / fixed, text }
}

async function rows(
  what: string,
  place: Place,
  { text: question, count }: { text: string; count: number },
): Promise<Row> {
  const { real, fixed } = await compare(place, { text: question, times: 1 })
  const perSecond = (ms: number) => `${Math.round((count / ms) * 1000)} rows/s`
  const text = `${perSecond(real)} against ${perSecond(fixed)}`
  return { name: `${count} rows of ${what} over fixed bytes`, ratio: real / fixed, text }
}

function fillTable(place: Place): Promise<unknown> {
  return withPool(place, async (pool) => {
    await pool.query('create database bench')
    const table = new sql.Table('bench.dbo.t')
    table.create = true
    table.columns.add('id', sql.Int, { nullable: false, primary: true })
    table.columns.add('name', sql.NVarChar(40), { nullable: true })
    table.columns.add('amount', sql.Decimal(10, 2), { nullable: true })
    for (let id = 0; id < SERVED_ROWS; id++) table.rows.add(id, `name ${id}`, id / 4)
    return await pool.request().bulk(table)
  })
}

/** The best of some rounds, which take turns. */
async function compare(place: Place, question: Question): Promise<{ real: number; fixed: number }> {
  const fixed = await startFixedServer(answersOf(await recordOf(place, question)))
  const best = { real: Number.POSITIVE_INFINITY, fixed: Number.POSITIVE_INFINITY }
  for (let round = 0; round < ROUNDS; round++) {
    best.fixed = Math.min(best.fixed, await time({ ...place, port: portOf(fixed) }, question))
    best.real = Math.min(best.real, await time(place, question))
  }
  fixed.close()
  return best
}

function time(place: Place, { text, times }: Question): Promise<number> {
  return withPool(place, async (pool) => {
    await pool.query(text)
    const startedAt = performance.now()
    for (let count = 0; count < times; count++) await pool.query(text)
    return performance.now() - startedAt
  })
}

async function withPool<T>(
  { port, password }: Place,
  use: (pool: sql.ConnectionPool) => Promise<T>,
): Promise<T> {
  const pool = new sql.ConnectionPool({
    server: '127.0.0.1',
    port,
    user: USER,
    password,
    requestTimeout: 120_000,
    pool: { max: 1, min: 1 },
    validateConnection: false,
    options: { encrypt: false },
  } as sql.config)
  await pool.connect()
  try {
    return await use(pool)
  } finally {
    await pool.close()
  }
}

/** What goes by when the question is asked once. */
async function recordOf(place: Place, { text }: Question): Promise<Recorded[]> {
  const record: Recorded[] = []
  let connections = 0
  const proxy = await listen((socket) => {
    const connection = connections++
    const other = connectSocket(place.port, '127.0.0.1')
    const keep = (fromClient: boolean) => (bytes: Buffer) =>
      void record.push({ connection, fromClient, bytes })
    socket.on('data', keep(true)).on('error', () => other.destroy())
    other.on('data', keep(false)).on('error', () => socket.destroy())
    socket.pipe(other).pipe(socket)
  })
  await withPool({ ...place, port: portOf(proxy) }, (pool) => pool.query(text))
  proxy.close()
  return record
}

/** What the server said to each message of the connection that came last. */
function answersOf(record: readonly Recorded[]): Buffer[] {
  const last = Math.max(...record.map(({ connection }) => connection))
  const answers: Buffer[][] = []
  for (const { connection, fromClient, bytes } of record) {
    if (connection !== last) continue
    if (fromClient && isEndOfMessage(bytes)) answers.push([])
    else if (!fromClient) answers.at(-1)?.push(bytes)
  }
  return answers.map((parts) => Buffer.concat(parts))
}

function isEndOfMessage(bytes: Buffer): boolean {
  return ((bytes[1] as number) & 1) === 1
}

/** Greeting, login, options, then the same for ever. */
function startFixedServer(answers: readonly Buffer[]): Promise<Server> {
  return listen((socket) => {
    let next = 0
    socket.on('error', () => socket.destroy())
    socket.on('data', () => {
      socket.write(answers[Math.min(next, answers.length - 1)] as Buffer)
      next++
    })
  })
}

async function listen(welcome: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ noDelay: true }, welcome)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return server
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
