import { expect, test } from 'vitest'
import { placeFault } from '../../sim/index.js'
import { historyRows } from '../backup/index.js'
import { refuseSql } from '../page/index.js'
import {
  addFile,
  crashInstance,
  shrinkFile,
  startInstance,
  takeCheckpoint,
} from '../recovery/index.js'
import { change, contentOf, insertion, online, session, transact } from '../recovery/sql.fixture.js'
import { completeSnapshot } from './complete.js'
import { abortSnapshot, freezeSnapshot, thawSnapshot } from './freeze-thaw.js'
import { decodeMetadata } from './metadata.js'
import { prepareSnapshot } from './snapshot-backup.js'
import {
  addBank,
  backUp,
  bankOf,
  done,
  makeServer,
  numberOf,
  run,
  snapshot,
} from './vdi.fixture.js'

const FULL = { kind: 'full', databases: ['Orders'] } as const
const DIFFERENTIAL = { kind: 'differential', databases: ['Orders'] } as const

function bankServer() {
  const server = makeServer()
  const bank = addBank(server)
  transact(bank, [insertion(1), insertion(2)])
  return { server, bank }
}

function events({ instance }: ReturnType<typeof makeServer>): number[] {
  return instance.host.logs.Application.map(({ id }) => id)
}

test('while a database is frozen its writers wait and its readers go on', () => {
  const { server, bank } = bankServer()
  const backup = done(prepareSnapshot(server.instance, FULL))
  done(run(server, freezeSnapshot(backup)))
  const writer = server.sim.spawn('writer', session(bank, [change(1, 500)]))
  while (server.sim.nextAt !== undefined) server.sim.step()
  expect(contentOf(bank).get(1)).toBe('1/0')
  expect(writer.state).toBe('running')
  done(thawSnapshot(backup))
  expect(server.sim.finish(writer)).toBe(0)
  expect(contentOf(bank).get(1)).toBe('500/0')
  expect(events(server)).toEqual([3197, 3198])
})

test('all databases are frozen before any goes on, and one that cannot be frozen ends it for all', () => {
  const { server, bank } = bankServer()
  const other = addBank(server, {
    name: 'Ledger',
    dataFiles: [{ logicalName: 'Ledger', volume: 'D:', path: '\\Ledger.mdf', sizePages: 64 }],
    logFiles: [{ logicalName: 'Ledger_log', volume: 'E:', path: '\\Ledger.ldf', sizePages: 64 }],
  })
  const backup = done(
    prepareSnapshot(server.instance, { kind: 'full', databases: ['Orders', 'Ledger'] }),
  )
  const fault = placeFault(server.sim.faults, {
    name: 'stuck',
    kind: 'freeze-stuck',
    where: 'Ledger',
    parameters: {},
    placedAt: server.sim.now,
  })
  const freezing = server.sim.spawn('freeze', freezeSnapshot(backup))
  server.sim.advance(5_000_000 as never)
  expect(freezing.state).toBe('running')
  expect(online(bank).freeze.kind).toBe('frozen')
  expect(fault.effects.length).toBeGreaterThan(0)
  abortSnapshot(backup, refuseSql('CONNECTION_BROKEN').error)
  expect(numberOf(server.sim.finish(freezing) as never)).toBe(10054)
  expect(online(bank).freeze.kind).toBe('none')
  expect(online(other).backup).toBeUndefined()
})

test('a differential without a full backup is refused, and nothing is begun', () => {
  const { server, bank } = bankServer()
  const refused = prepareSnapshot(server.instance, DIFFERENTIAL)
  expect(numberOf(refused)).toBe(3035)
  expect(online(bank).backup).toBeUndefined()
  expect(events(server)).toEqual([3041])
})

test('of master only full backups are made, of tempdb none', () => {
  const { server } = bankServer()
  const of = (name: string, kind: 'full' | 'differential') =>
    numberOf(prepareSnapshot(server.instance, { kind, databases: [name] }))
  expect(of('master', 'differential')).toBe(3024)
  expect(of('tempdb', 'full')).not.toBe(0)
})

test('a server short of threads begins none of the backups', () => {
  const { server, bank } = bankServer()
  const databases = ['master', 'model', 'Orders']
  const refused = prepareSnapshot(server.instance, { kind: 'full', databases, workersMax: 8 })
  expect(numberOf(refused)).toBe(3224)
  expect(online(bank).backup).toBeUndefined()
  expect(prepareSnapshot(server.instance, { kind: 'full', databases, workersMax: 9 }).ok).toBe(true)
})

test('a second backup and changes of files are refused while one is under way', () => {
  const { server, bank } = bankServer()
  const backup = done(prepareSnapshot(server.instance, FULL))
  expect(numberOf(prepareSnapshot(server.instance, FULL))).toBe(3023)
  expect(numberOf(shrinkFile(online(bank), 'Orders'))).toBe(3023)
  const file = { logicalName: 'More', volume: 'F:', path: '\\More.ndf', sizePages: 16 }
  expect(numberOf(addFile(bank.database, online(bank), 'rows', file))).toBe(3023)
  abortSnapshot(backup, refuseSql('CONNECTION_BROKEN').error)
  done(addFile(bank.database, online(bank), 'rows', file))
})

test('an instance that dies while a database is frozen fails its backup', () => {
  const { server } = bankServer()
  const backup = done(prepareSnapshot(server.instance, FULL))
  done(run(server, freezeSnapshot(backup)))
  crashInstance(server.instance)
  expect(numberOf(thawSnapshot(backup))).toBe(10054)
  done(startInstance(server.instance) as never)
  const bank = bankOf(server)
  expect(transact(bank, [insertion(3)])).toBe(true)
  expect(done(run(server, completeSnapshot(backup, 'Orders', true)))).toBeUndefined()
  expect(numberOf(prepareSnapshot(server.instance, DIFFERENTIAL))).toBe(3035)
})

test('without BackupComplete, or after a failed one, a full backup is no base', () => {
  const { server } = bankServer()
  const { backup } = run(server, snapshot(server, 'full'))
  expect(numberOf(prepareSnapshot(server.instance, DIFFERENTIAL))).toBe(3035)
  done(run(server, completeSnapshot(backup, 'Orders', false)))
  expect(numberOf(prepareSnapshot(server.instance, DIFFERENTIAL))).toBe(3035)
})

test('a copy-only backup leaves the base where it was', () => {
  const { server, bank } = bankServer()
  const full = done(decodeMetadata(backUp(server, 'full').metadata))
  transact(bank, [insertion(3)])
  backUp(server, 'copy-only')
  const differential = done(decodeMetadata(backUp(server, 'differential').metadata))
  expect(differential.base?.id).toBe(full.id)
})

test('what changed between the snapshot and its commit stays marked', () => {
  const { server, bank } = bankServer()
  done(takeCheckpoint(online(bank)))
  backUp(server, 'full')
  const unchanged = backUp(server, 'differential').partial
  const { backup } = run(
    server,
    snapshot(server, 'full', ['Orders'], {
      *whenThawed() {
        yield* session(bank, [change(1, 77)])
      },
    }),
  )
  done(run(server, completeSnapshot(backup, 'Orders', true)))
  const after = backUp(server, 'differential').partial
  const bytes = (files: typeof after) =>
    files.flatMap(({ ranges }) => ranges).reduce((sum, { length }) => sum + length, 0)
  expect(bytes(after)).toBeGreaterThan(bytes(unchanged))
})

test('msdb has a row of each backup that was completed, and of no other', () => {
  const { server } = bankServer()
  backUp(server, 'full')
  backUp(server, 'differential')
  run(server, snapshot(server, 'full'))
  const rows = done(historyRows(server.instance, 'backupset'))
  expect(rows).toHaveLength(2)
  const families = done(historyRows(server.instance, 'backupmediafamily'))
  expect(families.map((row) => row[3])).toEqual([7, 7])
})
