import { expect, test } from 'vitest'
import { errorOf, makeFile, makeFixture, succeeded, take } from './fixture.test.helper.js'
import {
  closeWriteWindow,
  EVERYONE,
  limitRights,
  openFile,
  openShadow,
  openWriteWindow,
  readFile,
  rightsOn,
  setRight,
  shadowView,
} from './index.js'

const ADMIN = { account: 'alice', groups: ['Administrators'] }
const READER = { account: 'reader', groups: ['Users'] }

test('limited rights let in those who are named, by account or by group, and nobody else', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 10)
  succeeded(setRight(volume, 'a', { account: 'reader', right: 'read' }))
  succeeded(
    limitRights(volume, 'a', [
      { account: 'Administrators', right: 'full-control' },
      { account: 'SQLServerGroup', right: 'full-control' },
    ]),
  )
  expect(errorOf(readFile(volume, 'a', ADMIN))).toBe('ok')
  expect(errorOf(readFile(volume, 'a', { account: 'svc', groups: ['SQLServerGroup'] }))).toBe('ok')
  for (const who of [READER, { account: 'alice' }, { account: 'Local System' }])
    expect(errorOf(readFile(volume, 'a', who))).toBe('ERROR_ACCESS_DENIED')
  expect(succeeded(rightsOn(volume, 'a'))).toEqual({
    [EVERYONE.toLowerCase()]: 'none',
    administrators: 'full-control',
    sqlservergroup: 'full-control',
  })
})

test('the most that any of the identities may counts', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 10)
  const grants = [
    { account: 'g1', right: 'read' },
    { account: 'g2', right: 'modify' },
  ] as const
  succeeded(limitRights(volume, 'a', grants))
  const open = (groups: readonly string[]) =>
    errorOf(openFile(volume, 'a', { account: 'x', groups, access: 'write' }))
  expect(open(['g1'])).toBe('ERROR_ACCESS_DENIED')
  expect(open(['g1', 'g2'])).toBe('ok')
})

test('rights limited in a shadow copy bind there and leave the volume as it was', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 10)
  const { id } = take(volume)
  const device = succeeded(openShadow(volume, id))
  openWriteWindow(volume, id)
  const admins = [{ account: 'Administrators', right: 'full-control' }] as const
  succeeded(limitRights(device, 'a', admins))
  closeWriteWindow(volume, id)
  expect(errorOf(limitRights(device, 'a', admins))).toBe('ERROR_WRITE_PROTECT')
  for (const read of [
    () => readFile(device, 'a', READER),
    () => shadowView(volume, id).read('a', READER),
  ])
    expect(errorOf(read())).toBe('ERROR_ACCESS_DENIED')
  expect(errorOf(readFile(device, 'a', ADMIN))).toBe('ok')
  expect(errorOf(readFile(volume, 'a', READER))).toBe('ok')
})
