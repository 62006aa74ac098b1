// Little-endian numbers in bytes: every codec of the SQL engine reads and writes through these.

const HIGH = 0x1_0000_0000

export function getU8(bytes: Uint8Array, at: number): number {
  return bytes[at] as number
}

export function getU16(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
}

export function setU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value
  bytes[at + 1] = value >>> 8
}

export function getU32(bytes: Uint8Array, at: number): number {
  return (getU16(bytes, at) | (getU16(bytes, at + 2) << 16)) >>> 0
}

export function setU32(bytes: Uint8Array, at: number, value: number): void {
  setU16(bytes, at, value)
  setU16(bytes, at + 2, value >>> 16)
}

/** Whether all of them are zero; word by word where they lie at one. */
export function isZero(bytes: Uint8Array): boolean {
  const { buffer, byteOffset, length } = bytes
  const aligned = byteOffset % 4 === 0
  const words = aligned ? new Int32Array(buffer, byteOffset, length >>> 2) : new Int32Array(0)
  for (let index = 0; index < words.length; index++) if (words[index] !== 0) return false
  for (let index = words.length * 4; index < length; index++) if (bytes[index] !== 0) return false
  return true
}

/** A safe integer that is not negative. */
export function getU64(bytes: Uint8Array, at: number): number {
  return getU32(bytes, at) + getU32(bytes, at + 4) * HIGH
}

export function setU64(bytes: Uint8Array, at: number, value: number): void {
  setU32(bytes, at, value % HIGH)
  setU32(bytes, at + 4, Math.floor(value / HIGH))
}

export function getI64(bytes: Uint8Array, at: number): bigint {
  return (BigInt(getU32(bytes, at + 4) | 0) << 32n) | BigInt(getU32(bytes, at))
}

export function setI64(bytes: Uint8Array, at: number, value: bigint): void {
  setU32(bytes, at, Number(value & 0xffff_ffffn))
  setU32(bytes, at + 4, Number((value >> 32n) & 0xffff_ffffn))
}

export function getUtf16(bytes: Uint8Array, at: number, length: number): string {
  const units = new Array<number>(length >>> 1)
  for (let index = 0; index < units.length; index++) units[index] = getU16(bytes, at + 2 * index)
  return String.fromCharCode(...units)
}

export function setUtf16(bytes: Uint8Array, at: number, text: string): void {
  for (let index = 0; index < text.length; index++)
    setU16(bytes, at + 2 * index, text.charCodeAt(index))
}
