import { expect, test } from 'vitest'
import {
  crashInstance,
  createLogin,
  dropLogin,
  installLogins,
  isSysadmin,
  loginsOf,
  SYSTEM_LOGIN,
  setSysadmin,
  startInstance,
  WRITER_LOGIN,
} from './instance/index.js'
import { makeServer, type Server } from './server.fixture.js'
import { run, succeeded } from './sql.fixture.js'

function withLogins(): Server {
  const server = makeServer()
  succeeded(run(server.host.sim, installLogins(server.instance)))
  return server
}

const ANN = { name: 'Ann', sysadmin: false }

test('setup puts the administrator, the system and the writer into sysadmin', () => {
  const { instance } = withLogins()
  const names = succeeded(loginsOf(instance)).map(({ name }) => name)
  expect(names.sort()).toEqual([SYSTEM_LOGIN, WRITER_LOGIN, 'sa'])
  expect(names.every((name) => isSysadmin(instance, name))).toBe(true)
})

test('what was done with logins is there after a crash', () => {
  const { host, instance } = withLogins()
  succeeded(run(host.sim, createLogin(instance, ANN)))
  succeeded(run(host.sim, setSysadmin(instance, { ...ANN, sysadmin: true })))
  succeeded(run(host.sim, dropLogin(instance, WRITER_LOGIN)))
  crashInstance(instance)
  expect(loginsOf(instance)).toMatchObject({ ok: false })
  expect(isSysadmin(instance, ANN.name)).toBe(false)
  expect(startInstance(instance)).toMatchObject({ ok: true })
  expect(isSysadmin(instance, ANN.name)).toBe(true)
  expect(succeeded(loginsOf(instance)).map(({ name }) => name)).not.toContain(WRITER_LOGIN)
})

test('a login is there once, and one that is not there cannot be changed', () => {
  const { host, instance } = withLogins()
  succeeded(run(host.sim, createLogin(instance, ANN)))
  const refused = { ok: false, error: { number: 15025 } }
  expect(run(host.sim, createLogin(instance, ANN))).toMatchObject(refused)
  const unknown = { ok: false, error: { number: 15151 } }
  expect(run(host.sim, dropLogin(instance, 'Bob'))).toMatchObject(unknown)
  expect(run(host.sim, setSysadmin(instance, { ...ANN, name: 'Bob' }))).toMatchObject(unknown)
  expect(succeeded(loginsOf(instance))).toHaveLength(4)
})
