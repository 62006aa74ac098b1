// The engine as a SQL server: what the command line says, and the life of the process.

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { nearest } from '../scenario/nearest.js'
import type { Io } from './io.js'
import { EXIT, Failure, nearestHint, UsageError } from './usage.js'

export interface ServeFlags {
  readonly listen?: string
  readonly data?: string
  readonly passwordFile?: string
  readonly encrypt?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly minimal?: true
}

const LISTEN_DEFAULT = '127.0.0.1:1433'
const DATA_DEFAULT = 'frostproof-data'
const ENCRYPTIONS = ['off', 'on', 'strict', 'none'] as const
type Encryption = (typeof ENCRYPTIONS)[number]
const PASSWORD_CHARACTERS_MAX = 128
/** The first is ours, the second is what Microsoft's image takes. */
const PASSWORD_VARIABLES = ['FROSTPROOF_SA_PASSWORD', 'MSSQL_SA_PASSWORD'] as const
const MINIMAL_VARIABLE = 'FROSTPROOF_MINIMAL'

export async function serve(flags: ServeFlags, io: Io): Promise<number> {
  const options = optionsOf(flags, io)
  const { startServer } = await import('../targets/engine/serve/server.js')
  const signals = watchSignals()
  try {
    const server = await startServer(options).catch(asFailure)
    signals.pass(server)
    const { host, port } = server
    const line = { event: 'listening', host, port, pid: process.pid, data: options.data }
    io.out(`${JSON.stringify(line)}\n`)
    await server.ended
    io.out(`${JSON.stringify({ event: 'stopped' })}\n`)
    return EXIT.conformant
  } finally {
    signals.release()
  }
}

function optionsOf(flags: ServeFlags, io: Io) {
  const { host, port } = parseListen(flags.listen ?? LISTEN_DEFAULT)
  const encryption = parseEncryption(flags.encrypt ?? 'off')
  const password = givenPassword(flags, io)
  return {
    host,
    port,
    data: path.resolve(io.cwd, flags.data ?? DATA_DEFAULT),
    encryption,
    credentials: credentialsFor(flags, encryption, io),
    isMinimal: flags.minimal === true || isSet(process.env[MINIMAL_VARIABLE]),
    password,
    makePassword: () => makePassword(io),
  }
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0'
}

function parseListen(text: string): { host: string; port: number } {
  const [, bracketed, plain, digits = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? []
  const host = bracketed ?? plain
  const port = Number(digits)
  if (host === undefined || port > 65_535)
    throw new UsageError(
      `cannot read --listen "${text}" as HOST:PORT`,
      'Port 0 takes any that is free; an IPv6 address goes into brackets.',
    )
  return { host, port }
}

function parseEncryption(text: string): Encryption {
  const found = ENCRYPTIONS.find((each) => each === text)
  if (found !== undefined) return found
  throw new UsageError(
    `there is no --encrypt "${text}"`,
    nearestHint(nearest(text, ENCRYPTIONS)) ?? `It is one of ${ENCRYPTIONS.join(', ')}.`,
  )
}

/** Never from the command line itself, which everybody on the machine can read. */
function givenPassword({ passwordFile }: ServeFlags, { cwd }: Io): string | undefined {
  if (passwordFile !== undefined) {
    const text = readText(path.resolve(cwd, passwordFile), '--password-file')
    return checkedPassword(text.replace(/\r?\n$/, ''), passwordFile)
  }
  for (const name of PASSWORD_VARIABLES) {
    const value = process.env[name]
    if (value !== undefined) return checkedPassword(value, name)
  }
  return undefined
}

function checkedPassword(password: string, source: string): string {
  if (password === '') throw new UsageError(`the password in ${source} is empty`)
  if (password.length > PASSWORD_CHARACTERS_MAX)
    throw new UsageError(`the password in ${source} is longer than 128 characters`)
  return password
}

function makePassword(io: Io): string {
  const password = randomBytes(18).toString('base64url')
  io.error(`frostproof: the password of sa, shown this once: ${password}\n`)
  return password
}

function credentialsFor(
  { tlsCert, tlsKey }: ServeFlags,
  encryption: Encryption,
  { cwd }: Io,
): { readonly cert: string; readonly key: string } | undefined {
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new UsageError('"--tls-cert" and "--tls-key" go together')
  if (tlsCert === undefined || tlsKey === undefined) return undefined
  if (encryption === 'none') throw new UsageError('"--tls-cert" is of no use with --encrypt none')
  return {
    cert: readText(path.resolve(cwd, tlsCert), '--tls-cert'),
    key: readText(path.resolve(cwd, tlsKey), '--tls-key'),
  }
}

function readText(file: string, flag: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unreadable'
    throw new UsageError(`cannot read the file of "${flag}": ${code}`)
  }
}

/** What stands in the way of a start is told in one line. */
function asFailure(thrown: unknown): never {
  const isRefusal = thrown instanceof Error && REFUSALS.has(thrown.name)
  throw isRefusal ? new Failure(`the server does not start: ${thrown.message}`) : thrown
}

const REFUSALS = new Set(['FolderInUse', 'StartRefused'])

interface Stoppable {
  stop(): void
}

interface Signals {
  pass(server: Stoppable): void
  release(): void
}

/** The first signal ends the server in order, also before it is up; the second ends it at once. */
function watchSignals(): Signals {
  let server: Stoppable | undefined
  let isAsked = false
  const onSignal = () => {
    if (isAsked) process.exit(EXIT.failed)
    isAsked = true
    server?.stop()
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  return {
    pass(started) {
      server = started
      if (isAsked) server.stop()
    },
    release() {
      process.off('SIGTERM', onSignal)
      process.off('SIGINT', onSignal)
    },
  }
}
