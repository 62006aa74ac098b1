import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { Client } from './client.js'
import { Credentials, plainError } from './secret.js'

const PLANTED = 'Planted-Secret-4711x'
const credentials = new Credentials('sa', PLANTED)

test('the password shows in nothing that is printed, kept or compared', () => {
  for (const shown of [inspect(credentials, { depth: 9 }), JSON.stringify({ credentials })])
    expect(shown).not.toContain(PLANTED)
  expect(credentials.forLogin().password).toBe(PLANTED)
})

test('an error that carried it is told without it, and has no cause that still does', () => {
  const thrown = new Error(`login of sa with ${PLANTED} failed`, { cause: { password: PLANTED } })
  expect(inspect(plainError(credentials, thrown), { depth: 9 })).not.toContain(PLANTED)
})

test('a server that does not answer is an error without it', async () => {
  const nobody = { host: '127.0.0.1', port: 1 }
  const client = new Client(nobody, credentials, { trust: true, named: 'localhost' })
  const answer = await client.run('SELECT 1')
  expect(answer).toMatchObject({ ok: false, failure: { kind: 'unreachable', number: 10061 } })
  expect(inspect([answer, client], { depth: 9 })).not.toContain(PLANTED)
})
