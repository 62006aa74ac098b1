import { describe, expect, test } from 'vitest'
import { GIB, hours } from '../../../base/units.js'
import { crashService } from '../../../host/index.js'
import { lockVolume, openFile, setRight } from '../../../volume/index.js'
import { AGENT_SERVICE, runAgentBackup } from '../agent.js'
import { allocateFile, writeWholeFile } from '../files.js'
import { makeMachine, place, run, volumeNamed } from '../machine.fixture.js'
import type { Machine } from '../machine.js'
import { requestSchedule } from '../schedule.js'
import { windowsVolume } from '../system-files.js'
import { type DiagnosisRequest, diagnose } from './diagnosis.js'

const BACKUP: DiagnosisRequest = {
  intent: 'backup',
  passphrase: undefined,
  copyComputer: undefined,
}

const ORDER = [
  'basic agent-version',
  'basic connectivity',
  'basic agent-service',
  'basic scratch-space',
  'basic interference',
  'basic schedule',
  'basic updates',
  'basic unsupported-items',
  'basic system-clock',
  'basic dotnet',
  'basic re-registration',
  'basic offline-powershell',
  'basic platform',
  'prerequisite windows-server-backup',
  'prerequisite system-volume-information',
  'prerequisite services',
  'prerequisite wsb-powershell',
  'error vss-timeout',
  'error busy-writer',
  'error shadow-storage',
  'error efi-lock',
]

test('every check is made and written down, in the order of the document', () => {
  for (const machine of [makeMachine(), brokenMachine()]) {
    const findings = diagnose(machine, BACKUP)
    expect(findings.map(({ group, check }) => `${group} ${check}`)).toEqual(ORDER)
    expect(findings.map(({ sequence }) => sequence)).toEqual(ORDER.map((_, index) => index + 1))
  }
})

function brokenMachine(): Machine {
  const machine = makeMachine()
  for (const name of machine.host.services.keys()) crashService(machine.host, name)
  machine.host.software.clear()
  machine.host.features.clear()
  return machine
}

function remarks(machine: Machine, request = BACKUP): string[] {
  return diagnose(machine, request)
    .filter(({ outcome }) => outcome === 'fail' || outcome === 'flagged')
    .map(({ check, outcome, detail }) => `${check} ${outcome}: ${detail}`)
}

test('a healthy server has nothing to remark on', () => expect(remarks(makeMachine())).toEqual([]))

test('looking changes nothing: it can be repeated', () => {
  const machine = brokenMachine()
  expect(diagnose(machine, BACKUP)).toEqual(diagnose(machine, BACKUP))
})

/** One thing is wrong; exactly these checks say so. */
function checkRemarks(
  spoil: (machine: Machine) => unknown,
  expected: readonly (string | RegExp)[],
  request = BACKUP,
): void {
  const machine = makeMachine()
  spoil(machine)
  const found = remarks(machine, request)
  expect(found).toHaveLength(expected.length)
  for (const [index, text] of expected.entries()) expect(found[index]).toMatch(text)
}

describe('basic checks', () => {
  test('an old agent', () =>
    checkRemarks(
      ({ host }) => host.software.set('agent', '2.0.999.0'),
      ['agent-version fail: installed 2.0.999.0, published 2.0.9250.0'],
    ))
  test('no link to the vault', () =>
    checkRemarks((machine) => place(machine, 'network-partition', 'vault'), ['connectivity fail']))
  test('a stopped agent', () =>
    checkRemarks(({ host }) => crashService(host, AGENT_SERVICE), ['agent-service fail']))
  test('a scratch volume below 5 %', () =>
    checkRemarks(
      (machine) => fillScratch(machine, 0.049),
      [/scratch-space fail: 4\.9 % free on S:/],
    ))
  test('a scratch volume in the band only passes with a word', () => {
    const machine = makeMachine()
    fillScratch(machine, 0.07)
    const found = diagnose(machine, BACKUP).find(({ check }) => check === 'scratch-space')
    expect(found).toMatchObject({
      outcome: 'pass',
      detail: '7.0 % free on S:: within the 5-10% band',
    })
  })
  test('files of the agent held open by others', () =>
    checkRemarks(
      (machine) => {
        const scratch = volumeNamed(machine, 'S:')
        writeWholeFile(scratch, 'Scratch\\a', new Uint8Array(1))
        openFile(scratch, 'Scratch\\a', { access: 'read', holder: 'scan.exe' })
      },
      ['interference fail: scan.exe holds files'],
    ))
  test('a missed schedule', () =>
    checkRemarks(
      (machine) => {
        requestSchedule(machine, '02:00')
        crashService(machine.host, 'Task Scheduler')
        machine.sim.advance(hours(3))
      },
      ['schedule flagged'],
    ))
  test('a missing update', () =>
    checkRemarks(
      ({ market }) => market.published.set('update', 'KB1'),
      ['updates fail: missing: KB1'],
    ))
  test('a removable drive', () =>
    checkRemarks(
      (machine) => {
        machine.agent.selected.add('D:')
        Object.assign(volumeNamed(machine, 'D:'), { kind: 'removable' })
      },
      ['unsupported-items fail: drive D:'],
    ))
  test('a clock in another zone', () =>
    checkRemarks(
      ({ host }) => {
        host.zone = 'UTC-5'
      },
      ['system-clock fail: the clock is set to UTC-5, the site is in UTC'],
    ))
  test('an old .NET', () =>
    checkRemarks(({ host }) => host.software.set('dotnet', '4.5.1'), ['dotnet fail: found 4.5.1']))
  test('an Azure VM', () => {
    const found = remarks(makeMachine({ platform: 'azure-vm' }))
    expect(found).toEqual(['platform flagged: the agent runs on an Azure VM'])
  })
})

function fillScratch(machine: Machine, share: number): void {
  const scratch = volumeNamed(machine, 'S:')
  const left = Math.round(scratch.sizeBytes * share)
  allocateFile(scratch, 'filler', scratch.sizeBytes - left)
}

describe('checks for what the operator is about to do', () => {
  test('registering again', () =>
    checkRemarks(() => undefined, ['re-registration fail: agent still installed; still present'], {
      ...BACKUP,
      intent: 're-registration',
    }))

  test('an offline backup', () => {
    const copyComputer = makeMachine({ name: 'COPY' }).host
    copyComputer.software.set('azure-powershell', '3.6.9')
    checkRemarks(
      () => undefined,
      [
        'offline-powershell fail: source computer SRV01: not installed; copy computer COPY: found 3.6.9, needs 3.7.0',
      ],
      { ...BACKUP, intent: 'offline-backup', copyComputer },
    )
  })
})

describe('prerequisites', () => {
  test('a feature that is missing, or switched off', () => {
    checkRemarks(
      ({ host }) => host.features.delete('Windows-Server-Backup'),
      ['windows-server-backup fail: not installed', 'wsb-powershell fail'],
    )
    checkRemarks(
      ({ host }) => host.features.set('Windows-Server-Backup', 'Disabled'),
      ['windows-server-backup fail: not enabled', 'wsb-powershell fail'],
    )
  })
  test('a right that was taken away', () =>
    checkRemarks(
      (machine) =>
        setRight(windowsVolume(machine), 'System Volume Information', {
          account: 'Local System',
          right: 'modify',
        }),
      ['system-volume-information fail: Local System has modify on C:'],
    ))
  test('services that are stopped or start otherwise', () =>
    checkRemarks(
      ({ host }) => {
        crashService(host, 'SENS')
        Object.assign(host.services.get('VSS') ?? {}, { startType: 'Disabled' })
      },
      ['services fail: SENS: not running; VSS: expected Manual, found Disabled'],
    ))
})

function fail(machine: Machine): void {
  expect(run(machine, runAgentBackup(machine, 'operator')).state).toBe('Failed')
}

describe('remedies go by what made the last job fail', () => {
  test('a timeout names the heaviest processes', () =>
    checkRemarks(
      (machine) => {
        machine.host.processes.set('hog.exe', {
          name: 'hog.exe',
          software: 'other',
          cpuPercent: 95,
          memoryPercent: 0,
          allowed: new Set(),
        })
        fail(machine)
      },
      [/vss-timeout fail: .*Heaviest processes: hog\.exe/],
    ))

  test('a locked boot partition names its holder', () =>
    checkRemarks(
      (machine) => {
        lockVolume(machine.efi, 'product-b')
        fail(machine)
      },
      [/efi-lock fail: product-b is backup software/],
    ))

  test('after a success no remedy applies', () => {
    const machine = makeMachine()
    const fault = place(machine, 'writer-slow', 'System Writer', { seconds: 61 })
    fail(machine)
    expect(remarks(machine)).toHaveLength(1)
    fault.liftedAt = machine.sim.now
    run(machine, runAgentBackup(machine, 'operator'))
    expect(remarks(machine)).toEqual([])
  })

  test('a failure that the document does not speak of has no remedy', () =>
    checkRemarks(
      (machine) => {
        allocateFile(volumeNamed(machine, 'S:'), 'filler', 195 * GIB)
        fail(machine)
      },
      ['scratch-space fail'],
    ))
})
