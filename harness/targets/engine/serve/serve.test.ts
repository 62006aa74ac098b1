import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import {
  connect,
  makeFolder,
  PASSWORD,
  runServe,
  type Served,
  startServe,
} from './serve.fixture.js'

const cleanUp: (() => unknown)[] = []

afterEach(async () => {
  for (const each of cleanUp.splice(0).reverse()) await each()
})

function folder(): string {
  const { data, remove } = makeFolder()
  cleanUp.push(remove)
  return data
}

async function started(...of: Parameters<typeof startServe>): Promise<Served> {
  const server = await startServe(...of)
  cleanUp.push(() => server.child.kill('SIGKILL'))
  return server
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends the server in order and leaves no lock',
  async (signal) => {
    const data = folder()
    const server = await started(data)
    expect(existsSync(path.join(data, 'frostproof.lock'))).toBe(true)
    expect(await server.end(signal)).toBe(0)
    expect(readdirSync(data).sort()).toEqual(['backup', 'data', 'log'])
    expect(server.said()).toContain('{"event":"stopped"}')
  },
)

test('a server with a long request ends in order all the same', async () => {
  const server = await started(folder())
  const pool = await connect(server.port)
  const busy = pool.query(`waitfor delay '00:10:00'`).catch(() => 'broken off')
  await pool.query('select 1')
  expect(await server.end('SIGTERM')).toBe(0)
  expect(await busy).toBe('broken off')
  await pool.close()
})

test('a second signal ends the server at once, though a client does not let go', async () => {
  const server = await started(folder())
  const client = net.connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
  await once(client, 'connect')
  const parted = once(client.resume(), 'end')
  server.child.kill('SIGTERM')
  await parted
  expect(await server.end('SIGTERM')).toBe(3)
  client.destroy()
})

test('a folder in use is refused in one line with the process, and the server there goes on', async () => {
  const data = folder()
  const server = await started(data)
  const { exitCode, said } = await runServe(['--data', data, '--listen', '127.0.0.1:0'])
  expect([exitCode, said.split('\n').length]).toEqual([3, 2])
  expect(said).toContain(`process ${server.child.pid} on `)
  expect(await server.end('SIGTERM')).toBe(0)
})

test('a server that was killed leaves a lock that the next one knows to be stale', async () => {
  const data = folder()
  const killed = await started(data)
  expect(await killed.end('SIGKILL')).toBe('SIGKILL')
  expect(existsSync(path.join(data, 'frostproof.lock'))).toBe(true)
  const next = await started(data)
  expect(await next.end('SIGTERM')).toBe(0)
})

test('a setup that was cut short is begun anew', async () => {
  const data = folder()
  const server = await started(data)
  await server.end('SIGTERM')
  writeFileSync(path.join(data, 'setup-is-not-finished'), '')
  writeFileSync(path.join(data, 'data', 'msdb.mdf'), 'half of it')
  const again = await started(data)
  expect(await again.end('SIGTERM')).toBe(0)
  expect(existsSync(path.join(data, 'setup-is-not-finished'))).toBe(false)
})

test('a server whose master is gone does not start, and makes no other', async () => {
  const data = folder()
  const server = await started(data)
  await server.end('SIGTERM')
  rmSync(path.join(data, 'data', 'master.mdf'))
  const { exitCode, said } = await runServe(['--data', data, '--listen', '127.0.0.1:0'])
  expect(exitCode).toBe(3)
  expect(said).toMatch(
    /^frostproof: the server does not start: error 5120, [^\n]*master\.mdf[^\n]*\n$/,
  )
})

test('a port that is taken is told in one line, and the folder is free again', async () => {
  const data = folder()
  const server = await started(folder())
  const listen = `127.0.0.1:${server.port}`
  const { exitCode, said } = await runServe(['--data', data, '--listen', listen])
  expect([exitCode, said.split('\n').length]).toEqual([3, 2])
  expect(said).toContain('EADDRINUSE')
  expect(existsSync(path.join(data, 'frostproof.lock'))).toBe(false)
})

test('a password is made for a new server, shown once, and kept', async () => {
  const data = folder()
  const without = { FROSTPROOF_SA_PASSWORD: undefined, MSSQL_SA_PASSWORD: undefined }
  const first = await started(data, { env: without })
  await first.end('SIGTERM')
  expect(first.said().match(/shown this once: \S{20,}\n/g)).toHaveLength(1)
  const second = await started(data, { env: without })
  await second.end('SIGTERM')
  expect(second.said()).not.toContain('shown this once')
})

test('a password that is given stands in nothing that is said, and in no file', async () => {
  const data = folder()
  const server = await started(data)
  await server.end('SIGTERM')
  expect(server.said()).not.toContain(PASSWORD)
  for (const name of readdirSync(data, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(data, name)
    if (!name.includes('.')) continue
    const bytes = readFileSync(file)
    expect(bytes.includes(PASSWORD) || bytes.includes(Buffer.from(PASSWORD, 'utf16le'))).toBe(false)
  }
})
