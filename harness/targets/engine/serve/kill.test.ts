// The server is killed at moments nobody chose while clients move money about.
//
//   FROSTPROOF_KILLS   how often
//   FROSTPROOF_IMAGE   an image of the server: then its container is killed as well, as often

import { afterEach, expect, test } from 'vitest'
import { CLIENTS, checkBooks, type Ledger, setUp, workUntilKilled } from './bank.fixture.js'
import { startContainer } from './container.fixture.js'
import { connect, makeFolder, startServe } from './serve.fixture.js'

const IMAGE = process.env['FROSTPROOF_IMAGE']
const KILLS = Number(
  process.env['FROSTPROOF_KILLS'] ?? (process.env['FROSTPROOF_CASES'] === undefined ? 3 : 100),
)

/** Against hangs only; a kill and what comes with it takes about a second. */
const LIMIT_MS = 60_000 + KILLS * 20_000

const cleanUp: (() => unknown)[] = []

afterEach(async () => {
  for (const each of cleanUp.splice(0).reverse()) await each()
})

/** A server that can be killed and started again on what it left. */
interface Killable {
  readonly port: number
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<number | string>
}

async function checkKilled(server: Killable): Promise<void> {
  const ledger: Ledger = { acknowledged: new Set(), sent: 0 }
  const first = await connect(server.port)
  await setUp(first)
  await first.close()
  for (let round = 0; round < KILLS; round++) {
    const pool = await connect(server.port, { database: 'Bank', max: CLIENTS })
    await workUntilKilled(pool, ledger, () => server.kill())
    await server.start()
    const after = await connect(server.port, { database: 'Bank' })
    await checkBooks(after, ledger)
    await after.close()
  }
  expect(ledger.acknowledged.size).toBeGreaterThan(KILLS)
  expect(await server.stop()).toBe(0)
}

async function killableProcess(): Promise<Killable> {
  const { data, remove } = makeFolder()
  cleanUp.push(remove)
  let server = await startServe(data)
  cleanUp.push(() => server.child.kill('SIGKILL'))
  return {
    get port() {
      return server.port
    },
    async kill() {
      expect(await server.end('SIGKILL')).toBe('SIGKILL')
    },
    async start() {
      server = await startServe(data)
    },
    stop: () => server.end('SIGTERM'),
  }
}

test(
  `no acknowledged transfer is lost and none is there by half after ${KILLS} kills`,
  async () => {
    await checkKilled(await killableProcess())
  },
  LIMIT_MS,
)

test.skipIf(IMAGE === undefined)(
  `nor after ${KILLS} kills of its container`,
  async () => {
    const container = await startContainer(IMAGE ?? '')
    cleanUp.push(container.remove)
    await checkKilled(container)
  },
  LIMIT_MS,
)
