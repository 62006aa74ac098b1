import { expect, test } from 'vitest'
import { present } from '../../base/assert.js'
import { freeBytes, openFile, setFileLength, statFile } from '../../volume/index.js'
import {
  crashInstance,
  findTable,
  requireOnline,
  type SqlValue,
  setEmergency,
  setOffline,
  startInstance,
} from '../recovery/index.js'
import { bankOf, createBank, makeServer, type Server } from '../recovery/server.fixture.js'
import { contentOf, insertion, run, succeeded, transact } from '../recovery/sql.fixture.js'
import { COPY, done, mediaOf, numberOf } from './backup.fixture.js'
import { historyRows } from './history.js'
import { BACKUP_SET, RESTORE_HISTORY } from './history-tables.js'
import {
  type AnyBackup,
  backUpOn,
  recoverOn,
  restoreDifferentialOn,
  restoreLogOn,
  restoreOn,
} from './on-instance.js'
import { readBackupSet } from './restore.js'

function server(): Server {
  const made = makeServer()
  createBank(made, { recoveryModel: 'FULL' })
  transact(bankOf(made), [insertion(1)])
  return made
}

function backUp({ host, instance }: Server, type: AnyBackup['type'], name: string = type) {
  return run(host.sim, backUpOn(instance, 'Orders', { type, media: mediaOf(name) }))
}

/** The rows of a history table, each by column. */
function rowsOf({ instance }: Server, table: typeof BACKUP_SET): Record<string, SqlValue>[] {
  return done(historyRows(instance, table.name)).map((row) =>
    Object.fromEntries(table.columns.map(({ name }, index) => [name, row[index] ?? null])),
  )
}

test('msdb tells each backup and restore, over a restart too', () => {
  const all = server()
  for (const type of ['full', 'log', 'differential', 'copy-only', 'log'] as const)
    done(backUp(all, type, `${type}.bak`))
  crashInstance(all.instance)
  expect(startInstance(all.instance).ok).toBe(true)
  const rows = rowsOf(all, BACKUP_SET)
  expect(rows.map((row) => row['type'])).toEqual(['D', 'L', 'I', 'D', 'L'])
  expect(rows.map((row) => row['is_copy_only'])).toEqual([0, 0, 0, 1, 0])
  expect(rows.map((row) => row['begins_log_chain'])).toEqual([0, 1, 0, 0, 0])
  const [full, log, differential, , last] = rows
  expect(differential?.['differential_base_guid']).toBe(full?.['backup_set_uuid'])
  expect(differential?.['differential_base_lsn']).toBe(full?.['checkpoint_lsn'])
  expect(last?.['first_lsn']).toBe(log?.['last_lsn'])
  const { instance, host } = all
  const media = mediaOf('full.bak')
  done(run(host.sim, restoreOn(instance, 'Copy', { media, move: COPY, replace: true })))
  expect(rowsOf(all, RESTORE_HISTORY)).toMatchObject([
    { destination_database_name: 'Copy', backup_set_uuid: full?.['backup_set_uuid'] },
  ])
})

test('without msdb a backup is good, and says 3009', () => {
  const all = server()
  const msdb = all.instance.databases.get('msdb')
  if (msdb === undefined) throw new Error('no msdb')
  msdb.state = { kind: 'offline' }
  expect(done(backUp(all, 'full')).history?.number).toBe(3009)
  expect(readBackupSet(all.volumes, mediaOf('full')).ok).toBe(true)
})

test('a database restored under another name is there after a restart, in every step', () => {
  const all = server()
  const { host, instance } = all
  done(backUp(all, 'full'))
  transact(bankOf(all), [insertion(2)])
  done(backUp(all, 'log'))
  const again = () => {
    crashInstance(instance)
    expect(startInstance(instance).ok).toBe(true)
  }
  done(run(host.sim, restoreOn(instance, 'Copy', { media: mediaOf('full'), move: COPY })))
  again()
  expect(numberOf(requireOnline(bankOf(all, 'Copy').database))).toBe(927)
  done(run(host.sim, restoreLogOn(instance, 'Copy', { media: mediaOf('log') })))
  again()
  done(run(host.sim, recoverOn(instance, 'Copy')))
  again()
  expect([...contentOf(bankOf(all, 'Copy')).keys()]).toEqual([1, 2])
  expect([...contentOf(bankOf(all)).keys()]).toEqual([1, 2])
})

test('a set of another name or another database is refused, and in emergency every backup', () => {
  const all = server()
  const { host, instance } = all
  done(backUp(all, 'full'))
  const options = { media: mediaOf('full'), move: COPY }
  done(run(host.sim, restoreOn(instance, 'Copy', options)))
  done(run(host.sim, recoverOn(instance, 'Copy')))
  expect(numberOf(run(host.sim, restoreOn(instance, 'Copy', options)))).toBe(3141)
  expect(numberOf(run(host.sim, restoreOn(instance, 'master', options)))).not.toBe(0)
  succeeded(run(host.sim, setOffline(instance, 'Orders')))
  succeeded(run(host.sim, setEmergency(instance, 'Orders')))
  expect(numberOf(backUp(all, 'full'))).toBe(3033)
  expect(numberOf(backUp(all, 'log'))).toBe(3033)
  expect(findTable(succeeded(requireOnline(bankOf(all, 'Copy').database)), 'Accounts').ok).toBe(
    true,
  )
})

test('only a full backup makes a database, and the log of master is not backed up', () => {
  const all = server()
  for (const type of ['full', 'log', 'differential'] as const) done(backUp(all, type))
  const { host, instance } = all
  const log = run(host.sim, restoreLogOn(instance, 'Copy', { media: mediaOf('log') }))
  expect(numberOf(log)).toBe(3118)
  const options = { media: mediaOf('differential') }
  expect(numberOf(run(host.sim, restoreDifferentialOn(instance, 'Copy', options)))).toBe(3118)
  const master = backUpOn(instance, 'master', { type: 'log', media: mediaOf('master') })
  expect(numberOf(run(host.sim, master))).toBe(4212)
  expect(instance.databases.has('copy')).toBe(false)
})

test('without room on the disk a restore makes nothing', () => {
  const all = server()
  done(backUp(all, 'full'))
  const { host, instance, volumes } = all
  const disk = present(volumes.get('F:'), 'F:')
  const room = freeBytes(disk)
  const handle = openFile(disk, '\\filler', { access: 'write', disposition: 'create' })
  if (!handle.ok || !room.ok) throw new Error('no filler')
  setFileLength(disk, handle.value, room.value - 100_000)
  const options = { media: mediaOf('full'), move: COPY }
  expect(numberOf(run(host.sim, restoreOn(instance, 'Copy', options)))).toBe(3257)
  expect(instance.databases.has('copy')).toBe(false)
  expect(statFile(disk, COPY.Orders.path).ok).toBe(false)
})
