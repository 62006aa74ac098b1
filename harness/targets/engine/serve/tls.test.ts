import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTdsServer, type TdsServer } from './tds-server.fixture.js'
import { selfSigned } from './tls-certificate.js'

describe('a certificate of its own making', () => {
  const now = new Date('2026-01-02T03:04:05Z')
  const { key, cert } = selfSigned(['db.example', '127.0.0.1', 'fe80::1:2', '::1'], now)
  const read = new X509Certificate(cert)

  test('is signed with its own key', () => {
    expect(read.verify(createPublicKey(createPrivateKey(key)))).toBe(true)
    expect(read.checkIssued(read)).toBe(true)
  })
  test('names the host and its addresses', () => {
    expect(read.subject).toBe('CN=db.example')
    expect(read.checkHost('db.example')).toBe('db.example')
    expect(read.checkHost('other.example')).toBeUndefined()
    for (const address of ['127.0.0.1', 'fe80::1:2', '::1'])
      expect(read.checkIP(address)).toBe(address)
  })
  test('is good from the day before for ten years', () => {
    expect(new Date(read.validFrom).toISOString()).toBe('2026-01-01T03:04:05.000Z')
    expect(new Date(read.validTo).toISOString()).toBe('2035-12-31T03:04:05.000Z')
  })
  test('is never the same twice', () =>
    expect(new X509Certificate(selfSigned(['a'], now).cert).serialNumber).not.toBe(
      read.serialNumber,
    ))
})

const PRELOGIN_ON = Buffer.from(
  '1201001a00000100 00000b0006 0100110001 ff 0b0000000000 01'.replaceAll(' ', ''),
  'hex',
)

describe('a socket', () => {
  let server: TdsServer

  beforeAll(async () => {
    server = await startTdsServer('on')
  })

  afterAll(() => server.close())

  /** Says these one after another, each after an answer, and waits for the end. */
  function talk(said: readonly Buffer[], port = server.port): Promise<Buffer> {
    return new Promise((resolve) => {
      const answers: Buffer[] = []
      const left = [...said]
      const socket: Socket = connect(port, '127.0.0.1')
      const next = () => {
        const bytes = left.shift()
        if (bytes !== undefined) socket.write(bytes)
      }
      socket.on('connect', next)
      socket.on('data', (bytes) => {
        answers.push(bytes)
        next()
      })
      socket.on('error', () => undefined)
      socket.on('close', () => resolve(Buffer.concat(answers)))
    })
  }

  test('that says a login in clear where TLS was agreed on is closed', async () => {
    const login = Buffer.alloc(200)
    login[0] = 0x10
    login[1] = 1
    login.writeUInt16BE(200, 2)
    const answer = await talk([PRELOGIN_ON, login])
    expect(answer[0]).toBe(0x04)
    expect(answer.length).toBeLessThan(60)
    expect(server.connections.at(-1)?.phase).toBe('closed')
  })
  test.each([
    ['nonsense', Buffer.from('16030100050102030405', 'hex')],
    ['an empty packet', Buffer.from('1201000800000100', 'hex')],
    ['a packet shorter than its header', Buffer.from('1201000400000100', 'hex')],
  ])('that answers with %s instead of a handshake does no harm', async (_what, bytes) => {
    await Promise.race([talk([PRELOGIN_ON, bytes]), new Promise((done) => setTimeout(done, 300))])
    expect(server.connections.at(-1)?.phase).not.toBe('ready')
  })
  test('of the strict kind is offered the protocol of TDS 8', async () => {
    const socket = tls.connect({
      port: server.port,
      host: 'localhost',
      ca: server.credentials.cert,
      ALPNProtocols: ['tds/8.0'],
    })
    await new Promise<void>((resolve, reject) => {
      socket.on('secureConnect', resolve)
      socket.on('error', reject)
    })
    expect(socket.alpnProtocol).toBe('tds/8.0')
    expect(socket.getProtocol()).toBe('TLSv1.3')
    socket.destroy()
  })
  test('of the strict kind is closed where there is no certificate', async () => {
    const none = await startTdsServer('none')
    const answer = await talk([Buffer.from('16030100050102030405', 'hex')], none.port)
    expect(answer.length).toBe(0)
    await none.close()
  })
  test('without a sign of life is told nothing', async () => {
    const answer = await talk([Buffer.from('deadbeefdeadbeef', 'hex')])
    expect(answer.length).toBe(0)
    expect(server.connections.at(-1)?.closedBecause).toBeDefined()
  })
})
