import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hours } from '../base/units.js'
import { makeHost } from './host.fixture.js'
import {
  ADMINISTRATORS,
  BACKUP_OPERATORS,
  compareVersions,
  isMember,
  LOCAL_SYSTEM_ACCOUNT,
  logEvent,
  mayBackUp,
  zoneOffset,
} from './index.js'

function checkOlder(older: string, newer: string): void {
  expect([compareVersions(older, newer), compareVersions(newer, older)]).toEqual([-1, 1])
}

function checkEqual(left: string, right: string): void {
  expect(Math.abs(compareVersions(left, right))).toBe(0)
}

test('a later number', () => checkOlder('4.5.1', '4.5.2'))
test('numbers, not letters', () => checkOlder('2.0.999.0', '2.0.9250.0'))
test('ten after nine', () => checkOlder('4.9', '4.10'))
test('the first difference decides', () => checkOlder('1.9.9', '2.0.0'))
test('a missing part is zero', () => checkEqual('4.5', '4.5.0.0'))
test('a part more', () => checkOlder('4.5', '4.5.0.1'))

test('versions are ordered as lists of numbers', () => {
  const version = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(version, version, (left, right) => {
      const padded = (parts: number[]) => [...parts, 0, 0, 0].slice(0, 4)
      const first = padded(left).findIndex((part, index) => part !== padded(right)[index])
      const sign =
        first < 0 ? 0 : Math.sign((padded(left)[first] ?? 0) - (padded(right)[first] ?? 0))
      expect(compareVersions(left.join('.'), right.join('.')) + 0).toBe(sign)
    }),
  )
})

function checkZone(zone: string, expectedHours: number): void {
  expect(zoneOffset(zone)).toBe(hours(expectedHours))
}

test('UTC is where it is', () => checkZone('UTC', 0))
test('east of it', () => checkZone('UTC+9', 9))
test('west of it', () => checkZone('UTC-5', -5))
test('two digits', () => checkZone('UTC+14', 14))

test('a machine begins with its clock at the zone of its place', () =>
  expect(makeHost('UTC+2').zone).toBe('UTC+2'))

test('administrators and backup operators may back up, users may not', () => {
  const host = makeHost()
  expect(mayBackUp(host, LOCAL_SYSTEM_ACCOUNT)).toBe(true)
  expect(mayBackUp(host, 'Eve')).toBe(false)
  host.groups.get('Users')?.add('Eve')
  expect(mayBackUp(host, 'Eve')).toBe(false)
  host.groups.get(BACKUP_OPERATORS)?.add('Eve')
  expect(mayBackUp(host, 'Eve')).toBe(true)
  expect(isMember(host, 'Eve', ADMINISTRATORS)).toBe(false)
  expect(isMember(host, 'Eve', 'No such group')).toBe(false)
})

test('an event is logged at the present instant, in its log alone', () => {
  const host = makeHost()
  host.sim.advance(hours(1))
  logEvent(host, 'System', { source: 'volsnap', id: 25, level: 'Error', text: 'gone' })
  expect(host.logs.System).toMatchObject([{ at: hours(1), id: 25, data: {} }])
  expect(host.logs.Application).toEqual([])
})
