// The recovery services vault: which servers it knows, and their recovery points, sealed with the
// passphrase of the server. The seal is no protection of secrets; it makes a wrong passphrase show as
// unreadable bytes, which is what the vault's rules are about.

import type { Ticks } from '../../base/brand.js'
import { type Outcome, ok, refused } from '../../base/outcome.js'
import { hashText, randomStream } from '../../sim/random.js'

export interface Vault {
  readonly servers: Map<string, VaultServer>
}

export interface VaultServer {
  /** Shown in the portal: registered and not deleted. */
  inPortal: boolean
  /** Proves the passphrase of the first registration without holding it. */
  readonly passphraseProof: number
  readonly points: RecoveryPoint[]
}

export interface RecoveryPoint {
  readonly id: number
  readonly takenAt: Ticks
  /** By full path. */
  readonly files: Map<string, SealedFile>
}

export interface SealedFile {
  readonly lengthBytes: number
  /** Sealed content; what lies beyond its end is uniform and not stored. */
  readonly sealed: Uint8Array
  /** Of the open content. */
  readonly checksum: number
}

export type RegistrationRefusal = 'server-in-portal' | 'wrong-passphrase'

export function registerServer(
  vault: Vault,
  server: string,
  passphrase: string,
): Outcome<void, RegistrationRefusal> {
  const known = vault.servers.get(server)
  const passphraseProof = proofOf(server, passphrase)
  if (known === undefined) {
    vault.servers.set(server, { inPortal: true, passphraseProof, points: [] })
    return ok(undefined)
  }
  if (known.inPortal) return refused('server-in-portal')
  if (known.passphraseProof !== passphraseProof) return refused('wrong-passphrase')
  known.inPortal = true
  return ok(undefined)
}

export function provesPassphrase(vault: Vault, server: string, passphrase: string): boolean {
  const known = vault.servers.get(server)
  return known === undefined || known.passphraseProof === proofOf(server, passphrase)
}

export function seal(
  content: Uint8Array,
  lengthBytes: number,
  key: { readonly passphrase: string; readonly path: string },
): SealedFile {
  return { lengthBytes, sealed: mask(content, key), checksum: checksumOf(content) }
}

/** Refused when the passphrase does not open it. */
export function unseal(
  file: SealedFile,
  key: { readonly passphrase: string; readonly path: string },
): Outcome<Uint8Array, 'unreadable'> {
  const content = mask(file.sealed, key)
  return checksumOf(content) === file.checksum ? ok(content) : refused('unreadable')
}

/** Word by word: a job seals some hundred kilobytes, and a suite runs many jobs. */
function mask(
  content: Uint8Array,
  key: { readonly passphrase: string; readonly path: string },
): Uint8Array {
  const words = wordsOf(content)
  const stream = randomStream(hashText(key.passphrase), `seal ${key.passphrase} ${key.path}`)
  for (let index = 0; index < words.length; index++)
    words[index] = (words[index] as number) ^ stream.next()
  return new Uint8Array(words.buffer, 0, content.length)
}

function checksumOf(content: Uint8Array): number {
  let hash = 0x811c_9dc5
  for (const word of wordsOf(content)) hash = Math.imul(hash ^ word, 0x0100_0193) ^ (hash >>> 15)
  return hash >>> 0
}

/** A copy as whole words, the last one filled up with zeros. */
function wordsOf(content: Uint8Array): Uint32Array {
  const words = new Uint32Array(Math.ceil(content.length / 4))
  new Uint8Array(words.buffer).set(content)
  return words
}

function proofOf(server: string, passphrase: string): number {
  return hashText(`proof ${server} ${passphrase}`)
}
