import { expect, test } from 'vitest'
import { period, ranges, settingRows } from './rows.js'

test('neighbours that read the same are one entry', () =>
  expect(
    ranges([
      { n: 1, text: 'base' },
      { n: 2, text: 'base' },
      { n: 3, text: 'new' },
      { n: 5, text: 'new' },
    ]),
  ).toEqual([
    { rows: '1-2', text: 'base' },
    { rows: '3', text: 'new' },
    { rows: '5', text: 'new' },
  ]))

test.each([
  ['monday', 'monday'.repeat(17).slice(0, 100)],
  ['a', 'aaaa'],
  ['ab', 'ababa'],
  ['abc', 'abc'],
  ['', ''],
])('"%s" is what stands over and over', (once, body) => expect(period(body)).toBe(once))

test('a text is quoted, whatever stands in it', () =>
  expect(settingRows({ from: 1, to: 2, text: "o'clock'; DROP TABLE x --" })).toContain(
    "N'o''clock''; DROP TABLE x --'",
  ))
