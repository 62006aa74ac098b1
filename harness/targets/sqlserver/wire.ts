// The network between the harness and a server: a relay on this machine that every connection goes
// through, so that it can be cut and slowed down.
//
// Fault model: a cut breaks every connection at once, both ways, and refuses new ones until it is
// mended. A delay holds back what the server answers, in order and whole; it loses nothing.

import { connect, createServer, type Server as Listener, type Socket } from 'node:net'
import type { Address } from './client.js'

export interface Wire {
  /** Where clients connect to. */
  readonly address: Address
  /** Where the server is, which may change when it is started anew. */
  aim(target: Address): void
  cut(): void
  mend(): void
  readonly isCut: boolean
  delay(ms: number): void
  readonly delayMs: number
  close(): Promise<void>
}

const LOOPBACK = '127.0.0.1'

export async function openWire(target: Address): Promise<Wire> {
  const state = { target, cut: false, delayMs: 0, sockets: new Set<Socket>() }
  const listener = createServer({ allowHalfOpen: true }, (client) => relay(state, client))
  const port = await listening(listener)
  return {
    address: { host: LOOPBACK, port },
    aim: (next) => {
      state.target = next
    },
    cut: () => {
      state.cut = true
      for (const socket of state.sockets) socket.destroy()
    },
    mend: () => {
      state.cut = false
    },
    get isCut() {
      return state.cut
    },
    delay: (ms) => {
      state.delayMs = ms
    },
    get delayMs() {
      return state.delayMs
    },
    close: () => {
      for (const socket of state.sockets) socket.destroy()
      return new Promise((resolve) => listener.close(() => resolve()))
    },
  }
}

interface State {
  target: Address
  cut: boolean
  delayMs: number
  readonly sockets: Set<Socket>
}

function relay(state: State, client: Socket): void {
  if (state.cut) {
    client.destroy()
    return
  }
  const server = connect({ ...state.target, allowHalfOpen: true })
  for (const [socket, other] of [
    [client, server],
    [server, client],
  ] as const) {
    state.sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => other.destroy())
    socket.on('close', () => {
      state.sockets.delete(socket)
      later(socket === server ? state.delayMs : 0, () => other.destroy())
    })
    socket.on('end', () => later(socket === server ? state.delayMs : 0, () => other.end()))
  }
  client.on('data', (bytes) => send(client, server, bytes))
  server.on('data', (bytes) => {
    if (state.delayMs === 0) send(server, client, bytes)
    else later(state.delayMs, () => client.destroyed || client.write(bytes))
  })
}

/** What is on its way arrives before what was sent after it. */
function later(ms: number, work: () => void): void {
  if (ms === 0) work()
  else setTimeout(work, ms)
}

/** Whoever reads slowly slows the sender down. */
function send(from: Socket, to: Socket, bytes: Uint8Array): void {
  if (to.destroyed || to.write(bytes)) return
  from.pause()
  to.once('drain', () => from.resume())
}

function listening(listener: Listener): Promise<number> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject)
    listener.listen(0, LOOPBACK, () => {
      const address = listener.address()
      if (typeof address === 'object' && address !== null) resolve(address.port)
      else reject(new Error('the relay has no address'))
    })
  })
}

/** Whether anybody listens there. */
export function answers({ host, port }: Address, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (there: boolean) => {
      socket.destroy()
      resolve(there)
    }
    socket.setTimeout(withinMs, () => end(false))
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}
