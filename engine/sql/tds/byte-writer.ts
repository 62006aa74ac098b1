// Bytes on their way to a client. Grows, and can hand over its beginning and keep the rest.

const FIRST_BYTES = 512

export class ByteWriter {
  #bytes = new Uint8Array(FIRST_BYTES)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  get length(): number {
    return this.#length
  }

  u8(value: number): void {
    const at = this.#room(1)
    this.#bytes[at] = value
  }

  u16(value: number): void {
    const at = this.#room(2)
    this.#view.setUint16(at, value, true)
  }

  u16be(value: number): void {
    const at = this.#room(2)
    this.#view.setUint16(at, value)
  }

  i16(value: number): void {
    const at = this.#room(2)
    this.#view.setInt16(at, value, true)
  }

  u24(value: number): void {
    this.u16(value & 0xffff)
    this.u8(value >>> 16)
  }

  u32(value: number): void {
    const at = this.#room(4)
    this.#view.setUint32(at, value, true)
  }

  u32be(value: number): void {
    const at = this.#room(4)
    this.#view.setUint32(at, value)
  }

  i32(value: number): void {
    const at = this.#room(4)
    this.#view.setInt32(at, value, true)
  }

  u40(value: number): void {
    this.u32(value % 0x1_0000_0000)
    this.u8(Math.floor(value / 0x1_0000_0000))
  }

  i64(value: bigint): void {
    const at = this.#room(8)
    this.#view.setBigInt64(at, value, true)
  }

  u64(value: bigint): void {
    const at = this.#room(8)
    this.#view.setBigUint64(at, value, true)
  }

  f32(value: number): void {
    const at = this.#room(4)
    this.#view.setFloat32(at, value, true)
  }

  f64(value: number): void {
    const at = this.#room(8)
    this.#view.setFloat64(at, value, true)
  }

  raw(bytes: Uint8Array): void {
    const at = this.#room(bytes.length)
    this.#bytes.set(bytes, at)
  }

  zeros(count: number): void {
    const at = this.#room(count)
    this.#bytes.fill(0, at, at + count)
  }

  ucs2(text: string): void {
    let at = this.#room(text.length * 2)
    const bytes = this.#bytes
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index)
      bytes[at++] = unit & 0xff
      bytes[at++] = unit >>> 8
    }
  }

  /** Text behind a count of characters in one byte; what is longer is cut. */
  shortText(text: string): void {
    const shown = text.length > 255 ? text.slice(0, 255) : text
    this.u8(shown.length)
    this.ucs2(shown)
  }

  /** Text behind a count of characters in two bytes. */
  text(text: string): void {
    this.u16(text.length)
    this.ucs2(text)
  }

  /** Leaves room for a length in two bytes that `endCounted` fills in. */
  beginCounted(): number {
    this.u16(0)
    return this.#length
  }

  endCounted(start: number): void {
    this.#view.setUint16(start - 2, this.#length - start, true)
  }

  setU16be(at: number, value: number): void {
    this.#view.setUint16(at, value)
  }

  setBit(at: number, bit: number): void {
    this.#bytes[at] = (this.#bytes[at] as number) | (1 << bit)
  }

  /** A copy of everything written. */
  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  /** Copies the first bytes to another place and forgets them. */
  moveInto(target: Uint8Array, at: number, from: number, count: number): void {
    target.set(this.#bytes.subarray(from, from + count), at)
  }

  /** Forgets the first bytes. */
  drop(count: number): void {
    this.#bytes.copyWithin(0, count, this.#length)
    this.#length -= count
  }

  #room(count: number): number {
    const at = this.#length
    const needed = at + count
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
      grown.set(this.#bytes.subarray(0, at))
      this.#bytes = grown
      this.#view = new DataView(grown.buffer)
    }
    this.#length = needed
    return at
  }
}
