// A healthy protected server in a world of its own, and what tests ask about it.

import { expect } from 'vitest'
import { present } from '../../base/assert.js'
import { createWorld } from '../../index.js'
import { type PlacedFault, type Process, placeFault, type TraceValue } from '../../sim/index.js'
import { type FileView, listShadows, liveView, type Volume } from '../../volume/index.js'
import { DEFAULT_VOLUMES, type MachineOptions } from './build-machine.js'
import { filesBelow } from './files.js'
import type { Machine } from './machine.js'

const GIB = 1024 ** 3

export function makeMachine(options: Partial<MachineOptions> & { seed?: number } = {}): Machine {
  const { seed = 1, ...rest } = options
  const world = createWorld({
    seed,
    trace: false,
    machines: [
      {
        name: 'SRV01',
        platform: 'on-premises',
        hardware: 'A',
        siteZone: 'UTC',
        windowsDrive: 'C',
        scratchDrive: 'S',
        volumes: [...DEFAULT_VOLUMES, { letter: 'D', sizeBytes: 10 * GIB, kind: 'fixed' }],
        ...rest,
      },
    ],
  })
  return present([...world.machines.values()][0], 'the machine')
}

export function run<T>({ sim }: Pick<Machine, 'sim'>, process: Process<T>): T {
  return sim.finish(sim.spawn('test', process))
}

export function volumeNamed(machine: Machine, letter: string): Volume {
  const volume = machine.volumes.get(letter)
  if (volume === undefined) throw new Error(`no volume ${letter}`)
  return volume
}

export function place(
  { sim }: Machine,
  kind: string,
  where: string,
  parameters: Record<string, TraceValue> = {},
): PlacedFault {
  return placeFault(sim.faults, { name: kind, kind, where, parameters, placedAt: sim.now })
}

export function allFiles(view: FileView): string[] {
  return filesBelow(view, '', { recursive: true })
}

/** Names of everything below the folder of images, folders included. */
export function imageRemains(volume: Volume, folder = 'WindowsImageBackup\\SRV01'): string[] {
  const listed = liveView(volume).list(folder)
  return listed.ok ? listed.value.map(({ name }) => name) : []
}

/** Nothing of a job is left: no copy, no image, no lock, no open set, no writer in the middle. */
export function expectNothingLeft(machine: Machine): void {
  const { vss, volumes, efi, sim } = machine
  expect(vss.creating).toBeUndefined()
  expect(vss.writers.filter(({ state }) => state.startsWith('WAITING'))).toEqual([])
  for (const volume of [...volumes.values(), efi]) {
    expect(listShadows(volume)).toEqual([])
    expect(volume.hold.kind).not.toBe('held')
    expect([...volume.handles.all]).toEqual([])
  }
  expect(efi.lockedBy).toBeUndefined()
  for (const volume of volumes.values()) expect(imageRemains(volume)).toEqual([])
  expect(sim.live).toBe(0)
}
