import { expect, test } from 'vitest'
import { copyFile } from '../../volume/index.js'
import type { FileId } from '../page/index.js'
import { crashInstance, startInstance, viewFiles } from '../recovery/index.js'
import { change, contentOf, insertion, session, transact } from '../recovery/sql.fixture.js'
import { attachMoved } from './copy-of-database.js'
import { prepareSnapshot } from './snapshot-backup.js'
import { backUpMetadata, readMetadataBackup, resume, suspend, suspendStatus } from './suspend.js'
import {
  addBank,
  backUp,
  bankOf,
  besides,
  done,
  imagesOf,
  type Kept,
  makeServer,
  numberOf,
  restoreAll,
  run,
  type Server,
  volumeOf,
} from './vdi.fixture.js'

const ORDERS = { scope: 'database', databases: ['Orders'] } as const
const FILE_BYTES = 64 * 8_192
const MEDIA = { volume: 'F:', path: '\\Orders.bkm' }

function bankServer() {
  const server = makeServer()
  const bank = addBank(server)
  transact(bank, [insertion(1), insertion(2)])
  return { server, bank }
}

/** Suspends, copies the storage, and backs up the metadata. */
function keep(server: Server, copyOnly = false): Kept {
  done(suspend(server.instance, { ...ORDERS, copyOnly }))
  const files = imagesOf(server, 'Orders')
  done(run(server, backUpMetadata(server.instance, ORDERS, MEDIA)))
  const [first] = done(readMetadataBackup(server.instance, MEDIA))
  if (first === undefined) throw new Error('no metadata')
  return { metadata: first.metadata, files, partial: [] }
}

function bytesIn(kept: Kept | undefined): number {
  let sum = 0
  for (const { ranges } of kept?.partial ?? []) for (const { length } of ranges) sum += length
  return sum
}

test('a suspended database is read and not written until its metadata is backed up', () => {
  const { server, bank } = bankServer()
  done(suspend(server.instance, { ...ORDERS, session: 57 }))
  expect(suspendStatus(server.instance)).toMatchObject([
    {
      db_name: 'Orders',
      suspend_session_id: 57,
      is_diff_map_cleared: true,
      is_write_io_frozen: true,
    },
  ])
  const writer = server.sim.spawn('writer', session(bank, [change(1, 5)]))
  while (server.sim.nextAt !== undefined) server.sim.step()
  expect(contentOf(bank).get(1)).toBe('1/0')
  expect(writer.state).toBe('running')
  done(run(server, backUpMetadata(server.instance, ORDERS, MEDIA)))
  expect(server.sim.finish(writer)).toBe(0)
  const ids = server.instance.host.logs.Application.map(({ id }) => id)
  expect(ids).toEqual([3083, 3197, 3086, 3198, 3084, 3087, 3014])
})

test('what was copied under the suspension is restored, and differentials go on it', () => {
  const { server, bank } = bankServer()
  const full = keep(server)
  transact(bank, [insertion(3)])
  const chain = [full, backUp(server, 'differential')]
  expect(bytesIn(chain[1])).toBeLessThan(FILE_BYTES)
  expect(contentOf(restoreAll(server, chain, besides(chain))).size).toBe(3)
})

test('files copied under the suspension are attached by their new places', () => {
  const { server, bank } = bankServer()
  const ids = viewFiles(bank.database).map(({ id }) => id)
  const kept = keep(server, true)
  const places = new Map(
    kept.files.map(({ view, place }, index) => {
      const to = { volume: 'F:', path: `\\Copy${place.path.slice(1)}` }
      expect(copyFile(view, place.path, volumeOf(server.volumes, 'F:'), to.path).ok).toBe(true)
      return [ids[index] ?? (0 as FileId), to]
    }),
  )
  transact(bank, [insertion(3)])
  done(run(server, attachMoved(server.instance, 'Copy', places)))
  expect([...contentOf(bankOf(server, 'Copy')).keys()]).toEqual([1, 2])
  crashInstance(server.instance)
  startInstance(server.instance)
  expect([...contentOf(bankOf(server, 'Copy')).keys()]).toEqual([1, 2])
  expect([...contentOf(bankOf(server)).keys()]).toEqual([1, 2, 3])
})

test('released without a backup the map is unusable: differentials hold the whole database', () => {
  const { server, bank } = bankServer()
  const full = backUp(server, 'full')
  transact(bank, [insertion(3)])
  done(suspend(server.instance, ORDERS))
  done(resume(server.instance, ORDERS))
  transact(bank, [insertion(4)])
  crashInstance(server.instance)
  done(startInstance(server.instance) as never)
  const differential = backUp(server, 'differential')
  expect(bytesIn(differential)).toBe(FILE_BYTES)
  const chain = [full, differential]
  expect(contentOf(restoreAll(server, chain, besides(chain))).size).toBe(4)
  expect(keep(server).metadata.length).toBeGreaterThan(0)
  expect(bytesIn(backUp(server, 'differential'))).toBeLessThan(FILE_BYTES)
})

test('a copy-only suspension leaves the map and the base alone', () => {
  const { server, bank } = bankServer()
  const full = backUp(server, 'full')
  transact(bank, [insertion(3)])
  keep(server, true)
  const chain = [full, backUp(server, 'differential')]
  expect(contentOf(restoreAll(server, chain, besides(chain))).size).toBe(3)
})

test('a restart ends a suspension', () => {
  const { server } = bankServer()
  done(suspend(server.instance, ORDERS))
  crashInstance(server.instance)
  done(startInstance(server.instance) as never)
  expect(suspendStatus(server.instance)).toEqual([])
  expect(transact(bankOf(server), [insertion(9)])).toBe(true)
  expect(numberOf(resume(server.instance, ORDERS))).toBe(3082)
})

test('suspensions are refused with their numbers, and then nothing is suspended', () => {
  const { server } = bankServer()
  const { instance } = server
  const group = (...databases: string[]) => ({ scope: 'group', databases }) as const
  const many = Array.from({ length: 65 }, (_, index) => `db${index}`)
  expect(numberOf(suspend(instance, group('Orders', 'orders')))).toBe(3092)
  expect(numberOf(suspend(instance, group('Orders', 'master')))).toBe(3091)
  expect(numberOf(suspend(instance, group('Orders', 'Nobody')))).toBe(911)
  expect(numberOf(suspend(instance, group(...many)))).toBe(925)
  expect(numberOf(suspend(makeServer().instance, { scope: 'server' }))).toBe(3094)
  expect(numberOf(resume(instance, ORDERS))).toBe(3082)
  expect(numberOf(run(server, backUpMetadata(instance, ORDERS, MEDIA)))).toBe(3082)
  expect(suspendStatus(instance)).toEqual([])
  done(suspend(instance, ORDERS))
  expect(numberOf(suspend(instance, ORDERS))).toBe(3081)
  expect(numberOf(prepareSnapshot(instance, { kind: 'full', databases: ['Orders'] }))).toBe(3090)
  done(resume(instance, ORDERS))
  done(prepareSnapshot(instance, { kind: 'full', databases: ['Orders'] }))
  expect(numberOf(suspend(instance, ORDERS))).toBe(3090)
})

test('a server whose databases have changed since is not backed up as a whole', () => {
  const { server } = bankServer()
  done(suspend(server.instance, { scope: 'server' }))
  addBank(server, {
    name: 'Ledger',
    dataFiles: [{ logicalName: 'Ledger', volume: 'D:', path: '\\Ledger.mdf', sizePages: 64 }],
    logFiles: [{ logicalName: 'Ledger_log', volume: 'E:', path: '\\Ledger.ldf', sizePages: 64 }],
  })
  expect(numberOf(run(server, backUpMetadata(server.instance, { scope: 'server' }, MEDIA)))).toBe(
    3093,
  )
})
