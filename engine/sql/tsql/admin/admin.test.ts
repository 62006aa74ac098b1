import { expect, test } from 'vitest'
import { seconds } from '../../../base/units.js'
import {
  copyFile,
  createFolder,
  deleteShadow,
  liveView,
  readFile,
  shadowView,
  takeShadow,
  writeFile,
} from '../../../volume/index.js'
import {
  begin,
  commit,
  createLogin,
  createTable,
  findTable,
  insert,
  peekAll,
} from '../../recovery/index.js'
import { bankOf } from '../../recovery/server.fixture.js'
import { ACCOUNTS, online, run, succeeded } from '../../recovery/sql.fixture.js'
import { ask, asking, type Desk, openDesk } from './admin.fixture.js'

const CREATE = `
  CREATE DATABASE Orders ON
    (NAME = Orders, FILENAME = 'D:\\Orders.mdf', SIZE = 1 MB),
    FILEGROUP Archive (NAME = Old, FILENAME = 'D:\\Old.ndf', SIZE = 1 MB)
  LOG ON (NAME = Orders_log, FILENAME = 'E:\\Orders.ldf', SIZE = 1 MB)`

/** A database `Orders` with an empty table. */
function openOrders(): Desk {
  const desk = openDesk()
  check(desk, CREATE, [])
  succeeded(createTable(onlineIn(desk), ACCOUNTS))
  return desk
}

function onlineIn({ server }: Desk, name = 'Orders') {
  return online(bankOf(server, name))
}

function put(desk: Desk, id: number): void {
  const target = onlineIn(desk)
  const table = succeeded(findTable(target, 'Accounts'))
  const transaction = begin(target)
  const { sim } = desk.server.host
  succeeded(run(sim, insert(target, transaction, table, [id, BigInt(id), null])))
  succeeded(run(sim, commit(target, transaction)))
}

function keysIn(desk: Desk, name = 'Orders'): number[] {
  const target = onlineIn(desk, name)
  const rows = succeeded(peekAll(target, succeeded(findTable(target, 'Accounts'))))
  return rows.map(([id]) => Number(id)).sort((left, right) => left - right)
}

/** Copies the files of Orders, which must hold still. */
function copyAway({ server }: Desk, from = '', to = 'copy'): void {
  for (const [letter, file] of [
    ['D:', 'Orders.mdf'],
    ['D:', 'Old.ndf'],
    ['E:', 'Orders.ldf'],
  ] as const) {
    const volume = server.volumes.get(letter)
    if (volume === undefined) throw new Error(letter)
    const setId = volume.sim.random('test').guid()
    const shadow = takeShadow(volume, { setId })
    if (!shadow.ok) throw new Error(shadow.error.name)
    createFolder(volume, `\\${to}`.replace(/\\[^\\]*$/, ''))
    const view = shadowView(volume, shadow.value.id)
    expect(copyFile(view, `\\${from}${file}`, volume, `\\${to}${file}`).ok).toBe(true)
    deleteShadow(volume, shadow.value.id)
  }
}

/** The numbers that the statements are refused with. */
function check(desk: Desk, text: string, numbers: readonly number[]): void {
  const { errors } = ask(desk, text)
  expect(errors.map(({ number }) => number)).toEqual(numbers)
}

function messagesOf(desk: Desk, text: string): number[] {
  const { errors, messages } = ask(desk, text)
  expect(errors).toEqual([])
  return messages.map(({ number }) => number)
}

test('sets stand one behind the other in a file and are restored one by one', () => {
  const desk = openOrders()
  put(desk, 1)
  check(desk, "BACKUP DATABASE Orders TO DISK = 'D:\\all.bak'", [])
  put(desk, 2)
  check(desk, "BACKUP DATABASE Orders TO DISK = 'D:\\all.bak' WITH DIFFERENTIAL", [])
  put(desk, 3)
  check(desk, "BACKUP LOG Orders TO DISK = 'D:\\all.bak'", [])
  put(desk, 4)
  const headers = ask(desk, "RESTORE HEADERONLY FROM DISK = 'D:\\all.bak'")
  const at = (name: string) => headers.columns.indexOf(name)
  expect(headers.rows.map((row) => [row[at('Position')], row[at('BackupType')]])).toEqual([
    [1, 1],
    [2, 5],
    [3, 2],
  ])
  const moves = `MOVE 'Orders' TO 'D:\\c.mdf', MOVE 'Old' TO 'D:\\c.ndf', MOVE 'Orders_log' TO 'E:\\c.ldf'`
  check(desk, `RESTORE DATABASE Copy FROM DISK = 'D:\\all.bak' WITH NORECOVERY, ${moves}`, [])
  check(desk, "RESTORE DATABASE Copy FROM DISK = 'D:\\all.bak' WITH FILE = 2, NORECOVERY", [])
  check(desk, "RESTORE LOG Copy FROM DISK = 'D:\\all.bak' WITH FILE = 3", [])
  expect(keysIn(desk, 'Copy')).toEqual([1, 2, 3])
  check(desk, "RESTORE LOG Copy FROM DISK = 'D:\\all.bak' WITH FILE = 4", [4038, 3013])
})

test('INIT takes the place of what was in the file', () => {
  const desk = openOrders()
  check(desk, "BACKUP DATABASE Orders TO DISK = 'D:\\one.bak'", [])
  check(desk, "BACKUP DATABASE Orders TO DISK = 'D:\\one.bak' WITH INIT", [])
  expect(ask(desk, "RESTORE HEADERONLY FROM DISK = 'D:\\one.bak'").rows).toHaveLength(1)
})

test('a backup that fails leaves the sets that were there', () => {
  const desk = openOrders()
  check(desk, "BACKUP DATABASE Orders TO DISK = 'D:\\kept.bak'", [])
  const { server } = desk
  const volume = server.volumes.get('D:')
  if (volume === undefined) throw new Error('no volume')
  const before = readFile(volume, '\\kept.bak')
  // Damage of a page shows in the middle of the second set.
  const page = new Uint8Array(8192).fill(7)
  ask(desk, 'ALTER DATABASE Orders SET OFFLINE WITH ROLLBACK IMMEDIATE')
  expect(writeFile(volume, '\\Old.ndf', { bytes: page, offset: 8192 * 3 }).ok).toBe(true)
  ask(desk, 'ALTER DATABASE Orders SET ONLINE')
  const { errors } = ask(desk, "BACKUP DATABASE Orders TO DISK = 'D:\\kept.bak'")
  expect(errors.at(-1)?.number).toBe(3013)
  expect(readFile(volume, '\\kept.bak')).toEqual(before)
})

test('messages of a suspension come in the documented order', () => {
  const desk = openOrders()
  expect(messagesOf(desk, 'ALTER DATABASE Orders SET SUSPEND_FOR_SNAPSHOT_BACKUP = ON')).toEqual([
    3083, 3197, 3086,
  ])
  const backup = "BACKUP DATABASE Orders TO DISK = 'D:\\o.bkm' WITH METADATA_ONLY, FORMAT"
  expect(messagesOf(desk, backup)).toEqual([3198, 3084, 3087, 4035, 4035, 4035, 3014])
  check(desk, 'ALTER DATABASE Orders SET SUSPEND_FOR_SNAPSHOT_BACKUP = OFF', [3082, 5069])
})

test('files that were copied while suspended restore to that instant, elsewhere and in place', () => {
  const desk = openOrders()
  put(desk, 1)
  check(desk, 'ALTER DATABASE Orders SET SUSPEND_FOR_SNAPSHOT_BACKUP = ON', [])
  copyAway(desk)
  check(desk, "BACKUP DATABASE Orders TO DISK = 'D:\\o.bkm' WITH METADATA_ONLY, FORMAT", [])
  put(desk, 2)
  check(desk, "BACKUP LOG Orders TO DISK = 'D:\\tail.trn'", [])
  const moves = `MOVE 'Orders' TO 'D:\\c.mdf', MOVE 'Old' TO 'D:\\c.ndf', MOVE 'Orders_log' TO 'E:\\c.ldf'`
  const from = "FROM DISK = 'D:\\o.bkm' WITH METADATA_ONLY"
  check(desk, `RESTORE DATABASE Copy ${from}, ${moves}`, [5120, 3013])
  for (const [letter, source, target] of [
    ['D:', 'copyOrders.mdf', 'c.mdf'],
    ['D:', 'copyOld.ndf', 'c.ndf'],
    ['E:', 'copyOrders.ldf', 'c.ldf'],
  ] as const) {
    const volume = desk.server.volumes.get(letter)
    if (volume !== undefined) copyFile(liveView(volume), `\\${source}`, volume, `\\${target}`)
  }
  check(desk, `RESTORE DATABASE Copy ${from}, ${moves}`, [])
  expect(keysIn(desk, 'Copy')).toEqual([1])
  check(desk, `RESTORE DATABASE Orders ${from}`, [3159, 3013])
  check(desk, 'ALTER DATABASE Orders SET OFFLINE WITH ROLLBACK IMMEDIATE', [])
  copyAway(desk, 'copy', '')
  check(desk, `RESTORE DATABASE Orders ${from}, REPLACE, NORECOVERY`, [])
  check(desk, "RESTORE LOG Orders FROM DISK = 'D:\\tail.trn'", [])
  expect(keysIn(desk)).toEqual([1, 2])
})

test('a group is suspended and backed up in one statement', () => {
  const desk = openOrders()
  check(desk, 'CREATE DATABASE Second', [])
  const group = 'ALTER SERVER CONFIGURATION SET SUSPEND_FOR_SNAPSHOT_BACKUP = ON (GROUP ='
  check(desk, `${group} (Orders, Orders))`, [3092, 5069])
  check(desk, `${group} (Orders, master))`, [3091, 5069])
  check(desk, `${group} (Orders, Second), MODE = COPY_ONLY)`, [])
  check(desk, "BACKUP GROUP Orders, Second TO DISK = 'D:\\g.bkm' WITH METADATA_ONLY, FORMAT", [])
  const files = ask(
    desk,
    "RESTORE FILELISTONLY FROM DISK = 'D:\\g.bkm' WITH METADATA_ONLY, DBNAME = 'Second'",
  )
  expect(files.rows.map(([name]) => name)).toEqual(['Second', 'Second_log'])
  check(desk, 'ALTER SERVER CONFIGURATION SET SUSPEND_FOR_SNAPSHOT_BACKUP = ON', [])
  check(desk, "BACKUP SERVER TO DISK = 'D:\\s.bkm' WITH METADATA_ONLY, FORMAT", [])
})

test('a checkpoint waits while the database is suspended, and a cancel ends the wait', () => {
  const desk = openOrders()
  const { sim } = desk.server.host
  check(desk, 'ALTER DATABASE Orders SET SUSPEND_FOR_SNAPSHOT_BACKUP = ON', [])
  const waiting = sim.spawn('checkpoint', asking(desk, 'USE Orders CHECKPOINT'))
  sim.advance(seconds(1))
  expect(waiting.state).toBe('running')
  desk.cancel.cancelled = true
  sim.fire(desk.cancel.signal)
  const { errors } = sim.finish(waiting)
  expect(errors.map(({ number }) => number)).toEqual([0])
})

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
