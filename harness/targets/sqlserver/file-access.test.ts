import { spawn } from 'node:child_process'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { digestOf, FileAccess, filesIn } from './file-access.js'

const here = mkdtempSync(join(tmpdir(), 'frostproof-test-'))
const access = new FileAccess([{ here, there: '/srv/data/' }])
afterAll(() => rmSync(here, { recursive: true, force: true }))

test('a path of the server is a path here, and only inside the shared folder', () => {
  expect(access.here('/srv/data/D/x.mdf')).toBe(join(here, 'D', 'x.mdf'))
  expect(access.here('/srv/data')).toBe(here)
  for (const outside of ['/srv/database/x', '/etc/passwd', '/srv'])
    expect(access.here(outside)).toBeUndefined()
})

test('a copy is the same file, and the server may write to it', async () => {
  access.makeFolder('/srv/data/D')
  writeFileSync(join(here, 'D', 'a.mdf'), 'pages')
  await access.copy('/srv/data/D/a.mdf', '/srv/data/X/snapshots/a.mdf')
  const copy = join(here, 'X', 'snapshots', 'a.mdf')
  expect(readFileSync(copy, 'utf8')).toBe('pages')
  if (process.platform !== 'win32') expect(statSync(copy).mode & 0o666).toBe(0o666)
})

test('files are listed with those in folders below, and digests tell bytes apart', async () => {
  const folder = join(here, 'list')
  mkdirSync(join(folder, 'sub'), { recursive: true })
  writeFileSync(join(folder, 'b'), 'same')
  writeFileSync(join(folder, 'sub', 'a'), 'same')
  writeFileSync(join(folder, 'sub', 'c'), 'other')
  const files = filesIn(folder)
  expect(files.map(({ sizeBytes }) => sizeBytes)).toEqual([4, 4, 5])
  const digests = await Promise.all(files.map(({ name }) => digestOf(join(folder, name))))
  expect(digests[0]).toBe(digests[1])
  expect(digests[0]).not.toBe(digests[2])
})

test.runIf(process.platform === 'linux')(
  'a file that another process has open is one',
  async () => {
    const path = join(here, 'open.mdf')
    writeFileSync(path, 'x')
    const asked = ['/srv/data/open.mdf', '/srv/data/none.mdf']
    // Its own handles are no server's.
    const own = openSync(path, 'r')
    expect(access.openFiles(asked).size).toBe(0)
    const holding =
      'require("fs").openSync(process.argv[1]);console.log("held");setInterval(()=>{},1e9)'
    const child = spawn(process.execPath, ['-e', holding, path], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    expect([...access.openFiles(asked)]).toEqual(['/srv/data/open.mdf'])
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
    expect(access.openFiles(asked).size).toBe(0)
    closeSync(own)
  },
)
