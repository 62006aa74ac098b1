import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { signatureFault, signatureKey, signatureText } from './signature.js'

function keys(kind: 'ed25519' | 'rsa') {
  const pem = { type: 'spki', format: 'pem' } as const
  const secret = { type: 'pkcs8', format: 'pem' } as const
  const { publicKey, privateKey } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ed25519')
  return {
    open: publicKey.export(pem).toString(),
    secret: privateKey.export(secret).toString(),
  }
}

const SEAL = 'ab'.repeat(32)
const mine = keys('ed25519')

test('a signature fits its seal and its key, whatever kind of key that is', () => {
  for (const pair of [mine, keys('rsa')]) {
    const text = signatureText(SEAL, pair.secret)
    expect(signatureFault(text, SEAL, pair.open)).toBeNull()
    expect(signatureKey(text)).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(text).not.toContain('PRIVATE')
  }
})

test('another record, another key and a changed signature show', () => {
  const text = signatureText(SEAL, mine.secret)
  expect(signatureFault(text, 'cd'.repeat(32), mine.open)).toContain('another seal')
  expect(signatureFault(text, SEAL, keys('ed25519').open)).toContain('another key')
  const fields = JSON.parse(text) as { signature: string }
  const forged = { ...fields, signature: Buffer.alloc(64).toString('base64') }
  expect(signatureFault(JSON.stringify(forged), SEAL, mine.open)).toContain('does not fit')
  // Somebody who wrote the record anew puts the new seal in, and cannot sign it.
  const rewritten = { ...fields, seal: 'cd'.repeat(32) }
  expect(signatureFault(JSON.stringify(rewritten), 'cd'.repeat(32), mine.open)).not.toBeNull()
})

test('junk is no signature', () => {
  for (const text of ['', 'null', '[]', '{"seal":1}', '{"seal":"a","key":"b"}'])
    expect(signatureFault(text, SEAL, mine.open)).toContain('cannot be read')
})
