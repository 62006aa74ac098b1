// FreeTDS's programs against the endpoint: tsql and bsqldb over its own libraries, isql over ODBC.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { sqlTds } from '../../../../engine/server.js'
import { isInstalled, type Ran, runProgram, withFiles } from './program.fixture.js'
import { PASSWORD, USER } from './scripted.fixture.js'
import { startTdsServer, type TdsServer } from './tds-server.fixture.js'

const hasTsql = isInstalled('tsql (freetds-bin)', 'tsql', ['-C'])
const hasBsqldb = isInstalled('bsqldb (freetds-bin)', 'sh', ['-c', 'command -v bsqldb'])
const hasIsql =
  isInstalled('isql (unixodbc)', 'isql', ['--version']) &&
  isInstalled('the ODBC driver of FreeTDS (tdsodbc)', 'sh', ['-c', 'odbcinst -q -d -n FreeTDS'])

let server: TdsServer

beforeAll(async () => {
  server = await startTdsServer('off')
})

afterAll(() => server.close())

/** How the connection that came last travelled, as the server saw it. */
function lastSecurity(): sqlTds.Security | undefined {
  return server.connections.at(-1)?.security
}

const STATEMENTS = 'select 7\nselect 3 rows\nfail\nselect 8\n'

/** In `freetds.conf` the word is `encryption`; left out, only the login is encrypted. */
const WAYS = [
  { way: 'in clear', setting: 'encryption = off', security: 'clear' },
  { way: 'with its login encrypted', setting: '', security: 'login-only' },
  { way: 'encrypted', setting: 'encryption = require', security: 'full' },
] as const

function runWithConf(
  { command, args, input }: { command: string; args: readonly string[]; input: string },
  { setting, version = '7.4' }: { setting: string; version?: string },
): Promise<Ran> {
  const conf = `[target]\nhost = 127.0.0.1\nport = ${server.port}\ntds version = ${version}\n${setting}\n`
  return withFiles({ 'freetds.conf': conf }, (folder) =>
    runProgram(command, args, {
      input,
      env: { FREETDSCONF: `${folder}/freetds.conf`, LC_ALL: 'C.UTF-8' },
    }),
  )
}

const tsql = (setting: string, { password = PASSWORD, version = '7.4' } = {}) =>
  runWithConf(
    {
      command: 'tsql',
      args: ['-S', 'target', '-U', USER, '-P', password],
      input: `${STATEMENTS}go\nexit\n`,
    },
    { setting, version },
  )

describe.runIf(hasTsql)('tsql', () => {
  test.each(WAYS)('runs a batch $way', async ({ setting, security }) => {
    const { stdout, stderr } = await tsql(setting)
    expect(lastSecurity()).toBe(security)
    expect(stdout).toContain('(3 rows affected)')
    expect(stdout).toMatch(/2\tname 2\t2\.00\t/)
    expect(stderr).toContain('Msg 50000 (severity 16, state 1)')
    expect(stdout.trimEnd().split('\n').at(-2)).toContain('(1 row affected)')
  })
  test.each(['7.1', '7.2', '7.3', '7.4'])('speaks TDS %s', async (version) => {
    const { stdout } = await tsql('', { version })
    expect(stdout).toContain('(3 rows affected)')
    expect(stdout).toMatch(/\n8\n/)
  })
  test('is refused with a wrong password', async () => {
    const { stdout, stderr } = await tsql('', { password: 'no' })
    expect(`${stdout}${stderr}`).toContain('18456')
    expect(server.connections.at(-1)?.closedBecause).toContain('18456')
  })
})

describe.runIf(hasBsqldb)('bsqldb', () => {
  test.each(WAYS)('runs statements $way', async ({ setting, security }) => {
    const args = ['-S', 'target', '-U', USER, '-P', PASSWORD]
    const input = 'select 7\nselect 8\ngo\nfail\ngo\n'
    const { stdout, stderr } = await runWithConf({ command: 'bsqldb', args, input }, { setting })
    expect(lastSecurity()).toBe(security)
    expect(stdout).toMatch(/7\s+8/)
    expect(stderr).toContain('as the script says')
  })
})

describe.runIf(hasIsql)('isql', () => {
  test.each([WAYS[0], WAYS[2]])('runs prepared statements $way', async ({ setting, security }) => {
    const encryption = setting.replace('encryption', 'Encryption')
    const place = ['Server = 127.0.0.1', `Port = ${server.port}`, 'TDS_Version = 7.4']
    const source = ['[target]', 'Driver = FreeTDS', ...place]
    const { stdout, stderr } = await withFiles(
      { 'odbc.ini': [...source, encryption, ''].join('\n') },
      (folder) =>
        runProgram('isql', ['target', USER, PASSWORD, '-b', '-v'], {
          input: STATEMENTS,
          env: { ODBCINI: `${folder}/odbc.ini`, LC_ALL: 'C.UTF-8' },
        }),
    )
    expect(lastSecurity()).toBe(security)
    expect(stdout).toContain('| 2          | name 2 ')
    expect(stdout).toContain('| 8          |')
    expect(`${stdout}${stderr}`).toContain('as the script says')
  })
})
