import { expect, test } from 'vitest'
import { KIB, MIB } from '../base/units.js'
import { errorOf, makeFile, makeFixture, succeeded } from './fixture.test.helper.js'
import {
  closeFile,
  fillFile,
  freeBytes,
  openFile,
  putFile,
  readFile,
  renameFile,
  setFileLength,
  statFile,
  type Volume,
  writeFile,
} from './index.js'

test('a file reads as it was written, whatever the case of its name', () => {
  const { volume } = makeFixture()
  succeeded(putFile(volume, 'Orders.mdf', Uint8Array.of(1, 2, 3)))
  expect(read(volume, '\\ORDERS.MDF')).toEqual([1, 2, 3])
  expect(read(volume, 'C:\\orders.mdf')).toEqual([1, 2, 3])
  expect(succeeded(statFile(volume, 'orders.mdf')).name).toBe('Orders.mdf')
})

test('a write past the end leaves zeros in between, also where a deleted file lay', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'old', MIB, 0xff)
  succeeded(putFile(volume, 'old', new Uint8Array(0)))
  succeeded(writeFile(volume, 'old', { offset: 40 * KIB, bytes: Uint8Array.of(7) }))
  const bytes = succeeded(readFile(volume, 'old'))
  expect(bytes.length).toBe(40 * KIB + 1)
  expect(bytes.indexOf(0xff)).toBe(-1)
  expect(bytes[40 * KIB]).toBe(7)
})

test('allocated space reads as zero until it is written', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'old', MIB, 0xff)
  succeeded(setFileLength(volume, 'old', 10))
  succeeded(setFileLength(volume, 'old', 20))
  expect(read(volume, 'old')).toEqual([...Array(10).fill(0xff), ...Array(10).fill(0)])
})

test('a write in place takes no space and touches the same blocks', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', MIB)
  const extents = extentsOf(volume, 'a')
  const free = succeeded(freeBytes(volume))
  succeeded(fillFile(volume, 'a', { byte: 2, length: MIB }))
  expect(extentsOf(volume, 'a')).toEqual(extents)
  expect(succeeded(freeBytes(volume))).toBe(free)
})

test('space is taken by clusters and given back', () => {
  const { volume } = makeFixture({ clusterBytes: 8 * KIB })
  const free = succeeded(freeBytes(volume))
  expect(free).toBe(256 * MIB)
  makeFile(volume, 'a', 8 * KIB + 1)
  expect(succeeded(statFile(volume, 'a')).allocatedBytes).toBe(16 * KIB)
  expect(succeeded(freeBytes(volume))).toBe(free - 16 * KIB)
  succeeded(setFileLength(volume, 'a', 8 * KIB))
  expect(succeeded(freeBytes(volume))).toBe(free - 8 * KIB)
})

test('a full disk refuses and leaves the file as it was', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 10)
  const free = succeeded(freeBytes(volume))
  expect(errorOf(fillFile(volume, 'a', { byte: 2, length: 257 * MIB }))).toBe('ERROR_DISK_FULL')
  expect(errorOf(setFileLength(volume, 'a', 257 * MIB))).toBe('ERROR_DISK_FULL')
  expect(read(volume, 'a')).toEqual(Array(10).fill(1))
  expect(succeeded(freeBytes(volume))).toBe(free)
})

test('the last byte of a disk can be used, however scattered', () => {
  const { volume } = makeFixture()
  for (let index = 0; index < 256; index++) makeFile(volume, `f${index}`, MIB, index)
  for (let index = 0; index < 256; index += 2) succeeded(setFileLength(volume, `f${index}`, 0))
  makeFile(volume, 'scattered', 128 * MIB, 9)
  expect(succeeded(freeBytes(volume))).toBe(0)
  const across = succeeded(readFile(volume, 'scattered', { offset: MIB - 1, length: 2 }))
  expect([...across]).toEqual([9, 9])
  expect(read(volume, 'f1').every((byte) => byte === 1)).toBe(true)
})

test('a read past the end is refused', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 10)
  expect(errorOf(readFile(volume, 'a', { offset: 5, length: 6 }))).toBe('ERROR_HANDLE_EOF')
  expect(succeeded(readFile(volume, 'a', { offset: 5, length: 5 }))).toHaveLength(5)
})

test('writing keeps the time of creation and moves the time of change', () => {
  const { volume, sim } = makeFixture()
  makeFile(volume, 'a', 10)
  sim.advance(5 as never)
  succeeded(writeFile(volume, 'a', { bytes: Uint8Array.of(1) }))
  expect(succeeded(statFile(volume, 'a'))).toMatchObject({ createdAt: 0, modifiedAt: 5 })
  sim.advance(5 as never)
  succeeded(setFileLength(volume, 'a', 3))
  expect(succeeded(statFile(volume, 'a'))).toMatchObject({ createdAt: 0, modifiedAt: 10 })
})

test.each([
  ['open', 'ERROR_FILE_NOT_FOUND', 'ok'],
  ['create', 'ok', 'ERROR_FILE_EXISTS'],
  ['open-or-create', 'ok', 'ok'],
  ['replace', 'ok', 'ok'],
] as const)(
  'to %s a missing file gives %s, one that is there %s',
  (disposition, missing, there) => {
    const { volume } = makeFixture()
    makeFile(volume, 'there', 10)
    const options = { access: 'write', disposition } as const
    expect(errorOf(openFile(volume, 'missing', options))).toBe(missing)
    expect(errorOf(openFile(volume, 'there', options))).toBe(there)
    const size = succeeded(statFile(volume, 'there')).sizeBytes
    expect(size).toBe(disposition === 'replace' ? 0 : 10)
  },
)

test.each([
  ['no\\such\\file', 'ERROR_PATH_NOT_FOUND'],
  ['a\\file', 'ERROR_PATH_NOT_FOUND'],
  ['what?', 'ERROR_INVALID_NAME'],
  ['dot.', 'ERROR_INVALID_NAME'],
  ['x'.repeat(256), 'ERROR_INVALID_NAME'],
  ['x'.repeat(255), 'ok'],
  ['', 'ERROR_ACCESS_DENIED'],
  ['System Volume Information', 'ERROR_ACCESS_DENIED'],
])('a file at %j: %s', (path, error) => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 1)
  expect(errorOf(putFile(volume, path, Uint8Array.of(1)))).toBe(error)
})

test.each([
  ['read', {}, 'read', {}, 'ERROR_SHARING_VIOLATION'],
  ['read', { read: true }, 'read', { read: true }, 'ok'],
  ['read', { read: true }, 'read', {}, 'ERROR_SHARING_VIOLATION'],
  ['read', { read: true }, 'write', { read: true, write: true }, 'ERROR_SHARING_VIOLATION'],
  ['read', { write: true }, 'write', { read: true }, 'ok'],
  ['write', { read: true }, 'read', { read: true }, 'ERROR_SHARING_VIOLATION'],
  ['write', { read: true }, 'read', { read: true, write: true }, 'ok'],
] as const)(
  'opened to %s sharing %j, then to %s sharing %j: %s',
  (access, share, second, sharing, error) => {
    const { volume } = makeFixture()
    makeFile(volume, 'a', 1)
    makeFile(volume, 'b', 1)
    succeeded(openFile(volume, 'a', { access, share, holder: 'first' }))
    const opened = openFile(volume, 'A', { access: second, share: sharing, holder: 'second' })
    expect(errorOf(opened)).toBe(error)
    if (!opened.ok) expect(opened.error).toMatchObject({ holder: 'first', code: 32, device: 'C:' })
    succeeded(openFile(volume, 'b', { access: second, share: sharing }))
  },
)

test('an open file is closed to those who come by its path, until it is closed', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 1)
  const handle = succeeded(openFile(volume, 'a', { access: 'write', holder: 'sqlservr' }))
  expect(errorOf(readFile(volume, 'a'))).toBe('ERROR_SHARING_VIOLATION')
  expect(errorOf(writeFile(volume, 'a', { bytes: Uint8Array.of(2) }))).toBe(
    'ERROR_SHARING_VIOLATION',
  )
  succeeded(writeFile(volume, handle, { bytes: Uint8Array.of(2) }))
  expect([...succeeded(readFile(volume, handle))]).toEqual([2])
  succeeded(closeFile(volume, handle))
  expect(read(volume, 'a')).toEqual([2])
  expect(errorOf(readFile(volume, handle))).toBe('ERROR_INVALID_HANDLE')
  expect(errorOf(closeFile(volume, handle))).toBe('ERROR_INVALID_HANDLE')
})

test('a handle opened to read does not write', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 1)
  const handle = succeeded(openFile(volume, 'a', { access: 'read' }))
  expect(errorOf(writeFile(volume, handle, { bytes: Uint8Array.of(2) }))).toBe(
    'ERROR_ACCESS_DENIED',
  )
})

test('a handle follows its file through a rename', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 1)
  const handle = succeeded(openFile(volume, 'a', { access: 'write', share: { delete: true } }))
  succeeded(renameFile(volume, 'A', 'b'))
  succeeded(writeFile(volume, handle, { bytes: Uint8Array.of(2) }))
  succeeded(closeFile(volume, handle))
  expect(read(volume, 'b')).toEqual([2])
})

function read(volume: Volume, path: string): number[] {
  return [...succeeded(readFile(volume, path))]
}

function extentsOf(volume: Volume, path: string): unknown {
  return volume.tree.editFile([path]).extents
}
