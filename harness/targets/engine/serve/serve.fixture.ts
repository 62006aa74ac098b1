// What the tests of `frostproof serve` share: the command as a process of its own.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import sql from 'mssql'

export const PASSWORD = 'Planted!Password7'

const BIN = fileURLToPath(new URL('../../../../bin/frostproof.js', import.meta.url))

export interface Served {
  readonly child: ChildProcess
  readonly port: number
  /** What it said so far, on both of its outputs. */
  said(): string
  /** Ends it with the signal; gives its exit code, or the signal that it died of. */
  end(signal: NodeJS.Signals): Promise<number | string>
}

export interface Ended {
  readonly exitCode: number | string
  readonly said: string
}

export function makeFolder(): { data: string; remove(): void } {
  const data = mkdtempSync(path.join(tmpdir(), 'frostproof-served-'))
  return { data, remove: () => rmSync(data, { recursive: true, force: true }) }
}

function start(args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [BIN, 'serve', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (bytes) => {
    said += bytes
  })
  child.stdout.on('data', (bytes) => {
    said += bytes
  })
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string)
  return { child, exited, said: () => said }
}

/** Starts the server and waits until it listens. */
export async function startServe(
  data: string,
  options: { args?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<Served> {
  const args = ['--data', data, '--listen', '127.0.0.1:0', ...(options.args ?? [])]
  const { child, exited, said } = start(args, { FROSTPROOF_SA_PASSWORD: PASSWORD, ...options.env })
  const { port } = await Promise.race([
    listening(child),
    exited.then((code) => Promise.reject(new Error(`serve ended with ${code}: ${said()}`))),
  ])
  return {
    child,
    port,
    said,
    async end(signal) {
      child.kill(signal)
      return await exited
    },
  }
}

/** Runs the command where it is expected to end by itself. */
export async function runServe(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const { exited, said } = start(args, { FROSTPROOF_SA_PASSWORD: PASSWORD, ...env })
  return { exitCode: await exited, said: said() }
}

async function listening({ stdout }: ChildProcess): Promise<{ port: number }> {
  if (stdout === null) throw new Error('no output')
  for await (const line of createInterface({ input: stdout })) {
    const said = JSON.parse(line)
    if (said.event === 'listening') {
      stdout.resume()
      return said
    }
  }
  return await new Promise(() => {})
}

export async function connect(
  port: number,
  options: { database?: string; max?: number; encrypt?: boolean; password?: string } = {},
): Promise<sql.ConnectionPool> {
  const { database = 'master', max = 4, encrypt = false, password = PASSWORD } = options
  return await new sql.ConnectionPool({
    server: '127.0.0.1',
    port,
    user: 'sa',
    password,
    database,
    pool: { max },
    options: { encrypt, trustServerCertificate: true },
  }).connect()
}
