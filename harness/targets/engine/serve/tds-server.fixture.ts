// A small server: sockets on the endpoint with scripted sessions behind it. The world is stepped for a
// few milliseconds at a time, as the real server does it.

import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createSim, type Sim } from '../../../../engine/index.js'
import { sqlTds } from '../../../../engine/server.js'
import { createSeen, type ScriptedSession, type Seen, scriptedService } from './scripted.fixture.js'
import { type TlsContexts, tlsContexts } from './tls.js'
import { type Credentials, selfSigned } from './tls-certificate.js'
import { joinSocket, type Transport } from './tls-socket.js'

export interface TdsServer {
  readonly port: number
  readonly seen: Seen
  readonly connections: readonly sqlTds.TdsConnection<ScriptedSession>[]
  readonly credentials: Credentials
  /** What went over the sockets, when it was asked for. */
  readonly record: readonly Recorded[]
  close(): Promise<void>
}

export interface Recorded {
  readonly connection: number
  readonly fromClient: boolean
  readonly bytes: Buffer
}

const SLICE_MS = 5
const NAMES: sqlTds.ServerNames = {
  server: 'SRV01',
  product: 'Microsoft SQL Server',
  version: { major: 16, minor: 0, build: 4135 },
}

let shared: { credentials: Credentials; contexts: TlsContexts } | undefined

/** Made once: it is the slowest part of a server's start. */
function sharedTls(): { credentials: Credentials; contexts: TlsContexts } {
  if (shared === undefined) {
    const credentials = selfSigned(['localhost', '127.0.0.1', '::1'])
    shared = { credentials, contexts: tlsContexts(credentials) }
  }
  return shared
}

export async function startTdsServer(
  encryption: sqlTds.EncryptionPolicy,
  { records = false }: { records?: boolean } = {},
): Promise<TdsServer> {
  const { credentials, contexts } = sharedTls()
  const sim = createSim(1, { trace: false })
  const seen = createSeen()
  const service = scriptedService(sim, seen)
  const connections: sqlTds.TdsConnection<ScriptedSession>[] = []
  const joined = new Set<Transport>()
  const sockets = new Set<Socket>()
  const record: Recorded[] = []
  const wake = stepper(sim, joined)
  const server = createServer((socket) => {
    const connection = new sqlTds.TdsConnection<ScriptedSession>({
      sim,
      spid: 51 + connections.length,
      service,
      encryption,
      names: NAMES,
    })
    if (records) recordSocket(socket, connections.length, record)
    connections.push(connection)
    sockets.add(socket)
    const carrier = joinSocket(socket, connection, {
      contexts: encryption === 'none' ? undefined : contexts,
      wake,
    })
    joined.add(carrier)
    socket.on('close', () => {
      sockets.delete(socket)
      joined.delete(carrier)
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    connections,
    credentials,
    record,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => void server.close(() => resolve()))
    },
  }
}

/** Steps the world in slices while something is to be done at the present instant. */
function stepper(sim: Sim, joined: ReadonlySet<Transport>): () => void {
  let isAwake = false
  const slice = () => {
    isAwake = false
    const until = performance.now() + SLICE_MS
    while (sim.nextAt !== undefined && sim.nextAt <= sim.now && performance.now() < until)
      sim.step()
    for (const carrier of joined) carrier.pump()
    if (sim.nextAt !== undefined && sim.nextAt <= sim.now) wake()
  }
  const wake = () => {
    if (isAwake) return
    isAwake = true
    setImmediate(slice)
  }
  return wake
}

function recordSocket(socket: Socket, connection: number, record: Recorded[]): void {
  socket.prependListener('data', (bytes: Buffer) => {
    record.push({ connection, fromClient: true, bytes: Buffer.from(bytes) })
  })
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean
  socket.write = ((...args: unknown[]) => {
    record.push({ connection, fromClient: false, bytes: Buffer.from(args[0] as Uint8Array) })
    return write(...args)
  }) as typeof socket.write
}
