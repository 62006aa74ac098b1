import fc from 'fast-check'
import { expect, test } from 'vitest'
import { STEP, scaleOf, timeText } from './scale.js'

const columns = (...instants: number[]) => ({ columns: instants.map((atMs) => ({ atMs })) })

test('a minute takes little more room than a second, and a week little more than that', () => {
  const width = (ms: number) => scaleOf([columns(0, ms)], 1).width
  expect(width(60_000) / width(1_000)).toBeLessThan(1.5)
  expect(width(604_800_000) / width(60_000)).toBeLessThan(1.6)
})

test('steps of one instant stand side by side', () => {
  const [[first = 0, second = 0] = []] = scaleOf([columns(5, 5)], 1).x
  expect(second - first).toBe(STEP)
})

test('an instant has one place on the axis of all timelines, with room for the one that needs most', () => {
  const { x } = scaleOf([columns(0, 0, 0, 10), columns(0, 10)], 1)
  expect(x[0]?.[3]).toBe(x[1]?.[1])
})

test('what comes later stands further right, at every zoom', () => {
  const instants = fc.array(fc.nat({ max: 1_000_000_000 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(instants, fc.double({ min: 0.3, max: 5, noNaN: true }), (given, zoom) => {
      const sorted = given.toSorted((left, right) => left - right)
      const { x, width } = scaleOf([columns(...sorted)], zoom)
      const places = x[0] ?? []
      for (const [index, place] of places.entries())
        expect(place).toBeGreaterThan(places[index - 1] ?? 0)
      expect(width).toBeGreaterThan(places.at(-1) ?? 0)
    }),
  )
})

test.each([
  [0, '0'],
  [0.125, '0.125 ms'],
  [200, '200 ms'],
  [10_200, '10.2 s'],
  [61_000, '61 s'],
  [3_599_999, '60 min'],
  [7_500_000, '2 h 5 min'],
  [604_800_000, '7 d'],
])('%d ms is written %s', (ms, text) => expect(timeText(ms)).toBe(text))
