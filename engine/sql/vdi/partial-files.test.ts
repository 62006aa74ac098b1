import { expect, test } from 'vitest'
import { markChanged } from '../allocation/index.js'
import { type FileId, pageId } from '../page/index.js'
import { addFile, enlargeFile, removeFile, shrinkFile } from '../recovery/index.js'
import { insertion, online, transact } from '../recovery/sql.fixture.js'
import { finishSnapshot } from './complete.js'
import { freezeSnapshot, thawSnapshot } from './freeze-thaw.js'
import { decodeMetadata } from './metadata.js'
import { collectPartialFiles, SHRINK_DISABLED_POINT } from './partial-files.js'
import { prepareSnapshot } from './snapshot-backup.js'
import { addBank, backUp, done, makeServer, numberOf, run, type Server } from './vdi.fixture.js'

const EXTENT = 65_536
const REQUEST = { kind: 'differential', databases: ['Orders'] } as const

function bankServer() {
  const server = makeServer()
  const bank = addBank(server)
  transact(bank, [insertion(1), insertion(2)])
  return { server, bank }
}

function thawed(server: Server) {
  const backup = done(prepareSnapshot(server.instance, REQUEST))
  done(run(server, freezeSnapshot(backup)))
  done(thawSnapshot(backup))
  return backup
}

const MORE = { logicalName: 'More', volume: 'F:', path: '\\More.ndf', sizePages: 128 }

test('every data file is named, an unchanged one with its header page alone', () => {
  const { server, bank } = bankServer()
  done(addFile(bank.database, online(bank), 'rows', MORE))
  backUp(server, 'full')
  const files = done(collectPartialFiles(thawed(server), 'Orders'))
  expect(files.map(({ volume, path }) => volume + path)).toEqual(['D:\\Orders.mdf', 'F:\\More.ndf'])
  expect(files[1]?.text).toBe('0:8192')
})

test('a file that was dropped is not named', () => {
  const { server, bank } = bankServer()
  done(addFile(bank.database, online(bank), 'rows', MORE))
  backUp(server, 'full')
  done(removeFile(online(bank), 'More'))
  expect(done(collectPartialFiles(thawed(server), 'Orders'))).toHaveLength(1)
})

test('maps that came with growth are in, and nothing behind the end of the snapshot', () => {
  const { server, bank } = bankServer()
  backUp(server, 'full')
  done(enlargeFile(online(bank), 'Orders', 8_096))
  const backup = thawed(server)
  done(enlargeFile(online(bank), 'Orders', 16_384))
  const [orders] = done(collectPartialFiles(backup, 'Orders'))
  const last = orders?.ranges.at(-1)
  expect(last).toEqual({ offset: 8_088 * 8_192, length: EXTENT })
})

test('shrinking is disabled before the first file is looked at', () => {
  const { server, bank } = bankServer()
  done(enlargeFile(online(bank), 'Orders', 512))
  backUp(server, 'full')
  const backup = thawed(server)
  const numbers: number[] = []
  const run = () => numbers.push(numberOf(shrinkFile(online(bank), 'Orders')))
  server.sim.points.arm({ point: SHRINK_DISABLED_POINT, occurrence: 1, run })
  const before = online(bank).storage.files.get(1 as FileId)?.entry.sizePages
  done(collectPartialFiles(backup, 'Orders'))
  expect(numbers).toEqual([3023])
  expect(online(bank).storage.files.get(1 as FileId)?.entry.sizePages).toBe(before)
})

test('range text of exactly the limit is given, one byte more is refused and is no backup', () => {
  const { server, bank } = bankServer()
  done(enlargeFile(online(bank), 'Orders', 8_192))
  const base = done(decodeMetadata(backUp(server, 'full').metadata))
  const { storage } = online(bank)
  for (let extent = 100; extent < 900; extent += 2)
    done(markChanged(storage, pageId(1 as FileId, extent * 8), storage.log.end))
  const files = done(collect())
  const length = files.reduce((sum, { text }) => sum + text.length, 0)
  expect(length).toBeGreaterThan(4_000)
  expect(numberOf(collect(length - 1))).toBe(3012)
  expect(done(collect(length))).toEqual(files)
  const after = done(decodeMetadata(backUp(server, 'differential').metadata))
  expect(after.base?.id).toBe(base.id)

  function collect(textBytesMax?: number) {
    const backup = thawed(server)
    const collected = collectPartialFiles(backup, 'Orders', textBytesMax)
    if (collected.ok) done(finishSnapshot(backup, 'Orders'))
    return collected
  }
})
