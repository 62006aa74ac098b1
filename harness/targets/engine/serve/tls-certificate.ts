// A certificate that the server makes for itself at start, as SQL Server does when it is given none.
// Node signs but knows no X.509, so the little DER that one certificate takes is written here.

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'

export interface Credentials {
  /** PEM. */
  readonly key: string
  readonly cert: string
}

const DAY_MS = 86_400_000
const VALID_DAYS = 3650

const OID = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  subjectAltName: '2.5.29.17',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const

/** `names` are host names and addresses; the first is also the subject's. */
export function selfSigned(names: readonly string[], now = new Date()): Credentials {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const body = certificateBody(names, now, publicKey)
  const signature = sign('sha256', body, privateKey)
  const certificate = sequence(body, algorithm(), bitString(signature))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: toPem(certificate),
  }
}

function certificateBody(names: readonly string[], now: Date, publicKey: KeyObject): Buffer {
  const subject = distinguishedName(names[0] ?? 'localhost')
  const from = new Date(now.getTime() - DAY_MS)
  const until = new Date(now.getTime() + VALID_DAYS * DAY_MS)
  return sequence(
    tagged(0xa0, integer(Buffer.of(2))), // Version 3.
    integer(Buffer.concat([Buffer.of(1), randomBytes(15)])),
    algorithm(),
    subject, // The issuer is the same.
    sequence(moment(from), moment(until)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(names))),
  )
}

function algorithm(): Buffer {
  return sequence(objectId(OID.ecdsaWithSha256))
}

function distinguishedName(name: string): Buffer {
  return sequence(tagged(0x31, sequence(objectId(OID.commonName), tagged(0x0c, Buffer.from(name)))))
}

function extensions(names: readonly string[]): Buffer[] {
  const yes = tagged(0x01, Buffer.of(0xff))
  return [
    // Its own authority, so that a client can be handed it as one.
    sequence(objectId(OID.basicConstraints), yes, tagged(0x04, sequence(yes))),
    sequence(objectId(OID.extendedKeyUsage), tagged(0x04, sequence(objectId(OID.serverAuth)))),
    sequence(objectId(OID.subjectAltName), tagged(0x04, sequence(...names.map(alternativeName)))),
  ]
}

function alternativeName(name: string): Buffer {
  return isIP(name) === 0 ? tagged(0x82, Buffer.from(name)) : tagged(0x87, addressBytes(name))
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const [left = '', right] = address.split('::')
  const before = groups(left)
  const after = groups(right ?? '')
  const middle = right === undefined ? [] : Array<number>(8 - before.length - after.length).fill(0)
  const bytes = Buffer.alloc(16)
  for (const [index, group] of [...before, ...middle, ...after].entries())
    bytes.writeUInt16BE(group, 2 * index)
  return bytes
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
}

function moment(date: Date): Buffer {
  const text = date.toISOString().replace(/[-:T]|\.\d+/g, '')
  return tagged(0x18, Buffer.from(text))
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts))
}

function bitString(bytes: Buffer): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.of(0), bytes]))
}

/** Positive: the first bit is not set. */
function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes)
}

function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(value: number): number[] {
  const digits = [value & 0x7f]
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80)
  return digits
}

function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content])
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length)
  return length < 0x100 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >>> 8, length & 0xff)
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
