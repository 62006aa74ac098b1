// Reads what a client sent. Reading past the end, or meeting what cannot be, ends the parse: the one
// exception here is caught by `parseWire`, and nobody else sees it.

import { type Outcome, ok, refused } from '../../base/outcome.js'

/** What was wrong with the bytes. */
export interface WireFault {
  readonly reason: string
}

class WireFaultError extends Error {
  override readonly name = 'WireFaultError'
}

/** The bytes are not what the protocol allows here. */
export function wireFault(reason: string): never {
  throw new WireFaultError(reason)
}

/** Runs a parser over bytes that nobody has checked. */
export function parseWire<T>(
  bytes: Uint8Array,
  parse: (reader: ByteReader) => T,
): Outcome<T, WireFault> {
  try {
    return ok(parse(new ByteReader(bytes)))
  } catch (error) {
    if (error instanceof WireFaultError) return refused({ reason: error.message })
    throw error
  }
}

export class ByteReader {
  readonly bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  get at(): number {
    return this.#at
  }

  get left(): number {
    return this.bytes.length - this.#at
  }

  /** Goes to an offset that the client named. */
  seek(offset: number): void {
    if (offset < 0 || offset > this.bytes.length) wireFault(`the offset ${offset} is outside`)
    this.#at = offset
  }

  peek(): number {
    const at = this.#advance(1)
    this.#at = at
    return this.#view.getUint8(at)
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1))
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true)
  }

  u16be(): number {
    return this.#view.getUint16(this.#advance(2))
  }

  i16(): number {
    return this.#view.getInt16(this.#advance(2), true)
  }

  u24(): number {
    return this.u16() | (this.u8() << 16)
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true)
  }

  i32(): number {
    return this.#view.getInt32(this.#advance(4), true)
  }

  u40(): number {
    return this.u32() + this.u8() * 0x1_0000_0000
  }

  i64(): bigint {
    return this.#view.getBigInt64(this.#advance(8), true)
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true)
  }

  f32(): number {
    return this.#view.getFloat32(this.#advance(4), true)
  }

  f64(): number {
    return this.#view.getFloat64(this.#advance(8), true)
  }

  /** A view of the message, not a copy. */
  take(count: number): Uint8Array {
    const at = this.#advance(count)
    return this.bytes.subarray(at, at + count)
  }

  skip(count: number): void {
    this.#advance(count)
  }

  ucs2(characters: number): string {
    return decodeUcs2(this.take(characters * 2))
  }

  /** Text behind a count of characters in one byte. */
  shortText(): string {
    return this.ucs2(this.u8())
  }

  #advance(count: number): number {
    const at = this.#at
    if (count < 0 || count > this.bytes.length - at) wireFault('the message ends too early')
    this.#at = at + count
    return at
  }
}

const UNITS_AT_ONCE = 4096

/** UTF-16 units as they are, surrogates without a partner included. */
export function decodeUcs2(bytes: Uint8Array): string {
  const count = bytes.length >>> 1
  const units = new Uint16Array(count)
  for (let index = 0; index < count; index++)
    units[index] = (bytes[2 * index] as number) | ((bytes[2 * index + 1] as number) << 8)
  if (count <= UNITS_AT_ONCE) return String.fromCharCode(...units)
  let text = ''
  for (let at = 0; at < count; at += UNITS_AT_ONCE)
    text += String.fromCharCode(...units.subarray(at, at + UNITS_AT_ONCE))
  return text
}
