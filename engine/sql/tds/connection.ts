// One connection: bytes in, bytes out, and one process that carries out what was asked, a request at
// a time. No socket, no TLS: what has to be done to those is among the output.

import { later, type Process, Signal, type Sim, type Task, waitFor } from '../../sim/index.js'
import type { Cancel, Message } from '../tsql/port.js'
import { parseWire } from './byte-reader.js'
import { allows, type ConnectionPhase } from './connection-state.js'
import type { Dialect } from './dialect.js'
import { decideEncryption, type EncryptionPolicy, mayLogIn, type Security } from './encryption.js'
import {
  LOGIN_BYTES_MAX,
  LOGIN_LIMIT,
  LOGIN_PACKET_BYTES,
  PRELOGIN_BYTES_MAX,
  REQUEST_BYTES_MAX,
  REQUESTS_WAITING_MAX,
} from './limits.js'
import { type LoginRequest, readLogin } from './login.js'
import { acknowledgeAttention, answerLogin, refuseLogin, type ServerNames } from './login-answer.js'
import { MessageReader, type WireMessage } from './message-reader.js'
import { ENCRYPTION_REQUIRED, loginFailed, STREAM_INCORRECT, UNTRUSTED_DOMAIN } from './messages.js'
import { Outgoing, type Output } from './outgoing.js'
import { PACKET, type Packet, PacketReader } from './packet.js'
import { ENCRYPTION, readPrelogin, writePrelogin } from './prelogin.js'
import { Response } from './response.js'
import { readRequest } from './run-request.js'
import type { SqlService } from './service.js'

export interface ConnectionOptions<Session> {
  readonly sim: Sim
  readonly spid: number
  readonly service: SqlService<Session>
  readonly encryption: EncryptionPolicy
  readonly names: ServerNames
}

type Item =
  | { readonly kind: 'request'; readonly message: WireMessage; readonly cancel: Cancel }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'attention' }

const SHUT_DOWN = 'the server shuts down'

export class TdsConnection<Session = unknown> {
  readonly #options: ConnectionOptions<Session>
  readonly #out: Outgoing
  readonly #packets = new PacketReader(LOGIN_PACKET_BYTES)
  readonly #messages = new MessageReader(PRELOGIN_BYTES_MAX)
  /** Fires when there is something to do, or nothing will come any more. */
  readonly #arrived = new Signal()
  readonly #task: Task
  #phase: ConnectionPhase = 'start'
  #security: Security = 'clear'
  /** TLS was agreed on, and does not stand yet: what comes in clear now is not the client's. */
  #awaitsTls = false
  #login: LoginRequest | undefined
  #items: Item[] = []
  /** Of the request that runs. */
  #cancel: Cancel | undefined
  #reason: string | undefined
  #farewell: Message | undefined
  #isEnding = false

  constructor(options: ConnectionOptions<Session>) {
    this.#options = options
    this.#out = new Outgoing(options.sim, options.spid)
    this.#task = options.sim.spawn(`connection ${options.spid}`, this.#live())
  }

  get phase(): ConnectionPhase {
    return this.#phase
  }

  get security(): Security {
    return this.#security
  }

  /** Why the server closed it, if it did; for logs and tests, the client is not told. */
  get closedBecause(): string | undefined {
    return this.#reason
  }

  /** The process has ended, and the session with it. */
  get ended(): boolean {
    return this.#task.state !== 'running'
  }

  get outgoingBytes(): number {
    return this.#out.bytes
  }

  /** What has to be sent or done next, in order. */
  take(): Output | undefined {
    return this.#out.take()
  }

  /** The first byte of the socket began a TLS handshake (TDS 8.0); false: close it. */
  beginStrict(): boolean {
    if (this.#phase !== 'start' || this.#options.encryption === 'none') return false
    this.#security = 'strict'
    this.#awaitsTls = true
    return true
  }

  /** The TLS handshake is done: what is received from now on was encrypted. */
  secured(): void {
    this.#awaitsTls = false
  }

  /** Bytes of the client, without TLS. The world must be stepped afterwards. */
  receive(bytes: Uint8Array) {
    if (this.#phase === 'closed') return
    if (this.#awaitsTls) return this.#violate('bytes in clear where TLS was agreed on')
    this.#packets.feed(bytes)
    while (this.#isOpen()) {
      const next = this.#packets.next()
      if (!next.ok) return this.#violate(next.error.reason)
      if (next.value === undefined) return
      this.#accept(next.value)
    }
  }

  /** The socket is gone; what runs is cancelled and what was to be sent is dropped. */
  disconnected(): void {
    this.#close('the client went away')
    this.#out.discard()
  }

  /** The server closes the connection. What runs is cancelled, and its client told why. */
  shutDown(message?: Message): void {
    this.#farewell = message
    this.#isEnding = true
    if (this.#phase === 'ready' && this.#cancel !== undefined) this.#stopAll()
    else this.#violate(SHUT_DOWN)
  }

  /** A method, since a compiler believes that a field stays what it was. */
  #isOpen(): boolean {
    return this.#phase !== 'closed' && !this.#awaitsTls
  }

  #accept(packet: Packet) {
    if (!allows(this.#phase, packet.type)) return this.#violate('a packet of an unexpected type')
    if (packet.type === PACKET.login) this.#messages.bytesMax = LOGIN_BYTES_MAX
    const arrival = this.#messages.add(packet)
    if (!arrival.ok) return this.#violate(arrival.error.reason)
    switch (arrival.value.kind) {
      case 'part':
        return
      case 'message':
        return this.#onMessage(arrival.value.message)
      case 'ignored':
        return this.#enqueue({ kind: 'ignored' })
      case 'attention':
        this.#stopAll()
        return this.#enqueue({ kind: 'attention' })
    }
  }

  #onMessage(message: WireMessage) {
    if (message.type === PACKET.prelogin) return this.#onPrelogin(message)
    if (message.type === PACKET.login) return this.#onLogin(message)
    const waiting = this.#items.map((item) =>
      item.kind === 'request' ? item.message.data.length : 0,
    )
    const bytes = waiting.reduce((sum, length) => sum + length, message.data.length)
    if (bytes > REQUEST_BYTES_MAX) return this.#violate('too many bytes wait')
    const cancel = { cancelled: false, signal: new Signal() }
    this.#enqueue({ kind: 'request', message, cancel })
  }

  #onPrelogin({ data }: WireMessage) {
    const parsed = parseWire(data, readPrelogin)
    if (!parsed.ok) return this.#violate(parsed.error.reason)
    const { encryption: policy, names } = this.#options
    // Inside of TLS nothing is left to agree on.
    const isStrict = this.#security === 'strict'
    const { answer, security } = isStrict
      ? { answer: ENCRYPTION.notSupported, security: this.#security }
      : decideEncryption(policy, parsed.value.encryption)
    const answersMars = parsed.value.asksMars
    this.#out.writer.raw(writePrelogin({ version: names.version, encryption: answer, answersMars }))
    this.#out.endMessage()
    if (security === undefined) return this.#violate('no agreement on encryption')
    this.#phase = 'greeted'
    this.#security = security
    if (isStrict || security === 'clear') return
    if (this.#packets.hasMore) return this.#violate('bytes in clear where TLS was agreed on')
    this.#awaitsTls = true
    this.#out.act('start-tls')
  }

  #onLogin({ data }: WireMessage) {
    const parsed = parseWire(data, readLogin)
    if (!parsed.ok) return this.#violate(parsed.error.reason)
    if (this.#security === 'login-only') this.#out.act('stop-tls')
    this.#login = parsed.value
    this.#phase = 'opening'
    this.#options.sim.fire(this.#arrived)
  }

  #enqueue(item: Item) {
    if (this.#items.length === REQUESTS_WAITING_MAX) return this.#violate('too many requests wait')
    this.#items.push(item)
    this.#options.sim.fire(this.#arrived)
  }

  /** Attention is meant for everything that was asked before. */
  #stopAll() {
    const waiting = this.#items.flatMap((item) => (item.kind === 'request' ? [item.cancel] : []))
    for (const cancel of [...waiting, ...(this.#cancel === undefined ? [] : [this.#cancel])]) {
      cancel.cancelled = true
      this.#options.sim.fire(cancel.signal)
    }
    this.#options.sim.fire(this.#out.drained)
  }

  #violate(reason: string): void {
    this.#out.act('close')
    this.#close(reason)
  }

  #close(reason: string): void {
    if (this.#phase === 'closed') return
    this.#phase = 'closed'
    this.#reason = reason
    this.#packets.forget()
    this.#stopAll()
    this.#options.sim.fire(this.#arrived)
  }

  *#live(): Process {
    const { sim, service } = this.#options
    const deadline = later(sim.now, LOGIN_LIMIT)
    while (this.#login === undefined && this.#phase !== 'closed')
      if (!(yield* waitFor(this.#arrived, deadline))) this.#violate('the login took too long')
    if (this.#login === undefined) return
    const session = yield* this.#open(this.#login)
    if (session === undefined) return
    try {
      yield* this.#serve(session, this.#login.dialect)
    } finally {
      yield* service.close(session)
    }
  }

  *#open(login: LoginRequest): Process<Session | undefined> {
    const { service, names } = this.#options
    const refusal = this.#refusal(login)
    if (refusal !== undefined) return this.#refuse(login, refusal)
    const opened = yield* service.open(loginOf(login, this.#options.spid))
    if (!opened.ok) return this.#refuse(login, opened.error)
    if (this.#phase === 'closed') {
      yield* service.close(opened.value)
      return undefined
    }
    answerLogin(this.#out, login, { names, start: service.describe(opened.value) })
    this.#packets.sizeMax = this.#out.packetBytes
    this.#messages.bytesMax = REQUEST_BYTES_MAX
    this.#phase = 'ready'
    return opened.value
  }

  /** Asked for every login, whatever was agreed on before. */
  #refusal(login: LoginRequest): Message | undefined {
    const { service, encryption } = this.#options
    if (!mayLogIn(encryption, this.#security)) return ENCRYPTION_REQUIRED
    if (login.integrated) return UNTRUSTED_DOMAIN
    if (login.changesPassword) return loginFailed(login.user)
    const checked = service.checkPassword(login.user, login.password)
    return checked.ok ? undefined : checked.error
  }

  #refuse({ dialect }: LoginRequest, message: Message): undefined {
    refuseLogin(this.#out, dialect, { message, server: this.#options.names.server })
    this.#violate(`the login was refused: ${message.number}`)
    return undefined
  }

  *#serve(session: Session, dialect: Dialect): Process {
    const { server } = this.#options.names
    while (this.#phase !== 'closed') {
      const item = this.#items.shift()
      if (item === undefined) yield* waitFor(this.#arrived)
      else if (item.kind === 'attention') acknowledgeAttention(this.#out, dialect)
      else if (item.kind === 'ignored') new Response(this.#out, { dialect, server }).endCancelled()
      else {
        this.#cancel = item.cancel
        yield* this.#run(session, item)
        this.#cancel = undefined
        if (this.#isEnding) this.#violate(SHUT_DOWN)
      }
    }
  }

  *#run(session: Session, item: Item & { kind: 'request' }): Process {
    const { service, names } = this.#options
    const { message, cancel } = item
    const { dialect } = this.#login as LoginRequest
    const response = new Response(this.#out, { dialect, server: names.server, cancel })
    const read = readRequest<Session>(message, dialect)
    if (!read.ok) {
      response.message(STREAM_INCORRECT)
      response.end()
      return this.#violate(read.error.reason)
    }
    const keepTransaction = message.reset === 'keep-transaction'
    if (message.reset !== 'none') yield* service.reset(session, { keepTransaction }, response)
    const farewell = () => this.#farewell
    yield* read.value({ service, session, dialect, response, cancel, farewell })
    if (response.isFatal) this.#violate('an error ended the session')
  }
}

function loginOf(login: LoginRequest, spid: number) {
  const { user, application, hostName, database, language } = login
  return {
    user,
    application,
    hostName,
    spid,
    ...(database === '' ? {} : { database }),
    ...(language === '' ? {} : { language }),
  }
}
