// Packets become messages: whole requests, and the few things a client may say in between.

import { type Outcome, ok, refused } from '../../base/outcome.js'
import type { WireFault } from './byte-reader.js'
import {
  PACKET,
  type Packet,
  STATUS_END,
  STATUS_IGNORE,
  STATUS_RESET,
  STATUS_RESET_KEEP_TRANSACTION,
} from './packet.js'

export type Reset = 'none' | 'full' | 'keep-transaction'

export interface WireMessage {
  readonly type: number
  readonly data: Uint8Array
  /** Judged on the first packet. */
  readonly reset: Reset
}

export type Arrival =
  | { readonly kind: 'part' }
  | { readonly kind: 'message'; readonly message: WireMessage }
  /** The client took its request back before it was sent whole. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'attention' }

const PART: Arrival = { kind: 'part' }

export class MessageReader {
  bytesMax: number
  #type: number | undefined
  #reset: Reset = 'none'
  #parts: Uint8Array[] = []
  #length = 0

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax
  }

  add(packet: Packet): Outcome<Arrival, WireFault> {
    if (packet.type === PACKET.attention) {
      this.#forget()
      return ok({ kind: 'attention' })
    }
    if (this.#type === undefined) {
      this.#type = packet.type
      this.#reset = resetOf(packet.status)
    } else if (this.#type !== packet.type) {
      return refused({ reason: 'a packet of another type inside a message' })
    }
    this.#length += packet.data.length
    if (this.#length > this.bytesMax) return refused({ reason: 'a message longer than allowed' })
    this.#parts.push(packet.data)
    if ((packet.status & STATUS_END) === 0) return ok(PART)
    return ok(this.#end((packet.status & STATUS_IGNORE) !== 0))
  }

  #end(isIgnored: boolean): Arrival {
    const message = {
      type: this.#type ?? 0,
      data: join(this.#parts, this.#length),
      reset: this.#reset,
    }
    this.#forget()
    return isIgnored ? { kind: 'ignored' } : { kind: 'message', message }
  }

  #forget(): void {
    this.#type = undefined
    this.#reset = 'none'
    this.#parts = []
    this.#length = 0
  }
}

function resetOf(status: number): Reset {
  if ((status & STATUS_RESET_KEEP_TRANSACTION) !== 0) return 'keep-transaction'
  return (status & STATUS_RESET) !== 0 ? 'full' : 'none'
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = parts
  if (parts.length === 1 && first !== undefined) return first
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
