/**
 * A 32-bit checksum of bytes whose length is a multiple of 16 and which lie at a multiple of 4.
 * Four lanes run side by side, each a rotate-and-multiply, so that any one changed bit shows and so
 * do swapped words.
 */
export function checksum(bytes: Uint8Array): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2)
  let first = 0x811c_9dc5
  let second = 0x9e37_79b1
  let third = 0x85eb_ca77
  let fourth = 0xc2b2_ae3d
  for (let index = 0; index < words.length; index += 4) {
    first = Math.imul(first ^ (words[index] as number), PRIME)
    second = Math.imul(second ^ (words[index + 1] as number), PRIME)
    third = Math.imul(third ^ (words[index + 2] as number), PRIME)
    fourth = Math.imul(fourth ^ (words[index + 3] as number), PRIME)
    // A product carries a bit only upwards; without this the top bit would never reach the others.
    first ^= first >>> 15
    second ^= second >>> 15
    third ^= third >>> 15
    fourth ^= fourth >>> 15
  }
  const left = Math.imul(first, 3) ^ Math.imul(second, 5)
  const right = Math.imul(third, 7) ^ Math.imul(fourth, 11)
  return (left ^ right) >>> 0
}

/** Odd, so that multiplying by it loses nothing. */
const PRIME = 0x0100_0193
