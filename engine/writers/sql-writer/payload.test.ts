import { expect, test } from 'vitest'
import { decodeBase64, encodeBase64 } from '../../vss/index.js'
import { packPayload, unpackPayload } from './payload.js'

const PAYLOAD = { logicalPath: 'SRV1\\Größe', snapshot: Uint8Array.of(1, 2, 3, 250) }

test('what was packed comes out again', () => {
  expect(unpackPayload(packPayload(PAYLOAD))).toEqual({ ok: true, value: PAYLOAD })
})

test('a block that is damaged anywhere, or cut short, is refused', () => {
  const bytes = decodeBase64(packPayload(PAYLOAD))
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice()
    damaged[at] = (damaged[at] ?? 0) ^ 0x10
    expect(unpackPayload(encodeBase64(damaged)).ok).toBe(false)
    expect(unpackPayload(encodeBase64(bytes.slice(0, at))).ok).toBe(false)
  }
})

test('what is no base64 is refused', () => {
  expect(unpackPayload('not base64').ok).toBe(false)
})
