import { expect, test } from 'vitest'
import { createHost } from '../../../host/index.js'
import { createSim } from '../../../sim/index.js'
import { instanceAt } from '../../recovery/index.js'
import { backupFolder, placeOf, showPlace } from './paths.js'

function hostOn(platform: 'on-premises' | 'linux') {
  const sim = createSim(1, { trace: false })
  const host = createHost(sim, {
    name: 'S',
    platform,
    hardware: 'A',
    siteZone: 'UTC',
    windowsDrive: 'C',
  })
  return { instance: instanceAt(host, new Map(), { volume: 'C:', folder: '\\opt\\data' }) }
}

/** Where a path is, or the number that it is refused with. */
function check(platform: 'on-premises' | 'linux', text: string, expected: string | number): void {
  const host = hostOn(platform)
  const place = placeOf(host, text, backupFolder(host))
  expect(place.ok ? showPlace(host, place.value) : place.error.number).toBe(expected)
}

test('a drive letter names the volume', () => check('on-premises', 'd:\\a\\b.bak', 'D:\\a\\b.bak'))
test('a bare name goes to the folder', () => check('on-premises', 'b.bak', 'C:\\opt\\data\\b.bak'))
test('slashes will do', () => check('on-premises', 'D:/a/b.bak', 'D:\\a\\b.bak'))
test('dots are followed', () => check('on-premises', 'D:\\a\\..\\.\\b', 'D:\\b'))
test('without a drive nothing is absolute on Windows', () => check('on-premises', '\\b', 5105))
test('Linux has one root', () => check('linux', '/var/opt/x.mdf', '/var/opt/x.mdf'))
test('a drive of Linux is the root', () => check('linux', 'C:\\var\\x.mdf', '/var/x.mdf'))
test('a bare name of Linux goes to the folder', () => check('linux', 'x.bak', '/opt/data/x.bak'))
test('an empty path is refused', () => check('linux', '', 5105))
