// `frostproof verify`: whether the record of a report is whole and untouched, whether the files folded
// from it still say what it says, and who signed it.

import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { foldRecord, inspectRecord, readBeside, readRecord, unpackedPage } from '../report/index.js'
import { changedSideFiles } from '../report/side-files.js'
import { SIGNATURE_FILE, signatureFault, signatureKey } from '../report/signature.js'
import type { Io } from './io.js'
import { readKey, withKey } from './key-file.js'
import { recordPath } from './record-folder.js'
import { EXIT } from './usage.js'

interface VerifyOptions {
  readonly json?: boolean
  /** A file with the public key that the record must be signed with. */
  readonly key?: string
}

interface Finding {
  readonly status: 'whole' | 'incomplete' | 'unreadable' | 'tampered'
  readonly message: string
  readonly results: number | null
  readonly seal: string | null
  /** `checked`, `present`, or null when there is none. */
  readonly signature: 'checked' | 'present' | null
}

const CODES = {
  whole: EXIT.conformant,
  incomplete: EXIT.undecided,
  unreadable: EXIT.undecided,
  tampered: EXIT.violated,
} as const

export async function verify(directory: string, options: VerifyOptions, io: Io): Promise<number> {
  const path = recordPath(directory, 'verify', io.cwd)
  const finding = examine(resolve(io.cwd, directory), path, keyOf(options, io))
  io.out(options.json ? `${JSON.stringify(finding)}\n` : `${textOf(finding)}\n`)
  return CODES[finding.status]
}

interface Key {
  readonly file: string
  readonly pem: string
}

function keyOf({ key }: VerifyOptions, io: Io): Key | undefined {
  return key === undefined ? undefined : { file: key, pem: readKey(key, '--key', io.cwd) }
}

function examine(folder: string, path: string, key: Key | undefined): Finding {
  const inspection = inspectRecord(path)
  const none = { results: null, seal: null, signature: null }
  if (inspection.status !== 'complete')
    return { status: inspection.status, message: inspection.message, ...none }
  const { results, seal } = inspection
  const changed = changedFiles(folder, path)
  if (changed.length > 0) {
    const message = `not what the record says: ${changed.join(', ')}`
    return { status: 'tampered', message, ...none }
  }
  const { signature, fault, message } = signatureOf(folder, seal, key)
  if (fault !== null) return { status: 'tampered', message: fault, ...none }
  return { status: 'whole', message, results, seal, signature }
}

function textOf({ status, message, results, seal }: Finding): string {
  if (status !== 'whole') return `${status}: ${message}`
  return `whole and untouched: ${results} results, seal ${seal}${message}`
}

/** What differs from its hash in the record, or from what is folded from the record. */
function changedFiles(folder: string, record: string): string[] {
  const read = readRecord(record)
  const aside = changedSideFiles(folder, read.footer?.files ?? {})
  // Folds show what lies beside the record: when that has changed, it is named and they are not.
  if (aside.length > 0) return aside
  const { files } = foldRecord(read, readBeside(folder))
  return Object.entries(files).flatMap(([name, text]) => {
    const path = join(folder, name)
    if (!existsSync(path)) return [name]
    const there = readFileSync(path, 'utf8')
    if (there === text) return []
    const isSame = name.endsWith('.html') && unpackedPage(there) === unpackedPage(text)
    return isSame ? [] : [name]
  })
}

interface Signature {
  readonly signature: Finding['signature']
  readonly fault: string | null
  readonly message: string
}

function signatureOf(folder: string, seal: string, key: Key | undefined): Signature {
  const path = join(folder, SIGNATURE_FILE)
  const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined
  if (key === undefined) {
    const name = text === undefined ? undefined : signatureKey(text)
    if (name === undefined) return { signature: null, fault: null, message: '' }
    const message = `; signed with ${name}, which "--key FILE" checks`
    return { signature: 'present', fault: null, message }
  }
  if (text === undefined) return { signature: null, fault: 'it is not signed', message: '' }
  const fault = withKey(key.file, '--key', () => signatureFault(text, seal, key.pem))
  return { signature: 'checked', fault, message: '; signed with the key given' }
}
