// Programs of this machine that tests use where they are there.

import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const LIMIT_MS = 60_000

/** Does not block: the server that the program talks to may live in this process. */
export function runProgram(
  command: string,
  args: readonly string[],
  { input = '', env = {} }: { input?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, timeout: LIMIT_MS })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

/** Whether it starts; says so when it does not, since what needs it is left out. */
export function isInstalled(name: string, command: string, args: readonly string[]): boolean {
  const { error, status } = spawnSync(command, args, { stdio: 'ignore', timeout: LIMIT_MS })
  if (error === undefined && status === 0) return true
  process.stderr.write(`${name} is not installed: its tests are left out\n`)
  return false
}

/** A folder with these files, for as long as `use` takes. */
export async function withFiles<T>(
  files: Readonly<Record<string, string | Buffer>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'frostproof-'))
  try {
    for (const [name, content] of Object.entries(files))
      writeFileSync(path.join(folder, name), content)
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
