import { expect, test } from 'vitest'
import { fork } from '../base/fork.js'
import { FaultPoints } from './points.js'

/** Arms `what` for the occurrence of `freeze`, reaches the points, and tells when it ran. */
function checkRuns(
  occurrence: number,
  reached: readonly string[],
  expected: readonly number[],
): void {
  const points = new FaultPoints()
  const ran: number[] = []
  let at = 0
  points.arm({ point: 'freeze', occurrence, run: () => void ran.push(at) })
  for (const point of reached) {
    at++
    points.reach(point)
  }
  expect(ran).toEqual(expected)
}

test('what is armed runs when its point is reached', () => checkRuns(1, ['thaw', 'freeze'], [2]))
test('it runs once', () => checkRuns(1, ['freeze', 'freeze'], [1]))
test('it can wait for a later time', () =>
  checkRuns(3, ['freeze', 'freeze', 'thaw', 'freeze'], [4]))
test('it may never run', () => checkRuns(2, ['freeze', 'thaw'], []))

test('the next time is counted from the arming', () => {
  const points = new FaultPoints()
  const ran: string[] = []
  points.reach('freeze')
  points.arm({ point: 'freeze', occurrence: 1, run: () => void ran.push('armed late') })
  expect(ran).toEqual([])
  points.reach('freeze')
  expect(ran).toEqual(['armed late'])
})

test('several at one point run in the order of arming', () => {
  const points = new FaultPoints()
  const ran: string[] = []
  for (const name of ['a', 'b'])
    points.arm({ point: 'freeze', occurrence: 1, run: () => void ran.push(name) })
  points.reach('freeze')
  expect(ran).toEqual(['a', 'b'])
})

test('what is armed while others run waits for the next time', () => {
  const points = new FaultPoints()
  const ran: string[] = []
  const again = () => {
    ran.push('ran')
    points.arm({ point: 'freeze', occurrence: 1, run: again })
  }
  points.arm({ point: 'freeze', occurrence: 1, run: again })
  points.reach('freeze')
  expect(ran).toEqual(['ran'])
  points.reach('freeze')
  expect(ran).toEqual(['ran', 'ran'])
})

test('points are recorded in order, only while recording', () => {
  const points = new FaultPoints()
  points.reach('before')
  points.record()
  for (const point of ['a', 'b', 'a']) points.reach(point)
  expect(points.recorded).toEqual(['a', 'b', 'a'])
})

test('a fork keeps the record and goes on recording by itself', () => {
  const points = new FaultPoints()
  points.record()
  points.reach('a')
  const copy = fork(points)
  copy.reach('b')
  expect(points.recorded).toEqual(['a'])
  expect(copy.recorded).toEqual(['a', 'b'])
})

test('a world with armed points cannot be forked: code is no data', () => {
  const points = new FaultPoints()
  points.arm({ point: 'freeze', occurrence: 1, run: () => undefined })
  expect(() => fork(points)).toThrow('cannot fork a world with armed fault points')
  points.reach('freeze')
  expect(() => fork(points)).not.toThrow()
})
