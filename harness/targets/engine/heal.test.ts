import { expect, test } from 'vitest'
import {
  createRequestor,
  holdWrites,
  initializeForBackup,
  lockVolume,
  type Machine,
  runAgentBackup,
  startSnapshotSet,
  takeShadow,
  type Volume,
  windowsVolume,
} from '../../../engine/index.js'
import { machineOf, makeContext, perform } from './engine.fixture.js'
import { healAndLook } from './heal.js'

/** A world that was left so is said to hold exactly this. */
function checkResidue(leave: (machine: Machine) => void, expected: readonly string[]): void {
  const context = makeContext()
  leave(machineOf(context))
  expect(healAndLook(context).residue).toEqual(expected)
}

function volumeC(machine: Machine): Volume {
  return windowsVolume(machine)
}

test('a healthy world leaves nothing', () => checkResidue(() => undefined, []))

test('an open snapshot set', () =>
  checkResidue(
    ({ vss }) => {
      const requestor = createRequestor(vss, 'test')
      initializeForBackup(requestor)
      startSnapshotSet(requestor)
    },
    ['an open snapshot set on SRV01'],
  ))

for (const state of [
  'WAITING_FOR_FREEZE',
  'WAITING_FOR_THAW',
  'WAITING_FOR_POST_SNAPSHOT',
  'WAITING_FOR_BACKUP_COMPLETE',
])
  test(`a writer in ${state}`, () =>
    checkResidue(
      ({ vss }) => Object.assign(vss.writers[1] ?? {}, { state }),
      [`Registry Writer in ${state}`],
    ))

test('a writer that failed is stable enough: the next session begins anew', () =>
  checkResidue(({ vss }) => Object.assign(vss.writers[0] ?? {}, { state: 'FAILED_AT_FREEZE' }), []))

test('writes that are held for good', () =>
  checkResidue(
    (machine) => {
      holdWrites(volumeC(machine))
      const { hold } = volumeC(machine)
      if (hold.kind === 'held') machine.sim.kill(hold.watch)
    },
    ['held writes on C:'],
  ))

test('writes that are held while something is still at work are let go in time', () =>
  checkResidue((machine) => holdWrites(volumeC(machine)), []))

test('a copy that should have vanished; a persistent one may stay', () => {
  const take = (attributes: number) => (machine: Machine) =>
    void takeShadow(volumeC(machine), { setId: 'x' as never, attributes })
  checkResidue(take(0), ['a shadow copy of C: that should have vanished'])
  checkResidue(take(0x19), [])
})

test('a process that never ends', () =>
  checkResidue(
    (machine) => {
      const { sim } = machine
      const forEver = (function* () {
        for (;;) yield (sim.now + 3_600_000_000) as typeof sim.now
      })()
      sim.spawn('for ever', forEver)
    },
    ['a process that never ends'],
  ))

test('what is at work comes to its end before anybody looks', () => {
  const context = makeContext()
  const { sim } = context.world
  sim.spawn('backup', runAgentBackup(machineOf(context), 'operator'))
  sim.advance(12_000_000 as never)
  expect(sim.live).toBeGreaterThan(0)
  expect(healAndLook(context).residue).toEqual([])
  expect(sim.live).toBe(0)
})

test('faults that are in force are lifted, those lifted before stay lifted then', () => {
  const context = makeContext()
  perform(context, 'fault.inject', { kind: 'clock-skew', where: 'clock', zone: 'UTC-5' })
  perform(context, 'fault.lift', { kind: 'clock-skew' })
  perform(context, 'clock.advance', { seconds: 5 })
  perform(context, 'fault.inject', { kind: 'network-partition', where: 'vault' })
  healAndLook(context)
  expect(context.faults.map(({ placed }) => placed.liftedAt)).toEqual([0, 5_000_000])
})

test('a lock on the boot partition is lifted with the fault that holds it', () => {
  const context = makeContext()
  perform(context, 'fault.inject', { kind: 'efi-locked', where: 'guard.exe' })
  expect(lockVolume(machineOf(context).efi, 'other').ok).toBe(false)
  healAndLook(context)
  expect(lockVolume(machineOf(context).efi, 'other').ok).toBe(true)
})
