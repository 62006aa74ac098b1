import { expect, test } from 'vitest'
import { putOff, splitMoment } from './moments.js'

test('a moment at the beginning is split off, with its comma', () => {
  expect(splitMoment('when frozen, row 5 is set')).toEqual({
    moment: 'when frozen',
    rest: 'row 5 is set',
  })
  for (const text of ['when frozen row 5', 'row 5, when frozen, is set', 'when warm, row 5'])
    expect(splitMoment(text)).toEqual({ rest: text })
})

test('a command is armed there, and its reply is kept under its name', () => {
  const step = { do: 'sql.write', with: {}, as: 'write' } as const
  expect(putOff('when frozen', step)).toEqual({
    do: 'sql.write',
    with: {},
    at: 'when-frozen',
    session: 'write',
  })
  const { as: _, ...nameless } = step
  expect(putOff('when frozen', nameless)).toMatchObject({ session: 'sql.write when frozen' })
})

test('what looks at something cannot be put off', () => {
  for (const built of [
    { reply: 'backup', expect: {} },
    { do: 'sql.read', with: {}, expect: {} } as const,
    { server: { name: 'SRV1' } },
  ])
    expect(() => putOff('when frozen', built)).toThrow('only a command can wait for a moment')
})
