// Joins a socket to a connection of the endpoint: carries bytes both ways, lays TLS between when it is
// asked to, and stops taking output while the client is behind.

import type { Socket } from 'node:net'
import type { sqlTds } from '../../../../engine/server.js'
import { TlsBridge, type TlsContexts } from './tls.js'

export interface Transport {
  /** Sends what the connection has to send, as far as the client takes it. */
  pump(): void
  /** Nothing goes either way any more. */
  readonly closed: boolean
}

export interface JoinOptions {
  /** Without them no client can be encrypted. */
  readonly contexts: TlsContexts | undefined
  /** Something came in, or can go out: the world has to be stepped, and then this pumped. */
  readonly wake: () => void
}

/** A client that is to be gone and does not read may keep its socket for so long. */
const LINGER_MS = 2000
const TLS_HANDSHAKE = 0x16
const PHASES_BEFORE_LOGIN: ReadonlySet<string> = new Set(['start', 'greeted'])

export function joinSocket(
  socket: Socket,
  connection: sqlTds.TdsConnection,
  options: JoinOptions,
): Transport {
  return new SocketCarrier(socket, connection, options)
}

class SocketCarrier implements Transport {
  readonly #socket: Socket
  readonly #connection: sqlTds.TdsConnection
  readonly #options: JoinOptions
  #bridge: TlsBridge | undefined
  #hasBegun = false
  #isBehind = false
  #isEnding = false

  constructor(socket: Socket, connection: sqlTds.TdsConnection, options: JoinOptions) {
    this.#socket = socket
    this.#connection = connection
    this.#options = options
    socket.setNoDelay(true)
    socket.on('data', (bytes: Buffer) => this.#onData(bytes))
    socket.on('drain', () => this.#onDrain())
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      this.#bridge?.detach()
      connection.disconnected()
      options.wake()
    })
  }

  get closed(): boolean {
    return this.#socket.destroyed
  }

  pump(): void {
    if (this.#isBehind || this.#socket.destroyed) return
    this.#socket.cork()
    for (let output = this.#next(); output !== undefined; output = this.#next())
      switch (output.kind) {
        case 'bytes':
          this.#send(output.bytes)
          break
        case 'start-tls':
          this.#startTls(false)
          break
        case 'stop-tls':
          this.#bridge?.detach()
          this.#bridge = undefined
          break
        case 'close':
          this.#end()
      }
    this.#socket.uncork()
  }

  #next(): sqlTds.Output | undefined {
    return this.#isBehind || this.#isEnding ? undefined : this.#connection.take()
  }

  #onData(bytes: Buffer): void {
    if (this.#isEnding) return
    if (!this.#hasBegun) {
      this.#hasBegun = true
      if (bytes[0] === TLS_HANDSHAKE && !this.#beginStrict()) {
        this.#socket.destroy()
        return
      }
    }
    if (this.#bridge !== undefined) this.#bridge.receive(bytes)
    else this.#deliver(bytes)
  }

  #deliver(bytes: Buffer): void {
    this.#connection.receive(bytes)
    // The answer to PRELOGIN, and what it means for TLS, must be out before anything else comes in.
    // Later output waits for the server, which knows when it may be seen.
    if (PHASES_BEFORE_LOGIN.has(this.#connection.phase)) this.pump()
    this.#options.wake()
  }

  #beginStrict(): boolean {
    if (this.#options.contexts === undefined || !this.#connection.beginStrict()) return false
    this.#startTls(true)
    return true
  }

  #startTls(isStrict: boolean): void {
    const { contexts } = this.#options
    if (contexts === undefined) {
      this.#socket.destroy()
      return
    }
    this.#bridge = new TlsBridge({
      contexts,
      isStrict,
      send: (bytes, sent) => void this.#socket.write(bytes, () => sent()),
      onPlain: (bytes) => this.#deliver(bytes),
      onSecure: () => this.#connection.secured(),
      onFailure: () => this.#socket.destroy(),
      onDrain: () => this.#onDrain(),
      onEnd: () => void this.#socket.end(),
    })
  }

  #send(bytes: Uint8Array): void {
    const hasRoom = this.#bridge?.send(bytes) ?? this.#socket.write(bytes)
    if (!hasRoom) this.#isBehind = true
  }

  #onDrain(): void {
    this.#isBehind = false
    this.#options.wake()
  }

  #end(): void {
    this.#isEnding = true
    if (this.#bridge === undefined) this.#socket.end()
    else this.#bridge.end()
    setTimeout(() => this.#socket.destroy(), LINGER_MS).unref()
  }
}
