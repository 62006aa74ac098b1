import { expect, test } from 'vitest'
import { failureOf } from './sql-failure.js'

const asItIs = (text: string) => text

function thrown(number: number, message: string, more: object = {}): object {
  return { name: 'RequestError', code: 'EREQUEST', number, message, ...more }
}

test('the number that tells is not that of the companion behind it', () => {
  const error = thrown(3013, 'BACKUP DATABASE is terminating abnormally.', {
    precedingErrors: [thrown(3201, "Cannot open backup device '/x'.")],
  })
  expect(failureOf(error, asItIs)).toEqual({
    kind: 'refused',
    number: 3201,
    message: "Cannot open backup device '/x'.",
    numbers: [3201, 3013],
  })
})

test('a companion alone is told as it is', () =>
  expect(failureOf(thrown(3013, 'ended'), asItIs)).toMatchObject({ number: 3013 }))

test.each(['ESOCKET', 'ECONNCLOSED', 'ELOGIN'])('after %s nobody knows what has happened', (code) =>
  expect(failureOf({ code, message: 'gone' }, asItIs)).toMatchObject({
    kind: 'connection',
    number: 10054,
  }),
)

test('a limit that passed is no answer of the server', () =>
  expect(failureOf({ code: 'ETIMEOUT', message: 'Timeout' }, asItIs)).toMatchObject({
    kind: 'timeout',
  }))

test('whatever is thrown becomes a failure, with nothing of a secret in it', () => {
  const hide = (text: string) => text.replaceAll('hunter2', '[secret]')
  for (const odd of [undefined, null, 'hunter2', 7, new Error('hunter2'), { message: 'hunter2' }])
    expect(JSON.stringify(failureOf(odd, hide))).not.toContain('hunter2')
})
