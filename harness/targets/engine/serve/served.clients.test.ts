// Clients that know nothing of this project, against `frostproof serve` and its databases: each makes
// changes that another one reads.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { isInstalled, type Ran, runProgram, withFiles } from './program.fixture.js'
import { makeFolder, PASSWORD, type Served, startServe } from './serve.fixture.js'

const PYTHON = '/usr/bin/python3'
const hasTsql = isInstalled('tsql (freetds-bin)', 'tsql', ['-C'])
const hasIsql =
  isInstalled('isql (unixodbc)', 'isql', ['--version']) &&
  isInstalled('the ODBC driver of FreeTDS (tdsodbc)', 'sh', ['-c', 'odbcinst -q -d -n FreeTDS'])
const hasPytds = isInstalled('pytds (python3-tds)', PYTHON, ['-c', 'import pytds'])

const folder = makeFolder()
let served: Served

beforeAll(async () => {
  served = await startServe(folder.data)
})

afterAll(async () => {
  await served.end('SIGTERM')
  folder.remove()
})

const LOGIN = ['-U', 'sa', '-P', PASSWORD]

/** With the programs of FreeTDS; everything is encrypted unless the setting says otherwise. */
function withFreetds(
  command: string,
  args: readonly string[],
  { input = '', files = {}, setting = 'encryption = require' } = {},
): Promise<Ran> {
  const conf = `[target]\nhost = 127.0.0.1\nport = ${served.port}\ntds version = 7.4\n${setting}\n`
  return withFiles({ 'freetds.conf': conf, ...files }, (place) => {
    const env = { FREETDSCONF: `${place}/freetds.conf`, LC_ALL: 'C.UTF-8' }
    const filled = args.map((arg) => arg.replace('FOLDER', place))
    return runProgram(command, filled, { input, env })
  })
}

const tsql = (statements: string, setting?: string) =>
  withFreetds('tsql', ['-S', 'target', ...LOGIN], {
    input: `${statements}\ngo\nexit\n`,
    ...(setting === undefined ? {} : { setting }),
  })

test.runIf(hasTsql)('tsql makes a table, and sees a transaction end both ways', async () => {
  await tsql('create database clients')
  const { stdout, stderr } = await tsql(
    `use clients
    create table dbo.account (id int not null primary key, owner nvarchar(20) null, balance decimal(10, 2) null)
    insert into dbo.account values (1, N'tsql', 10.5), (2, null, null)
    begin transaction
    delete from dbo.account
    rollback
    begin transaction
    update dbo.account set balance = 11 where id = 1
    commit
    select id, owner, balance from dbo.account order by id
    insert into dbo.account values (1, null, null)`,
  )
  expect(stdout).toMatch(/1\ttsql\t11\.00\n2\tNULL\tNULL\n\(2 rows affected\)/)
  expect(stderr).toContain('Msg 2627 (severity 14, state 1)')
})

test.runIf(hasTsql)('bsqldb reads it in clear', async () => {
  const { stdout } = await withFreetds('bsqldb', ['-S', 'target', ...LOGIN], {
    input: 'select owner, balance from clients.dbo.account where id = 1\ngo\n',
    setting: 'encryption = off',
  })
  expect(stdout).toMatch(/tsql\s+11\.00/)
})

test.runIf(hasTsql)('freebcp loads rows in bulk and takes them out again', async () => {
  const place = ['-S', 'target', ...LOGIN, '-c', '-t', ';']
  const loaded = await withFreetds(
    'freebcp',
    ['clients.dbo.account', 'in', 'FOLDER/rows', ...place],
    { files: { rows: '100;bcp;1.25\n101;;\n' } },
  )
  expect(loaded.stdout).toContain('2 rows copied')
  expect((await tsql('select count(*), sum(balance) from clients.dbo.account')).stdout).toMatch(
    /4\t12\.25/,
  )
  const take = 'freebcp clients.dbo.account out "$0" "$@" && cat "$0"'
  const taken = await withFreetds('sh', ['-c', take, 'FOLDER/out', ...place])
  expect(taken.stdout).toContain('100;bcp;1.25\n101;;\n')
})

test.runIf(hasTsql && hasIsql)('isql prepares and changes', async () => {
  const source = ['[target]', 'Driver = FreeTDS', 'Server = 127.0.0.1', `Port = ${served.port}`]
  const files = {
    'odbc.ini': [...source, 'TDS_Version = 7.4', 'Encryption = require', ''].join('\n'),
  }
  const { stdout } = await withFiles(files, (place) =>
    runProgram('isql', ['target', 'sa', PASSWORD, '-b', '-v'], {
      input: `update clients.dbo.account set owner = N'isql' where id = 2
select owner from clients.dbo.account where id = 2
select 1 / 0
`,
      env: { ODBCINI: `${place}/odbc.ini` },
    }),
  )
  expect(stdout).toContain('SQLRowCount returns 1')
  expect(stdout).toContain('| isql ')
  expect(stdout).toContain('Divide by zero error encountered.')
})

const SCRIPT = `
import decimal, json, sys, pytds
def connect(timeout):
    return pytds.connect('localhost', port=int(sys.argv[1]), user='sa', password=sys.argv[2],
                         database='clients', timeout=timeout)
connection = connect(30)
cursor = connection.cursor()
told = {}
def all(text, *values):
    cursor.execute(text, values)
    return [[str(value) for value in row] for row in cursor.fetchall()]
cursor.execute('insert into dbo.account values (%s, %s, %s)', (50, 'lost', 1))
connection.rollback()
cursor.execute('insert into dbo.account values (%s, %s, %s)',
               (51, 'py\\u03a9', decimal.Decimal('-3.25')))
connection.commit()
told['rows'] = all('select id, owner, balance from dbo.account where id in (%s, 51)', 50)
connection.close()
connection = connect(1)
cursor = connection.cursor()
try:
    cursor.execute("waitfor delay '00:01:00'")
    told['wait'] = 'ended'
except Exception as error:
    told['wait'] = 'cancelled'
told['after'] = all('select @@trancount + 1')
connection.close()
print(json.dumps(told))
`

test.runIf(hasTsql && hasPytds)('pytds commits, rolls back and cancels', async () => {
  const { stdout, stderr } = await withFiles({ 'talk.py': SCRIPT }, (place) =>
    runProgram(PYTHON, [`${place}/talk.py`, String(served.port), PASSWORD]),
  )
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({
    rows: [['51', 'pyΩ', '-3.25']],
    wait: 'cancelled',
    after: [['2']],
  })
})
