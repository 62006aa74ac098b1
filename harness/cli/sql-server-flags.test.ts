import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import {
  addressOf,
  pairsOf,
  requireSqlServer,
  type SqlServerFlags,
  sqlServerOptions,
  wordsOf,
} from './sql-server-flags.js'

const cwd = mkdtempSync(join(tmpdir(), 'frostproof-test-'))
const secret = 'Hunter2-and-more'
writeFileSync(join(cwd, 'password'), `${secret}\n`)
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const env = { FROSTPROOF_SQL_PASSWORD: secret }

test.each([
  ['db1,14330', 'db1', 14330],
  ['127.0.0.1:1500', '127.0.0.1', 1500],
  ['db1', 'db1', 1433],
])('%s is an address', (text, host, port) => expect(addressOf(text)).toEqual({ host, port }))

test.each(['', ',1', 'a,b', 'a,0', 'a,99999', 'a,1,2'])('"%s" is no address', (text) =>
  expect(() => addressOf(text)).toThrow(/cannot read --server/),
)

const server = 'db1,1433'

test.each<[string, SqlServerFlags, RegExp]>([
  ['both', { server, image: 'x' }, /exclude each other/],
  ['files of nobody', { serverFiles: ['a=/b'] }, /for a server that is given/],
  ['control of nobody', { image: 'x', serverControl: 'c' }, /for a server that is given/],
  ['no place there', { server, serverFiles: ['a'] }, /cannot read --server-files/],
  ['a place that is relative', { server, serverFiles: ['a=b'] }, /cannot read --server-files/],
  ['no such file', { server, passwordFile: 'none' }, /--password-file: ENOENT/],
])('%s is refused', (_, flags, message) =>
  expect(() => sqlServerOptions(flags, cwd, env)).toThrow(message),
)

test('a server wants a password, and a container makes one', () => {
  expect(() => sqlServerOptions({ server }, cwd, {})).toThrow(/wants a password/)
  const [one, other] = [sqlServerOptions({}, cwd, {}), sqlServerOptions({}, cwd, {})]
  expect(one.password).not.toBe(other.password)
})

test('the password comes from a file before the environment, without the end of its line', () => {
  const both = { FROSTPROOF_SQL_PASSWORD: 'other' }
  expect(sqlServerOptions({ server, passwordFile: 'password' }, cwd, both).password).toBe(secret)
  expect(sqlServerOptions({ server }, cwd, env)).toMatchObject({ user: 'sa', password: secret })
})

test('flags of a target that is not asked for are refused', () => {
  expect(() => requireSqlServer({ server }, ['engine'])).toThrow(/is for the target sqlserver/)
  requireSqlServer({ server }, ['engine', 'sqlserver'])
  requireSqlServer({}, ['engine'])
})

test('the flags can be given again, and hold no password', () => {
  const flags = { server, serverFiles: ['a=/b'], trustServerCertificate: true }
  expect(pairsOf(flags)).toEqual([
    ['--server', server],
    ['--server-files', 'a=/b'],
    ['--trust-server-certificate', ''],
  ])
  expect(wordsOf(flags).at(-1)).toBe('--trust-server-certificate')
})
