import { expect, test } from 'vitest'
import type { FileId } from '../page/index.js'
import { addFile, renameFileLogically } from '../recovery/index.js'
import { contentOf, makeBank, online, row, transact } from '../recovery/sql.fixture.js'
import {
  backUp,
  besides,
  bytesOf,
  COPY,
  done,
  mediaOf,
  numberOf,
  tryBackUp,
} from './backup.fixture.js'
import { readBase } from './differential-base.js'
import { baseOfFile, fileBackupsSince } from './file-backups.js'
import { recoverDatabase, restoreDatabase } from './restore.js'
import { restoreDifferential } from './restore-differential.js'

function bankWithFull() {
  const bank = makeBank()
  for (let id = 1; id <= 150; id++) transact(bank, [{ kind: 'insert', row: row(id, id, 3_000) }])
  backUp(bank, 'full', 'full')
  return bank
}

function restoringFull(bank: ReturnType<typeof makeBank>, name = 'full') {
  return done(restoreDatabase(besides(bank), { media: mediaOf(name), move: COPY }))
}

test('a differential without a full backup is refused with 3035', () => {
  const bank = makeBank()
  const backup = () => tryBackUp(bank, 'diff', 'differential')
  expect(numberOf(backup())).toBe(3035)
  backUp(bank, 'side', 'copy-only')
  expect(numberOf(backup())).toBe(3035)
})

test('each differential on its base is what was committed when it was taken', () => {
  const bank = bankWithFull()
  transact(bank, [{ kind: 'delete', key: 7 }])
  backUp(bank, 'monday', 'differential')
  const monday = contentOf(bank)
  for (let id = 200; id < 320; id++) transact(bank, [{ kind: 'insert', row: row(id, 1, 3_900) }])
  backUp(bank, 'tuesday', 'differential')
  const tuesday = contentOf(bank)
  const restoring = restoringFull(bank)
  done(restoreDifferential(restoring, { media: mediaOf('monday') }))
  done(restoreDifferential(restoring, { media: mediaOf('tuesday') }))
  expect(numberOf(restoreDifferential(restoring, { media: mediaOf('monday') }))).toBe(3136)
  const database = done(recoverDatabase(restoring))
  expect(contentOf({ ...bank, database })).toEqual(tuesday)
  expect(numberOf(restoreDifferential(restoring, { media: mediaOf('tuesday') }))).toBe(3117)
  expect(monday.size).toBe(149)
})

test('a differential holds what changed, and far less than its base', () => {
  const bank = bankWithFull()
  transact(bank, [{ kind: 'update', row: row(3, 99) }])
  backUp(bank, 'diff', 'differential')
  const [full, diff] = ['full', 'diff'].map((name) => bytesOf(bank, mediaOf(name)).length)
  expect(diff).toBeLessThan((full ?? 0) / 2)
})

test('a differential on a foreign base is refused with 3136, and the restore goes on without it', () => {
  const bank = bankWithFull()
  const then = contentOf(bank)
  transact(bank, [{ kind: 'insert', row: row(500, 1) }])
  backUp(bank, 'second', 'full')
  transact(bank, [{ kind: 'insert', row: row(501, 1) }])
  backUp(bank, 'diff', 'differential')
  const restoring = restoringFull(bank)
  expect(numberOf(restoreDifferential(restoring, { media: mediaOf('diff') }))).toBe(3136)
  expect(numberOf(restoreDifferential(restoring, { media: mediaOf('second') }))).toBe(3136)
  expect(contentOf({ ...bank, database: done(recoverDatabase(restoring)) })).toEqual(then)
})

test('a differential alone begins no restore', () => {
  const bank = bankWithFull()
  backUp(bank, 'diff', 'differential')
  expect(numberOf(restoreDatabase(besides(bank), { media: mediaOf('diff') }))).toBe(3117)
})

test('a file that was added since the base comes with the differential', () => {
  const bank = bankWithFull()
  const file = { logicalName: 'More', volume: 'F:', path: '\\More.ndf', sizePages: 64 }
  done(addFile(bank.database, online(bank), 'rows', file))
  for (let id = 200; id < 320; id++) transact(bank, [{ kind: 'insert', row: row(id, 1, 3_900) }])
  backUp(bank, 'diff', 'differential')
  const restoring = restoringFull(bank)
  // Its place is taken by the original.
  expect(numberOf(restoreDifferential(restoring, { media: mediaOf('diff') }))).toBe(3142)
  const move = { ...COPY, More: { volume: 'F:', path: '\\MoreCopy.ndf' } }
  done(restoreDifferential(restoring, { media: mediaOf('diff'), move }))
  const database = done(recoverDatabase(restoring))
  expect(contentOf({ ...bank, database })).toEqual(contentOf(bank))
})

test('a file renamed since the base keeps its place and its content', () => {
  const bank = bankWithFull()
  done(renameFileLogically(online(bank), 'Orders', 'Renamed'))
  transact(bank, [{ kind: 'delete', key: 7 }])
  backUp(bank, 'diff', 'differential')
  const restoring = restoringFull(bank)
  done(restoreDifferential(restoring, { media: mediaOf('diff') }))
  const database = done(recoverDatabase(restoring))
  expect(database.primary).toEqual(COPY.Orders)
  expect(contentOf({ ...bank, database })).toEqual(contentOf(bank))
})

test('a copy-only backup is no base, though it names the one of its database', () => {
  const bank = bankWithFull()
  backUp(bank, 'side', 'copy-only')
  transact(bank, [{ kind: 'delete', key: 7 }])
  backUp(bank, 'diff', 'differential')
  const side = restoringFull(bank, 'side')
  expect(numberOf(restoreDifferential(side, { media: mediaOf('diff') }))).toBe(3136)
  const database = done(recoverDatabase(side))
  expect(contentOf({ ...bank, database }).size).toBe(150)
})

test('a backup of files gives them a base of their own until the next full backup', () => {
  const bank = makeBank()
  const file = { logicalName: 'More', volume: 'F:', path: '\\More.ndf', sizePages: 128 }
  done(addFile(bank.database, online(bank), 'rows', file))
  for (let id = 1; id <= 150; id++) transact(bank, [{ kind: 'insert', row: row(id, id, 3_900) }])
  const full = backUp(bank, 'full', 'full')
  for (let id = 1; id <= 150; id++) transact(bank, [{ kind: 'update', row: row(id, 7, 3_900) }])
  backUp(bank, 'before', 'differential')
  const files = backUp(bank, 'files', 'files')
  backUp(bank, 'after', 'differential')
  const bases = () => {
    const base = done(readBase(online(bank).storage))
    const own = done(fileBackupsSince(online(bank), base))
    return [1, 3].map((id) => baseOfFile(base, own, id as FileId)?.id)
  }
  expect([...online(bank).storage.files.keys()]).toEqual([1, 2, 3])
  expect(bases()).toEqual([full.id, files.id])
  const [before, after] = ['before', 'after'].map((name) => bytesOf(bank, mediaOf(name)).length)
  expect(after).toBeLessThan(before ?? 0)
  const restoring = done(
    restoreDatabase(besides(bank), {
      media: mediaOf('full'),
      move: { ...COPY, More: { volume: 'F:', path: '\\MoreCopy.ndf' } },
    }),
  )
  expect(numberOf(restoreDifferential(restoring, { media: mediaOf('after') }))).toBe(3136)
  done(restoreDifferential(restoring, { media: mediaOf('before') }))
  const database = done(recoverDatabase(restoring))
  expect(contentOf({ ...bank, database })).toEqual(contentOf(bank))
  const next = backUp(bank, 'next', 'full')
  expect(bases()).toEqual([next.id, next.id])
})
