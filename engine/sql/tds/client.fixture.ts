// The client's side of a conversation, written from the protocol and not from the server's code.

import { createSim, type Process, type Sim, sleepUntil, waitFor } from '../../sim/index.js'
import type { Cancel, Message, Sink } from '../tsql/port.js'
import { type ConnectionOptions, TdsConnection } from './connection.js'
import type { Output } from './outgoing.js'
import type { SqlService } from './service.js'

export const NAMES = {
  server: 'S',
  product: 'P',
  version: { major: 16, minor: 0, build: 1000 },
}

export const VERSION_71 = 0x71000001
export const VERSION_74 = 0x74000004

/** `12 01 0009` and so on; blanks are for the reader. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '')
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

export function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export function ucs2(text: string): Uint8Array {
  return Uint8Array.from(
    [...Array(text.length).keys()].flatMap((index) => [
      text.charCodeAt(index) & 0xff,
      text.charCodeAt(index) >>> 8,
    ]),
  )
}

export function little(value: number | bigint, bytes: number): Uint8Array {
  return Uint8Array.from(Array(bytes).keys(), (index) =>
    Number((BigInt(value) >> BigInt(8 * index)) & 0xffn),
  )
}

/** One message, in as many packets as it takes. */
export function packets(
  type: number,
  data: Uint8Array,
  { status = 0, size = 4096, isWhole = true } = {},
): Uint8Array {
  const room = size - 8
  const parts: Uint8Array[] = []
  for (let at = 0; at === 0 || at < data.length; at += room) {
    const part = data.subarray(at, at + room)
    const isLast = at + room >= data.length
    const first = at === 0 ? status : status & 0x02
    const length = part.length + 8
    const end = isLast && isWhole ? 1 : 0
    parts.push(
      Uint8Array.of(type, first | end, length >>> 8, length & 0xff, 0, 0, parts.length + 1, 0),
      part,
    )
  }
  return concat(...parts)
}

export function prelogin(encryption: number, { mars = false } = {}): Uint8Array {
  const options: [number, Uint8Array][] = [
    [0, fromHex('0b00000000 00')],
    [1, Uint8Array.of(encryption)],
  ]
  if (mars) options.push([4, Uint8Array.of(0)])
  let offset = options.length * 5 + 1
  const table = options.map(([id, data]) => {
    const entry = Uint8Array.of(id, 0, offset, 0, data.length)
    offset += data.length
    return entry
  })
  return packets(0x12, concat(...table, Uint8Array.of(0xff), ...options.map(([, data]) => data)))
}

export interface LoginOptions {
  readonly user?: string
  readonly password?: string
  readonly database?: string
  readonly version?: number
  readonly packetBytes?: number
  readonly options2?: number
  readonly options3?: number
  readonly features?: Uint8Array
}

export function loginBody(login: LoginOptions = {}): Uint8Array {
  const { user = 'sa', password = 'secret', database = '', version = VERSION_74 } = login
  const { packetBytes = 4096, options2 = 0, options3 = 0, features } = login
  const secret = ucs2(password).map((byte) => (((byte << 4) | (byte >>> 4)) & 0xff) ^ 0xa5)
  const texts = [ucs2('HOST'), ucs2(user), secret, ucs2('app'), ucs2('srv')]
  const after = [ucs2('lib'), ucs2(''), ucs2(database)]
  const fixed = new Uint8Array(94)
  const view = new DataView(fixed.buffer)
  view.setUint32(4, version, true)
  view.setUint32(8, packetBytes, true)
  fixed[25] = options2
  fixed[27] = features === undefined ? options3 : options3 | 0x10
  const data: Uint8Array[] = []
  let at = 94
  const place = (where: number, bytes: Uint8Array, units: number) => {
    view.setUint16(where, at, true)
    view.setUint16(where + 2, units, true)
    data.push(bytes)
    at += bytes.length
  }
  for (const [index, text] of texts.entries()) place(36 + 4 * index, text, text.length / 2)
  if (features !== undefined) place(56, little(at + 4, 4), 4)
  if (features !== undefined) data.push(features)
  at += features?.length ?? 0
  for (const [index, text] of after.entries()) place(60 + 4 * index, text, text.length / 2)
  view.setUint32(0, at, true)
  return concat(fixed, ...data)
}

export function login(options: LoginOptions = {}): Uint8Array {
  return packets(0x10, loginBody(options))
}

/** ALL_HEADERS with a transaction descriptor. */
export const HEADERS = concat(
  little(22, 4),
  little(18, 4),
  little(2, 2),
  little(0, 8),
  little(1, 4),
)

export function batch(text: string, options: { status?: number; isWhole?: boolean } = {}) {
  return packets(0x01, concat(HEADERS, ucs2(text)), options)
}

export function call(name: string | number, ...parameters: readonly Uint8Array[]): Uint8Array {
  const target =
    typeof name === 'number'
      ? concat(fromHex('ffff'), little(name, 2))
      : concat(little(name.length, 2), ucs2(name))
  return concat(target, little(0, 2), ...parameters)
}

export function calls(...bodies: readonly Uint8Array[]): Uint8Array {
  const parts = bodies.flatMap((body, index) => (index === 0 ? [body] : [fromHex('ff'), body]))
  return packets(0x03, concat(HEADERS, ...parts))
}

export function intParameter(value: number, { name = '', output = false } = {}): Uint8Array {
  const start = concat(Uint8Array.of(name.length), ucs2(name), Uint8Array.of(output ? 1 : 0))
  return concat(start, fromHex('26 04 04'), little(value, 4))
}

export const ATTENTION = packets(0x06, new Uint8Array(0))

/** Everything that a client sends here belongs to one of these. */
export interface Script {
  readonly batches: string[]
  readonly resets: boolean[]
  opened: number
  closed: number
  rows: number
}

interface Running {
  readonly sim: Sim
  readonly script: Script
  readonly sink: Sink
  readonly cancel: Cancel
}

/** Sessions that do what a batch says by single words. */
export function scriptedService(sim: Sim, script: Script): SqlService<object> {
  return {
    checkPassword: (user, password) =>
      user === 'sa' && password === 'secret'
        ? { ok: true, value: undefined }
        : { ok: false, error: failure(18456, 14, 'no') },
    *open({ database }) {
      yield* sleepUntil(sim.now)
      if (database === 'missing') return { ok: false, error: failure(4060, 11, 'no') }
      script.opened++
      return { ok: true, value: {} }
    },
    describe: () => ({ database: 'master', language: 'us_english' }),
    *runBatch(_session, text, sink, cancel) {
      script.batches.push(text)
      for (const word of text.split(' ')) yield* runWord({ sim, script, sink, cancel }, word)
    },
    *callProcedure(_session, { name, parameters }, sink, cancel) {
      yield* runWord({ sim, script, sink, cancel }, String(name))
      sink.returnStatus(7)
      for (const [ordinal, { name, type, value, output }] of parameters.entries())
        if (output) sink.returnValue({ ordinal, name, type, value })
    },
    *transactionRequest(_session, { kind }, sink) {
      yield* sleepUntil(sim.now)
      if (kind === 'begin') sink.env({ kind, transaction: 5n })
      if (kind === 'commit' || kind === 'rollback') sink.env({ kind, transaction: 5n })
    },
    *bulkLoad(_session, { rows }, sink) {
      yield* sleepUntil(sim.now)
      sink.done({ count: rows.length, command: 0xf0, failed: false, inProcedure: false })
    },
    *reset(_session, { keepTransaction }, sink) {
      yield* sleepUntil(sim.now)
      script.resets.push(keepTransaction)
      sink.env({ kind: 'reset' })
    },
    *close() {
      yield* sleepUntil(sim.now)
      script.closed++
    },
  }
}

function* runWord({ sim, script, sink, cancel }: Running, word: string): Process {
  const end = { command: 0xc1, inProcedure: false }
  if (cancel.cancelled) return
  yield* sleepUntil(sim.now)
  if (word === 'wait') {
    if (!cancel.cancelled) yield* waitFor(cancel.signal)
  } else if (word === 'flood') {
    sink.columns([{ name: '', type: { kind: 'char', length: 1000 }, nullable: false }])
    while (!cancel.cancelled)
      if (sink.full) yield* waitFor(sink.drained)
      else {
        sink.row(['x'.repeat(1000)])
        script.rows++
      }
  } else if (word === 'one') {
    sink.columns([{ name: 'a', type: { kind: 'int' }, nullable: false }])
    sink.row([1])
    sink.done({ ...end, count: 1, failed: false })
  } else if (word === 'fail' || word === 'die') {
    sink.message(failure(50000, word === 'die' ? 20 : 16, 'x'))
    sink.done({ ...end, failed: true })
  } else if (word === 'print') {
    sink.message(failure(0, 0, 'x'))
    sink.done({ ...end, failed: false })
  } else sink.done({ ...end, failed: false })
}

export function failure(number: number, severity: number, text: string): Message {
  return { number, state: 1, severity, text, procedure: '', line: 1 }
}

/** A connection and the world it lives in; whatever is said is answered before `say` returns. */
export class Conversation {
  readonly sim = createSim(1, { trace: false })
  readonly script: Script = { batches: [], resets: [], opened: 0, closed: 0, rows: 0 }
  readonly connection: TdsConnection<object>
  /** What the carrier was told, bytes left out. */
  readonly actions: string[] = []

  constructor(options: Partial<ConnectionOptions<object>> = {}) {
    this.connection = new TdsConnection({
      sim: this.sim,
      spid: 51,
      service: scriptedService(this.sim, this.script),
      encryption: 'off',
      names: NAMES,
      ...options,
    })
    this.settle()
  }

  /** Lets everything happen that is due now. */
  settle(): void {
    while (this.sim.nextAt !== undefined && this.sim.nextAt <= this.sim.now) this.sim.step()
  }

  /** The answer, with the headers of its packets. */
  say(...parts: readonly Uint8Array[]): Uint8Array {
    for (const part of parts) {
      this.connection.receive(part)
      this.settle()
    }
    return this.drain()
  }

  drain(): Uint8Array {
    const chunks: Uint8Array[] = []
    for (let output = this.next(); output !== undefined; output = this.next()) {
      if (output.kind === 'bytes') chunks.push(output.bytes)
      else this.actions.push(output.kind)
    }
    return concat(...chunks)
  }

  next(): Output | undefined {
    const output = this.connection.take()
    this.settle()
    return output
  }

  logIn(options: LoginOptions = {}): Uint8Array {
    return this.say(login(options))
  }
}

/** The data of each message in a stream of packets; fails on what is no packet. */
export function messagesOf(bytes: Uint8Array): Uint8Array[] {
  const messages: Uint8Array[] = []
  let parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)
    if (bytes[at] !== 0x04 || length < 8 || at + length > bytes.length)
      throw new Error(`no packet of a server at ${at}`)
    parts.push(bytes.subarray(at + 8, at + length))
    if (((bytes[at + 1] as number) & 1) === 1) {
      messages.push(concat(...parts))
      parts = []
    }
    at += length
  }
  if (parts.length > 0) throw new Error('the last message has no end')
  return messages
}
