import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { milliseconds, seconds } from '../../base/units.js'
import { later, type Process, sleepUntil } from '../../sim/index.js'
import {
  deleteFile,
  type FileView,
  liveView,
  putFile,
  readFile,
  setFileLength,
  writeWhenReleased,
} from '../../volume/index.js'
import { allocateFile } from './files.js'
import { type Image, imagesOn, readFromImage } from './image.js'
import { beginJob, type JobFailure } from './job.js'
import {
  allFiles,
  expectNothingLeft,
  imageRemains,
  makeMachine,
  run,
  volumeNamed,
} from './machine.fixture.js'
import type { Machine } from './machine.js'
import { EFI_LOADER, windowsVolume } from './system-files.js'
import { backUpSystemState } from './windows-server-backup.js'

const STORE = 'Windows\\WinSxS\\store.bin'

function* backUp(machine: Machine, extraVolumes: readonly string[] = []) {
  const job = beginJob(machine, 'windows-server-backup', 'operator')
  return yield* backUpSystemState(machine, job, {
    target: 'X:',
    extraVolumes,
    excluded: new Set<string>(),
    onBehalfOf: 'windows-server-backup',
  })
}

function made(outcome: { ok: true; value: Image } | { ok: false; error: JobFailure }): Image {
  if (!outcome.ok) throw new Error(outcome.error.message)
  return outcome.value
}

/** What the store is compared at: whole gigabytes of one byte tell nothing more. */
const STORE_OFFSETS = [0, 16 * 1024 - 1, 100_000, 1024 ** 3]
const PIECE = 64 * 1024

/** Length and hash of the content by path inside the volume; of the store, of pieces. */
function contentOf(view: FileView, paths: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const path of paths) {
    const offsets = path === STORE ? STORE_OFFSETS : [0]
    for (const offset of offsets) {
      const range = path === STORE ? { offset, length: PIECE } : {}
      const read = view.read(path, range)
      if (read.ok) found.set(`${path} at ${offset}`, fingerprint(read.value))
    }
  }
  return found
}

function fingerprint(bytes: Uint8Array): string {
  return `${bytes.length} bytes, ${createHash('sha1').update(bytes).digest('hex')}`
}

/** What the system state consists of, looked at from outside: everything below three folders. */
function isSystemState(path: string): boolean {
  const [windows, folder, ...rest] = path.split('\\')
  if (windows !== 'Windows') return false
  if (folder === 'System32') return rest.length === 1 || rest[0] === 'config'
  return folder === 'WinSxS' || folder === 'Registration'
}

interface Change {
  readonly atMs: number
  readonly file: number
  readonly what: 'overwrite' | 'delete' | 'create' | 'cut'
  readonly offset: number
  readonly byte: number
}

const changes = fc.array(
  fc.record<Change>({
    atMs: fc.nat({ max: 90_000 }),
    file: fc.nat({ max: 20 }),
    what: fc.constantFrom('overwrite', 'overwrite', 'delete', 'create', 'cut'),
    offset: fc.nat({ max: 100_000 }),
    byte: fc.nat({ max: 255 }),
  }),
  { maxLength: 24 },
)

/** Somebody works on the files of the system state while they are backed up. */
function* disturb(machine: Machine, paths: readonly string[], change: Change): Process {
  const volume = windowsVolume(machine)
  const path = paths[change.file % paths.length] ?? ''
  yield* sleepUntil(later(machine.sim.now, milliseconds(change.atMs)))
  const bytes = new Uint8Array(1_000).fill(change.byte)
  if (change.what === 'overwrite')
    yield* writeWhenReleased(volume, path, { bytes, offset: change.offset })
  else if (change.what === 'create')
    putFile(volume, `Windows\\System32\\new${change.file}.dll`, bytes)
  else if (change.what === 'delete') deleteFile(volume, path)
  else setFileLength(volume, path, 10)
}

test('an image holds every file as it was at the instant of the shadow copy, whatever comes after', () => {
  fc.assert(
    fc.property(changes, (list) => {
      const machine = makeMachine()
      const volume = windowsVolume(machine)
      const paths = allFiles(liveView(volume)).filter(isSystemState)
      let atInstant = new Map<string, string>()
      machine.sim.points.arm({
        point: 'snapshot-created',
        occurrence: 1,
        run: () => {
          const view = liveView(volume)
          atInstant = contentOf(view, allFiles(view).filter(isSystemState))
        },
      })
      for (const change of list) machine.sim.spawn('change', disturb(machine, paths, change))
      const image = made(run(machine, backUp(machine)))
      expect(contentOfImage(image)).toEqual(atInstant)
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 25 },
  )
})

/** The Windows volume's part of an image, in the form of `contentOf`. */
function contentOfImage({ volume, folder, files }: Image): Map<string, string> {
  const paths = files.filter(({ source }) => source.startsWith('C:\\'))
  const inside = paths.map(({ source }) => source.slice('C:\\'.length))
  const view = liveView(volume)
  const shifted: FileView = {
    ...view,
    read: (path, range) => view.read(`${folder}\\C\\${path}`, range),
  }
  return contentOf(shifted, inside)
}

test('the boot loader is in the image', () => {
  const machine = makeMachine()
  const image = made(run(machine, backUp(machine)))
  const loader = readFile(machine.efi, EFI_LOADER)
  expect(readFromImage(image, `EFI:\\${EFI_LOADER}`)).toEqual(loader)
})

test('a selected volume is in the image whole', () => {
  const machine = makeMachine({
    volumes: [
      { letter: 'C', sizeBytes: 200 * 1024 ** 3, kind: 'fixed' },
      { letter: 'S', sizeBytes: 200 * 1024 ** 3, kind: 'fixed' },
      { letter: 'X', sizeBytes: 500 * 1024 ** 3, kind: 'fixed' },
      { letter: 'D', sizeBytes: 100 * 1024 ** 3, kind: 'fixed' },
    ],
  })
  putFile(volumeNamed(machine, 'D:'), 'own.txt', new TextEncoder().encode('mine'))
  const image = made(run(machine, backUp(machine, ['D:'])))
  const sources = image.files.map(({ source }) => source)
  expect(sources).toContain('D:\\Data\\application.db')
  expect(readFromImage(image, 'D:\\own.txt')).toMatchObject({
    value: new TextEncoder().encode('mine'),
  })
})

test('the Windows volume can be selected too, and is then in the image whole', () => {
  const machine = makeMachine()
  const [, beside] = ['system', putFile(windowsVolume(machine), 'own.txt', Uint8Array.of(7))]
  expect(beside.ok).toBe(true)
  const image = made(run(machine, backUp(machine, ['C:'])))
  const sources = image.files.map(({ source }) => source)
  expect(sources).toContain('C:\\own.txt')
  expect(sources).toContain(`C:\\${STORE}`)
  expect(new Set(sources).size).toBe(sources.length)
})

test('images are found by reading the volume, oldest first', () => {
  const machine = makeMachine()
  const folders = [1, 2].map(() => made(run(machine, backUp(machine))).folder)
  expect(imagesOn(volumeNamed(machine, 'X:')).map(({ folder }) => folder)).toEqual(folders)
  expect(imagesOn(volumeNamed(machine, 'S:'))).toEqual([])
})

test('an image holds the documents of the backup', () => {
  const machine = makeMachine()
  const image = made(run(machine, backUp(machine)))
  const names = imageRemains(image.volume, image.folder)
  expect(names).toContain('components.xml')
  expect(names.filter((name) => /^writer-.*\.xml$/.test(name))).toHaveLength(3)
})

test('a folder is no image without its catalogue, or with a file missing or cut', () => {
  const spoil: readonly ((image: Image) => unknown)[] = [
    ({ volume, folder }) => deleteFile(volume, `${folder}\\catalogue`),
    ({ volume, folder }) => deleteFile(volume, `${folder}\\C\\Windows\\System32\\system0.dll`),
    ({ volume, folder }) => setFileLength(volume, `${folder}\\C\\${STORE}`, 5),
    ({ volume, folder }) => putFile(volume, `${folder}\\catalogue`, new Uint8Array()),
  ]
  const machine = makeMachine()
  for (const each of spoil) {
    const image = made(run(machine, backUp(machine)))
    expect(imagesOn(image.volume)).toHaveLength(1)
    each(image)
    expect(imagesOn(image.volume)).toEqual([])
  }
})

test('a target that fills up in the middle leaves no folder behind', () => {
  const machine = makeMachine()
  const target = volumeNamed(machine, 'X:')
  allocateFile(target, 'filler', target.sizeBytes - 1024 ** 3)
  const outcome = run(machine, backUp(machine))
  expect(outcome).toMatchObject({ ok: false, error: { kind: 'space' } })
  expectNothingLeft(machine)
})

test('a backup killed before its copy begins leaves nothing behind', () => {
  for (const after of [0, 1, 5, 10, 10.1, 10.19]) {
    const machine = makeMachine()
    const task = machine.sim.spawn('backup', backUp(machine))
    machine.sim.advance(seconds(after))
    expect(task.state).toBe('running')
    machine.sim.kill(task)
    machine.sim.advance(seconds(60))
    expectNothingLeft(machine)
  }
})
