import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { answers, openWire, type Wire } from './wire.js'

/** Says back what it hears. */
async function openEcho(): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as AddressInfo).port }
}

const opened: { wire: Wire; server: Server }[] = []

async function openRelay(): Promise<Wire> {
  const { server, port } = await openEcho()
  const wire = await openWire({ host: '127.0.0.1', port })
  opened.push({ wire, server })
  return wire
}

afterEach(async () => {
  for (const { wire, server } of opened.splice(0)) {
    await wire.close()
    server.close()
  }
})

function dial({ address }: Wire): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(address, () => resolve(socket))
    socket.on('error', () => undefined)
  })
}

function closed(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    socket.on('data', (bytes) => {
      heard += String(bytes)
    })
    socket.on('close', () => resolve(heard))
  })
}

function answer(socket: Socket, text: string): Promise<string> {
  return new Promise((resolve) => {
    socket.once('data', (bytes) => resolve(String(bytes)))
    socket.write(text)
  })
}

test('what is sent comes back', async () => {
  const socket = await dial(await openRelay())
  expect(await answer(socket, 'hello')).toBe('hello')
  socket.destroy()
})

test('a cut breaks what is open and refuses what comes', async () => {
  const wire = await openRelay()
  const socket = await dial(wire)
  await answer(socket, 'hello')
  const end = closed(socket)
  wire.cut()
  expect(await end).toBe('')
  expect(await closed(await dial(wire))).toBe('')
  expect(wire.isCut).toBe(true)
})

test('after a mend everything is as it was', async () => {
  const wire = await openRelay()
  wire.cut()
  wire.mend()
  const socket = await dial(wire)
  expect(await answer(socket, 'again')).toBe('again')
  socket.destroy()
})

test('a delay loses nothing and keeps the order', async () => {
  const wire = await openRelay()
  wire.delay(20)
  const socket = await dial(wire)
  const all = closed(socket)
  for (const word of ['one ', 'two ', 'three']) socket.write(word)
  socket.end()
  expect(await all).toBe('one two three')
})

test('a relay can be aimed at another server', async () => {
  const wire = await openRelay()
  const { server, port } = await openEcho()
  wire.aim({ host: '127.0.0.1', port })
  const socket = await dial(wire)
  expect(await answer(socket, 'there')).toBe('there')
  socket.destroy()
  server.close()
})

test('nobody answers where nobody listens', async () => {
  const { server, port } = await openEcho()
  expect(await answers({ host: '127.0.0.1', port }, 1_000)).toBe(true)
  await new Promise((resolve) => server.close(resolve))
  expect(await answers({ host: '127.0.0.1', port }, 1_000)).toBe(false)
})
