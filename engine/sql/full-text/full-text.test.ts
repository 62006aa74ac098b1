import { expect, test } from 'vitest'
import { fork } from '../../base/fork.js'
import { seconds } from '../../base/units.js'
import { later, sleepUntil } from '../../sim/index.js'
import {
  deleteFile,
  holdWrites,
  listFolder,
  putFile,
  readFile,
  releaseWrites,
  type Volume,
  writeFile,
} from '../../volume/index.js'
import { begin, crashDatabase, freeze, openDatabase, rollback, thaw } from '../recovery/index.js'
import {
  errorOf,
  execute,
  type Fixture,
  makeBank,
  online,
  run,
  type Statement,
  succeeded,
  transact,
} from '../recovery/sql.fixture.js'
import {
  catalogsOf,
  checkIndex,
  crawl,
  createCatalog,
  createFullTextIndex,
  dropCatalog,
  dropFullTextIndex,
  FULL_TEXT_WRITE_POINT,
  keysContaining,
  mergeFragments,
  recoverIndex,
  recoverIndexes,
  relocateCatalog,
} from './index.js'

const PLACE = { name: 'foo', volume: 'F:', path: '\\ft\\foo' }
const CLEAN = { missing: [], stale: [], surplus: [], damaged: [], leftOver: [] }

function say(id: number, note: string): Statement {
  return { kind: 'insert', row: [id, 0n, note] }
}

function resay(id: number, note: string): Statement {
  return { kind: 'update', row: [id, 0n, note] }
}

/** A bank whose notes are indexed in the catalog `foo` on F:. */
function library(...notes: string[]): Fixture {
  const bank = makeBank()
  const { sim, database } = bank
  notes.forEach((note, index) => {
    transact(bank, [say(index + 1, note)])
  })
  succeeded(run(sim, createCatalog(database, PLACE)))
  const index = { table: 'Accounts', column: 'note', catalog: 'foo' }
  succeeded(run(sim, createFullTextIndex(database, index)))
  succeeded(run(sim, crawl(database, 'Accounts')))
  return bank
}

function hits(bank: Fixture, text: string): unknown[] {
  return succeeded(keysContaining(bank.database, 'Accounts', text))
}

function disk(bank: Fixture): Volume {
  const volume = bank.volumes.get('F:')
  if (volume === undefined) throw new Error('there is no F:')
  return volume
}

/** All files below the folder, by path, with when they were last written. */
function filesBelow(volume: Volume, path: string): Map<string, number> {
  const files = new Map<string, number>()
  const listed = listFolder(volume, path)
  for (const { name, kind, modifiedAt } of listed.ok ? listed.value : []) {
    if (kind === 'file') files.set(`${path}\\${name}`, modifiedAt)
    else for (const [below, at] of filesBelow(volume, `${path}\\${name}`)) files.set(below, at)
  }
  return files
}

function fragments(bank: Fixture): string[] {
  return [...filesBelow(disk(bank), '\\ft\\foo').keys()].filter((file) => file.endsWith('.idx'))
}

function wait(bank: Fixture, count: number): void {
  run(bank.sim, sleepUntil(later(bank.sim.now, seconds(count))))
}

test('a query finds the rows whose text holds all the words, whatever their case', () => {
  const bank = library('The quick brown fox', 'A slow fox', 'Straße und Über-Maß', '')
  expect(hits(bank, 'fox')).toEqual([1, 2])
  expect(hits(bank, 'FOX quick')).toEqual([1])
  expect(hits(bank, 'über')).toEqual([3])
  expect(hits(bank, 'fo')).toEqual([])
  expect(succeeded(checkIndex(bank.database, 'Accounts'))).toEqual(CLEAN)
})

test('the words are on the disk, in a folder with folders below it', () => {
  const bank = library('xylophone')
  const files = [...filesBelow(disk(bank), '\\ft\\foo').keys()]
  expect(files).toHaveLength(3)
  expect(files.some((file) => file.split('\\').length > 4)).toBe(true)
  const [fragment = ''] = fragments(bank)
  const bytes = readFile(disk(bank), fragment)
  const text = String.fromCharCode(...(bytes.ok ? bytes.value : []).filter((byte) => byte !== 0))
  expect(text).toContain('xylophone')
})

test('a crawl writes only what changed, and only such files get a new time', () => {
  const bank = library('one', 'two', 'three')
  const before = filesBelow(disk(bank), '\\ft\\foo')
  wait(bank, 60)
  transact(bank, [resay(2, 'zwei'), { kind: 'delete', key: 3 }, say(4, 'four')])
  expect(hits(bank, 'two')).toEqual([2])
  expect(succeeded(checkIndex(bank.database, 'Accounts'))).toMatchObject({
    missing: [4],
    stale: [2],
    surplus: [3],
  })
  const crawled = succeeded(run(bank.sim, crawl(bank.database, 'Accounts')))
  expect(crawled).toEqual({ indexed: 2, deleted: 1, fragments: 1 })
  expect(hits(bank, 'two')).toEqual([])
  expect(hits(bank, 'zwei')).toEqual([2])
  expect(hits(bank, 'three')).toEqual([])
  const after = filesBelow(disk(bank), '\\ft\\foo')
  const kept = [...before].filter(([file, at]) => after.get(file) === at)
  expect(kept).toHaveLength(before.size - 1)
  expect(after.size).toBe(before.size + 1)
  expect(succeeded(run(bank.sim, crawl(bank.database, 'Accounts'))).fragments).toBe(0)
})

test('a merge makes one file of many and deletes the others', () => {
  const bank = library('one', 'two')
  transact(bank, [resay(2, 'zwei'), say(3, 'drei')])
  succeeded(run(bank.sim, crawl(bank.database, 'Accounts')))
  transact(bank, [{ kind: 'delete', key: 1 }])
  succeeded(run(bank.sim, crawl(bank.database, 'Accounts')))
  const before = fragments(bank)
  expect(before).toHaveLength(3)
  succeeded(run(bank.sim, mergeFragments(bank.database, 'Accounts')))
  expect(fragments(bank)).toHaveLength(1)
  expect(before).not.toContain(fragments(bank)[0])
  expect(succeeded(checkIndex(bank.database, 'Accounts'))).toEqual(CLEAN)
  expect(hits(bank, 'one')).toEqual([])
})

test('a lost, an old and a surplus file each give wrong answers that the check names', () => {
  const bank = library('one', 'two')
  const volume = disk(bank)
  transact(bank, [resay(1, 'uno'), { kind: 'delete', key: 2 }, say(3, 'tres')])
  const saved = fragments(bank).map((file) => {
    const bytes = readFile(volume, file)
    return { file, bytes: bytes.ok ? bytes.value : new Uint8Array(0) }
  })
  succeeded(run(bank.sim, crawl(bank.database, 'Accounts')))
  const lost = fork(bank)
  deleteFile(disk(lost), fragments(lost)[1] ?? '')
  expect(hits(lost, 'tres')).toEqual([])
  expect(hits(lost, 'one')).toEqual([1])
  expect(succeeded(checkIndex(lost.database, 'Accounts'))).toMatchObject({
    missing: [3],
    stale: [1],
    surplus: [2],
  })
  // The merge drops what was deleted; a file from before it brings that back.
  succeeded(run(bank.sim, mergeFragments(bank.database, 'Accounts')))
  expect(hits(bank, 'two')).toEqual([])
  for (const { file, bytes } of saved) expect(putFile(volume, file, bytes).ok).toBe(true)
  expect(hits(bank, 'two')).toEqual([2])
  const check = succeeded(checkIndex(bank.database, 'Accounts'))
  expect(check.surplus).toEqual([2])
  expect(check.leftOver).toHaveLength(1)
  succeeded(run(bank.sim, recoverIndex(bank.database, 'Accounts')))
  expect(succeeded(checkIndex(bank.database, 'Accounts'))).toEqual(CLEAN)
})

test('a damaged file refuses answers until the index is recovered', () => {
  const bank = library('one', 'two')
  const [file = ''] = fragments(bank)
  expect(writeFile(disk(bank), file, { bytes: Uint8Array.of(7), offset: 40 }).ok).toBe(true)
  expect(errorOf(keysContaining(bank.database, 'Accounts', 'one'))).toBe(30045)
  expect(succeeded(checkIndex(bank.database, 'Accounts')).damaged).toEqual([file])
  succeeded(run(bank.sim, recoverIndex(bank.database, 'Accounts')))
  expect(hits(bank, 'one')).toEqual([1])
})

test('a crawl sees what is committed and waits for who is changing a row', () => {
  const bank = library('one', 'two')
  const target = online(bank)
  const transaction = begin(target)
  succeeded(run(bank.sim, execute(target, transaction, { kind: 'delete', key: 1 })))
  const crawling = bank.sim.spawn('crawl', crawl(bank.database, 'Accounts'))
  wait(bank, 5)
  succeeded(run(bank.sim, rollback(target, transaction)))
  expect(succeeded(bank.sim.finish(crawling))).toMatchObject({ indexed: 0, deleted: 0 })
  expect(hits(bank, 'one')).toEqual([1])
})

test('while the database is frozen, or the volume held, no file of the catalog changes', () => {
  for (const still of ['database', 'volume'] as const) {
    const bank = library('one')
    for (let id = 2; id <= 200; id++) transact(bank, [say(id, `word${id}`)])
    const before = filesBelow(disk(bank), '\\ft\\foo')
    if (still === 'database') freeze(online(bank))
    else holdWrites(disk(bank))
    const crawling = bank.sim.spawn('crawl', crawl(bank.database, 'Accounts'))
    wait(bank, 5)
    expect(filesBelow(disk(bank), '\\ft\\foo')).toEqual(before)
    expect(hits(bank, 'one')).toEqual([1])
    if (still === 'database') thaw(online(bank))
    else releaseWrites(disk(bank))
    expect(succeeded(bank.sim.finish(crawling)).fragments).toBe(4)
    expect(succeeded(checkIndex(bank.database, 'Accounts'))).toEqual(CLEAN)
  }
})

test('a catalog is known again after a restart, and moves with its files', () => {
  const bank = library('one')
  crashDatabase(bank.database)
  succeeded(openDatabase(bank.database))
  expect(succeeded(catalogsOf(online(bank)))).toMatchObject([PLACE])
  expect(hits(bank, 'one')).toEqual([1])
  const to = { volume: 'E:', path: '\\cat\\renamed' }
  succeeded(run(bank.sim, relocateCatalog(bank.database, 'foo', to)))
  expect(hits(bank, 'one')).toEqual([])
  succeeded(run(bank.sim, crawl(bank.database, 'Accounts')))
  expect(hits(bank, 'one')).toEqual([1])
})

test('catalogs and indexes refuse what SQL Server refuses, by its numbers', () => {
  const bank = library('one')
  const { sim, database } = bank
  expect(errorOf(run(sim, createCatalog(database, PLACE)))).toBe(7642)
  const taken = { ...PLACE, name: 'bar' }
  expect(errorOf(run(sim, createCatalog(database, taken)))).toBe(5123)
  expect(errorOf(run(sim, dropCatalog(database, 'foo')))).toBe(7668)
  expect(errorOf(run(sim, dropCatalog(database, 'bar')))).toBe(7641)
  const index = { table: 'Accounts', column: 'note', catalog: 'foo' }
  expect(errorOf(run(sim, createFullTextIndex(database, index)))).toBe(7652)
  succeeded(run(sim, dropFullTextIndex(database, 'Accounts')))
  expect(errorOf(run(sim, createFullTextIndex(database, { ...index, column: 'id' })))).toBe(207)
  expect(errorOf(keysContaining(database, 'Accounts', 'one'))).toBe(7601)
  succeeded(run(sim, dropCatalog(database, 'foo')))
  expect(filesBelow(disk(bank), '\\ft').size).toBe(0)
})

test('a crash at any write of a crawl and a merge is made good by the next crawl', () => {
  const bank = library('one', 'two')
  for (let id = 3; id <= 150; id++) transact(bank, [say(id, `word${id} common`)])
  transact(bank, [resay(1, 'uno'), { kind: 'delete', key: 2 }])
  const work = function* (copy: Fixture) {
    const crawled = yield* crawl(copy.database, 'Accounts')
    return crawled.ok ? yield* mergeFragments(copy.database, 'Accounts') : crawled
  }
  const clean = fork(bank)
  clean.sim.points.record()
  succeeded(run(clean.sim, work(clean)))
  const isOurs = (point: string) => point === FULL_TEXT_WRITE_POINT
  const places = clean.sim.points.recorded.filter(isOurs).length
  expect(places).toBeGreaterThan(6)
  for (let place = 1; place <= places; place++) {
    const copy = fork(bank)
    copy.sim.points.arm({
      point: FULL_TEXT_WRITE_POINT,
      occurrence: place,
      run: () => crashDatabase(copy.database),
    })
    expect(errorOf(run(copy.sim, work(copy)))).toBe(10054)
    succeeded(openDatabase(copy.database))
    succeeded(run(copy.sim, recoverIndexes(copy.database)))
    expect(succeeded(checkIndex(copy.database, 'Accounts'))).toEqual(CLEAN)
    expect(hits(copy, 'common')).toHaveLength(148)
    expect(hits(copy, 'two')).toEqual([])
  }
})
