// SQL Server as a process of this machine: connections in, the world in the middle, files below.
//
// What a slice of the world has answered is held back until what it wrote is on the disk; so one sync
// serves all who committed in that slice, and nobody is told of a commit that could still be lost.

import { type AddressInfo, createServer, type Server as Listener, type Socket } from 'node:net'
import { hostname } from 'node:os'
import path from 'node:path'
import { checkpointing, stopStandalone, sqlTds as tds } from '../../../../engine/server.js'
import { ErrorLog } from './error-log.js'
import { type Lock, takeLock } from './lock.js'
import { bringUp, prepareFolder, type Started } from './setup.js'
import { type Service, serviceFor } from './sql-service.js'
import { type TlsContexts, tlsContexts } from './tls.js'
import { type Credentials, selfSigned } from './tls-certificate.js'
import { joinSocket, type Transport } from './tls-socket.js'
import { runSlice, WorldClock } from './world-clock.js'

export interface ServerOptions {
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
  readonly data: string
  readonly encryption: tds.EncryptionPolicy
  /** In PEM; without them the server makes its own. */
  readonly credentials: Credentials | undefined
  /** -f: what is needed to configure the server, and one administrator. */
  readonly isMinimal: boolean
  /** Of sa. Without one, the password stays as it is. */
  readonly password: string | undefined
  /** Makes one for a server that is set up without. */
  readonly makePassword: () => string
}

export interface RunningServer {
  readonly host: string
  readonly port: number
  /** Resolves when the server has ended in order; rejects when it broke. */
  readonly ended: Promise<void>
  /** Ends it in order: sessions, checkpoint, files. */
  stop(): void
}

const CONNECTIONS_MAX = 1024
const KEEP_ALIVE_MS = 30_000
/** SQL Server's own sessions have the numbers below. */
const FIRST_SPID = 51
/** How long sessions may take to end when the server does; what is open then is rolled back later. */
const FAREWELL_MS = 3000
/** How long a client may take to read the last of it. */
const LINGER_MS = 500

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const folder = prepareFolder(options.data)
  const lock = await takeLock(folder.lock)
  try {
    const started = bringUp(folder, options.isMinimal ? 'minimal' : 'normal')
    const server = new Server(options, { ...started, lock })
    const password = options.password ?? (started.isNew ? options.makePassword() : undefined)
    if (password !== undefined) server.setPassword(password)
    started.settle()
    await server.listen()
    return server
  } catch (thrown) {
    lock.release()
    throw thrown
  }
}

interface Client {
  readonly socket: Socket
  readonly connection: tds.TdsConnection
  readonly transport: Transport
}

class Server implements RunningServer {
  readonly ended: Promise<void>
  readonly #options: ServerOptions
  readonly #parts: Started & { readonly lock: Lock }
  readonly #service: Service
  readonly #clock: WorldClock
  readonly #log: ErrorLog
  readonly #listener: Listener
  readonly #contexts: TlsContexts | undefined
  readonly #clients = new Map<number, Client>()
  #isStopping = false
  #farewellAt = 0
  #resolve: () => void = () => {}
  #reject: (thrown: unknown) => void = () => {}

  constructor(options: ServerOptions, parts: Started & { readonly lock: Lock }) {
    this.#options = options
    this.#parts = parts
    const { standalone, folder } = parts
    const { sim } = standalone
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.#service = serviceFor(standalone, {
      folder,
      requestShutdown: (withNoWait) =>
        setImmediate(() => (withNoWait ? this.#halt() : this.stop())),
      endConnection: (spid) => this.#clients.get(spid)?.connection.shutDown(),
    })
    this.#log = new ErrorLog(path.join(folder.log, 'errorlog'), standalone.host)
    this.#contexts = contextsFor(options)
    this.#clock = new WorldClock({
      sim,
      afterSlice: () => this.#afterSlice(),
      onFailure: (thrown) => this.#break(thrown),
    })
    this.#listener = createServer({ noDelay: true, keepAlive: true }, (socket) =>
      this.#welcome(socket),
    )
    sim.spawn('checkpoints', checkpointing(standalone))
  }

  get host(): string {
    return this.#address.address
  }

  get port(): number {
    return this.#address.port
  }

  setPassword(password: string): void {
    const { sim } = this.#parts.standalone
    const set = sim.finish(sim.spawn('password', this.#service.setPassword(password)))
    if (!set.ok) throw new Error(`the password of sa was not set: ${set.error}`)
  }

  async listen(): Promise<void> {
    const { host, port } = this.#options
    await new Promise<void>((resolve, reject) => {
      this.#listener.once('error', reject)
      this.#listener.listen({ host, port }, resolve)
    })
    this.#log.say(`The server listens on ${this.host}, port ${this.port}`)
    this.#clock.wake()
  }

  stop(): void {
    if (this.#isStopping) return
    this.#isStopping = true
    this.#farewellAt = performance.now() + FAREWELL_MS
    this.#listener.close()
    for (const { connection } of this.#clients.values()) connection.shutDown(SHUTTING_DOWN)
    setTimeout(() => this.#clock.wake(), FAREWELL_MS).unref()
    this.#clock.wake()
  }

  get #address(): AddressInfo {
    const address = this.#listener.address()
    if (address === null || typeof address === 'string')
      throw new Error('the server does not listen')
    return address
  }

  #welcome(socket: Socket): void {
    const spid = this.#freeSpid()
    if (spid === undefined || this.#isStopping) {
      socket.destroy()
      return
    }
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    const { sim } = this.#parts.standalone
    const { service, names } = this.#service
    const { encryption } = this.#options
    const connection = new tds.TdsConnection({ sim, spid, service, encryption, names })
    const wake = () => this.#clock.wake()
    const transport = joinSocket(socket, connection, { contexts: this.#contexts, wake })
    this.#clients.set(spid, { socket, connection, transport })
    this.#clock.wake()
  }

  #freeSpid(): number | undefined {
    for (let spid = FIRST_SPID; spid < FIRST_SPID + CONNECTIONS_MAX; spid++)
      if (!this.#clients.has(spid)) return spid
    return undefined
  }

  #afterSlice(): void {
    this.#answer()
    this.#log.catchUp()
    if (this.#isStopping && (this.#clients.size === 0 || performance.now() >= this.#farewellAt))
      this.#finish()
  }

  #answer(): void {
    const { files } = this.#parts
    const clients = [...this.#clients]
    if (files.isDirty && clients.some(([, { connection }]) => connection.outgoingBytes > 0))
      files.sync()
    for (const [spid, { connection, transport }] of clients) {
      transport.pump()
      if (connection.ended && transport.closed) this.#clients.delete(spid)
    }
  }

  #finish(): void {
    const { standalone, files, lock } = this.#parts
    this.#clock.stop()
    try {
      stopStandalone(standalone)
      runSlice(standalone.sim)
      files.closeAll()
    } catch (thrown) {
      this.#break(thrown)
      return
    }
    this.#part()
    this.#log.catchUp()
    this.#log.say('The server has ended in order')
    lock.release()
    this.#resolve()
  }

  /** SHUTDOWN WITH NOWAIT: no checkpoint, nobody is asked to end. */
  #halt(): void {
    this.#letGo()
    this.#resolve()
  }

  /** As if it had been killed: the log has what was committed, and the next start reads it. */
  #break(thrown: unknown): void {
    this.#letGo()
    this.#reject(thrown)
  }

  #letGo(): void {
    this.#clock.stop()
    this.#listener.close()
    for (const { socket } of this.#clients.values()) socket.destroy()
    this.#parts.files.abandon()
    this.#parts.lock.release()
  }

  #part(): void {
    for (const { socket } of this.#clients.values()) {
      socket.destroySoon()
      setTimeout(() => socket.destroy(), LINGER_MS).unref()
    }
  }
}

function contextsFor({ encryption, credentials, host }: ServerOptions): TlsContexts | undefined {
  if (encryption === 'none') return undefined
  return tlsContexts(credentials ?? selfSigned([hostname(), 'localhost', host]))
}

const SHUTTING_DOWN = {
  number: 6005,
  state: 1,
  severity: 10,
  text: 'SHUTDOWN is in progress.',
  procedure: '',
  line: 1,
} as const
