// TLS on a connection whose bytes are not a socket's: before TDS 8.0 the handshake travels inside of
// packets, and a login may be all that is encrypted.

import { Duplex } from 'node:stream'
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls'
import type { Credentials } from './tls-certificate.js'

/** One for each way in; made once, used by every connection. */
export interface TlsContexts {
  /** Old clients cannot do the handshake of TLS 1.3 inside of packets. */
  readonly wrapped: SecureContext
  readonly strict: SecureContext
}

export function tlsContexts({ key, cert }: Credentials): TlsContexts {
  return {
    wrapped: createSecureContext({ key, cert, maxVersion: 'TLSv1.2' }),
    strict: createSecureContext({ key, cert }),
  }
}

export interface TlsBridgeOptions {
  readonly contexts: TlsContexts
  /** TLS comes first and packets are inside of it. */
  readonly isStrict: boolean
  /** Towards the client; calls back when the bytes are out. */
  readonly send: (bytes: Buffer, sent: () => void) => void
  readonly onPlain: (bytes: Buffer) => void
  readonly onSecure: () => void
  readonly onFailure: (error: Error) => void
  readonly onDrain: () => void
  /** All is said, goodbye included. */
  readonly onEnd: () => void
}

const HEADER_BYTES = 8
const PACKET_PRELOGIN = 0x12
const PACKET_DATA_MAX = 4096 - HEADER_BYTES
const STATUS_END = 0x01
const RECORD_FIRST = 0x14
const RECORD_LAST = 0x17
const STRICT_PROTOCOL = 'tds/8.0'

export class TlsBridge {
  readonly #options: TlsBridgeOptions
  readonly #wire: Duplex
  readonly #tls: TLSSocket
  /** Until the client speaks raw records, both sides wrap. */
  #isWrapped: boolean
  #pending: Buffer = Buffer.alloc(0)
  #flight: Buffer[] = []
  #isDetached = false

  constructor(options: TlsBridgeOptions) {
    const { contexts, isStrict } = options
    this.#options = options
    this.#isWrapped = !isStrict
    this.#wire = new Duplex({
      read: () => undefined,
      write: (bytes: Buffer, _encoding, sent) => this.#onWrite(bytes, sent),
      final: (done) => {
        options.onEnd()
        done()
      },
    })
    this.#tls = new TLSSocket(this.#wire, {
      isServer: true,
      secureContext: isStrict ? contexts.strict : contexts.wrapped,
      ...(isStrict ? { ALPNProtocols: [STRICT_PROTOCOL] } : {}),
    })
    this.#tls.on('secure', options.onSecure)
    this.#tls.on('data', options.onPlain)
    this.#tls.on('drain', options.onDrain)
    for (const event of ['error', '_tlsError']) this.#tls.on(event, (error) => this.#fail(error))
    this.#wire.on('error', (error) => this.#fail(error))
    this.#tls.on('close', () => this.#fail(new Error('TLS was closed')))
  }

  /** Bytes from the client. */
  receive(bytes: Buffer): void {
    if (!this.#isWrapped) {
      this.#wire.push(bytes)
      return
    }
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    while (this.#isWrapped && this.#pending.length > 0) if (!this.#unwrap()) return
  }

  /** False when the client is behind; `onDrain` says when it has caught up. */
  send(bytes: Uint8Array): boolean {
    return this.#tls.write(bytes)
  }

  /** Both sides go on in clear: nothing of the end of TLS is sent. */
  detach(): void {
    this.#isDetached = true
    this.#tls.destroy()
    this.#wire.destroy()
  }

  /** Says goodbye the TLS way. */
  end(): void {
    this.#tls.end()
  }

  /** Takes one packet or record off what came; false when more is needed, or all is lost. */
  #unwrap(): boolean {
    const first = this.#pending[0] as number
    if (first >= RECORD_FIRST && first <= RECORD_LAST) {
      this.#isWrapped = false
      const rest = this.#pending
      this.#pending = Buffer.alloc(0)
      this.#wire.push(rest)
      return true
    }
    if (first !== PACKET_PRELOGIN) {
      this.#fail(new Error('neither a packet of the handshake nor a record of TLS'))
      return false
    }
    if (this.#pending.length < HEADER_BYTES) return false
    const length = this.#pending.readUInt16BE(2)
    if (length < HEADER_BYTES) {
      this.#fail(new Error('a packet shorter than its header'))
      return false
    }
    if (this.#pending.length < length) return false
    this.#wire.push(this.#pending.subarray(HEADER_BYTES, length))
    this.#pending = this.#pending.subarray(length)
    return true
  }

  #onWrite(bytes: Buffer, sent: () => void): void {
    if (this.#isDetached) sent()
    else if (this.#isWrapped) this.#collect(bytes, sent)
    else this.#options.send(bytes, sent)
  }

  /** A client reads one message for each flight, so a flight is sent as one. */
  #collect(bytes: Buffer, sent: () => void): void {
    this.#flight.push(bytes)
    if (this.#flight.length === 1) setImmediate(() => this.#sendFlight())
    sent()
  }

  #sendFlight(): void {
    const flight = Buffer.concat(this.#flight)
    this.#flight = []
    if (!this.#isDetached) this.#options.send(wrap(flight), () => undefined)
  }

  #fail(error: Error): void {
    if (this.#isDetached) return
    this.#isDetached = true
    this.#options.onFailure(error)
    this.#tls.destroy()
  }
}

/** One message of as many packets as it takes. */
function wrap(flight: Buffer): Buffer {
  const packets: Buffer[] = []
  for (let at = 0; at < flight.length; at += PACKET_DATA_MAX) {
    const data = flight.subarray(at, at + PACKET_DATA_MAX)
    const header = Buffer.alloc(HEADER_BYTES)
    header[0] = PACKET_PRELOGIN
    header[1] = at + data.length === flight.length ? STATUS_END : 0
    header.writeUInt16BE(data.length + HEADER_BYTES, 2)
    header[6] = packets.length + 1
    packets.push(header, data)
  }
  return Buffer.concat(packets)
}
