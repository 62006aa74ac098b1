import { expect, test } from 'vitest'
import { parsePlacing, placingText } from './point.js'

test.each([
  ['vss.freeze', { point: 'vss.freeze', occurrence: 1, after: false }],
  ['sql.log.write#3', { point: 'sql.log.write', occurrence: 3, after: false }],
  ['after vss.thaw#2', { point: 'vss.thaw', occurrence: 2, after: true }],
  ['vss.thaw#0', { point: 'vss.thaw', occurrence: 1, after: false }],
])('%s names a point', (text, point) => {
  expect(parsePlacing(text)).toEqual({ kind: 'point', ...point })
})

test('an instant is counted from now', () => {
  expect(parsePlacing('@1500')).toEqual({ kind: 'instant', inMs: 1_500 })
})

test('what is printed is read back', () => {
  for (const occurrence of [1, 2, 17])
    expect(parsePlacing(placingText('a.b', occurrence))).toMatchObject({ point: 'a.b', occurrence })
})
