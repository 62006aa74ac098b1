// A signature over the seal of a record. The chain alone shows a changed byte to whoever knows the
// seal; who can write the whole record anew can make a new chain, and cannot make this.
//
// signature.json: { schema, seal, key, signature }. `key` is the SHA-256 of the public key (SPKI,
// DER), so that a reader sees at once which key it wants; `signature` is base64.

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'

export const SIGNATURE_FILE = 'signature.json'
const SCHEMA = 'frostproof/signature@1'

/** The text of the signature file. `privateKey` is PEM. Throws if it is no key that signs. */
export function signatureText(seal: string, privateKey: string): string {
  const key = createPrivateKey(privateKey)
  const signature = sign(algorithmOf(key), content(seal), key).toString('base64')
  const fields = { schema: SCHEMA, seal, key: fingerprint(createPublicKey(key)), signature }
  return `${JSON.stringify(fields, null, 1)}\n`
}

/** What is wrong with a signature, or null. `publicKey` is PEM, also of a certificate or a private key. */
export function signatureFault(text: string, seal: string, publicKey: string): string | null {
  const key = createPublicKey(publicKey)
  const fields = fieldsIn(text)
  if (fields === undefined) return `${SIGNATURE_FILE} cannot be read`
  if (fields.seal !== seal)
    return 'it was signed with another seal: this is not the record that was signed'
  if (fields.key !== fingerprint(key)) return `it was signed with another key, ${fields.key}`
  const isGood = verify(
    algorithmOf(key),
    content(seal),
    key,
    Buffer.from(fields.signature, 'base64'),
  )
  return isGood ? null : 'the signature does not fit the key'
}

/** The key that a signature names, for whoever has none to check it with. */
export function signatureKey(text: string): string | undefined {
  return fieldsIn(text)?.key
}

interface Fields {
  readonly seal: string
  readonly key: string
  readonly signature: string
}

function fieldsIn(text: string): Fields | undefined {
  try {
    const fields = JSON.parse(text) as Partial<Record<keyof Fields, unknown>> | null
    const { seal, key, signature } = fields ?? {}
    if (typeof seal !== 'string' || typeof key !== 'string' || typeof signature !== 'string')
      return undefined
    return { seal, key, signature }
  } catch {
    return undefined
  }
}

function content(seal: string): Buffer {
  return Buffer.from(`${SCHEMA} ${seal}`)
}

function fingerprint(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' })
  return `sha256:${createHash('sha256').update(der).digest('hex')}`
}

/** Edwards curves hash for themselves. */
function algorithmOf(key: KeyObject): string | null {
  return key.asymmetricKeyType === 'ed25519' || key.asymmetricKeyType === 'ed448' ? null : 'sha256'
}
