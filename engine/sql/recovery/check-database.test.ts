import { expect, test } from 'vitest'
import { readFile, writeFile } from '../../volume/index.js'
import { setHeapBit } from '../allocation/heap.js'
import { inDurableTransaction } from '../allocation/index.js'
import { type ExtentNumber, type FileId, firstPageOf, PAGE_BYTES } from '../page/index.js'
import { checkDatabase } from './check-database.js'
import {
  begin,
  changeExtents,
  commit,
  createTable,
  EXTENT_TABLE,
  fileNamed,
  type Online,
  peekAll,
  requireOnline,
  takeCheckpoint,
} from './database/index.js'
import { createBank, makeServer } from './server.fixture.js'
import { ACCOUNTS, run, succeeded } from './sql.fixture.js'

const BODY = 'x'.repeat(8_000)

function filled(): { online: Online; file: string; extents: ExtentNumber[] } {
  const server = makeServer()
  const online = succeeded(requireOnline(createBank(server)))
  const table = succeeded(createTable(online, EXTENT_TABLE))
  const [data] = [...online.storage.files.values()]
  const file = data?.entry.logicalName ?? ''
  const work = function* () {
    const transaction = begin(online)
    const wanted = { file, count: 4, every: 2, body: BODY }
    const changed = yield* changeExtents(online, transaction, table, wanted)
    succeeded(yield* commit(online, transaction))
    return changed
  }
  const extents = succeeded(run(server.host.sim, work()))
  succeeded(takeCheckpoint(online))
  return { online, file, extents }
}

test('a database as it should be has no errors', () => {
  const { online } = filled()
  expect(checkDatabase(online)).toEqual([])
})

test('a page that is damaged on the disk is found, whatever is in memory', () => {
  const { online, file, extents } = filled()
  const data = fileNamed(online.storage, file)
  if (data === undefined) throw new Error('no file')
  const page = firstPageOf(extents[1] as ExtentNumber)
  const at = { offset: page * PAGE_BYTES + 200, length: 1 }
  const read = readFile(data.volume, data.handle, at)
  const byte = read.ok ? Number(read.value[0]) : 0
  writeFile(data.volume, data.handle, { offset: at.offset, bytes: Uint8Array.of(byte ^ 0xff) })
  expect(checkDatabase(online)).toEqual([expect.stringContaining(`page 1:${page} of ${file}`)])
})

test('an extent of two tables is found', () => {
  const { online, extents } = filled()
  const accounts = online.tables.get(ACCOUNTS.name.toLowerCase())
  if (accounts === undefined) throw new Error('no table')
  const stolen = { file: 1 as FileId, extent: extents[0] as ExtentNumber, on: true }
  succeeded(
    inDurableTransaction(online.storage, (transaction) =>
      setHeapBit(online.storage, transaction, accounts.heap, stolen),
    ),
  )
  expect(checkDatabase(online)).toEqual([
    expect.stringMatching(new RegExp(`extent 1:${extents[0]} belongs to .* and to `)),
  ])
})

test('rows of extents lie apart as asked, and a second change leaves them where they are', () => {
  const { online, file, extents } = filled()
  const steps = extents.slice(1).map((extent, index) => extent - Number(extents[index]))
  expect(steps.every((step) => step >= 2)).toBe(true)
  const table = online.tables.get(EXTENT_TABLE.name)
  if (table === undefined) throw new Error('no table')
  const transaction = begin(online)
  const again = { file, count: 5, every: 1, body: 'y'.repeat(8_000) }
  const changed = succeeded(
    run(online.storage.sim, changeExtents(online, transaction, table, again)),
  )
  expect(changed.slice(0, 4)).toEqual(extents)
  expect(changed[4]).toBeGreaterThan(Number(extents[3]))
  expect(succeeded(peekAll(online, table))).toHaveLength(5)
})
