// How much slower is a write that saves what it overwrites than a plain copy of the same bytes?

import { GIB, KIB, MIB } from '../base/units.js'
import { createSim } from '../sim/index.js'
import {
  addStorage,
  closeFile,
  createVolume,
  deleteShadow,
  fillFile,
  openFile,
  putFile,
  takeShadow,
  type Volume,
  writeFile,
} from './index.js'

export interface BenchResult {
  readonly name: string
  readonly ratio: number
  readonly text: string
}

const WRITE_BYTES = 64 * KIB
const FILE_BYTES = 128 * MIB
const WRITES = FILE_BYTES / WRITE_BYTES
const ROUNDS = 9

export async function bench(): Promise<BenchResult[]> {
  return [measure('sequential', sequential()), measure('scattered', scattered())]
}

function measure(name: string, order: readonly number[]): BenchResult {
  const bytes = new Uint8Array(WRITE_BYTES).map((_, index) => index * 31)
  let plain = Number.POSITIVE_INFINITY
  let shadowed = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    plain = Math.min(plain, plainCopies(order, bytes))
    shadowed = Math.min(shadowed, shadowedWrites(order, bytes))
  }
  const ratio = shadowed / plain
  const text = `${name} 64 KB writes under a shadow copy: ${rate(shadowed)}, plain copies: ${rate(plain)}, ratio ${ratio.toFixed(2)}`
  return { name: `shadow-write/${name}`, ratio, text }
}

function plainCopies(order: readonly number[], bytes: Uint8Array): number {
  const target = new Uint8Array(FILE_BYTES).fill(1)
  return timed(() => {
    for (const at of order) target.set(bytes, at * WRITE_BYTES)
  })
}

function shadowedWrites(order: readonly number[], bytes: Uint8Array): number {
  const volume = makeVolume()
  const opened = openFile(volume, 'a', { access: 'write' })
  if (!opened.ok) throw new Error(opened.error.name)
  // Real old bytes, not a fill: they are what has to be kept.
  for (let at = 0; at < WRITES; at++)
    writeFile(volume, opened.value, { offset: at * WRITE_BYTES, bytes })
  const taken = takeShadow(volume, { setId: volume.id })
  if (!taken.ok) throw new Error(taken.error.name)
  const elapsed = timed(() => {
    for (const at of order) writeFile(volume, opened.value, { offset: at * WRITE_BYTES, bytes })
  })
  if (taken.value.saved.count !== WRITES * 4) throw new Error('not every block was saved')
  deleteShadow(volume, taken.value.id)
  closeFile(volume, opened.value)
  return elapsed
}

function makeVolume(): Volume {
  const sim = createSim(1, { trace: false })
  const volume = { driveLetter: 'C:', sizeBytes: 100 * GIB, log: [] }
  return prepared(createVolume(sim, volume))
}

function prepared(volume: Volume): Volume {
  putFile(volume, 'a', new Uint8Array(0))
  fillFile(volume, 'a', { byte: 1, length: FILE_BYTES })
  addStorage(volume, volume, { growthStepBytes: 2 * GIB })
  return volume
}

function sequential(): number[] {
  return Array.from({ length: WRITES }, (_, index) => index)
}

/** Every place once, in a fixed order that jumps about. */
function scattered(): number[] {
  return Array.from({ length: WRITES }, (_, index) => (index * 1597) % WRITES)
}

function timed(run: () => void): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

function rate(elapsedMs: number): string {
  return `${Math.round((FILE_BYTES / MIB / elapsedMs) * 1000)} MB/s`
}
