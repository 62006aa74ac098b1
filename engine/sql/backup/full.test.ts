import { expect, test } from 'vitest'
import { putFile, statFile, writeFile } from '../../volume/index.js'
import { begin, crashDatabase, openDatabase, requireOnline, setOption } from '../recovery/index.js'
import {
  contentOf,
  execute,
  makeBank,
  online,
  row,
  run,
  transact,
} from '../recovery/sql.fixture.js'
import {
  backUp,
  besides,
  bytesOf,
  COPY,
  done,
  mediaOf,
  numberOf,
  restoredContent,
  tryBackUp,
  volumeOf,
} from './backup.fixture.js'
import { readBase } from './differential-base.js'
import { recoverDatabase, restoreDatabase } from './restore.js'

const MEDIA = mediaOf('full')

function bankWithRows(count: number) {
  const bank = makeBank()
  for (let id = 1; id <= count; id++) transact(bank, [{ kind: 'insert', row: row(id, id, 3_000) }])
  return bank
}

test('a full backup restores to what was committed when it ended, beside the original', () => {
  const bank = bankWithRows(150)
  backUp(bank, 'full', 'full')
  const then = contentOf(bank)
  transact(bank, [{ kind: 'delete', key: 1 }])
  expect(then.size).toBe(150)
  expect(restoredContent(bank, 'full')).toEqual(then)
  expect(contentOf(bank).size).toBe(149)
})

test('what was not committed is not in the restored database', () => {
  const bank = bankWithRows(3)
  const open = begin(online(bank))
  run(bank.sim, execute(online(bank), open, { kind: 'insert', row: row(9, 9) }))
  backUp(bank, 'full', 'full')
  crashDatabase(bank.database)
  done(openDatabase(bank.database))
  const { sim, volumes, database } = bank
  const options = { media: MEDIA, replace: true }
  const target = { sim, volumes, name: 'Orders', existing: database }
  done(recoverDatabase(done(restoreDatabase(target, options))))
  expect([...contentOf(bank).keys()]).toEqual([1, 2, 3])
})

test('a restore in the place of the database takes it back, and it works on', () => {
  const bank = bankWithRows(5)
  backUp(bank, 'full', 'full')
  transact(bank, [{ kind: 'insert', row: row(6, 6) }])
  const { sim, volumes, database } = bank
  const target = { sim, volumes, name: 'Orders', existing: database }
  const restoring = done(restoreDatabase(target, { media: MEDIA }))
  expect(numberOf(requireOnline(database))).toBe(927)
  done(recoverDatabase(restoring))
  expect([...contentOf(bank).keys()]).toEqual([1, 2, 3, 4, 5])
  transact(bank, [{ kind: 'insert', row: row(7, 7) }])
  crashDatabase(database)
  done(openDatabase(database))
  expect([...contentOf(bank).keys()]).toEqual([1, 2, 3, 4, 5, 7])
})

test('a full backup is the base of differentials, a copy-only one is not', () => {
  const bank = bankWithRows(5)
  backUp(bank, 'side', 'copy-only')
  expect(readBase(online(bank).storage)).toEqual({ ok: true, value: undefined })
  const { id, checkpointLsn } = backUp(bank, 'full', 'full')
  backUp(bank, 'side', 'copy-only')
  crashDatabase(bank.database)
  done(openDatabase(bank.database))
  const base = { id, lsn: checkpointLsn }
  expect(readBase(online(bank).storage)).toEqual({ ok: true, value: base })
  const restoring = done(restoreDatabase(besides(bank), { media: MEDIA, move: COPY }))
  const copy = { ...bank, database: done(recoverDatabase(restoring)) }
  expect(readBase(online(copy).storage)).toEqual({ ok: true, value: base })
})

test('a restore that would do harm is refused by its number, and nothing changes', () => {
  const bank = bankWithRows(2)
  backUp(bank, 'full', 'full')
  const { sim, volumes, database } = bank
  const own = { sim, volumes, name: 'Orders', existing: database }
  const restore = (options: object, target = besides(bank)) =>
    numberOf(restoreDatabase(target, { media: MEDIA, ...options }))
  expect(restore({})).toBe(3142)
  expect(restore({ replace: true })).toBe(3156)
  expect(restore({ move: { ...COPY, Nothing: COPY.Orders } })).toBe(3234)
  expect(restore({ move: { Orders: COPY.Orders, Orders_log: COPY.Orders } })).toBe(3176)
  expect(restore({ move: { Orders: { volume: 'X:', path: '\\a.mdf' } } })).toBe(3156)
  const open = begin(online(bank))
  expect(restore({ replace: true }, own)).toBe(3101)
  online(bank).transactions.delete(open)
  done(setOption(online(bank), { recoveryModel: 'FULL' }))
  expect(restore({}, own)).toBe(3159)
  expect(contentOf(bank).size).toBe(2)
})

test('a backup of another database does not replace one, except by REPLACE', () => {
  const bank = bankWithRows(2)
  backUp(bank, 'full', 'full')
  const other = makeBank()
  putFile(volumeOf(other, 'F:'), MEDIA.path, bytesOf(bank, MEDIA))
  const { sim, volumes, database } = other
  online(other).boot = { ...online(other).boot, guid: 'another' as never }
  const target = { sim, volumes, name: 'Orders', existing: database }
  expect(numberOf(restoreDatabase(target, { media: MEDIA }))).toBe(3154)
  done(recoverDatabase(done(restoreDatabase(target, { media: MEDIA, replace: true }))))
  expect(contentOf(other).size).toBe(2)
})

test('a damaged page fails the backup with 3043 and leaves no media and no base', () => {
  const bank = bankWithRows(5)
  crashDatabase(bank.database)
  done(openDatabase(bank.database))
  const bytes = Uint8Array.of(1, 2, 3)
  const { storage } = online(bank)
  const primary = [...storage.files.values()].find(({ entry }) => entry.kind === 'rows')
  if (primary === undefined) throw new Error('no primary file')
  writeFile(primary.volume, primary.handle, { bytes, offset: 10 * 8_192 + 5_000 })
  expect(numberOf(tryBackUp(bank, 'full', 'full'))).toBe(3043)
  expect(statFile(volumeOf(bank, 'F:'), MEDIA.path).ok).toBe(false)
  expect(readBase(storage)).toEqual({ ok: true, value: undefined })
})
