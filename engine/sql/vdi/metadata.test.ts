import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checksum, setU32 } from '../page/index.js'
import { decodeMetadata, encodeMetadata } from './metadata.js'
import { addBank, backUp, done, makeServer, numberOf } from './vdi.fixture.js'

function sample(): Uint8Array {
  const server = makeServer()
  addBank(server)
  return backUp(server, 'full').metadata
}

/** Metadata of that text with all lengths and checks right. */
function forged(text: string): Uint8Array {
  const bytes = encodeMetadata(JSON.parse(text))
  return bytes
}

test('metadata says again what it was made of', () => {
  const bytes = sample()
  const set = done(decodeMetadata(bytes))
  expect(encodeMetadata(set)).toEqual(bytes)
  expect(set.files.map(({ entry }) => entry.path)).toEqual(['\\Orders.mdf', '\\Orders.ldf'])
})

test('one changed bit anywhere is refused, and so is every shorter or longer text', () => {
  const bytes = sample()
  fc.assert(
    fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      const damaged = bytes.slice()
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7))
      expect(numberOf(decodeMetadata(damaged))).toBe(3241)
    }),
  )
  for (const length of [0, 3, 4, 516, bytes.length - 1])
    expect(numberOf(decodeMetadata(bytes.subarray(0, length)))).toBe(3241)
  expect(numberOf(decodeMetadata(new Uint8Array([...bytes, 0])))).toBe(3241)
})

test('a set that contradicts itself is refused although every check is right', () => {
  const text = JSON.stringify(done(decodeMetadata(sample())))
  expect(decodeMetadata(forged(text)).ok).toBe(true)
  const lies: ((set: Record<string, unknown> & { files: Record<string, unknown>[] }) => void)[] = [
    (set) => (set['kind'] = 'log'),
    (set) => (set['kind'] = 'differential'),
    (set) => (set['databaseGuid'] = '../../x'),
    (set) => (set['firstLsn'] = Number.MAX_SAFE_INTEGER),
    (set) => (set['lastLsn'] = -1),
    (set) => (set['extra'] = 1),
    (set) => set.files.pop(),
    (set) => set.files.shift(),
    (set) => set.files.push(set.files[0] as Record<string, unknown>),
    (set) => Object.assign(set.files[0]?.['entry'] as object, { sizePages: 1.5 }),
    (set) => Object.assign(set.files[0]?.['entry'] as object, { path: '' }),
    (set) => Object.assign(set.files[0]?.['entry'] as object, { growth: { kind: 'pages' } }),
  ]
  for (const lie of lies) {
    const set = JSON.parse(text)
    lie(set)
    expect(numberOf(decodeMetadata(forged(JSON.stringify(set)))), String(lie)).toBe(3241)
  }
})

test('an unknown version is refused', () => {
  const bytes = sample()
  const payload = bytes.slice(4, -4)
  setU32(payload, 4, 2)
  bytes.set(payload, 4)
  setU32(bytes, bytes.length - 4, checksum(payload))
  expect(numberOf(decodeMetadata(bytes))).toBe(3241)
})

test('random bytes are never taken for metadata', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4_096 }), (bytes) => {
      expect(decodeMetadata(bytes).ok).toBe(false)
    }),
  )
})
