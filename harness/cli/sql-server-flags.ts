// The flags of the target `sqlserver`. The password is no flag: it comes from the environment or from a
// file, so that it stands in no list of processes and in no history of a shell.

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { SqlServerOptions } from '../model/sql-server-options.js'
import { several, single } from './options.js'
import { UsageError } from './usage.js'

export interface SqlServerFlags {
  readonly server?: string
  readonly serverFiles?: readonly string[]
  readonly serverControl?: string
  readonly image?: string
  readonly passwordFile?: string
  readonly trustServerCertificate?: boolean
}

const USER = 'FROSTPROOF_SQL_USER'
const PASSWORD = 'FROSTPROOF_SQL_PASSWORD'
const DEFAULT_PORT = 1433

export function addSqlServerFlags(command: Command): Command {
  return command
    .option('--server <HOST,PORT>', 'sqlserver: a server that is there', single('--server'))
    .option(
      '--server-files <HERE=THERE>',
      'sqlserver: a folder here that is a folder of the server (repeatable)',
      several('--server-files'),
    )
    .option(
      '--server-control <CMD>',
      'sqlserver: called with start, stop, kill or minimal',
      single('--server-control'),
    )
    .option('--image <NAME>', 'sqlserver: a container of this image', single('--image'))
    .option(
      '--password-file <FILE>',
      `sqlserver: holds the password, if ${PASSWORD} does not`,
      single('--password-file'),
    )
    .option('--trust-server-certificate', 'sqlserver: take any certificate of a remote server')
}

/** Flags of a target that is not asked for would be ignored in silence. */
export function requireSqlServer(flags: SqlServerFlags, targets: readonly string[]): void {
  const given = wordsOf(flags)[0]
  if (given === undefined || targets.includes('sqlserver')) return
  throw new UsageError(`"${given}" is for the target sqlserver`, 'Add --target sqlserver.')
}

/** What the flags and the environment come to; whatever is wrong is said before anything starts. */
export function sqlServerOptions(
  flags: SqlServerFlags,
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): SqlServerOptions {
  const { server, image, serverControl } = flags
  if (server !== undefined && image !== undefined)
    throw new UsageError('"--server" and "--image" exclude each other')
  for (const flag of ['serverFiles', 'serverControl'] as const)
    if (flags[flag] !== undefined && server === undefined)
      throw new UsageError(
        `"--${flag === 'serverFiles' ? 'server-files' : 'server-control'}" is for a server that is given`,
        'Add --server HOST,PORT; a container needs neither.',
      )
  const files = (flags.serverFiles ?? []).map((text) => sharedFolder(text, cwd))
  return {
    ...(server === undefined ? {} : { server: addressOf(server) }),
    ...(image === undefined ? {} : { image }),
    ...(serverControl === undefined ? {} : { control: serverControl }),
    files,
    user: env[USER] ?? 'sa',
    password: passwordOf(flags, cwd, env),
    trust: flags.trustServerCertificate === true,
  }
}

/** `HOST,PORT` as the tools of SQL Server write it; a colon is understood too. */
export function addressOf(text: string): { host: string; port: number } {
  const [, host = '', port] = /^\[?([^,\]]+?)\]?(?:[,:](\d+))?$/.exec(text.trim()) ?? []
  const number = port === undefined ? DEFAULT_PORT : Number(port)
  if (host !== '' && number >= 1 && number <= 65_535) return { host, port: number }
  throw new UsageError(`cannot read --server "${text.slice(0, 60)}"`, 'Write HOST,PORT.')
}

function sharedFolder(text: string, cwd: string): { here: string; there: string } {
  const at = text.indexOf('=')
  const here = text.slice(0, at)
  const there = text.slice(at + 1)
  if (at > 0 && /^(?:\/|[A-Za-z]:\\)/.test(there)) return { here: resolve(cwd, here), there }
  throw new UsageError(
    `cannot read --server-files "${text.slice(0, 60)}"`,
    'Write HERE=THERE: a folder of this machine, and the same folder as the server sees it.',
  )
}

function passwordOf(flags: SqlServerFlags, cwd: string, env: NodeJS.ProcessEnv): string {
  const { passwordFile, server } = flags
  const given = passwordFile === undefined ? env[PASSWORD] : inFile(resolve(cwd, passwordFile))
  if (given !== undefined && given !== '') return given
  if (server === undefined) return anyPassword()
  throw new UsageError(
    'the server wants a password',
    `Put it into ${PASSWORD}, or into a file and give --password-file FILE.`,
  )
}

function inFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (thrown) {
    const reason = (thrown as { code?: string }).code ?? 'it cannot be read'
    throw new UsageError(`cannot read --password-file: ${reason}`)
  }
}

/** For a container that nobody else will log in to. */
function anyPassword(): string {
  return `Aa1!${randomBytes(18).toString('base64url')}`
}

/** The flags again, for whoever wants to run the same. */
export function pairsOf(flags: SqlServerFlags): [string, string][] {
  const one = (flag: string, value: string | undefined): [string, string][] =>
    value === undefined ? [] : [[flag, value]]
  return [
    ...one('--server', flags.server),
    ...(flags.serverFiles ?? []).flatMap((each) => one('--server-files', each)),
    ...one('--server-control', flags.serverControl),
    ...one('--image', flags.image),
    ...one('--password-file', flags.passwordFile),
    ...one('--trust-server-certificate', flags.trustServerCertificate === true ? '' : undefined),
  ]
}

/** And for a child process. */
export function wordsOf(flags: SqlServerFlags): string[] {
  return pairsOf(flags).map(([flag, value]) => (value === '' ? flag : `${flag}=${value}`))
}
