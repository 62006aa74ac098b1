import { expect, test } from 'vitest'
import { fork } from '../../base/fork.js'
import { putFile, setFileLength } from '../../volume/index.js'
import { makeBank, row, transact } from '../recovery/sql.fixture.js'
import { backUp, besides, bytesOf, COPY, mediaOf, numberOf, volumeOf } from './backup.fixture.js'
import { readBackupSet, restoreDatabase } from './restore.js'

const MEDIA = mediaOf('full')

function backedUp() {
  const bank = makeBank()
  transact(bank, [{ kind: 'insert', row: row(1, 1, 2_000) }])
  return { bank, set: backUp(bank, 'full', 'full') }
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at])
}

test('a media file says which database it holds, and its files', () => {
  const { bank, set } = backedUp()
  expect(readBackupSet(bank.volumes, MEDIA)).toEqual({ ok: true, value: set })
  expect(set).toMatchObject({ type: 'D', isCopyOnly: false, databaseName: 'Orders' })
  expect(set.files.map(({ logicalName }) => logicalName)).toEqual(['Orders', 'Orders_log'])
})

test('media cut short anywhere is refused with 3241 and left as it is', () => {
  const { bank } = backedUp()
  const whole = bytesOf(bank, MEDIA)
  for (let length = 0; length < whole.length; length += 59_973) {
    const copy = fork(bank)
    setFileLength(volumeOf(copy, 'F:'), MEDIA.path, length)
    expect(numberOf(restoreDatabase(besides(copy), { media: MEDIA, move: COPY }))).toBe(3241)
    expect(isSame(bytesOf(copy, MEDIA), whole.subarray(0, length))).toBe(true)
  }
})

test('media with a bit flipped anywhere is refused with 3241 and left as it is', () => {
  const { bank } = backedUp()
  const whole = bytesOf(bank, MEDIA)
  for (let at = 0; at < whole.length; at += at < 32 ? 1 : 59_973) {
    const bytes = whole.slice()
    bytes[at] = (bytes[at] ?? 0) ^ 4
    const copy = fork(bank)
    putFile(volumeOf(copy, 'F:'), MEDIA.path, bytes)
    const restored = restoreDatabase(besides(copy), { media: MEDIA, move: COPY })
    // The eight bytes that a section does not use are under its checksum too.
    expect([at, numberOf(restored)]).toEqual([at, 3241])
    expect(isSame(bytesOf(copy, MEDIA), bytes)).toBe(true)
  }
})

test('media that is longer than its end, or is none, is refused', () => {
  const { bank } = backedUp()
  const whole = bytesOf(bank, MEDIA)
  setFileLength(volumeOf(bank, 'F:'), MEDIA.path, whole.length + 32)
  expect(numberOf(readBackupSet(bank.volumes, MEDIA))).toBe(3241)
  expect(numberOf(readBackupSet(bank.volumes, mediaOf('other')))).toBe(3201)
  expect(numberOf(readBackupSet(bank.volumes, { volume: 'X:', path: '\\a' }))).toBe(3201)
})
