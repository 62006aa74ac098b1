import { expect, test } from 'vitest'
import { copyFile, liveView, writeFile } from '../../../volume/index.js'
import { createLogin } from '../../recovery/index.js'
import { run, succeeded } from '../../recovery/sql.fixture.js'
import { ask, openDesk } from './admin.fixture.js'

import { CREATE, check, copyAway, keysIn, onlineIn, openOrders, put } from './orders.fixture.js'

const REFUSED: readonly (readonly [string, readonly number[]])[] = [
  [CREATE, [1801]],
  ["CREATE DATABASE x ON (NAME = x, FILENAME = 'D:\\Orders.mdf')", [5170, 1802]],
  ["CREATE DATABASE x ON (NAME = x, FILENAME = 'D:\\none.mdf') FOR ATTACH", [5120, 1813]],
  ['CREATE DATABASE x COLLATE Latin1_General_BIN2', [448]],
  ['CREATE DATABASE x COLLATE Latin1_General_CI_AS', []],
  ['DROP DATABASE x', [3701]],
  ['DROP DATABASE IF EXISTS x', []],
  ['USE Orders DROP DATABASE Orders', [3702]],
  ['DROP DATABASE msdb', [3708]],
  ['ALTER DATABASE x SET OFFLINE', [5011, 5069]],
  ['ALTER DATABASE Orders MODIFY FILE (NAME = x, SIZE = 9 MB)', [5041, 5069]],
  ['ALTER DATABASE Orders MODIFY FILE (NAME = Orders, SIZE = 64 KB)', [5039, 5069]],
  ['ALTER DATABASE Orders REMOVE FILE x', [5009, 5069]],
  ['ALTER DATABASE Orders REMOVE FILE Orders', [5020, 5069]],
  ['ALTER DATABASE Orders ADD FILEGROUP Archive', [1505, 5069]],
  ['ALTER DATABASE Orders REMOVE FILEGROUP Archive', [5042, 5069]],
  ["BACKUP DATABASE x TO DISK = 'D:\\x'", [911, 3013]],
  ["BACKUP DATABASE tempdb TO DISK = 'D:\\x'", [3147, 3013]],
  ["BACKUP DATABASE Orders TO DISK = 'Q:\\x'", [3201, 3013]],
  ["BACKUP DATABASE Orders TO DISK = 'D:\\x' WITH DIFFERENTIAL", [3035, 3013]],
  ["BACKUP DATABASE Orders TO DISK = 'D:\\x' WITH METADATA_ONLY", [3082, 3013]],
  ["BACKUP DATABASE Orders FILE = 'Old' TO DISK = 'D:\\x'", []],
  ["BACKUP DATABASE Orders FILEGROUP = 'archive' TO DISK = 'D:\\x'", []],
  ["BACKUP DATABASE Orders FILE = 'Orders' TO DISK = 'D:\\x'", [3032, 3013]],
  ["BACKUP DATABASE Orders FILE = 'nothing' TO DISK = 'D:\\x'", [3005, 3013]],
  ["BACKUP LOG Orders TO DISK = 'D:\\x'", [4214, 3013]],
  ["BACKUP LOG msdb TO DISK = 'D:\\x'", [4208, 3013]],
  ["BACKUP DATABASE Orders TO DISK = 'D:\\x', DISK = 'D:\\y'", [3032, 3013]],
  ["BACKUP DATABASE Orders TO DISK = 'D:\\x' WITH CHECKSUM, NO_CHECKSUM", [3031, 3013]],
  ["RESTORE DATABASE x FROM DISK = 'D:\\none.bak'", [3201, 3013]],
  [
    "ALTER DATABASE Orders SET OFFLINE RESTORE DATABASE x FROM DISK = 'D:\\Orders.mdf'",
    [3241, 3013],
  ],
  ["RESTORE HEADERONLY FROM DISK = 'D:\\none.bak'", [3201, 3013]],
  ['RESTORE DATABASE Orders WITH RECOVERY', [3153, 3013]],
  ["USE master RESTORE DATABASE master FROM DISK = 'D:\\x.bak'", [3108, 3013]],
  ["USE Orders RESTORE DATABASE Orders FROM DISK = 'D:\\x.bak'", [3102, 3013]],
  ['DBCC NOSUCH', [2526]],
  ["USE Orders DBCC SHRINKFILE ('x', 1)", [8985]],
  ["DBCC CHECKDB ('x')", [2520]],
  ['KILL 51', [6104]],
  ['KILL 99', [6106]],
  ['SHUTDOWN', [6005]],
  ["CREATE LOGIN sa WITH PASSWORD = 'x'", [15025]],
  ['DROP LOGIN x', [15151]],
  ['CREATE USER x', [15007]],
  ['CREATE USER sa CREATE USER sa', [15023]],
  ['ALTER ROLE nothing ADD MEMBER sa', [15151]],
  ['USE x', [911]],
]

for (const [text, numbers] of REFUSED)
  test(`${text.trim().split('\n')[0]} gives ${numbers.join(' and ') || 'no error'}`, () =>
    check(openOrders(), text, numbers))

test('in a transaction neither databases are changed nor backups taken', () => {
  const desk = openOrders()
  desk.isInTransaction = true
  check(desk, 'ALTER DATABASE Orders SET RECOVERY SIMPLE', [226])
  check(desk, 'CREATE DATABASE x', [226])
  check(desk, "BACKUP DATABASE Orders TO DISK = 'D:\\x'", [3021, 3013])
})

test('who is no administrator may give none of these statements', () => {
  const desk = { ...openOrders(), login: 'clerk' }
  succeeded(
    run(
      desk.server.host.sim,
      createLogin(desk.server.instance, { name: 'clerk', sysadmin: false }),
    ),
  )
  check(desk, 'CREATE DATABASE x', [262])
  check(desk, 'SHUTDOWN', [6004])
  check(desk, "CREATE LOGIN x WITH PASSWORD = 'x'", [15247])
})

test('others in a database keep it from going offline, unless they are thrown out', () => {
  const desk = openOrders()
  const other = openDesk(desk.server)
  check(other, 'USE Orders', [])
  check(desk, 'ALTER DATABASE Orders SET OFFLINE WITH NO_WAIT', [5070, 5069])
  check(desk, 'ALTER DATABASE Orders SET SINGLE_USER WITH NO_WAIT', [5070, 5069])
  check(desk, 'ALTER DATABASE Orders SET OFFLINE WITH ROLLBACK AFTER 5 SECONDS', [])
  expect(desk.server.instance.sessions.has(other.session)).toBe(false)
  check(desk, "BACKUP DATABASE Orders TO DISK = 'D:\\x'", [942, 3013])
})

test('a database that closes itself is opened for its backup and closed again', () => {
  const desk = openOrders()
  check(desk, 'ALTER DATABASE Orders SET AUTO_CLOSE ON', [])
  expect(desk.server.instance.databases.get('orders')?.state.kind).toBe('closed')
  check(desk, "BACKUP DATABASE Orders TO DISK = 'D:\\x.bak'", [])
  expect(desk.server.instance.databases.get('orders')?.state.kind).toBe('closed')
})

test('copies are attached while the original is open', () => {
  const desk = openOrders()
  put(desk, 7)
  check(desk, 'ALTER DATABASE Orders SET SUSPEND_FOR_SNAPSHOT_BACKUP = ON', [])
  copyAway(desk, '', 'copies\\')
  check(desk, 'ALTER DATABASE Orders SET SUSPEND_FOR_SNAPSHOT_BACKUP = OFF', [])
  const files = ['D:\\copies\\Orders.mdf', 'E:\\copies\\Orders.ldf', 'D:\\copies\\Old.ndf']
  const all = files.map((path) => `(FILENAME = '${path}')`).join(', ')
  check(desk, `CREATE DATABASE Twin ON ${all} FOR ATTACH`, [])
  put(desk, 8)
  expect(keysIn(desk, 'Twin')).toEqual([7])
})

test('files are attached where they are now', () => {
  const desk = openOrders()
  put(desk, 7)
  check(desk, 'ALTER DATABASE Orders SET OFFLINE WITH ROLLBACK IMMEDIATE', [])
  copyAway(desk)
  check(
    desk,
    `CREATE DATABASE Moved ON (FILENAME = 'D:\\copyOrders.mdf'), (FILENAME = 'D:\\copyOld.ndf')
       LOG ON (FILENAME = 'E:\\copyOrders.ldf') FOR ATTACH`,
    [],
  )
  expect(keysIn(desk, 'Moved')).toEqual([7])
  const other = openOrders()
  put(other, 8)
  check(other, 'ALTER DATABASE Orders SET OFFLINE WITH ROLLBACK IMMEDIATE', [])
  const drive = other.server.volumes.get('F:')
  for (const [letter, file] of [
    ['D:', 'Orders.mdf'],
    ['D:', 'Old.ndf'],
    ['E:', 'Orders.ldf'],
  ] as const) {
    const volume = other.server.volumes.get(letter)
    if (volume !== undefined && drive !== undefined)
      expect(copyFile(liveView(volume), `\\${file}`, drive, `\\${file}`).ok).toBe(true)
  }
  const all =
    "(FILENAME = 'F:\\Orders.mdf'), (FILENAME = 'F:\\Old.ndf'), (FILENAME = 'F:\\Orders.ldf')"
  check(other, `CREATE DATABASE Moved ON ${all} FOR ATTACH`, [])
  expect(keysIn(other, 'Moved')).toEqual([8])
})

test('filegroups keep their names in the database', () => {
  const desk = openOrders()
  check(
    desk,
    `ALTER DATABASE Orders ADD FILE (NAME = More, FILENAME = 'D:\\More.ndf', SIZE = 1 MB)
       TO FILEGROUP Archive`,
    [],
  )
  const entry = [...onlineIn(desk).storage.files.values()].find(
    ({ entry }) => entry.logicalName === 'More',
  )
  expect(entry?.entry.filegroup).toBe(2)
  check(desk, 'ALTER DATABASE Orders REMOVE FILE More', [])
  check(desk, 'ALTER DATABASE Orders ADD FILEGROUP Third', [])
  check(desk, 'ALTER DATABASE Orders REMOVE FILEGROUP Third', [])
})

test('a damaged page is an error of the check', () => {
  const desk = openOrders()
  put(desk, 1)
  check(desk, "DBCC CHECKDB ('Orders')", [])
  check(desk, 'ALTER DATABASE Orders SET OFFLINE WITH ROLLBACK IMMEDIATE', [])
  const volume = desk.server.volumes.get('D:')
  if (volume === undefined) throw new Error('no volume')
  const bytes = new Uint8Array(64).fill(9)
  for (let page = 16; page < 24; page++)
    expect(writeFile(volume, '\\Orders.mdf', { bytes, offset: page * 8192 + 200 }).ok).toBe(true)
  check(desk, 'ALTER DATABASE Orders SET ONLINE', [])
  const { errors } = ask(desk, "DBCC CHECKDB ('Orders') WITH NO_INFOMSGS")
  expect(errors.length).toBeGreaterThan(1)
  expect(errors.at(-1)?.text).toMatch(/consistency errors in database 'Orders'/)
})
