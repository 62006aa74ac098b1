import { describe, expect, test } from 'vitest'
import { milliseconds, seconds } from '../base/units.js'
import { stopService } from '../host/index.js'
import { later, type Process, placeFault, sleepUntil } from '../sim/index.js'
import {
  listShadows,
  readFile,
  shadowView,
  storageInfo,
  writeFile,
  writeWhenReleased,
} from '../volume/index.js'
import { S_OK } from './hresult.js'
import {
  backupComplete,
  createRequestor,
  doSnapshotSet,
  initializeForBackup,
  openSet,
  type Requestor,
  release,
  startSnapshotSet,
} from './requestor.js'
import { MIN_DIFF_AREA_VALUE } from './snapshot-set.js'
import {
  expectCode,
  expectNothingLeft,
  makeStage,
  prepareFullBackup,
  run,
  type Stage,
  slowProvider,
  startedRequestor,
  statesOf,
} from './vss.fixture.js'

const BOTH = ['C:', 'D:']

function firstByte(stage: Stage): number | undefined {
  const read = readFile(stage.volumes[0], 'data')
  return read.ok ? read.value[0] : undefined
}

test('all copies of a set show one instant, in the order of the volumes', () => {
  const stage = makeStage()
  const requestor = startedRequestor(stage, ['D:', 'C:'])
  expectCode(run(stage, doSnapshotSet(requestor)), 'S_OK')
  const set = openSet(requestor)
  expect(set.volumes.map(({ name }) => name)).toEqual(['D:', 'C:'])
  for (const [index, shadow] of set.shadows.entries()) {
    expect(shadow).toMatchObject({ setId: set.id, createdAt: set.instant, attributes: 0 })
    expect(set.volumes[index]?.shadows).toContain(shadow)
  }
})

describe('while the provider commits', () => {
  test('a write waits, lands after the instant, and is not in the copy', () => {
    const stage = makeStage()
    const [volume] = stage.volumes
    const requestor = startedRequestor(stage)
    slowProvider(stage, 5)
    const creation = stage.sim.spawn('creation', doSnapshotSet(requestor))
    stage.sim.advance(seconds(2))
    const what = { bytes: Uint8Array.of(9) }
    expect(writeFile(volume, 'data', what)).toMatchObject({ error: { name: 'ERROR_BUSY' } })
    const write = stage.sim.spawn('write', writeWhenReleased(volume, 'data', what))
    stage.sim.advance(seconds(2))
    expect([write.state, firstByte(stage)]).toEqual(['running', 1])
    stage.sim.finish(creation)
    stage.sim.finish(write)
    expect(stage.sim.now).toBe(seconds(5))
    expect(firstByte(stage)).toBe(9)
    const [shadow] = listShadows(volume)
    const old = shadowView(volume, shadow?.id as never).read('data')
    expect(old.ok && old.value[0]).toBe(1)
  })

  test('ten seconds are not too long', () => {
    const stage = makeStage()
    slowProvider(stage, 10)
    expectCode(run(stage, doSnapshotSet(startedRequestor(stage, BOTH))), 'S_OK')
    expect(stage.host.logs.System).toEqual([])
  })

  test('beyond them volsnap lets writes go on, and the set is worth nothing', () => {
    const stage = makeStage()
    const fault = slowProvider(stage, 10.001)
    const creation = stage.sim.spawn('creation', doSnapshotSet(startedRequestor(stage, BOTH)))
    stage.sim.advance(milliseconds(9_999))
    expect(writeFile(stage.volumes[0], 'data', { bytes: Uint8Array.of(9) }).ok).toBe(false)
    stage.sim.advance(milliseconds(1))
    expect(writeFile(stage.volumes[0], 'data', { bytes: Uint8Array.of(9) }).ok).toBe(true)
    expectCode(stage.sim.finish(creation), 'VSS_E_HOLD_WRITES_TIMEOUT')
    const events = stage.host.logs.System.map(({ source, id }) => `${source} ${id}`)
    expect(events).toEqual(['volsnap 8', 'volsnap 8'])
    expect(fault.effects).toHaveLength(1)
    // The writers were thawed and told that the set is given up.
    expect(stage.heard.slice(-2)).toEqual([
      'w thaw in WAITING_FOR_THAW',
      'w abort in WAITING_FOR_POST_SNAPSHOT',
    ])
    expectNothingLeft(stage)
  })
})

describe('a provider that cannot commit', () => {
  test('one that is disabled', () => {
    const stage = makeStage()
    const provider = stage.host.services.get('SWPRV')
    if (provider !== undefined) Object.assign(provider, { state: 'Stopped', startType: 'Disabled' })
    const result = run(stage, doSnapshotSet(startedRequestor(stage)))
    expectCode(result, 'VSS_E_UNEXPECTED_PROVIDER_ERROR')
    expectNothingLeft(stage)
  })

  test('one that is stopped is started on demand', () => {
    const stage = makeStage()
    stopService(stage.host, 'SWPRV')
    expectCode(run(stage, doSnapshotSet(startedRequestor(stage))), 'S_OK')
    expect(stage.host.services.get('SWPRV')?.state).toBe('Running')
  })

  test('what was made of a set before one volume failed is taken back', () => {
    const stage = makeStage()
    placeFault(stage.sim.faults, {
      name: 'gone',
      kind: 'volume-missing',
      where: 'D:',
      parameters: {},
      placedAt: stage.sim.now,
    })
    const result = run(stage, doSnapshotSet(startedRequestor(stage, BOTH)))
    expectCode(result, 'VSS_E_OBJECT_NOT_FOUND')
    expectNothingLeft(stage)
  })
})

test('the registry says in which steps shadow storage grows', () => {
  const stage = makeStage()
  stage.host.registry.set(MIN_DIFF_AREA_VALUE, 64)
  run(stage, doSnapshotSet(startedRequestor(stage)))
  expect(stage.volumes[0].storage?.growthStepBytes).toBe(64 * 1024 ** 2)
  expect(storageInfo(stage.volumes[0])?.usedBytes).toBe(0)
})

const UNHURRIED = Object.fromEntries(
  ['prepare-backup', 'prepare-snapshot', 'freeze', 'thaw', 'post-snapshot', 'backup-complete'].map(
    (event) => [event, { after: seconds(1) }],
  ),
)

/** A whole backup by a process that holds its requestor as a program holds an object. */
function* wholeBackup(requestor: Requestor, stage: Stage): Process {
  try {
    yield* prepareFullBackup(requestor)
    yield* doSnapshotSet(requestor)
    yield* sleepUntil(later(stage.sim.now, seconds(1)))
    yield* backupComplete(requestor)
    yield* sleepUntil(later(stage.sim.now, seconds(1)))
  } finally {
    release(requestor)
  }
}

describe('a requestor killed in the middle', () => {
  test('leaves nothing frozen, held, created or at work, wherever it was', () => {
    let deaths = 0
    for (let steps = 0; ; steps++) {
      const stage = makeStage({ a: { on: UNHURRIED }, b: {}, c: { on: UNHURRIED } })
      const task = stage.sim.spawn('backup', wholeBackup(startedRequestor(stage, BOTH), stage))
      for (let step = 0; step < steps; step++) stage.sim.step()
      if (steps > 0 && task.state !== 'running') break
      deaths++
      stage.sim.kill(task)
      if (steps === 0) continue // Never begun: its finally block is not there yet.
      expectNothingLeft(stage)
      // Nor does the dead one stand in the way of the next.
      expect(stage.host.logs.System).toEqual([])
      expectCode(run(stage, doSnapshotSet(startedRequestor(stage, BOTH))), 'S_OK')
    }
    expect(deaths).toBeGreaterThan(20)
  })

  test('a whole backup that nobody kills leaves nothing either', () => {
    const stage = makeStage({ a: { on: UNHURRIED } })
    run(stage, wholeBackup(startedRequestor(stage, BOTH), stage))
    expect(stage.heard).toHaveLength(6)
    expectNothingLeft(stage)
  })
})

test('one that gives up does not thaw the writers of another', () => {
  const stage = makeStage({ w: { on: { freeze: { after: seconds(30) } } } })
  const first = startedRequestor(stage)
  run(stage, prepareFullBackup(first))
  expect(run(stage, doSnapshotSet(first))).toBe(S_OK)
  const second = startedRequestor(stage, ['D:'])
  run(stage, prepareFullBackup(second))
  const creation = stage.sim.spawn('second', doSnapshotSet(second))
  stage.sim.advance(seconds(10))
  release(first)
  expect(statesOf(stage)).toEqual(['WAITING_FOR_FREEZE'])
  expectCode(stage.sim.finish(creation), 'S_OK')
  expect(stage.heard.some((line) => line.includes(' abort '))).toBe(false)
})

test('one that never started a set disturbs nobody by going away', () => {
  const stage = makeStage()
  const first = startedRequestor(stage)
  const second = createRequestor(stage.vss, 'second')
  initializeForBackup(second)
  expectCode(startSnapshotSet(second), 'VSS_E_SNAPSHOT_SET_IN_PROGRESS')
  release(second)
  expectCode(run(stage, doSnapshotSet(first)), 'S_OK')
})
