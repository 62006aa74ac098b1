import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import {
  BLOCK_BYTES,
  closeFile,
  copyFile,
  createFolder,
  createSim,
  createVolume,
  deleteFile,
  type FileHandle,
  fillFile,
  listFolder,
  liveView,
  openFile,
  putFile,
  readFile,
  renameFile,
  setFileLength,
  spaceFor,
  statFile,
  type Volume,
  writeFile,
} from '../../../../engine/index.js'
import { RealFiles } from './real-files.js'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function makeReal(): { volume: Volume; files: RealFiles; root: string } {
  const root = mkdtempSync(path.join(tmpdir(), 'frostproof-files-'))
  folders.push(root)
  const files = new RealFiles(root)
  const sim = createSim(1, { trace: false })
  return { volume: createVolume(sim, { driveLetter: 'C:', log: [], outside: files }), files, root }
}

function makeModelled(): Volume {
  return createVolume(createSim(1, { trace: false }), { driveLetter: 'C:', log: [] })
}

type Answer = { ok: true; value?: unknown } | { ok: false; error: { name: string } }

function brief(answer: Answer): unknown {
  if (!answer.ok) return answer.error.name
  return answer.value instanceof Uint8Array ? Buffer.from(answer.value).toString('hex') : 'done'
}

/** One operation on a volume, and what it answered. */
type Act = (volume: Volume, handles: Map<string, FileHandle>) => unknown

const NAMES = ['a.mdf', 'b.ldf', 'data\\c.mdf', 'data\\d.ldf', 'data', 'none\\e.mdf', 'x?.mdf']
const name = fc.constantFrom(...NAMES)
const offset = fc.integer({ min: 0, max: 3 * BLOCK_BYTES })
const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 })
const disposition = fc.constantFrom('open', 'create', 'open-or-create', 'replace')

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ name, bytes }).map((put) => (v: Volume) => brief(putFile(v, put.name, put.bytes))),
  fc
    .record({ name, offset, bytes })
    .map((w) => (v: Volume) => brief(writeFile(v, w.name, { offset: w.offset, bytes: w.bytes }))),
  fc
    .record({ name, offset })
    .map(
      (f) => (v: Volume) => brief(fillFile(v, f.name, { byte: 7, length: 50, offset: f.offset })),
    ),
  fc.record({ name, offset }).map((s) => (v: Volume) => brief(setFileLength(v, s.name, s.offset))),
  name.map((each) => (v: Volume) => brief(readFile(v, each))),
  fc
    .record({ name, offset })
    .map((r) => (v: Volume) => brief(readFile(v, r.name, { offset: r.offset, length: 9 }))),
  name.map((each) => (v: Volume) => brief(deleteFile(v, each))),
  fc.record({ from: name, to: name }).map((r) => (v: Volume) => brief(renameFile(v, r.from, r.to))),
  fc
    .record({ from: name, to: name })
    .map(
      (r) => (v: Volume) => (r.from === r.to ? '' : brief(copyFile(liveView(v), r.from, v, r.to))),
    ),
  name.map((each) => (v: Volume) => brief(createFolder(v, each))),
  name.map((each) => (v: Volume) => {
    const found = statFile(v, each)
    return found.ok ? [found.value.name, found.value.kind, found.value.sizeBytes] : brief(found)
  }),
  name.map((each) => (v: Volume) => {
    const listed = listFolder(v, each)
    return listed.ok ? listed.value.map((info) => info.name).sort() : brief(listed)
  }),
  fc.record({ name, disposition }).map((o) => (v: Volume, handles: Map<string, FileHandle>) => {
    const opened = openFile(v, o.name, { access: 'write', disposition: o.disposition })
    if (opened.ok) handles.set(o.name, opened.value)
    return brief({ ...opened, value: undefined } as Answer)
  }),
  name.map((each) => (v: Volume, handles: Map<string, FileHandle>) => {
    const handle = handles.get(each)
    handles.delete(each)
    return handle === undefined ? '' : brief(closeFile(v, handle))
  }),
)

test('real files answer as modelled ones do, whatever is done with them in whatever order', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      const { volume, files } = makeReal()
      const modelled = makeModelled()
      const handles = { real: new Map<string, FileHandle>(), model: new Map<string, FileHandle>() }
      const real = acts.map((each) => each(volume, handles.real))
      expect(real).toEqual(acts.map((each) => each(modelled, handles.model)))
      files.closeAll()
    }),
  )
})

test('what is written stands in the real file at the same place, and the rest of it is sparse', () => {
  const { volume, root } = makeReal()
  createFolder(volume, '\\data')
  putFile(volume, '\\data\\Orders.mdf', Uint8Array.of(1, 2, 3))
  setFileLength(volume, '\\data\\Orders.mdf', 8 * 1024 * 1024)
  writeFile(volume, '\\data\\Orders.mdf', { offset: 8192, bytes: Uint8Array.of(9) })
  const bytes = readFileSync(path.join(root, 'data', 'Orders.mdf'))
  expect([bytes.length, ...bytes.subarray(0, 4), bytes[8192]]).toEqual([8388608, 1, 2, 3, 0, 9])
})

test('what others do to a file behind its back shows when it is used next', () => {
  const { volume, root } = makeReal()
  const file = path.join(root, 'Orders.mdf')
  writeFileSync(file, 'abc')
  expect(brief(readFile(volume, 'Orders.mdf'))).toBe('616263')
  appendFileSync(file, 'd')
  expect(brief(readFile(volume, 'Orders.mdf'))).toBe('61626364')
  unlinkSync(file)
  expect(brief(readFile(volume, 'Orders.mdf'))).toBe('ERROR_FILE_NOT_FOUND')
})

test('a file that is removed while it is open goes on until it is closed', () => {
  const { volume, root } = makeReal()
  putFile(volume, 'Orders.mdf', Uint8Array.of(1))
  const opened = openFile(volume, 'Orders.mdf', { access: 'write' })
  if (!opened.ok) throw new Error(opened.error.name)
  unlinkSync(path.join(root, 'Orders.mdf'))
  expect(brief(writeFile(volume, opened.value, { bytes: Uint8Array.of(2) }))).toBe('done')
  expect(brief(readFile(volume, opened.value))).toBe('02')
  closeFile(volume, opened.value)
  expect(brief(openFile(volume, 'Orders.mdf', { access: 'write' }) as Answer)).toBe(
    'ERROR_FILE_NOT_FOUND',
  )
})

test('a file that was cut short while it was open ends early, and nothing is made up', () => {
  const { volume, root } = makeReal()
  putFile(volume, 'Orders.mdf', new Uint8Array(100))
  const opened = openFile(volume, 'Orders.mdf', { access: 'write' })
  if (!opened.ok) throw new Error(opened.error.name)
  truncateSync(path.join(root, 'Orders.mdf'), 10)
  expect(brief(readFile(volume, opened.value, { offset: 0, length: 50 }))).toBe('ERROR_HANDLE_EOF')
})

test('no path leads out of the root', () => {
  const { volume, root } = makeReal()
  const outside = path.join(path.dirname(root), 'frostproof-escaped')
  expect(brief(putFile(volume, '..\\frostproof-escaped', Uint8Array.of(1)))).not.toBe('done')
  expect(existsSync(outside)).toBe(false)
})

test('the room that is told is that of the disk where the file would be', () => {
  const { volume } = makeReal()
  const space = spaceFor(volume, '\\not\\there\\yet.mdf')
  expect(space.ok && space.value.freeBytes > 0).toBe(true)
  putFile(volume, 'Orders.mdf', Uint8Array.of(1))
  expect(brief(setFileLength(volume, 'Orders.mdf', 2 ** 52))).toBe('ERROR_DISK_FULL')
  expect(brief(readFile(volume, 'Orders.mdf'))).toBe('01')
})
