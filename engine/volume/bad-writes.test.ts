import { expect, test } from 'vitest'
import { type PlacedFault, placeFault, type TraceValue } from '../sim/index.js'
import { type Fixture, makeFile, makeFixture, succeeded } from './fixture.test.helper.js'
import { readFile, writeFile } from './index.js'

const PAGE = 8_192

/** A file of four pages of ones in which page 2 is then written with twos, under a fault. */
function afterWrite(
  kind: string,
  parameters: Readonly<Record<string, TraceValue>> = {},
): { readonly pages: readonly (readonly number[])[]; readonly fault: PlacedFault } {
  const { volume, sim } = makeFixture()
  makeFile(volume, 'a', 4 * PAGE)
  write({ volume, sim }, 0, new Uint8Array(4 * PAGE).fill(1))
  const where = `${volume.name}\\a`
  const fault = placeFault(sim.faults, { name: kind, kind, where, parameters, placedAt: sim.now })
  write({ volume, sim }, 2 * PAGE, new Uint8Array(PAGE).fill(2))
  const bytes = succeeded(readFile(volume, 'a'))
  const pages = [0, 1, 2, 3].map((page) => [
    ...new Set(bytes.subarray(page * PAGE, (page + 1) * PAGE)),
  ])
  return { pages, fault }
}

function write(
  { volume }: Pick<Fixture, 'volume' | 'sim'>,
  offset: number,
  bytes: Uint8Array,
): void {
  succeeded(writeFile(volume, 'a', { offset, bytes }))
}

test.each([
  ['write-torn', [[1], [1], [2, 1], [1]]],
  ['write-lost', [[1], [1], [1], [1]]],
  ['write-flipped', [[1], [1], [2, 3], [1]]],
  ['write-misdirected', [[1], [2], [1], [1]]],
])('%s is acknowledged and leaves other pages than it should', (kind, expected) => {
  const { pages, fault } = afterWrite(kind)
  expect(pages).toEqual(expected)
  expect(fault.effects[0]?.evidence).toMatch(new RegExp(`^${kind}: 8192 bytes at 16384 of `))
})

test('only the write that was meant is struck', () => {
  const { pages, fault } = afterWrite('write-lost', { nth: 2 })
  expect(pages).toEqual([[1], [1], [2], [1]])
  expect(fault.effects).toEqual([])
})
