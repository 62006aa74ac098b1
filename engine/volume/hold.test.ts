import { expect, test } from 'vitest'
import { milliseconds, seconds } from '../base/units.js'
import {
  errorOf,
  expectEvents,
  makeFile,
  makeFixture,
  SET,
  succeeded,
} from './fixture.test.helper.js'
import {
  createFolder,
  HOLD_LIMIT,
  holdWrites,
  readFile,
  releaseWrites,
  takeShadow,
  type Volume,
  writeFile,
  writeWhenReleased,
} from './index.js'

const NINE = { bytes: Uint8Array.of(9) }

test('a write that meets a hold waits for the release, and reads go on', () => {
  const { sim, volume, log } = makeFixture()
  makeFile(volume, 'a', 1)
  holdWrites(volume)
  const task = sim.spawn('writer', writeWhenReleased(volume, 'a', NINE))
  sim.advance(seconds(9))
  expect(task.state).toBe('running')
  expect(read(volume)).toBe(1)
  expect(releaseWrites(volume)).toBe(true)
  sim.advance(milliseconds(0))
  expect(errorOf(task.result as never)).toBe('ok')
  expect(read(volume)).toBe(9)
  expect(sim.live).toBe(0)
  expectEvents(log, [])
})

test('without a hold nothing waits', () => {
  const { sim, volume } = makeFixture()
  makeFile(volume, 'a', 1)
  succeeded(sim.finish(sim.spawn('writer', writeWhenReleased(volume, 'a', NINE))))
  expect(sim.now).toBe(0)
  expect(read(volume)).toBe(9)
})

test('who cannot wait is told that volsnap holds the writes', () => {
  const { volume } = makeFixture()
  makeFile(volume, 'a', 1)
  holdWrites(volume)
  for (const outcome of [writeFile(volume, 'a', NINE), createFolder(volume, 'b')])
    expect(outcome).toMatchObject({ error: { code: 170, holder: 'volsnap' } })
  releaseWrites(volume)
  succeeded(writeFile(volume, 'a', NINE))
})

test('volsnap ends a hold after ten seconds, whoever holds it, and says so', () => {
  const { sim, volume, log } = makeFixture()
  makeFile(volume, 'a', 1)
  holdWrites(volume)
  const task = sim.spawn('writer', writeWhenReleased(volume, 'a', NINE))
  sim.advance(milliseconds(9_999))
  expect(task.state).toBe('running')
  sim.advance(milliseconds(1))
  expect(task.state).toBe('done')
  expectEvents(log, [8])
  expect(log[0]).toMatchObject({
    at: HOLD_LIMIT,
    level: 'Error',
    text: expect.stringContaining('C:'),
  })
  expect(errorOf(takeShadow(volume, { setId: SET }))).toBe('VSS_E_HOLD_WRITES_TIMEOUT')
  expect(releaseWrites(volume)).toBe(false)
  succeeded(takeShadow(volume, { setId: SET }))
  expect(releaseWrites(volume)).toBe(true)
})

test('a hold can have another limit, and a new one after a late one starts afresh', () => {
  const { sim, volume, log } = makeFixture()
  holdWrites(volume, seconds(1))
  sim.advance(seconds(1))
  expectEvents(log, [8])
  holdWrites(volume)
  succeeded(takeShadow(volume, { setId: SET }))
  sim.advance(seconds(5))
  expect(releaseWrites(volume)).toBe(true)
  sim.advance(seconds(20))
  expectEvents(log, [8])
  expect(sim.live).toBe(0)
})

test('a volume is held once at a time', () => {
  const { volume } = makeFixture()
  holdWrites(volume)
  expect(() => holdWrites(volume)).toThrow('held already')
})

function read(volume: Volume): number | undefined {
  return succeeded(readFile(volume, 'a'))[0]
}
