// Handshakes and logins over TLS with bytes out of place: the server closes or waits, and goes on
// serving others.

import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import { Connection } from 'tedious'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD, USER } from './scripted.fixture.js'
import { startTdsServer, type TdsServer } from './tds-server.fixture.js'

const CASES_MAX = 2000
const QUIET_MS = 5

let server: TdsServer
/** What a client says, up to its login. */
let said: Buffer

beforeAll(async () => {
  server = await startTdsServer('on', { records: true })
  await logIn()
  said = Buffer.concat(
    server.record.filter(({ fromClient }) => fromClient).map(({ bytes }) => bytes),
  )
})

afterAll(() => server.close())

async function logIn(): Promise<void> {
  const connection = new Connection({
    server: 'localhost',
    authentication: { type: 'default', options: { userName: USER, password: PASSWORD } },
    options: { port: server.port, encrypt: true, trustServerCertificate: true },
  })
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve()))
  })
  connection.close()
}

/** What the first part says is answered before the rest comes. */
async function replay(bytes: Buffer, cut: number): Promise<void> {
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
    socket.write(part)
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
  }
  socket.destroy()
}

test('bytes out of place under TLS end nothing but their own connection', async () => {
  const cases = Number(process.env['FROSTPROOF_CASES'] ?? 40)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(700), fc.integer({ min: 0, max: 255 })), { maxLength: 3 }),
      fc.constantFrom('greeting', 'hello', 'all'),
      fc.boolean(),
      async (changes, first, isStrict) => {
        const greeting = said.readUInt16BE(2)
        const cut = {
          greeting,
          hello: greeting + said.readUInt16BE(greeting + 2),
          all: said.length,
        }
        // Behind the header of the second packet the handshake itself begins.
        const bytes = Buffer.from(isStrict ? said.subarray(greeting + 8) : said)
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
        const { opened } = server.seen
        await replay(bytes, isStrict ? 20 : cut[first])
        // A recorded handshake never fits a new one, so nobody logs in by replay.
        expect(server.seen.opened).toBe(opened)
      },
    ),
    { numRuns: Math.min(cases, CASES_MAX) },
  )
  await logIn()
})
