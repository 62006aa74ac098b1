import { expect, test } from 'vitest'
import { fork } from '../base/fork.js'
import { GIB, MIB, milliseconds, seconds } from '../base/units.js'
import { placeFault } from '../sim/index.js'
import {
  errorOf,
  expectEvents,
  makeFixture,
  run,
  SET,
  succeeded,
  take,
} from './fixture.test.helper.js'
import {
  addStorage,
  BLOCK_BYTES,
  deleteFile,
  deleteShadow,
  fillFile,
  freeBytes,
  listFolder,
  listShadows,
  overwriting,
  removeStorage,
  resizeStorage,
  SYSTEM_VOLUME_INFORMATION,
  shadowView,
  storageInfo,
  takeShadow,
} from './index.js'
import { fillUp, info, makeDisk, makePair, overwrite } from './storage.fixture.js'

const STEP = 320 * MIB

test.each([
  ['just under 500 MB', 500 * MIB - 4096, 32 * MIB],
  ['500 MB', 500 * MIB, 50 * MIB],
  ['20 GB', 20 * GIB, STEP],
])(
  'a volume of %s starts its storage with one step, within a tenth of it',
  (_size, sizeBytes, allocated) => {
    const { volume } = makeFixture({ sizeBytes })
    expect(storageInfo(volume)).toBeUndefined()
    const free = succeeded(freeBytes(volume))
    const { id } = take(volume)
    expect(info(volume)).toMatchObject({
      forVolume: 'C:',
      onVolume: 'C:',
      usedBytes: 0,
      allocatedBytes: allocated,
      maximumBytes: Math.floor(sizeBytes / 10 / BLOCK_BYTES) * BLOCK_BYTES,
    })
    expect(succeeded(freeBytes(volume))).toBe(free - allocated)
    succeeded(deleteShadow(volume, id))
    expect(info(volume).allocatedBytes).toBe(0)
    expect(succeeded(freeBytes(volume))).toBe(free)
    expect(succeeded(listFolder(volume, SYSTEM_VOLUME_INFORMATION))).toEqual([])
  },
)

test('the storage is a file of volsnap on the storage volume', () => {
  const { volume, other } = makePair()
  succeeded(addStorage(volume, other))
  take(volume)
  const [file] = succeeded(listFolder(other, SYSTEM_VOLUME_INFORMATION))
  expect(file).toMatchObject({
    name: `{${volume.id}}{3808876b-c176-4e48-b7ae-04046e6cc752}`,
    sizeBytes: STEP,
    allocatedBytes: STEP,
  })
  expect(succeeded(listFolder(volume, SYSTEM_VOLUME_INFORMATION))).toEqual([])
})

test('the storage grows before it is full, and the growth takes its time', () => {
  const { sim, volume, log } = makeDisk()
  take(volume)
  overwrite(volume, 160 * MIB)
  const free = succeeded(freeBytes(volume))
  sim.advance(seconds(1))
  expect(info(volume).allocatedBytes).toBe(STEP)
  overwrite(volume, 16 * MIB, 160 * MIB)
  expect(succeeded(freeBytes(volume))).toBe(free - STEP)
  sim.advance(milliseconds(99))
  expect(info(volume).allocatedBytes).toBe(STEP)
  sim.advance(milliseconds(1))
  expect(info(volume).allocatedBytes).toBe(2 * STEP)
  expectEvents(log, [])
})

test('one growth follows another as the storage fills', () => {
  const { sim, volume } = makeDisk({ growthStepBytes: 32 * MIB })
  take(volume)
  overwrite(volume, 32 * MIB)
  sim.advance(milliseconds(100))
  expect(info(volume).allocatedBytes).toBe(64 * MIB)
  overwrite(volume, 30 * MIB, 32 * MIB)
  sim.advance(milliseconds(350))
  expect(info(volume).allocatedBytes).toBe(96 * MIB)
})

test('a burst that overruns a growth loses every copy, with event 25', () => {
  const { volume, log } = makeDisk()
  const view = shadowView(volume, take(volume).id)
  take(volume)
  const free = succeeded(freeBytes(volume))
  overwrite(volume, STEP)
  expect(listShadows(volume)).toHaveLength(2)
  overwrite(volume, 1, STEP)
  expect(listShadows(volume)).toEqual([])
  expect(errorOf(view.read('a', { length: 1 }))).toBe('ERROR_NO_SUCH_DEVICE')
  expect(info(volume)).toMatchObject({ usedBytes: 0, allocatedBytes: 0 })
  expect(succeeded(freeBytes(volume))).toBe(free + STEP)
  expectEvents(log, [25])
  expect(log[0]).toMatchObject({ at: 0, source: 'volsnap', level: 'Error', data: { volume: 'C:' } })
})

test('the same bytes over enough time lose nothing', () => {
  const { sim, volume, log } = makeDisk()
  const view = shadowView(volume, take(volume).id)
  const done = run(sim, overwriting(volume, 'a', { bytes: 3 * GIB, span: seconds(60) }))
  expect(succeeded(done)).toBe(3 * GIB)
  expect(sim.now).toBe(seconds(60))
  expect(info(volume).usedBytes).toBe(3 * GIB)
  expect([...succeeded(view.read('a', { offset: 3 * GIB - 2, length: 4 }))]).toEqual([1, 1, 1, 1])
  expectEvents(log, [])
})

test('a full disk is warned of once, and costs the copies only when the storage is full', () => {
  const { volume, log } = makeDisk()
  const { id } = take(volume)
  fillUp(volume, 100 * MIB)
  overwrite(volume, 170 * MIB)
  overwrite(volume, 20 * MIB, 170 * MIB)
  expectEvents(log, [24])
  expect(log[0]?.level).toBe('Warning')
  expect(log[0]?.text).toBe(
    'There was insufficient disk space on volume C: to grow the shadow copy storage for shadow copies of C:. As a result of this failure all shadow copies of volume C: are at risk of being deleted.',
  )
  expect(listShadows(volume).map((shadow) => shadow.id)).toEqual([id])
  overwrite(volume, 200 * MIB, 190 * MIB)
  expect(listShadows(volume)).toEqual([])
  expectEvents(log, [24, 25])
})

test('space that is freed in time saves the copies', () => {
  const { sim, volume, log } = makeDisk()
  take(volume)
  fillUp(volume, 100 * MIB)
  overwrite(volume, 170 * MIB)
  succeeded(deleteFile(volume, 'ballast'))
  overwrite(volume, 1 * MIB, 170 * MIB)
  sim.advance(seconds(1))
  overwrite(volume, 300 * MIB, 171 * MIB)
  expect(listShadows(volume)).toHaveLength(1)
  expectEvents(log, [24])
})

test('a disk that fills up again is warned of again', () => {
  const { sim, volume, log } = makeDisk()
  take(volume)
  fillUp(volume, 100 * MIB)
  overwrite(volume, 170 * MIB)
  succeeded(deleteFile(volume, 'ballast'))
  overwrite(volume, 1 * MIB, 170 * MIB)
  sim.advance(seconds(1))
  fillUp(volume, 100 * MIB)
  overwrite(volume, 400 * MIB, 171 * MIB)
  expectEvents(log, [24, 24])
})

test('a full disk at the start refuses the copy, and names the disk that is full', () => {
  const { volume, other, log } = makePair()
  succeeded(addStorage(volume, other))
  fillUp(other, 100 * MIB)
  expect(takeShadow(volume, { setId: SET })).toMatchObject({
    error: { name: 'VSS_E_INSUFFICIENT_STORAGE', code: 0x8004_231f, volume: 'C:' },
  })
  expectEvents(log, [24])
  expect(log[0]?.text).toContain(
    'on volume D: to grow the shadow copy storage for shadow copies of C:',
  )
  expect(succeeded(listFolder(other, SYSTEM_VOLUME_INFORMATION))).toEqual([])
  succeeded(deleteFile(other, 'ballast'))
  take(volume)
})

test('at the maximum the oldest copies go, each with event 33, as few as it takes', () => {
  const { volume, log } = makeDisk({ maximumBytes: STEP })
  const ids = [100, 100, 100].map((size, index) => {
    const { id } = take(volume)
    overwrite(volume, size * MIB, index * 100 * MIB)
    return id
  })
  const view = shadowView(volume, ids[1] as never)
  overwrite(volume, 40 * MIB, 300 * MIB)
  expect(listShadows(volume).map((shadow) => shadow.id)).toEqual(ids.slice(1))
  expect([...succeeded(view.read('a', { offset: 301 * MIB, length: 1 }))]).toEqual([1])
  expect(info(volume)).toMatchObject({ usedBytes: 240 * MIB, allocatedBytes: STEP })
  expectEvents(log, [33])
  expect(log[0]).toMatchObject({ level: 'Information' })
})

test('when even the newest does not fit below the maximum, all is lost with event 36', () => {
  const { volume, log } = makeDisk({ maximumBytes: STEP })
  take(volume)
  overwrite(volume, 10 * MIB)
  take(volume)
  overwrite(volume, STEP + 1)
  expect(listShadows(volume)).toEqual([])
  expectEvents(log, [33, 36])
})

test('what is used never exceeds the maximum', () => {
  const { sim, volume } = makeDisk({ maximumBytes: 1000 * MIB })
  let most = 0
  take(volume)
  const load = sim.spawn('load', overwriting(volume, 'a', { bytes: 3 * GIB, span: seconds(60) }))
  while (load.state === 'running') {
    sim.step()
    most = Math.max(most, info(volume).allocatedBytes)
  }
  expect(most).toBe(1000 * MIB)
})

test('without a maximum the storage grows as far as the disk goes', () => {
  const { sim, volume } = makeDisk({ maximumBytes: 'unbounded' })
  take(volume)
  run(sim, overwriting(volume, 'a', { bytes: 8 * GIB, span: seconds(600) }))
  expect(info(volume).usedBytes).toBe(8 * GIB)
})

test('a lost storage volume takes the copies with it, with event 32 and an effect of the fault', () => {
  for (const use of ['write', 'list', 'read'] as const) {
    const { sim, volume, other, log } = makePair()
    succeeded(addStorage(volume, other))
    const view = shadowView(volume, take(volume).id)
    const fault = placeFault(sim.faults, {
      name: 'unplugged',
      kind: 'volume-missing',
      where: 'D:',
      parameters: {},
      placedAt: sim.now,
    })
    if (use === 'write') overwrite(volume, 1)
    else if (use === 'list') expect(listShadows(volume)).toEqual([])
    else expect(errorOf(view.read('a', { length: 1 }))).toBe('ERROR_NO_SUCH_DEVICE')
    expectEvents(log, [32])
    expect(fault.effects[0]?.evidence).toContain('ERROR_FILE_NOT_FOUND')
    expect(volume.shadows).toEqual([])
    expect(errorOf(takeShadow(volume, { setId: SET }))).toBe('VSS_E_OBJECT_NOT_FOUND')
    fault.liftedAt = sim.now
    expect(listShadows(volume)).toEqual([])
    take(volume)
  }
})

test('a storage volume that cannot be written costs the copies, not the write, with event 14', () => {
  const { sim, volume, other, log } = makePair()
  succeeded(addStorage(volume, other))
  take(volume)
  const parameters = { access: 'write' }
  placeFault(sim.faults, {
    name: 'bad',
    kind: 'io-error',
    where: 'D:',
    parameters,
    placedAt: sim.now,
  })
  overwrite(volume, 1)
  expect(listShadows(volume)).toEqual([])
  expectEvents(log, [14])
})

test('storage must be on NTFS', () => {
  const { volume, other, log } = makePair({ fileSystem: 'FAT32' })
  succeeded(addStorage(volume, other))
  expect(errorOf(takeShadow(volume, { setId: SET }))).toBe('VSS_E_VOLUME_NOT_SUPPORTED')
  expectEvents(log, [2])
})

test('a volume has one storage, which stays while copies need it', () => {
  const { volume, other } = makePair()
  expect(errorOf(removeStorage(volume))).toBe('VSS_E_OBJECT_NOT_FOUND')
  expect(errorOf(resizeStorage(volume, GIB))).toBe('VSS_E_OBJECT_NOT_FOUND')
  succeeded(addStorage(volume, other))
  expect(errorOf(addStorage(volume, volume))).toBe('VSS_E_OBJECT_ALREADY_EXISTS')
  const { id } = take(volume)
  expect(errorOf(removeStorage(volume))).toBe('VSS_E_VOLUME_IN_USE')
  expect(errorOf(resizeStorage(volume, 0))).toBe('VSS_E_VOLUME_IN_USE')
  succeeded(deleteShadow(volume, id))
  succeeded(resizeStorage(volume, 0))
  expect(errorOf(takeShadow(volume, { setId: SET }))).toBe('VSS_E_INSUFFICIENT_STORAGE')
  succeeded(removeStorage(volume))
  take(volume)
  expect(info(volume).onVolume).toBe('C:')
})

test('a growth under way goes on in a fork, and apart', () => {
  const { sim, volume } = makeDisk()
  take(volume)
  overwrite(volume, 170 * MIB)
  const world = fork({ sim, volume })
  world.sim.advance(seconds(1))
  expect(info(world.volume).allocatedBytes).toBe(2 * STEP)
  expect(info(volume).allocatedBytes).toBe(STEP)
  overwrite(volume, STEP, 170 * MIB)
  expect(listShadows(volume)).toEqual([])
  expect(listShadows(world.volume)).toHaveLength(1)
  expectEvents(world.volume.log, [])
})

test('a growth under way is not put off by the writes that go on', () => {
  const { sim, volume } = makeDisk()
  take(volume)
  overwrite(volume, 170 * MIB)
  sim.advance(milliseconds(50))
  overwrite(volume, MIB, 170 * MIB)
  sim.advance(milliseconds(50))
  expect(info(volume).allocatedBytes).toBe(2 * STEP)
})

test('copies that come after a loss are warned of anew', () => {
  const { volume, log } = makeDisk()
  take(volume)
  fillUp(volume, 100 * MIB)
  overwrite(volume, 400 * MIB)
  take(volume)
  overwrite(volume, 400 * MIB)
  expectEvents(log, [24, 25, 24, 25])
})

test('storage on the volume itself meets its faults once, with the write', () => {
  const { sim, volume, log } = makeDisk()
  take(volume)
  const parameters = { access: 'write', fromNth: 3 }
  const broken = { name: 'bad', kind: 'io-error', where: 'C:', parameters, placedAt: sim.now }
  placeFault(sim.faults, broken)
  overwrite(volume, MIB)
  overwrite(volume, MIB, MIB)
  expect(errorOf(fillFile(volume, 'a', { length: 1, byte: 2 }))).toBe('ERROR_IO_DEVICE')
  const missing = placeFault(sim.faults, { ...broken, kind: 'volume-missing', parameters: {} })
  expect(listShadows(volume)).toHaveLength(1)
  missing.liftedAt = sim.now
  expect(listShadows(volume)).toHaveLength(1)
  expectEvents(log, [])
})

test('a lost storage volume that held nothing is no event', () => {
  const { sim, volume, other, log } = makePair()
  succeeded(addStorage(volume, other))
  const kind = 'volume-missing'
  placeFault(sim.faults, { name: kind, kind, where: 'D:', parameters: {}, placedAt: sim.now })
  expect(listShadows(volume)).toEqual([])
  expectEvents(log, [])
})

test('the most that was ever used is remembered, also when the copies are gone', () => {
  const { volume } = makeDisk()
  const { id } = take(volume)
  overwrite(volume, 100 * MIB)
  succeeded(deleteShadow(volume, id))
  expect(info(volume)).toMatchObject({ usedBytes: 0, peakBytes: 100 * MIB })
  take(volume)
  overwrite(volume, 50 * MIB)
  expect(info(volume)).toMatchObject({ usedBytes: 50 * MIB, peakBytes: 100 * MIB })
})

test('a fault that leaves the storage no room has its effect where growth fails, not before', () => {
  const { sim, volume } = makeDisk()
  take(volume)
  fillUp(volume, 100 * MIB)
  const kind = 'shadow-storage-full'
  const fault = placeFault(sim.faults, {
    name: kind,
    kind,
    where: 'C:',
    parameters: {},
    placedAt: sim.now,
  })
  overwrite(volume, 100 * MIB)
  expect(fault.effects).toEqual([])
  overwrite(volume, 70 * MIB, 100 * MIB)
  expect(fault.effects.map(({ evidence }) => evidence)).toEqual([
    `shadow storage stayed at ${STEP} bytes`,
  ])
})

test('steps are multiples of 32 MB', () => {
  const { volume } = makeDisk({ growthStepBytes: 33 * MIB })
  take(volume)
  expect(info(volume).allocatedBytes).toBe(64 * MIB)
})
