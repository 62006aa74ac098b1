import { describe, expect, test } from 'vitest'
import { GIB, seconds } from '../../base/units.js'
import { crashService } from '../../host/index.js'
import {
  freeBytes,
  liveView,
  lockVolume,
  overwriting,
  putFile,
  setAttributes,
  setRight,
  unlockVolume,
} from '../../volume/index.js'
import { AGENT_SERVICE, agentCanBackUp, runAgentBackup } from './agent.js'
import { allocateFile } from './files.js'
import { type FailureKind, jobsOf, lastEnded } from './job.js'
import {
  allFiles,
  expectNothingLeft,
  makeMachine,
  place,
  run,
  volumeNamed,
} from './machine.fixture.js'
import type { Machine } from './machine.js'
import { OLD_DATA_BYTES, OLD_DATA_FILE, windowsVolume } from './system-files.js'
import { backUpThroughWriters } from './third-party.js'
import { unseal } from './vault.js'

function points(machine: Machine) {
  return machine.vault.servers.get(machine.host.name)?.points ?? []
}

test('a backup of a healthy server ends in a recovery point, and nothing else is left', () => {
  const machine = makeMachine()
  const job = run(machine, runAgentBackup(machine, 'operator'))
  expect(job).toMatchObject({
    state: 'Completed',
    failure: undefined,
    startedBy: 'operator',
    id: 1,
  })
  expect(jobsOf(machine, 'windows-server-backup')).toMatchObject([{ state: 'Completed' }])
  expect(points(machine)).toMatchObject([{ id: 1, takenAt: job.startedAt }])
  expectNothingLeft(machine)
})

test('the recovery point opens to what was on the volume, with the right passphrase alone', () => {
  const machine = makeMachine()
  run(machine, runAgentBackup(machine, 'operator'))
  const passphrase = machine.agent.registration?.passphrase ?? ''
  const files = points(machine)[0]?.files ?? new Map()
  const view = liveView(windowsVolume(machine))
  const system = allFiles(view).filter((path) => path.startsWith('Windows\\System32\\system'))
  expect(system).toHaveLength(12)
  for (const path of system) {
    const source = `C:\\${path}`
    const sealed = files.get(source)
    const original = view.read(path, { length: sealed.sealed.length })
    expect(sealed.sealed.length).toBeGreaterThan(1_024)
    expect(unseal(sealed, { passphrase, path: source })).toEqual(original)
    expect(unseal(sealed, { passphrase: 'another', path: source }).ok).toBe(false)
    expect(sealed.lengthBytes).toBe(48 * 1024)
  }
})

test('a point is made only when every file has arrived', () => {
  const machine = makeMachine()
  machine.sim.points.arm({
    point: 'job.completed',
    occurrence: 1,
    run: () => void place(machine, 'network-partition', 'vault'),
  })
  const job = run(machine, runAgentBackup(machine, 'operator'))
  expect(job).toMatchObject({ state: 'Failed', failure: { kind: 'network' } })
  expect(jobsOf(machine, 'windows-server-backup')).toMatchObject([{ state: 'Completed' }])
  expect(points(machine)).toEqual([])
  machine.sim.faults.placed.length = 0
  expectNothingLeft(machine)
})

test('it is offered on premises, where the agent is installed', () => {
  expect(agentCanBackUp(makeMachine())).toMatchObject({ ok: true })
  expect(agentCanBackUp(makeMachine({ platform: 'azure-vm' }))).toMatchObject({
    error: 'unsupported-platform',
  })
  const bare = makeMachine()
  bare.host.software.delete('agent')
  expect(agentCanBackUp(bare)).toMatchObject({ error: 'not-installed' })
})

interface Trouble {
  readonly kind: FailureKind
  readonly make: (machine: Machine) => void
  /** Ends what stands outside the job, so that what is left is the job's. */
  readonly end?: (machine: Machine) => void
  /** The job beneath never began. */
  readonly early?: true
}

function stopped(service: string): (machine: Machine) => void {
  return ({ host }) => void crashService(host, service)
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'its service is stopped': { kind: 'service', make: stopped(AGENT_SERVICE), early: true },
  'it is not registered': {
    kind: 'registration',
    make: (machine) => {
      machine.agent.registration = undefined
    },
    early: true,
  },
  'the vault does not know the server': {
    kind: 'registration',
    make: ({ vault }) => vault.servers.clear(),
  },
  'the vault cannot be reached': {
    kind: 'network',
    make: (machine) => place(machine, 'network-partition', 'vault'),
    early: true,
  },
  'a removable drive is selected': {
    kind: 'unsupported-item',
    make: (machine) => {
      machine.agent.selected.add('D:')
      Object.assign(volumeNamed(machine, 'D:'), { kind: 'removable' })
    },
    early: true,
  },
  'an encrypted file is selected': {
    kind: 'unsupported-item',
    make: (machine) => {
      machine.agent.selected.add('D:')
      putFile(volumeNamed(machine, 'D:'), 'secret', Uint8Array.of(1))
      setAttributes(volumeNamed(machine, 'D:'), 'secret', ['encrypted'])
    },
    early: true,
  },
  'the scratch volume is missing': {
    kind: 'space',
    make: ({ volumes }) => volumes.delete('S:'),
    early: true,
  },
  'the scratch volume is full': {
    kind: 'space',
    make: (machine) => allocateFile(volumeNamed(machine, 'S:'), 'filler', 195 * GIB),
    early: true,
  },
  'the backup feature is not installed': {
    kind: 'feature',
    make: ({ host }) => host.features.delete('Windows-Server-Backup'),
  },
  'RPC is stopped': { kind: 'service', make: stopped('RPC') },
  'the event system is stopped': { kind: 'service', make: stopped('EventSystem') },
  'VSS is disabled': {
    kind: 'service',
    make: ({ host }) =>
      Object.assign(host.services.get('VSS') ?? {}, { state: 'Stopped', startType: 'Disabled' }),
  },
  'the system may not write its own folder': {
    kind: 'permission',
    make: (machine) =>
      setRight(windowsVolume(machine), 'System Volume Information', {
        account: 'Local System',
        right: 'read',
      }),
  },
  'another product has a set open': {
    kind: 'vss',
    make: (machine) => {
      const until = seconds(3_600) as never
      machine.sim.spawn('product-b', backUpThroughWriters(machine, 'product-b', until))
      machine.sim.step()
    },
    end: ({ sim }) => sim.advance(seconds(4_000)),
  },
  'a writer is too slow': {
    kind: 'vss',
    make: (machine) => place(machine, 'writer-slow', 'System Writer', { seconds: 61 }),
  },
  'the provider is too slow': {
    kind: 'vss',
    make: (machine) => place(machine, 'provider-slow', 'software provider', { seconds: 11 }),
  },
  'the boot partition is locked': {
    kind: 'efi-locked',
    make: ({ efi }) => lockVolume(efi, 'guard.exe'),
    end: ({ efi }) => unlockVolume(efi, 'guard.exe'),
  },
  'the disk cannot be read': {
    kind: 'io',
    make: (machine) => place(machine, 'io-error', 'C:', { access: 'read' }),
  },
  'the Windows volume goes away after the snapshot': {
    kind: 'io',
    make: (machine) =>
      machine.sim.points.arm({
        point: 'snapshot-created',
        occurrence: 1,
        run: () => void place(machine, 'volume-missing', 'C:'),
      }),
  },
  'the scratch disk cannot be written': {
    kind: 'io',
    make: (machine) => place(machine, 'io-error', 'S:', { access: 'write' }),
    early: true,
  },
  'shadow storage cannot grow': {
    kind: 'shadow-storage',
    make: (machine) => {
      const volume = windowsVolume(machine)
      const free = freeBytes(volume)
      allocateFile(volume, 'filler', (free.ok ? free.value : 0) - GIB)
      const within = { offset: 0, length: OLD_DATA_BYTES }
      const load = { bytes: OLD_DATA_BYTES, span: seconds(30), within }
      machine.sim.points.arm({
        point: 'snapshot-created',
        occurrence: 1,
        run: () => void machine.sim.spawn('load', overwriting(volume, OLD_DATA_FILE, load)),
      })
    },
    end: ({ sim }) => sim.advance(seconds(60)),
  },
}

describe('a job that fails says why, and leaves nothing behind', () => {
  for (const [title, { kind, make, end, early }] of Object.entries(TROUBLES))
    test(title, () => {
      const machine = makeMachine()
      make(machine)
      const job = run(machine, runAgentBackup(machine, 'operator'))
      expect([job.state, job.failure?.kind]).toEqual(['Failed', kind])
      expect(job.failure?.message).toMatch(/\.$/)
      expect(lastEnded(machine, 'agent')).toBe(job)
      const beneath = jobsOf(machine, 'windows-server-backup')
      expect(beneath).toHaveLength(early ? 0 : 1)
      expect(beneath.every(({ state }) => state !== 'Running')).toBe(true)
      expect(points(machine)).toEqual([])
      end?.(machine)
      machine.sim.faults.placed.length = 0
      expectNothingLeft(machine)
    })
})

test('after a failure the next backup succeeds once the trouble is over', () => {
  const machine = makeMachine()
  const fault = place(machine, 'writer-slow', 'System Writer', { seconds: 61 })
  expect(run(machine, runAgentBackup(machine, 'operator')).state).toBe('Failed')
  fault.liftedAt = machine.sim.now
  expect(run(machine, runAgentBackup(machine, 'operator'))).toMatchObject({
    state: 'Completed',
    id: 2,
  })
  expect(points(machine)).toHaveLength(1)
})

test('an excluded volume and an excluded file stay out', () => {
  const machine = makeMachine()
  machine.agent.selected.add('D:')
  machine.agent.excludedVolumes.add('D:')
  machine.agent.excludedFiles.add('c:\\windows\\system32\\system0.dll')
  expect(run(machine, runAgentBackup(machine, 'operator')).state).toBe('Completed')
  const sources = [...(points(machine)[0]?.files.keys() ?? [])]
  expect(sources.filter((source) => source.startsWith('D:'))).toEqual([])
  expect(sources).not.toContain('C:\\Windows\\System32\\system0.dll')
  expect(sources).toContain('C:\\Windows\\System32\\system1.dll')
})

test('the event log tells how the job beneath ended', () => {
  const machine = makeMachine()
  run(machine, runAgentBackup(machine, 'operator'))
  lockVolume(machine.efi, 'guard.exe')
  run(machine, runAgentBackup(machine, 'operator'))
  const entries = machine.host.logs.Application.filter(
    ({ source }) => source === 'Microsoft-Windows-Backup',
  )
  expect(entries.map(({ id, level }) => `${id} ${level}`)).toEqual(['4 Information', '517 Error'])
})

test('a backup whose process is ended under it has failed, and leaves nothing behind', () => {
  const machine = makeMachine()
  for (const after of [1, 15, 50, 75]) {
    const task = machine.sim.spawn('backup', runAgentBackup(machine, 'operator'))
    machine.sim.advance(seconds(after))
    machine.sim.kill(task)
    expect(machine.jobs.at(-1)).toMatchObject({ state: 'Failed' })
    machine.sim.advance(seconds(60))
    expect(machine.jobs.every(({ state }) => state === 'Failed')).toBe(true)
    expectNothingLeft(machine)
  }
})
