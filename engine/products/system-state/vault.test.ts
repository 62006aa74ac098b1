import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fork } from '../../base/fork.js'
import { makeMachine } from './machine.fixture.js'
import { register, reRegistrationProblems } from './registration.js'
import { provesPassphrase, registerServer, seal, unseal, type Vault } from './vault.js'

const content = fc.uint8Array({ minLength: 1, maxLength: 100 })
const words = fc.string({ minLength: 1, maxLength: 20 })

test('what was sealed opens with the passphrase and the path it was sealed with', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), words, words, (bytes, passphrase, path) => {
      const key = { passphrase, path }
      const sealed = seal(bytes, 1_000_000, key)
      expect(sealed.lengthBytes).toBe(1_000_000)
      expect(unseal(sealed, key)).toEqual({ ok: true, value: bytes })
      expect(unseal(fork(sealed), key)).toEqual({ ok: true, value: bytes })
    }),
  )
})

test('another passphrase, another path or a changed byte opens nothing', () => {
  fc.assert(
    fc.property(content, words, words, fc.nat(), (bytes, passphrase, path, at) => {
      const sealed = seal(bytes, bytes.length, { passphrase, path })
      const refused = { ok: false, error: 'unreadable' }
      expect(unseal(sealed, { passphrase: `${passphrase}x`, path })).toEqual(refused)
      expect(unseal(sealed, { passphrase, path: `${path}x` })).toEqual(refused)
      const damaged = sealed.sealed.slice()
      damaged[at % damaged.length] = (damaged[at % damaged.length] ?? 0) ^ 1
      expect(unseal({ ...sealed, sealed: damaged }, { passphrase, path })).toEqual(refused)
    }),
  )
})

test('a seal shows nothing of what it holds, nor changes it', () => {
  const bytes = new Uint8Array(64).fill(7)
  const key = { passphrase: 'long enough', path: 'a' }
  const { sealed } = seal(bytes, 64, key)
  expect(bytes).toEqual(new Uint8Array(64).fill(7))
  expect(new Set(sealed).size).toBeGreaterThan(30)
  expect(seal(bytes, 64, { ...key, path: 'b' }).sealed).not.toEqual(sealed)
})

function makeVault(): Vault {
  return { servers: new Map() }
}

test('a server is registered once, until it is deleted from the portal', () => {
  const vault = makeVault()
  expect(registerServer(vault, 'SRV01', 'one').ok).toBe(true)
  expect(registerServer(vault, 'SRV01', 'one')).toMatchObject({ error: 'server-in-portal' })
  const known = vault.servers.get('SRV01')
  if (known === undefined) throw new Error('not registered')
  known.inPortal = false
  expect(registerServer(vault, 'SRV01', 'two')).toMatchObject({ error: 'wrong-passphrase' })
  expect(known.inPortal).toBe(false)
  expect(registerServer(vault, 'SRV01', 'one').ok).toBe(true)
  expect(known.inPortal).toBe(true)
})

test('a passphrase belongs to one server, and nobody else has to prove it', () => {
  const vault = makeVault()
  registerServer(vault, 'SRV01', 'one')
  expect(provesPassphrase(vault, 'SRV01', 'one')).toBe(true)
  expect(provesPassphrase(vault, 'SRV01', 'two')).toBe(false)
  expect(provesPassphrase(vault, 'SRV02', 'two')).toBe(true)
  expect(registerServer(vault, 'SRV02', 'two').ok).toBe(true)
})

test('an installation is registered once; a missing agent not at all', () => {
  const machine = makeMachine()
  expect(register(machine, 'any')).toMatchObject({ error: 'agent-registered' })
  machine.agent.registration = undefined
  expect(register(machine, 'any')).toMatchObject({ error: 'server-in-portal' })
  expect(machine.agent.registration).toBeUndefined()
  machine.host.software.delete('agent')
  expect(register(machine, 'any')).toMatchObject({ error: 'agent-not-installed' })
})

test('what stands in the way of registering again is told in the order of the document', () => {
  const machine = makeMachine()
  expect(reRegistrationProblems(machine, 'wrong')).toEqual([
    'agent still installed',
    'still present in portal',
    'another passphrase than at the first registration',
  ])
  const first = machine.agent.registration?.passphrase
  machine.agent.registration = undefined
  expect(reRegistrationProblems(machine, first)).toEqual(['still present in portal'])
  const known = machine.vault.servers.get('SRV01')
  if (known !== undefined) known.inPortal = false
  expect(reRegistrationProblems(machine, first)).toEqual([])
  expect(reRegistrationProblems(machine, undefined)).toEqual([])
})
