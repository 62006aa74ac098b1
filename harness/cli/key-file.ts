import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { UsageError } from './usage.js'

/** A PEM file; what it holds is told to nobody. */
export function readKey(file: string, flag: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8')
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : (code ?? 'failed')
    throw new UsageError(`cannot read ${flag} "${file}": ${why}`)
  }
}

/** Work with a key that a person gave; its errors are about the key. */
export function withKey<T>(file: string, flag: string, work: () => T): T {
  try {
    return work()
  } catch {
    throw new UsageError(
      `cannot use ${flag} "${file}": it holds no key of the right kind in PEM`,
      'Make one with: openssl genpkey -algorithm ed25519 -out key.pem',
    )
  }
}
