import { expect, test } from 'vitest'
import { fork } from '../base/fork.js'
import { MIB } from '../base/units.js'
import { errorOf, makeFile, makeFixture, succeeded } from './fixture.test.helper.js'
import {
  closeFile,
  createFolder,
  deleteFile,
  EVERYONE,
  freeBytes,
  LOCAL_SYSTEM,
  listFolder,
  openFile,
  putFile,
  readFile,
  renameFile,
  rightOf,
  SYSTEM_VOLUME_INFORMATION,
  setAttributes,
  setRight,
  statFile,
  type Volume,
  writeFile,
} from './index.js'

test('folders are made with all that is above them, and list by name', () => {
  const { volume } = makeFixture()
  succeeded(createFolder(volume, 'Data\\Sales\\2024'))
  makeFile(volume, 'data\\b.mdf', 1)
  makeFile(volume, 'DATA\\A.ldf', 1)
  expect(namesIn(volume, 'Data')).toEqual(['A.ldf', 'b.mdf', 'Sales'])
  expect(namesIn(volume, '\\')).toEqual(['Data', SYSTEM_VOLUME_INFORMATION])
  expect(errorOf(createFolder(volume, 'data\\sales'))).toBe('ERROR_ALREADY_EXISTS')
  expect(errorOf(createFolder(volume, 'data\\b.mdf\\c'))).toBe('ERROR_PATH_NOT_FOUND')
  expect(errorOf(createFolder(volume, 'da|ta'))).toBe('ERROR_INVALID_NAME')
})

test('a path through nothing is not found, nor is a file in a folder, and each says so', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 1)
  expect(errorOf(statFile(volume, 'b'))).toBe('ERROR_FILE_NOT_FOUND')
  expect(errorOf(statFile(volume, 'b\\c'))).toBe('ERROR_PATH_NOT_FOUND')
  expect(errorOf(statFile(volume, 'a\\c'))).toBe('ERROR_PATH_NOT_FOUND')
  expect(errorOf(listFolder(volume, 'a'))).toBe('ERROR_PATH_NOT_FOUND')
  expect(errorOf(readFile(volume, '\\'))).toBe('ERROR_ACCESS_DENIED')
})

test('a deleted file gives its space back; a folder must be empty first', () => {
  const { volume } = makeFixture()
  const free = succeeded(freeBytes(volume))
  succeeded(createFolder(volume, 'Data'))
  makeFile(volume, 'Data\\a', MIB)
  expect(errorOf(deleteFile(volume, 'Data'))).toBe('ERROR_DIR_NOT_EMPTY')
  succeeded(deleteFile(volume, 'data\\A'))
  expect(succeeded(freeBytes(volume))).toBe(free)
  succeeded(deleteFile(volume, 'Data'))
  expect(errorOf(statFile(volume, 'Data'))).toBe('ERROR_FILE_NOT_FOUND')
  expect(errorOf(deleteFile(volume, '\\'))).toBe('ERROR_ACCESS_DENIED')
})

test('an open file is neither deleted nor renamed, unless its holder shares that', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 1)
  const handle = openFile(volume, 'a', {
    access: 'read',
    share: { read: true, write: true },
    holder: 'h',
  })
  for (const outcome of [deleteFile(volume, 'a'), renameFile(volume, 'a', 'b')])
    expect(outcome).toMatchObject({ error: { name: 'ERROR_SHARING_VIOLATION', holder: 'h' } })
  for (const open of volume.handles.all) closeFile(volume, open)
  expect(handle.ok).toBe(true)
  succeeded(openFile(volume, 'a', { access: 'read', share: { delete: true } }))
  succeeded(renameFile(volume, 'a', 'b'))
  succeeded(deleteFile(volume, 'b'))
})

test('a rename moves a folder with all in it, and replaces nothing', () => {
  const { volume } = makeFixture()
  succeeded(createFolder(volume, 'one\\two'))
  makeFile(volume, 'one\\two\\a', 3)
  makeFile(volume, 'b', 3)
  expect(errorOf(renameFile(volume, 'one', 'b'))).toBe('ERROR_ALREADY_EXISTS')
  expect(errorOf(renameFile(volume, 'one', 'one\\two\\three'))).toBe('ERROR_PATH_NOT_FOUND')
  expect(errorOf(renameFile(volume, 'none', 'c'))).toBe('ERROR_FILE_NOT_FOUND')
  expect(errorOf(renameFile(volume, 'b', 'none\\c'))).toBe('ERROR_PATH_NOT_FOUND')
  expect(errorOf(renameFile(volume, 'b', 'c*'))).toBe('ERROR_INVALID_NAME')
  expect(errorOf(renameFile(volume, '\\', 'c'))).toBe('ERROR_ACCESS_DENIED')
  succeeded(renameFile(volume, 'one', 'Three'))
  expect(succeeded(statFile(volume, 'three\\two\\a')).sizeBytes).toBe(3)
  expect(errorOf(statFile(volume, 'one'))).toBe('ERROR_FILE_NOT_FOUND')
  succeeded(renameFile(volume, 'Three', 'THREE'))
  expect(namesIn(volume, '\\')).toContain('THREE')
})

test('a folder with an open file in it stays where it is', () => {
  const { volume } = makeFixture()
  succeeded(createFolder(volume, 'one'))
  makeFile(volume, 'one\\a', 3)
  makeFile(volume, 'onea', 3)
  succeeded(openFile(volume, 'onea', { access: 'read', share: { delete: true } }))
  succeeded(renameFile(volume, 'one', 'two'))
  succeeded(openFile(volume, 'two\\a', { access: 'read', share: { delete: true }, holder: 'h' }))
  expect(renameFile(volume, 'two', 'one')).toMatchObject({
    error: { name: 'ERROR_ACCESS_DENIED', holder: 'h' },
  })
})

test('a read-only file is neither written nor deleted, and is read', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 1)
  succeeded(setAttributes(volume, 'A', ['readonly', 'hidden', 'hidden']))
  expect(succeeded(statFile(volume, 'a')).attributes).toEqual(['readonly', 'hidden'])
  expect(errorOf(writeFile(volume, 'a', { bytes: Uint8Array.of(1) }))).toBe('ERROR_ACCESS_DENIED')
  expect(errorOf(openFile(volume, 'a', { access: 'write' }))).toBe('ERROR_ACCESS_DENIED')
  expect(errorOf(deleteFile(volume, 'a'))).toBe('ERROR_ACCESS_DENIED')
  succeeded(openFile(volume, 'a', { access: 'read', share: { read: true } }))
  succeeded(readFile(volume, 'a'))
})

test('a write-protected volume is only read', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 1)
  volume.writeProtected = true
  const refused = [
    writeFile(volume, 'a', { bytes: Uint8Array.of(1) }),
    putFile(volume, 'a', Uint8Array.of(1)),
    putFile(volume, 'b', Uint8Array.of(1)),
    deleteFile(volume, 'a'),
    createFolder(volume, 'b'),
    renameFile(volume, 'a', 'b'),
    setAttributes(volume, 'a', []),
  ]
  for (const outcome of refused) expect(outcome).toMatchObject({ error: { code: 19 } })
  expect([...succeeded(readFile(volume, 'a'))]).toEqual([1])
})

test.each([
  // right in Data, then what each operation in it gives
  ['none', 'ERROR_ACCESS_DENIED', 'ERROR_ACCESS_DENIED', 'ERROR_ACCESS_DENIED'],
  ['read', 'ok', 'ERROR_ACCESS_DENIED', 'ERROR_ACCESS_DENIED'],
  ['modify', 'ok', 'ok', 'ERROR_ACCESS_DENIED'],
  ['full-control', 'ok', 'ok', 'ok'],
] as const)(
  'an account with the right %s reads: %s, writes: %s, grants: %s',
  (right, reads, writes, grants) => {
    const { volume } = makeFixture()
    succeeded(createFolder(volume, 'Data\\In'))
    makeFile(volume, 'Data\\In\\a', 1)
    makeFile(volume, 'Data\\In\\b', 1)
    succeeded(setRight(volume, 'Data', { account: 'CONTOSO\\Agent', right }))
    const as = { account: 'contoso\\agent' }
    expect(succeeded(rightOf(volume, 'Data\\In\\a', as.account))).toBe(right)
    const bytes = Uint8Array.of(1)
    expect(errorOf(readFile(volume, 'Data\\In\\a', as))).toBe(reads)
    expect(errorOf(statFile(volume, 'Data\\In\\a', as))).toBe(reads)
    expect(errorOf(listFolder(volume, 'Data\\In', as))).toBe(reads)
    expect(
      errorOf(openFile(volume, 'Data\\In\\b', { ...as, access: 'read', share: { read: true } })),
    ).toBe(reads)
    for (const open of volume.handles.all) closeFile(volume, open)
    expect(errorOf(writeFile(volume, 'Data\\In\\a', { ...as, bytes }))).toBe(writes)
    expect(errorOf(putFile(volume, 'Data\\In\\new', bytes, as))).toBe(writes)
    expect(errorOf(createFolder(volume, 'Data\\In\\folder', as))).toBe(writes)
    expect(errorOf(setAttributes(volume, 'Data\\In\\a', [], as))).toBe(writes)
    expect(errorOf(renameFile(volume, 'Data\\In\\b', 'c', as))).toBe(writes)
    expect(errorOf(deleteFile(volume, 'Data\\In\\a', as))).toBe(writes)
    expect(errorOf(setRight(volume, 'Data\\In', { account: 'x', right: 'read' }, as))).toBe(grants)
    succeeded(createFolder(volume, 'Empty'))
    succeeded(setRight(volume, 'Empty', { account: as.account, right }))
    expect(errorOf(deleteFile(volume, 'Empty', as))).toBe(writes)
  },
)

test('a file is not moved to where the account may not write', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 1)
  succeeded(createFolder(volume, 'Data'))
  succeeded(setRight(volume, 'Data', { account: 'x', right: 'read' }))
  expect(errorOf(renameFile(volume, 'a', 'Data\\a', { account: 'X' }))).toBe('ERROR_ACCESS_DENIED')
})

test('the nearest right decides, and an own one before that of everyone', () => {
  const { volume } = makeFixture()
  succeeded(createFolder(volume, 'a\\b\\c'))
  succeeded(setRight(volume, 'a', { account: 'x', right: 'read' }))
  succeeded(setRight(volume, 'a\\b', { account: EVERYONE, right: 'none' }))
  succeeded(setRight(volume, 'a\\b', { account: 'y', right: 'modify' }))
  const right = (path: string, account: string) => succeeded(rightOf(volume, path, account))
  expect(right('a', 'x')).toBe('read')
  expect(right('a', 'y')).toBe('full-control')
  expect(right('a\\b\\c', 'x')).toBe('none')
  expect(right('a\\b\\c', 'y')).toBe('modify')
  expect(errorOf(rightOf(volume, 'no', 'y'))).toBe('ERROR_FILE_NOT_FOUND')
})

test('System Volume Information is for the local system alone', () => {
  const { volume } = makeFixture()
  const right = (account: string) => succeeded(rightOf(volume, SYSTEM_VOLUME_INFORMATION, account))
  expect(right(LOCAL_SYSTEM)).toBe('full-control')
  expect(right('Administrators')).toBe('none')
  expect(succeeded(statFile(volume, SYSTEM_VOLUME_INFORMATION))).toMatchObject({
    kind: 'folder',
    attributes: ['hidden', 'system'],
  })
})

test('FAT keeps no rights', () => {
  const { volume } = makeFixture({ fileSystem: 'FAT32' })
  makeFile(volume, 'a', 1)
  succeeded(setRight(volume, 'a', { account: 'x', right: 'none' }))
  expect(succeeded(rightOf(volume, 'a', 'x'))).toBe('full-control')
  succeeded(putFile(volume, 'a', Uint8Array.of(1), { account: 'x' }))
})

test('a fork and its original go separate ways', () => {
  const { volume } = makeFixture()
  succeeded(createFolder(volume, 'Data'))
  makeFile(volume, 'Data\\a', 3)
  const handle = succeeded(openFile(volume, 'Data\\a', { access: 'write' }))
  const forked = fork({ volume, handle })
  succeeded(writeFile(forked.volume, forked.handle, { bytes: Uint8Array.of(9) }))
  succeeded(putFile(forked.volume, 'Data\\b', Uint8Array.of(1)))
  succeeded(setAttributes(volume, 'Data', ['hidden']))
  expect(namesIn(volume, 'Data')).toEqual(['a'])
  expect(namesIn(forked.volume, 'Data')).toEqual(['a', 'b'])
  expect([...succeeded(readFile(volume, handle))]).toEqual([1, 1, 1])
  expect([...succeeded(readFile(forked.volume, forked.handle))]).toEqual([9, 1, 1])
  expect(succeeded(statFile(forked.volume, 'Data')).attributes).toEqual([])
  expect(forked.volume.log).not.toBe(volume.log)
  expect(errorOf(readFile(forked.volume, handle))).toBe('ERROR_INVALID_HANDLE')
})

function namesIn(volume: Volume, path: string): string[] {
  return succeeded(listFolder(volume, path)).map((info) => info.name)
}
