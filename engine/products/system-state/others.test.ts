import { expect, test } from 'vitest'
import { GIB, minutes, seconds } from '../../base/units.js'
import { stopService } from '../../host/index.js'
import { openFile, putFile } from '../../volume/index.js'
import { runAgentBackup } from './agent.js'
import { jobsOf } from './job.js'
import { expectNothingLeft, makeMachine, place, run, volumeNamed } from './machine.fixture.js'
import { startOfflineBackup } from './offline.js'
import { endProcess, endProcessLater, restartServer } from './operator.js'
import { planRecovery, recover } from './recovery.js'
import { backUpBootPartition, backUpThroughWriters } from './third-party.js'
import { validate } from './validation.js'

const UNTIL_A_MINUTE = minutes(1) as never

test('another product holds the snapshot set until its time, then makes way', () => {
  const machine = makeMachine()
  const other = backUpThroughWriters(machine, 'product-b', UNTIL_A_MINUTE)
  const task = machine.sim.spawn('product-b', other)
  machine.sim.step()
  expect(run(machine, runAgentBackup(machine, 'operator'))).toMatchObject({
    failure: { kind: 'vss', message: expect.stringContaining('0x80042316') },
  })
  machine.sim.finish(task)
  expect(jobsOf(machine, 'product-b')).toMatchObject([{ state: 'Completed' }])
  expect(run(machine, runAgentBackup(machine, 'operator')).state).toBe('Completed')
  expectNothingLeft(machine)
})

test('two other products wait for one another', () => {
  const machine = makeMachine()
  for (const product of ['product-b', 'product-c'] as const)
    machine.sim.spawn(product, backUpThroughWriters(machine, product, UNTIL_A_MINUTE))
  machine.sim.advance(minutes(10))
  for (const product of ['product-b', 'product-c'] as const)
    expect(jobsOf(machine, product)).toMatchObject([{ state: 'Completed' }])
  expectNothingLeft(machine)
})

test('another product has the boot partition to itself until its time', () => {
  const machine = makeMachine()
  const task = machine.sim.spawn(
    'product-b',
    backUpBootPartition(machine, 'product-b', UNTIL_A_MINUTE),
  )
  machine.sim.step()
  expect(machine.efi.lockedBy).toBe('product-b')
  machine.sim.finish(task)
  expect(machine.sim.now).toBe(minutes(1))
  expect(jobsOf(machine, 'product-b')).toMatchObject([{ state: 'Completed' }])
  expectNothingLeft(machine)
})

test('ending a process frees what it held open and locked, and nothing of others', () => {
  const machine = makeMachine()
  const scratch = volumeNamed(machine, 'S:')
  putFile(scratch, 'a', new Uint8Array(1))
  for (const holder of ['scan.exe', 'other.exe'])
    openFile(scratch, 'a', { access: 'read', holder, share: { read: true } })
  machine.efi.lockedBy = 'scan.exe'
  expect(endProcess(machine, 'scan.exe')).toBe(false)
  for (const name of ['scan.exe', 'other.exe'])
    machine.host.processes.set(name, {
      name,
      software: 'other',
      cpuPercent: 0,
      memoryPercent: 0,
      allowed: new Set(),
    })
  expect(endProcess(machine, 'scan.exe')).toBe(true)
  expect([...scratch.handles.all].map(({ holder }) => holder)).toEqual(['other.exe'])
  expect(machine.efi.lockedBy).toBeUndefined()
})

test('a process may end by itself, later', () => {
  const machine = makeMachine()
  endProcessLater({ machine, process: 'notepad.exe' }, seconds(5))
  machine.sim.advance(seconds(4))
  expect(machine.host.processes.has('notepad.exe')).toBe(true)
  machine.sim.advance(seconds(1))
  expect(machine.host.processes.has('notepad.exe')).toBe(false)
})

test('a restart ends processes and starts what is automatic', () => {
  const machine = makeMachine()
  stopService(machine.host, 'SENS')
  restartServer(machine)
  expect([...machine.host.processes]).toEqual([])
  const running = [...machine.host.services.values()].filter(({ state }) => state === 'Running')
  expect(running.every(({ startType }) => startType === 'Automatic')).toBe(true)
  expect(running.map(({ name }) => name)).toContain('SENS')
  expect(machine.host.services.get('VSS')?.state).toBe('Stopped')
})

test('an offline backup seeds only when both computers have the module', () => {
  const machine = makeMachine()
  const copy = makeMachine({ name: 'COPY' }).host
  const seed = () => run(machine, startOfflineBackup(machine, copy))
  expect(seed()).toMatchObject({ ok: false })
  machine.host.software.set('azure-powershell', '3.7.0')
  expect(seed()).toEqual({ ok: false, error: 'copy computer COPY: not installed' })
  expect([machine.seededBytes, machine.sim.now]).toEqual([0, 0])
  copy.software.set('azure-powershell', '3.10.0')
  expect(seed()).toMatchObject({ ok: true })
  expect([machine.seededBytes, machine.sim.now]).toEqual([4 * GIB, minutes(1)])
})

test('a recovery to other hardware is advised against', () => {
  expect(planRecovery(makeMachine(), 'A')).toEqual([])
  expect(planRecovery(makeMachine(), 'B')).toMatchObject([expect.stringContaining('hardware')])
})

test('what was recovered starts on the hardware it comes from alone', () => {
  const machine = makeMachine()
  const passphrase = machine.agent.registration?.passphrase ?? ''
  const on = (hardware: string) => recover(machine, { hardware, passphrase })
  expect(on('A')).toMatchObject({ error: 'no-recovery-point' })
  run(machine, runAgentBackup(machine, 'operator'))
  expect(on('A')).toMatchObject({ value: { started: true } })
  expect(on('B')).toMatchObject({ value: { started: false } })
  expect(recover(machine, { hardware: 'A', passphrase: 'another' })).toMatchObject({
    error: 'wrong-passphrase',
  })
})

function validated(spoil: (machine: ReturnType<typeof makeMachine>) => unknown, elevated = true) {
  const machine = makeMachine()
  spoil(machine)
  return run(machine, validate(machine, { target: 'X:', elevated }))
}

test('a validation follows a test backup to its end', () => {
  const { lines, passed, verdict } = validated(() => undefined)
  expect([passed, verdict]).toEqual([true, 'healthy'])
  expect(lines[0]).toBe('Get-WBJob: no job')
  expect(lines[1]).toMatch(/^wbadmin start systemstatebackup .*: started$/)
  expect(lines.filter((line) => line === 'Get-WBJob: Running').length).toBeGreaterThan(3)
  expect(lines.at(-1)).toBe('Get-WBJob -Previous 1: Completed')
})

test('a validation without elevation says nothing about the backup', () =>
  expect(validated(() => undefined, false)).toEqual({
    lines: ['Get-WBJob: invalid, not elevated'],
    passed: false,
    verdict: 'invalid: the commands were not run elevated',
  }))

test('a validation gives the words of the job that failed', () => {
  const spoilt = validated((machine) =>
    place(machine, 'writer-slow', 'System Writer', { seconds: 61 }),
  )
  expect(spoilt.passed).toBe(false)
  expect(spoilt.verdict).toMatch(/^WSB issue: WSB job failed with VSS errors/)
})

test('a validation without the feature ends with the first line', () => {
  const spoilt = validated(({ host }) => host.features.clear())
  expect(spoilt.lines).toHaveLength(1)
  expect(spoilt.verdict).toBe('WSB issue: WSB PowerShell does not answer')
})
