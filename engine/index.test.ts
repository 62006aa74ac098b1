import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seconds } from './base/units.js'
import {
  createWorld,
  DEFAULT_VOLUMES,
  deleteFile,
  forkWorld,
  jobsOf,
  listShadows,
  liveView,
  type Machine,
  type MachineOptions,
  overwriting,
  type Process,
  placeFault,
  putFile,
  readFile,
  register,
  requestSchedule,
  runAgentBackup,
  type Server,
  shadowView,
  stopService,
  takePersistentShadow,
  type World,
  writeThroughCache,
} from './index.js'

const MACHINE: MachineOptions = {
  name: 'SRV01',
  platform: 'on-premises',
  hardware: 'A',
  siteZone: 'UTC',
  windowsDrive: 'C',
  scratchDrive: 'S',
  volumes: DEFAULT_VOLUMES,
}

function makeWorld(seed: number): World {
  return createWorld({ seed, trace: true, machines: [MACHINE] })
}

function machineOf(world: World): Server {
  const machine = world.machines.get('SRV01')
  if (machine === undefined) throw new Error('no machine')
  return machine
}

function run<T>({ sim }: World, process: Process<T>): T {
  return sim.finish(sim.spawn('test', process))
}

function fault(world: World, kind: string, where: string, secondsTaken = 0): void {
  const { sim } = world
  const parameters = { seconds: secondsTaken }
  placeFault(sim.faults, { name: kind, kind, where, parameters, placedAt: sim.now })
}

/** What somebody may do with a world; each ends at quiescence. */
const ACTS: Readonly<Record<string, (world: World) => void>> = {
  'a backup': (world) => void run(world, runAgentBackup(machineOf(world), 'operator')),
  'a persistent copy': (world) => void run(world, takePersistentShadow(machineOf(world).vss, 'C:')),
  'a write beneath the cache': (world) => {
    const { sim } = world
    putFile(machineOf(world).cache.volume, `file ${sim.now}`, new Uint8Array(70_000).fill(7))
  },
  'a write through the cache': (world) =>
    writeThroughCache(machineOf(world).cache, 'Windows\\System32\\config\\X', Uint8Array.of(1)),
  'a schedule': (world) => void requestSchedule(machineOf(world), '02:00'),
  'an hour': (world) => world.sim.advance(seconds(3_600)),
  'old data overwritten': (world) => {
    const within = { offset: 0, length: 1024 ** 3 }
    const load = { bytes: 1024 ** 3, span: seconds(10), within }
    run(world, overwriting(machineOf(world).cache.volume, 'Data\\application.db', load))
  },
  'a slow writer': (world) => fault(world, 'writer-slow', 'System Writer', 61),
  'a slow provider': (world) => fault(world, 'provider-slow', 'software provider', 11),
  'a broken disk': (world) => fault(world, 'io-error', 'X:'),
  'a cut link': (world) => fault(world, 'network-partition', 'vault'),
  'a stopped service': (world) => void stopService(machineOf(world).host, 'VSS'),
  'faults lifted': ({ sim }) => {
    for (const each of sim.faults.placed) each.liftedAt ??= sim.now
  },
}

const names = Object.keys(ACTS)
const stories = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 5 })
const seeds = fc.integer({ min: 0, max: 2 ** 40 })

/** Acts one after the other; a schedule that is due meanwhile is let come to its end. */
function act(world: World, story: readonly string[]): void {
  for (const name of story) {
    ACTS[name]?.(world)
    while (world.sim.live > 0) world.sim.step()
  }
}

/** Everything that can be seen of a world, as text. */
function tale(world: World): string {
  const { host, vss, volumes, efi, vault, jobs, agent } = machineOf(world)
  const { sim } = world
  return JSON.stringify({
    now: sim.now,
    trace: sim.trace.events,
    faults: sim.faults.placed,
    logs: host.logs,
    services: [...host.services.values()].map(({ name, state }) => `${name} ${state}`),
    writers: vss.writers.map(({ name, state, instanceId }) => [name, state, instanceId]),
    volumes: [...volumes.values(), efi].map((volume) => volumeTale(volume)),
    points: [...vault.servers].map(([name, { points }]) => [
      name,
      points.map(({ takenAt, files }) => [
        takenAt,
        [...files].map(([path, f]) => [path, f.checksum]),
      ]),
    ]),
    jobs,
    due: agent.schedule?.due,
    draw: sim.random('afterwards').next(),
  })
}

function volumeTale(volume: Machine['efi']) {
  return {
    id: volume.id,
    hold: volume.hold.kind,
    free: volume.free,
    shadows: listShadows(volume).map(({ id, createdAt, deviceName }) => [
      id,
      createdAt,
      deviceName,
      filesTale(shadowView(volume, id)),
    ]),
    files: filesTale(liveView(volume)),
  }
}

/** Names and sizes, and of each file a few bytes here and there. */
function filesTale(view: ReturnType<typeof liveView>, folder = ''): unknown[] {
  const listed = view.list(folder)
  if (!listed.ok) return [listed.error.name]
  return listed.value.map((entry) => {
    const path = folder === '' ? entry.name : `${folder}\\${entry.name}`
    if (entry.kind === 'folder') return [path, filesTale(view, path)]
    const found = view.stat(path)
    const size = found.ok ? found.value.sizeBytes : 0
    return [path, size, [0, Math.floor(size / 3), size - 4].map((at) => bytesAt(view, path, at))]
  })
}

function bytesAt(view: ReturnType<typeof liveView>, path: string, offset: number): string {
  if (offset < 0) return ''
  const read = view.read(path, { offset, length: 4 })
  return read.ok ? [...read.value].join() : read.error.name
}

test('two runs of one seed are the same run to the byte', () => {
  fc.assert(
    fc.property(seeds, stories, (seed, story) => {
      const [first, second] = [makeWorld(seed), makeWorld(seed)]
      act(first, story)
      act(second, story)
      expect(tale(second)).toBe(tale(first))
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 30 },
  )
})

test('another seed is another run', () => {
  const [first, second] = [makeWorld(1), makeWorld(2)]
  expect(tale(second)).not.toBe(tale(first))
})

test('a fork goes on as the original would, and the original as if there were no fork', () => {
  fc.assert(
    fc.property(seeds, stories, stories, (seed, first, second) => {
      const original = makeWorld(seed)
      act(original, first)
      const copy = forkWorld(original)
      act(copy, second)
      act(original, second)
      const straight = makeWorld(seed)
      act(straight, [...first, ...second])
      const expected = tale(straight)
      expect(tale(copy)).toBe(expected)
      expect(tale(original)).toBe(expected)
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 40 },
  )
})

test('what a fork does stays in the fork, and what the original does stays out of it', () => {
  fc.assert(
    fc.property(seeds, stories, stories, (seed, first, second) => {
      const original = makeWorld(seed)
      act(original, first)
      const before = tale(forkWorld(original))
      const copy = forkWorld(original)
      act(copy, second)
      expect(tale(forkWorld(original))).toBe(before)
      const after = tale(forkWorld(copy))
      act(original, second)
      expect(tale(forkWorld(copy))).toBe(after)
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 40 },
  )
})

describe('a fork shares nothing that either may change', () => {
  function forked(): { original: Server; copy: Server; world: World } {
    const world = makeWorld(1)
    act(world, ['a backup', 'a persistent copy'])
    return { original: machineOf(world), copy: machineOf(forkWorld(world)), world }
  }

  test('file content', () => {
    const { original, copy } = forked()
    const path = 'Windows\\System32\\system0.dll'
    const before = readFile(original.cache.volume, path)
    putFile(copy.cache.volume, path, Uint8Array.of(1))
    deleteFile(copy.cache.volume, 'Windows\\System32\\system1.dll')
    expect(readFile(original.cache.volume, path)).toEqual(before)
    expect(readFile(original.cache.volume, 'Windows\\System32\\system1.dll').ok).toBe(true)
    const [shadow] = listShadows(copy.cache.volume)
    expect(shadowView(copy.cache.volume, shadow?.id as never).read(path)).toEqual(before)
  })

  test('the cache', () => {
    const { original, copy } = forked()
    writeThroughCache(copy.cache, 'x', Uint8Array.of(1))
    copy.sim.advance(seconds(60))
    expect(readFile(copy.cache.volume, 'x').ok).toBe(true)
    expect(original.cache.dirty.size).toBe(0)
    expect(readFile(original.cache.volume, 'x').ok).toBe(false)
  })

  test('event logs, jobs and the vault', () => {
    const { original, copy, world } = forked()
    const before = tale(forkWorld(world))
    copy.sim.finish(copy.sim.spawn('backup', runAgentBackup(copy, 'operator')))
    expect(jobsOf(copy, 'agent')).toHaveLength(2)
    expect(copy.vault.servers.get('SRV01')?.points).toHaveLength(2)
    expect(jobsOf(original, 'agent')).toHaveLength(1)
    expect(original.vault.servers.get('SRV01')?.points).toHaveLength(1)
    expect(copy.host.logs.Application.length).toBeGreaterThan(original.host.logs.Application.length)
    expect(tale(forkWorld(world))).toBe(before)
  })

  test('shadow copies', () => {
    const { original, copy } = forked()
    copy.sim.finish(copy.sim.spawn('take', takePersistentShadow(copy.vss, 'C:')))
    expect(listShadows(copy.cache.volume)).toHaveLength(2)
    expect(listShadows(original.cache.volume)).toHaveLength(1)
  })

  test('services, software, features and the registration', () => {
    const { original, copy } = forked()
    stopService(copy.host, 'VSS')
    copy.host.software.clear()
    copy.host.features.clear()
    copy.agent.registration = undefined
    copy.market.published.clear()
    expect(original.host.services.get('VSS')?.state).toBe('Running')
    expect(original.host.software.size).toBeGreaterThan(0)
    expect(original.host.features.size).toBeGreaterThan(0)
    expect(original.market.published.size).toBeGreaterThan(0)
    expect(register(original, 'x')).toMatchObject({ error: 'agent-registered' })
  })

  test('parts of one machine belong together in the copy', () => {
    const { copy, original } = forked()
    expect(copy.cache.volume).toBe(copy.volumes.get('C:'))
    expect(copy.vss.volumes.get('C:')).toBe(copy.volumes.get('C:'))
    expect(copy.vss.host).toBe(copy.host)
    expect(copy.cache.volume.log).toBe(copy.host.logs.System)
    for (const volume of copy.volumes.values()) expect(volume.sim).toBe(copy.sim)
    expect(copy.sim).not.toBe(original.sim)
  })
})

test('a world in the middle of something cannot be forked, and can when it is over', () => {
  const world = makeWorld(1)
  const task = world.sim.spawn('backup', runAgentBackup(machineOf(world), 'operator'))
  world.sim.advance(seconds(11))
  expect(() => forkWorld(world)).toThrow('processes in flight')
  world.sim.finish(task)
  expect(() => forkWorld(world)).not.toThrow()
})

test('a timer nobody knows is a bug', () => {
  const world = forkWorld(makeWorld(1))
  world.sim.schedule(world.sim.now, { kind: 'odd', payload: undefined })
  expect(() => world.sim.step()).toThrow('nobody handles timer odd')
})

test('Windows needs its volume', () => {
  const machines = [{ ...MACHINE, windowsDrive: 'Q' }]
  expect(() => createWorld({ seed: 1, trace: false, machines })).toThrow('volume Q:')
})

test('servers of one world share the vault and the market, and nothing else', () => {
  const world = createWorld({
    seed: 1,
    trace: false,
    machines: [MACHINE, { ...MACHINE, name: 'SRV02' }],
  })
  const [first, second] = [...world.machines.values()]
  expect(first?.vault).toBe(second?.vault)
  expect(first?.market).toBe(second?.market)
  expect(first?.vault.servers.size).toBe(2)
  const ids = [...world.machines.values()].flatMap(({ volumes }) =>
    [...volumes.values()].map(({ id }) => id),
  )
  expect(new Set(ids).size).toBe(6)
})
