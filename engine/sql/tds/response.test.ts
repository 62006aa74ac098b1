import { expect, test } from 'vitest'
import { createSim } from '../../sim/index.js'
import { failure, messagesOf, toHex } from './client.fixture.js'
import { DIALECTS } from './dialect.js'
import { Outgoing } from './outgoing.js'
import { Response } from './response.js'

/** What a session tells, and the tokens that come of it. */
function checkTokens(tell: (response: Response) => void, hex: string): void {
  const out = new Outgoing(createSim(1, { trace: false }), 51)
  tell(new Response(out, { dialect: DIALECTS['7.4'], server: 'S' }))
  const chunks: number[] = []
  for (let output = out.take(); output !== undefined; output = out.take())
    if (output.kind === 'bytes') chunks.push(...output.bytes)
  const messages = messagesOf(Uint8Array.from(chunks)).map(toHex)
  expect(messages).toEqual([hex.replace(/\s+/g, '')])
}

const END = { command: 0xc1, failed: false, inProcedure: false }
const NO_COUNT = 'c100 0000000000000000'
const CALL_END = 'e000 0000000000000000'
const ERROR = 'aa 1200 50c30000 01 10 0100 7800 01 5300 00 01000000'

test('an answer of nothing is one DONE', () =>
  checkTokens((response) => response.end(), 'fd 0000 fd00 0000000000000000'))

test('an error that no statement owned up to is in the last DONE', () =>
  checkTokens((response) => {
    response.done(END)
    response.message(failure(50000, 16, 'x'))
    response.end()
  }, `fd 0100 ${NO_COUNT} ${ERROR} fd 0200 fd00 0000000000000000`))

test('DONE says "error" only when an error was told', () =>
  checkTokens((response) => {
    response.done({ ...END, failed: true })
    response.end()
  }, `fd 0000 ${NO_COUNT}`))

test('a count of none is a count', () =>
  checkTokens((response) => {
    response.done({ ...END, count: 0 })
    response.end()
  }, `fd 1000 ${NO_COUNT}`))

test('a count beyond 32 bits is told whole', () =>
  checkTokens((response) => {
    response.done({ ...END, count: 2 ** 33 })
    response.end()
  }, 'fd 1000 c100 0000000002000000'))

test('a procedure in a batch ends as one', () =>
  checkTokens((response) => {
    response.done({ ...END, inProcedure: true })
    response.returnStatus(3)
    response.done({ ...END, command: 0xe0 })
    response.done(END)
    response.end()
  }, `ff 0100 ${NO_COUNT} 79 03000000 fe 0100 ${CALL_END} fd 0000 ${NO_COUNT}`))

test('a call tells its status even when the session forgets to', () =>
  checkTokens((response) => {
    response.beginCall()
    response.done(END)
    response.endCall(false)
  }, `ff 0100 ${NO_COUNT} 79 00000000 fe 0000 ${CALL_END}`))

test('a status comes before the first output', () =>
  checkTokens((response) => {
    response.beginCall()
    response.returnValue({ ordinal: 2, name: '@a', type: { kind: 'bit' }, value: null })
    response.endCall(false)
  }, `79 00000000 ac 0200 02 40006100 01 00000000 0100 68 01 00 fe 0000 ${CALL_END}`))

test('a call that fails before it ran ends with an error and no status', () =>
  checkTokens((response) => {
    response.beginCall()
    response.message(failure(50000, 16, 'x'))
    response.endCall(false)
  }, `${ERROR} fe 0200 ${CALL_END}`))

test('more calls to come are announced', () =>
  checkTokens((response) => {
    for (const more of [true, false]) {
      response.beginCall()
      response.endCall(more)
    }
  }, `79 00000000 fe 0100 ${CALL_END} 79 00000000 fe 0000 ${CALL_END}`))

test('a row with many nulls comes with a bitmap of them', () =>
  checkTokens(
    (response) => {
      const column = { name: '', type: { kind: 'int' as const }, nullable: true }
      response.columns([column, column, column])
      response.row([null, 5, null])
      response.row([null, 5, 6])
      response.end()
    },
    `81 0300 ${'00000000 0900 26 04 00'.repeat(3)}
      d2 05 04 05000000 d1 00 04 05000000 04 06000000 fd 0000 fd00 0000000000000000`,
  ))

test('columns tell what they are', () =>
  checkTokens(
    (response) => {
      const type = { kind: 'int' as const }
      response.columns([
        { name: 'i', type, nullable: false, identity: true },
        { name: 'c', type, nullable: true, computed: true },
        { name: 't', type: { kind: 'text' }, nullable: true },
      ])
      response.end()
    },
    `81 0300 00000000 1000 26 04 01 6900 00000000 2100 26 04 01 6300
      00000000 0900 23 ffffff7f 0904d00034 01 0000 01 7400 fd 0000 fd00 0000000000000000`,
  ))

test('changes of the surroundings carry both values', () =>
  checkTokens(
    (response) => {
      response.env({ kind: 'database', to: 'b', from: 'a' })
      response.env({ kind: 'language', to: 'd', from: 'c' })
      response.env({ kind: 'begin', transaction: 1n })
      response.env({ kind: 'commit', transaction: 1n })
      response.env({ kind: 'rollback', transaction: 1n })
      response.env({ kind: 'enlist', transaction: 1n })
      response.env({ kind: 'defect', transaction: 1n })
      response.env({ kind: 'reset' })
      response.end()
    },
    `e3 0700 01 01 6200 01 6100 e3 0700 02 01 6400 01 6300
      e3 0b00 08 08 0100000000000000 00 e3 0b00 09 00 08 0100000000000000
      e3 0b00 0a 00 08 0100000000000000 e3 0b00 0b 00 08 0100000000000000
      e3 0b00 0c 08 0100000000000000 00 e3 0300 12 00 00 fd 0000 fd00 0000000000000000`,
  ))
