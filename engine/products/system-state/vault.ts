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

function mask(
  content: Uint8Array,
  key: { readonly passphrase: string; readonly path: string },
): Uint8Array {
  const result = new Uint8Array(content.length)
  randomStream(hashText(key.passphrase), `seal ${key.passphrase} ${key.path}`).fill(result)
  for (let index = 0; index < result.length; index++)
    result[index] = (result[index] as number) ^ (content[index] as number)
  return result
}

function checksumOf(content: Uint8Array): number {
  let hash = 0x811c_9dc5
  for (const byte of content) hash = Math.imul(hash ^ byte, 0x0100_0193)
  return hash >>> 0
}

function proofOf(server: string, passphrase: string): number {
  return hashText(`proof ${server} ${passphrase}`)
}
