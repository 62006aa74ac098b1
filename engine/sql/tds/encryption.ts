// What the server makes of the client's wish for encryption.
//
// off       encrypts the login only, unless the client wants more; one that cannot comes in clear
// on        encrypts everything; who cannot is sent away
// strict    TLS before anything else is said (TDS 8.0)
// none      has no certificate: nothing is encrypted

import { ENCRYPTION } from './prelogin.js'

export type EncryptionPolicy = 'off' | 'on' | 'strict' | 'none'

/** How the bytes of a connection travel. */
export type Security = 'clear' | 'login-only' | 'full' | 'strict'

export interface EncryptionDecision {
  readonly answer: number
  /** How it goes on; nothing when the connection ends here. */
  readonly security: Security | undefined
}

const { off, on, notSupported, required } = ENCRYPTION

const DECISIONS: Readonly<
  Record<Exclude<EncryptionPolicy, 'strict'>, readonly EncryptionDecision[]>
> = {
  // In the order of the client's values: off, on, not supported, required.
  off: [
    { answer: off, security: 'login-only' },
    { answer: on, security: 'full' },
    { answer: notSupported, security: 'clear' },
    { answer: on, security: 'full' },
  ],
  on: [
    { answer: required, security: 'full' },
    { answer: on, security: 'full' },
    { answer: required, security: undefined },
    { answer: on, security: 'full' },
  ],
  none: [
    { answer: notSupported, security: 'clear' },
    { answer: notSupported, security: undefined },
    { answer: notSupported, security: 'clear' },
    { answer: notSupported, security: undefined },
  ],
}

/** For a PRELOGIN that came in clear. */
export function decideEncryption(policy: EncryptionPolicy, asked: number): EncryptionDecision {
  const refusal: EncryptionDecision = { answer: required, security: undefined }
  if (policy === 'strict') return refusal
  return DECISIONS[policy][asked] ?? refusal
}

/** Asked again when the login arrives, since a client may have said nothing before. */
export function mayLogIn(policy: EncryptionPolicy, security: Security): boolean {
  switch (policy) {
    case 'none':
    case 'off':
      return true
    case 'on':
      return security === 'full' || security === 'strict'
    case 'strict':
      return security === 'strict'
  }
}
