// What waits to be sent: packets, and what the carrier has to do between them.

import { Signal, type Sim } from '../../sim/index.js'
import { ByteWriter } from './byte-writer.js'
import { LOGIN_PACKET_BYTES, OUTGOING_BYTES_HIGH, OUTGOING_BYTES_LOW } from './limits.js'
import { PACKET, PACKET_HEADER_BYTES, STATUS_END, writeHeader } from './packet.js'

export type Output =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** From here on both sides speak through TLS. */
  | { readonly kind: 'start-tls' }
  /** What was encrypted so far was the login. */
  | { readonly kind: 'stop-tls' }
  | { readonly kind: 'close' }

export class Outgoing {
  /** Tokens are written here; `settle` after each. */
  readonly writer = new ByteWriter()
  packetBytes = LOGIN_PACKET_BYTES
  /** Fires when a reader that was behind has caught up. */
  readonly drained = new Signal()
  readonly #sim: Sim
  readonly #spid: number
  #queue: Output[] = []
  #first = 0
  #bytes = 0
  #number = 0
  #isShut = false

  constructor(sim: Sim, spid: number) {
    this.#sim = sim
    this.#spid = spid
  }

  get full(): boolean {
    return this.#bytes > OUTGOING_BYTES_HIGH
  }

  get bytes(): number {
    return this.#bytes
  }

  get isEmpty(): boolean {
    return this.#first === this.#queue.length
  }

  /** Cuts off the packets that are full; the last byte stays, so that a message has a last packet. */
  settle(): void {
    const room = this.packetBytes - PACKET_HEADER_BYTES
    if (this.writer.length > room) this.#cut(Math.floor((this.writer.length - 1) / room))
  }

  endMessage(): void {
    this.settle()
    const length = this.writer.length + PACKET_HEADER_BYTES
    const packet = new Uint8Array(length)
    this.#header(packet, 0, { status: STATUS_END, length })
    this.writer.moveInto(packet, PACKET_HEADER_BYTES, 0, this.writer.length)
    this.writer.drop(this.writer.length)
    this.#number = 0
    this.#push(packet)
  }

  act(kind: 'start-tls' | 'stop-tls' | 'close'): void {
    if (!this.#isShut) this.#queue.push({ kind })
    if (kind === 'close') this.#isShut = true
  }

  take(): Output | undefined {
    const output = this.#queue[this.#first]
    if (output === undefined) return undefined
    this.#first++
    if (this.isEmpty) {
      this.#queue = []
      this.#first = 0
    }
    if (output.kind === 'bytes') this.#release(output.bytes.length)
    return output
  }

  /** Nobody reads any more. */
  discard(): void {
    this.#isShut = true
    this.#queue = []
    this.#first = 0
    this.writer.drop(this.writer.length)
    this.#release(this.#bytes)
  }

  #cut(count: number): void {
    const room = this.packetBytes - PACKET_HEADER_BYTES
    const chunk = new Uint8Array(count * this.packetBytes)
    for (let index = 0; index < count; index++) {
      const at = index * this.packetBytes
      this.#header(chunk, at, { status: 0, length: this.packetBytes })
      this.writer.moveInto(chunk, at + PACKET_HEADER_BYTES, index * room, room)
    }
    this.writer.drop(count * room)
    this.#push(chunk)
  }

  #header(target: Uint8Array, at: number, { status, length }: { status: number; length: number }) {
    this.#number = (this.#number + 1) & 0xff
    const { response: type } = PACKET
    writeHeader(target, at, { type, status, length, spid: this.#spid, number: this.#number })
  }

  #push(bytes: Uint8Array): void {
    if (this.#isShut) return
    this.#queue.push({ kind: 'bytes', bytes })
    this.#bytes += bytes.length
  }

  #release(count: number): void {
    const wasBehind = this.#bytes > OUTGOING_BYTES_LOW
    this.#bytes -= count
    if (wasBehind && this.#bytes <= OUTGOING_BYTES_LOW) this.#sim.fire(this.drained)
  }
}
