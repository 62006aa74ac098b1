import { expect, test } from 'vitest'
import { fork } from '../base/fork.js'
import { seconds } from '../base/units.js'
import type { Vss } from './coordinator.js'
import { IDLE_TIMEOUT_VALUE, onVssIdle } from './idle.js'
import { createRequestor, gatherWriterMetadata, initializeForBackup, release } from './requestor.js'
import { expectCode, makeStage, type Stage } from './vss.fixture.js'

const state = ({ vss }: Pick<Stage, 'vss'>) => vss.host.services.get('VSS')?.state

function visit(stage: Stage) {
  const requestor = createRequestor(stage.vss, 'test')
  expectCode(initializeForBackup(requestor), 'S_OK')
  expectCode(gatherWriterMetadata(requestor), 'S_OK')
  return requestor
}

test('three minutes after the last requestor the service stops, and says so', () => {
  const stage = makeStage()
  const [first, second] = [visit(stage), visit(stage)]
  release(first)
  stage.sim.advance(seconds(1000))
  expect(state(stage)).toBe('Running')
  release(second)
  stage.sim.advance(seconds(179))
  expect(state(stage)).toBe('Running')
  stage.sim.advance(seconds(1))
  expect(state(stage)).toBe('Stopped')
  expect(stage.host.logs.Application).toMatchObject([{ source: 'VSS', id: 8224 }])
})

test('whoever comes in time keeps it, and who comes later starts it again', () => {
  const stage = makeStage()
  release(visit(stage))
  stage.sim.advance(seconds(100))
  release(visit(stage))
  stage.sim.advance(seconds(179))
  expect(state(stage)).toBe('Running')
  stage.sim.advance(seconds(1))
  expect(state(stage)).toBe('Stopped')
  release(visit(stage))
  expect(state(stage)).toBe('Running')
})

test('the registry says how long; zero means the default', () => {
  for (const [value, stopsAt] of [
    [20, 20],
    [0, 180],
  ] as const) {
    const stage = makeStage()
    stage.host.registry.set(IDLE_TIMEOUT_VALUE, value)
    release(visit(stage))
    stage.sim.advance(seconds(stopsAt - 1))
    expect(state(stage)).toBe('Running')
    stage.sim.advance(seconds(1))
    expect(state(stage)).toBe('Stopped')
  }
})

test('an object that was never initialized needs nobody', () => {
  const stage = makeStage()
  release(createRequestor(stage.vss, 'test'))
  stage.sim.advance(seconds(1000))
  expect(state(stage)).toBe('Running')
})

test('in a fork the time runs on by itself', () => {
  const stage = makeStage()
  release(visit(stage))
  const other = fork({ sim: stage.sim, vss: stage.vss })
  other.sim.onTimer = ({ payload }) => onVssIdle(payload as Vss)
  other.sim.advance(seconds(180))
  expect([state(stage), state(other)]).toEqual(['Running', 'Stopped'])
})
