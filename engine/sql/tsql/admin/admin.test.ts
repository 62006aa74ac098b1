import { expect, test } from 'vitest'
import { seconds } from '../../../base/units.js'
import {
  copyFile,
  liveView,
  readFile,
  setFileLength,
  statFile,
  writeFile,
} from '../../../volume/index.js'
import { ask, asking, openDesk } from './admin.fixture.js'

import { check, copyAway, keysIn, messagesOf, openOrders, put } from './orders.fixture.js'

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

test('of a set that was cut short nothing stays when another follows', () => {
  const desk = openOrders()
  put(desk, 1)
  check(desk, "BACKUP DATABASE Orders TO DISK = 'D:\\cut.bak'", [])
  const volume = desk.server.volumes.get('D:')
  if (volume === undefined) throw new Error('no volume')
  const first = statFile(volume, '\\cut.bak')
  put(desk, 2)
  check(desk, "BACKUP DATABASE Orders TO DISK = 'D:\\cut.bak'", [])
  const cut = (first.ok ? first.value.sizeBytes : 0) + 100_000
  expect(setFileLength(volume, '\\cut.bak', cut).ok).toBe(true)
  expect(ask(desk, "RESTORE HEADERONLY FROM DISK = 'D:\\cut.bak'").rows).toHaveLength(1)
  put(desk, 3)
  check(desk, "BACKUP DATABASE Orders TO DISK = 'D:\\cut.bak'", [])
  expect(ask(desk, "RESTORE HEADERONLY FROM DISK = 'D:\\cut.bak'").rows).toHaveLength(2)
  check(desk, "RESTORE DATABASE Orders FROM DISK = 'D:\\cut.bak' WITH FILE = 2, REPLACE", [])
  expect(keysIn(desk)).toEqual([1, 2, 3])
})

test('a database that somebody is in is not restored over', () => {
  const desk = openOrders()
  check(desk, "BACKUP DATABASE Orders TO DISK = 'D:\\x.bak'", [])
  const other = openDesk(desk.server)
  check(other, 'USE Orders', [])
  check(desk, "RESTORE DATABASE Orders FROM DISK = 'D:\\x.bak' WITH REPLACE", [3101, 3013])
  check(other, 'USE master', [])
  check(desk, "RESTORE DATABASE Orders FROM DISK = 'D:\\x.bak' WITH REPLACE", [])
})

test('files of another database are refused before anything is touched', () => {
  const desk = openOrders()
  put(desk, 1)
  check(desk, 'CREATE DATABASE Other', [])
  check(desk, 'ALTER DATABASE Other SET SUSPEND_FOR_SNAPSHOT_BACKUP = ON', [])
  check(desk, "BACKUP DATABASE Other TO DISK = 'D:\\other.bkm' WITH METADATA_ONLY, FORMAT", [])
  check(desk, 'ALTER DATABASE Orders SET SUSPEND_FOR_SNAPSHOT_BACKUP = ON', [])
  copyAway(desk)
  check(desk, 'ALTER DATABASE Orders SET SUSPEND_FOR_SNAPSHOT_BACKUP = OFF', [])
  const moves = "MOVE 'Other' TO 'D:\\copyOrders.mdf', MOVE 'Other_log' TO 'E:\\copyOrders.ldf'"
  const { errors } = ask(
    desk,
    `RESTORE DATABASE Third FROM DISK = 'D:\\other.bkm' WITH METADATA_ONLY, ${moves}`,
  )
  expect(errors.at(-1)?.number).toBe(3013)
  expect(desk.server.instance.databases.has('third')).toBe(false)
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
