import { expect, test } from 'vitest'
import { fork } from '../base/fork.js'
import { type PlacedFault, placeFault, type Sim, type TraceValue } from '../sim/index.js'
import { errorOf, makeFile, makeFixture, succeeded } from './fixture.test.helper.js'
import {
  createFolder,
  freeBytes,
  lockVolume,
  openShadow,
  putFile,
  readFile,
  statFile,
  takeShadow,
  writeFile,
} from './index.js'

const ONE = { bytes: Uint8Array.of(1) }

test.each([
  ['read', 'ERROR_IO_DEVICE', 'ok'],
  ['write', 'ok', 'ERROR_IO_DEVICE'],
  ['any', 'ERROR_IO_DEVICE', 'ERROR_IO_DEVICE'],
])('an I/O error on %s: reads give %s, writes %s', (access, reads, writes) => {
  const { sim, volume } = makeFixture()
  makeFile(volume, 'a', 1)
  const fault = place(sim, 'io-error', { access })
  expect(errorOf(readFile(volume, 'a'))).toBe(reads)
  expect(errorOf(writeFile(volume, 'a', ONE))).toBe(writes)
  expect(errorOf(statFile(volume, 'a'))).toBe('ok')
  expect(fault.effects).toHaveLength(access === 'any' ? 2 : 1)
  expect(fault.effects[0]?.evidence).toMatch(/^(read|write) C:\\a: ERROR_IO_DEVICE \(1117\)$/)
  fault.liftedAt = sim.now
  expect(errorOf(readFile(volume, 'a'))).toBe('ok')
})

test('the n-th access since the fault was placed is the first to fail', () => {
  const { sim, volume } = makeFixture()
  makeFile(volume, 'a', 1)
  const fault = place(sim, 'io-error', { access: 'write', fromNth: 3 })
  const world = fork({ sim, volume })
  expect([1, 2, 3, 4].map(() => errorOf(writeFile(volume, 'a', ONE)))).toEqual([
    'ok',
    'ok',
    'ERROR_IO_DEVICE',
    'ERROR_IO_DEVICE',
  ])
  expect(fault.effects).toHaveLength(2)
  expect([1, 2, 3].map(() => errorOf(writeFile(world.volume, 'a', ONE)))).toEqual([
    'ok',
    'ok',
    'ERROR_IO_DEVICE',
  ])
})

test('a fault elsewhere, or of another kind, is none of its business', () => {
  const { sim, volume } = makeFixture()
  const elsewhere = place(sim, 'io-error', {}, 'D:')
  const other = place(sim, 'slow', {})
  succeeded(putFile(volume, 'a', ONE.bytes))
  expect(elsewhere.effects).toEqual([])
  expect(other.effects).toEqual([])
})

test.each([
  ['fixed', 'ERROR_FILE_NOT_FOUND', 2],
  ['removable', 'ERROR_NOT_READY', 21],
] as const)('a %s volume that is missing answers everything with %s', (kind, error, code) => {
  const { sim, volume } = makeFixture({ kind })
  makeFile(volume, 'a', 1)
  const fault = place(sim, 'volume-missing', {})
  const outcomes = [
    readFile(volume, 'a'),
    writeFile(volume, 'a', ONE),
    statFile(volume, 'a'),
    createFolder(volume, 'b'),
    freeBytes(volume),
    lockVolume(volume, 'h'),
  ]
  for (const outcome of outcomes) expect(outcome).toMatchObject({ error: { name: error, code } })
  expect(errorOf(takeShadow(volume, { setId: '1' as never }))).toBe('VSS_E_OBJECT_NOT_FOUND')
  expect(fault.effects).toHaveLength(outcomes.length + 1)
  fault.liftedAt = sim.now
  expect([...succeeded(readFile(volume, 'a'))]).toEqual([1])
})

test('damage is met in a shadow copy that was taken after it, and by nobody who reads something else', () => {
  const { sim, volume } = makeFixture()
  makeFile(volume, 'a', 4)
  makeFile(volume, 'b', 4)
  succeeded(writeFile(volume, 'a', { bytes: Uint8Array.of(0xab, 0xcd), offset: 1 }))
  const fault = place(sim, 'corrupt-file', { offset: 1, bytes: 'abcd' }, 'C:\\a')
  const shadow = succeeded(takeShadow(volume, { setId: '1' as never }))
  const copy = succeeded(openShadow(volume, shadow.id))
  succeeded(readFile(copy, 'b'))
  expect(fault.effects).toEqual([])
  succeeded(readFile(copy, 'a'))
  expect(fault.effects.map(({ evidence }) => evidence)).toEqual(['read C:\\a: damaged bytes at 1'])
})

function place(
  sim: Sim,
  kind: string,
  parameters: Record<string, TraceValue>,
  where = 'C:',
): PlacedFault {
  return placeFault(sim.faults, { name: kind, kind, where, parameters, placedAt: sim.now })
}
