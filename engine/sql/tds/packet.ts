// Packet: type u8, status u8, length u16 big-endian (header included), session u16 big-endian,
// number u8, window u8, then the data. A message is one or more packets of a type; the last has the
// end bit.

import { type Outcome, ok, refused } from '../../base/outcome.js'
import type { WireFault } from './byte-reader.js'

export const PACKET_HEADER_BYTES = 8

export const PACKET = {
  batch: 0x01,
  call: 0x03,
  response: 0x04,
  attention: 0x06,
  bulk: 0x07,
  transaction: 0x0e,
  login: 0x10,
  sspi: 0x11,
  prelogin: 0x12,
} as const

export const STATUS_END = 0x01
export const STATUS_IGNORE = 0x02
export const STATUS_RESET = 0x08
export const STATUS_RESET_KEEP_TRANSACTION = 0x10

export interface PacketHeader {
  readonly type: number
  readonly status: number
  /** Header included. */
  readonly length: number
}

export interface Packet {
  readonly type: number
  readonly status: number
  readonly data: Uint8Array
}

export function readHeader(bytes: Uint8Array): PacketHeader {
  return {
    type: bytes[0] as number,
    status: bytes[1] as number,
    length: ((bytes[2] as number) << 8) | (bytes[3] as number),
  }
}

/** Cuts a stream of bytes into packets, however the bytes arrive. */
export class PacketReader {
  /** The agreed size; nothing longer is taken. */
  sizeMax: number
  #pending: Uint8Array = new Uint8Array(0)

  constructor(sizeMax: number) {
    this.sizeMax = sizeMax
  }

  /** Bytes came behind the packet that was read last. */
  get hasMore(): boolean {
    return this.#pending.length > 0
  }

  feed(bytes: Uint8Array): void {
    if (this.#pending.length === 0) {
      this.#pending = bytes
      return
    }
    const joined = new Uint8Array(this.#pending.length + bytes.length)
    joined.set(this.#pending)
    joined.set(bytes, this.#pending.length)
    this.#pending = joined
  }

  /** The next whole packet; nothing when more bytes are needed. */
  next(): Outcome<Packet | undefined, WireFault> {
    const bytes = this.#pending
    if (bytes.length < PACKET_HEADER_BYTES) return ok(undefined)
    const { type, status, length } = readHeader(bytes)
    if (length < PACKET_HEADER_BYTES) return refused({ reason: 'a packet shorter than its header' })
    if (length > this.sizeMax) return refused({ reason: 'a packet longer than was agreed' })
    if (bytes.length < length) return ok(undefined)
    this.#pending = bytes.subarray(length)
    return ok({ type, status, data: bytes.subarray(PACKET_HEADER_BYTES, length) })
  }

  forget(): void {
    this.#pending = new Uint8Array(0)
  }
}

export interface HeaderFields {
  readonly type: number
  readonly status: number
  readonly length: number
  readonly spid: number
  readonly number: number
}

export function writeHeader(target: Uint8Array, at: number, fields: HeaderFields): void {
  target[at] = fields.type
  target[at + 1] = fields.status
  target[at + 2] = fields.length >>> 8
  target[at + 3] = fields.length
  target[at + 4] = fields.spid >>> 8
  target[at + 5] = fields.spid
  target[at + 6] = fields.number
  target[at + 7] = 0
}
