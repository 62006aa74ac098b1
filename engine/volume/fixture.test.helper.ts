import { expect } from 'vitest'
import type { Guid } from '../base/brand.js'
import type { Outcome } from '../base/outcome.js'
import { MIB } from '../base/units.js'
import { createSim, type Process, type Sim } from '../sim/index.js'
import {
  createVolume,
  type EventLogEntry,
  fillFile,
  putFile,
  type ShadowCopy,
  takeShadow,
  type Volume,
  type VolumeOptions,
} from './index.js'

export const SET = '0000' as Guid

export interface Fixture {
  readonly sim: Sim
  readonly log: EventLogEntry[]
  readonly volume: Volume
}

export function makeFixture(options: Partial<VolumeOptions> = {}): Fixture {
  const sim = createSim(1, { trace: false })
  const log: EventLogEntry[] = []
  return {
    sim,
    log,
    volume: createVolume(sim, { driveLetter: 'C:', sizeBytes: 256 * MIB, log, ...options }),
  }
}

export function succeeded<T>(outcome: Outcome<T, { name: string }>): T {
  if (!outcome.ok) throw new Error(`refused: ${outcome.error.name}`)
  return outcome.value
}

export function errorOf(outcome: Outcome<unknown, { name: string }>): string {
  return outcome.ok ? 'ok' : outcome.error.name
}

/** A file that was written from end to end. */
export function makeFile(volume: Volume, path: string, sizeBytes: number, byte = 1): void {
  succeeded(putFile(volume, path, new Uint8Array(0)))
  succeeded(fillFile(volume, path, { byte, length: sizeBytes }))
}

export function take(volume: Volume): ShadowCopy {
  return succeeded(takeShadow(volume, { setId: SET }))
}

export function run<T>(sim: Sim, process: Process<T>): T {
  return sim.finish(sim.spawn('test', process))
}

export function expectEvents(log: readonly EventLogEntry[], ids: readonly number[]): void {
  expect(log.map((entry) => entry.id)).toEqual(ids)
}
