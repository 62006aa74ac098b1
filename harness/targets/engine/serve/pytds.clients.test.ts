// pytds against the endpoint: an implementation in Python with a TLS of its own.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isInstalled, runProgram, withFiles } from './program.fixture.js'
import { PASSWORD, USER } from './scripted.fixture.js'
import { startTdsServer, type TdsServer } from './tds-server.fixture.js'

/** The distribution's own, which sees the packages of the distribution. */
const PYTHON = '/usr/bin/python3'
const hasPytds = isInstalled('pytds (python3-tds)', PYTHON, ['-c', 'import pytds, OpenSSL'])

const SCRIPT = `
import datetime, decimal, json, sys, uuid, pytds
port, user, password, way, authority = sys.argv[1:]
options = {}
if way != 'clear':
    options = dict(cafile=authority, validate_host=True, enc_login_only=way == 'login-only')
def connect(timeout):
    return pytds.connect('localhost', port=int(port), user=user, password=password,
                         timeout=timeout, **options)
connection = connect(30)
cursor = connection.cursor()
told = {}
def one(text):
    cursor.execute(text)
    return cursor.fetchall()
told['one'] = one('select 7')
told['rows'] = len(one('select 2500 rows'))
told['last'] = [str(value) for value in one('select 20 rows')[-1]]
def failure(text):
    try:
        cursor.execute(text)
        while cursor.nextset(): pass
        return None
    except pytds.Error as error:
        return [error.number, str(error)]
told['error'] = failure('fail')
told['later error'] = failure('select 1\\nfail\\nselect 2')
cursor.execute('select 1\\nprint x\\nselect 2')
told['sets'] = [cursor.fetchall()]
while cursor.nextset():
    if cursor.description: told['sets'].append(cursor.fetchall())
told['depth'] = one('select @@trancount')
connection.commit()
told['depth after commit'] = one('select @@trancount')
connection.rollback()
values = (1, -2 ** 40, 'a\\u20ac\\u03a9\\U0001f600', None, decimal.Decimal('-12.34'), 1.5, True,
          pytds.Binary(b'\\x01\\x02'), datetime.datetime(2024, 2, 29, 13, 14, 15, 120000),
          datetime.date(2024, 2, 29), datetime.time(1, 2, 3),
          uuid.UUID('00112233-4455-6677-8899-aabbccddeeff'), 'x' * 9000, pytds.Binary(b'y' * 9000))
cursor.callproc('echo', values)
told['echo'] = [left == right for left, right in zip(values, cursor.fetchone())]
told['output'] = cursor.callproc('double', (21, pytds.output(param_type=int)))[1]
connection.close()
connection = connect(1)
cursor = connection.cursor()
try:
    cursor.execute('wait')
    told['wait'] = 'ended'
except Exception as error:
    told['wait'] = type(error).__name__
told['after'] = one('select 9')
connection.close()
print(json.dumps(told))
`

describe.runIf(hasPytds).each([
  { way: 'clear', policy: 'off', security: 'clear' },
  { way: 'login-only', policy: 'off', security: 'login-only' },
  { way: 'full', policy: 'on', security: 'full' },
] as const)('pytds, $way', ({ way, policy, security }) => {
  let server: TdsServer
  let told: Record<string, unknown>

  beforeAll(async () => {
    server = await startTdsServer(policy)
    const { stdout, stderr } = await runScript(server, { way, password: PASSWORD })
    expect(stderr).toBe('')
    told = JSON.parse(stdout)
  })

  afterAll(() => server.close())

  test('travels as was agreed', () => expect(server.connections[0]?.security).toBe(security))
  test('gets rows', () => {
    expect(told['one']).toEqual([[7]])
    expect(told['rows']).toBe(2500)
    expect(told['last']).toEqual(['19', 'name 19', '19', '2024-01-04 21:20:00', 'note'])
  })
  test('gets errors, the later one too', () => {
    expect(told['error']).toEqual([50000, 'as the script says'])
    expect(told['later error']).toEqual([50000, 'as the script says'])
  })
  test('gets every result set', () => expect(told['sets']).toEqual([[[1]], [[2]]]))
  test('is in a transaction, and in the next one after a commit', () => {
    expect(told['depth']).toEqual([[1]])
    expect(told['depth after commit']).toEqual([[1]])
  })
  test('gets its parameters back as it sent them', () =>
    expect(told['echo']).toEqual(Array(14).fill(true)))
  test('gets an output parameter', () => expect(told['output']).toBe(42))
  test('cancels what takes too long, and goes on', () => {
    expect(told['wait']).not.toBe('ended')
    expect(server.seen.cancelled.length).toBe(1)
    expect(told['after']).toEqual([[9]])
  })
  test('is refused with a wrong password', async () => {
    const { code, stderr } = await runScript(server, { way, password: 'no' })
    expect(code).not.toBe(0)
    expect(stderr).toContain('Login failed')
  })
})

function runScript(server: TdsServer, { way, password }: { way: string; password: string }) {
  const { port, credentials } = server
  return withFiles({ 'ca.pem': credentials.cert, 'talk.py': SCRIPT }, (folder) =>
    runProgram(PYTHON, [
      `${folder}/talk.py`,
      String(port),
      USER,
      password,
      way,
      `${folder}/ca.pem`,
    ]),
  )
}
