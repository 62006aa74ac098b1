import { expect, test } from 'vitest'
import { errorOf, makeFile, makeFixture, succeeded } from './fixture.test.helper.js'
import {
  closeFile,
  lockVolume,
  openFile,
  readFile,
  statFile,
  unlockVolume,
  writeFile,
} from './index.js'

test('a locked volume refuses all but its holder, and names it', () => {
  const { volume } = makeFixture({ label: 'EFI', fileSystem: 'FAT32' })
  makeFile(volume, 'a', 1)
  succeeded(lockVolume(volume, 'antivirus'))
  const refused = [
    readFile(volume, 'a'),
    statFile(volume, 'a', { holder: 'backup' }),
    openFile(volume, 'a', { access: 'read' }),
    lockVolume(volume, 'backup'),
    unlockVolume(volume, 'backup'),
  ]
  for (const outcome of refused)
    expect(outcome).toMatchObject({ error: { code: 33, holder: 'antivirus' } })
  succeeded(writeFile(volume, 'a', { bytes: Uint8Array.of(1), holder: 'antivirus' }))
  const handle = succeeded(openFile(volume, 'a', { access: 'write', holder: 'antivirus' }))
  succeeded(writeFile(volume, handle, { bytes: Uint8Array.of(1) }))
  succeeded(closeFile(volume, handle))
  succeeded(unlockVolume(volume, 'antivirus'))
  succeeded(readFile(volume, 'a'))
  expect(errorOf(unlockVolume(volume, 'antivirus'))).toBe('ERROR_NOT_LOCKED')
})

test('a volume with files open to others cannot be locked', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 1)
  const handle = succeeded(openFile(volume, 'a', { access: 'read', holder: 'indexer' }))
  expect(lockVolume(volume, 'backup')).toMatchObject({ error: { code: 5, holder: 'indexer' } })
  succeeded(lockVolume(volume, 'indexer'))
  succeeded(unlockVolume(volume, 'indexer'))
  succeeded(closeFile(volume, handle))
  succeeded(lockVolume(volume, 'backup'))
})
