// What a client may send when it means harm, or is broken: conversations with bytes changed, cut out,
// put in, doubled and reordered. Nothing may throw or hang, memory stays bounded, and no session is
// opened without the password.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { minutes } from '../../base/units.js'
import {
  ATTENTION,
  batch,
  Conversation,
  call,
  calls,
  concat,
  fromHex,
  HEADERS,
  intParameter,
  login,
  messagesOf,
  packets,
  prelogin,
  ucs2,
  VERSION_71,
} from './client.fixture.js'
import { OUTGOING_BYTES_HIGH } from './limits.js'

const FEATURES = fromHex('04 01000000 01 0a 01000000 01 ff')
const COLLATION = '0904d00034'
const PARAMETERS = [
  intParameter(1, { name: '@a', output: true }),
  fromHex(`00 00 e7 2000 ${COLLATION} 0200 6100`),
  fromHex(`00 00 e7 ffff ${COLLATION} feffffffffffffff 02000000 6100 00000000`),
  fromHex(`00 00 63 04000000 ${COLLATION} 02000000 6100`),
  fromHex('00 00 6a 11 0a 02 05 01 01000000'),
  fromHex('00 00 2a 07 08 87ccb9f46e 80460b'),
  fromHex('00 00 2b 07 0a 87ccb9f46e 80460b 3c00'),
  fromHex('00 00 62 491f0000 06000000 38 00 05000000'),
  fromHex('00 00 24 10 10 00112233445566778899aabbccddeeff'),
  fromHex('00 00 6f 08 08 01000000 2c010000'),
]
const BULK = fromHex(
  `81 0200 00000000 0800 26 04 01 6100 00000000 0900 e7 1400 ${COLLATION} 01 6200
   d1 04 01000000 0200 6100 d2 02 04 01000000 fd 0000 0000 0000000000000000`,
)

/** What clients say after their login. */
const REQUESTS: readonly Uint8Array[] = [
  batch('one'),
  batch('fail print one', { status: 0x08 }),
  batch('wait'),
  batch('flood'),
  ATTENTION,
  calls(call(10, ...PARAMETERS), call('one', ...PARAMETERS)),
  packets(0x0e, concat(HEADERS, fromHex('0500 02 02 6100'))),
  packets(0x0e, concat(HEADERS, fromHex('0700 00 01 02 00'))),
  packets(0x0e, concat(HEADERS, fromHex('0900 02 6100'))),
  packets(0x07, BULK),
  packets(0x01, concat(HEADERS, ucs2('one '.repeat(400))), { size: 512 }),
  batch('one', { status: 0x02 }),
]
/** Ways to be let in, were the password right. */
const LOGINS: readonly Uint8Array[] = [
  login({ features: FEATURES, database: 'db' }),
  login({ version: VERSION_71, packetBytes: 512 }),
]
const WRONG: readonly Uint8Array[] = [
  login({ password: 'secre', features: FEATURES }),
  login({ password: '' }),
  login({ password: 'secret ', version: VERSION_71 }),
]

interface Mutation {
  readonly kind: 'change' | 'remove' | 'insert' | 'double'
  readonly at: number
  readonly length: number
  readonly bytes: Uint8Array
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('change', 'remove', 'insert', 'double'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 16 }),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc.constantFrom(...['00', 'ff', 'ffff', '7fffffff', 'ffffffff', '00000080'].map(fromHex)),
  ),
})

function mutate(bytes: Uint8Array, { kind, at, length, bytes: other }: Mutation): Uint8Array {
  const place = Math.floor(at * bytes.length)
  const before = bytes.subarray(0, place)
  switch (kind) {
    case 'change':
      return concat(before, other, bytes.subarray(place + other.length))
    case 'remove':
      return concat(before, bytes.subarray(place + length))
    case 'insert':
      return concat(before, other, bytes.subarray(place))
    case 'double':
      return concat(before, bytes.subarray(place, place + length), bytes.subarray(place))
  }
}

/** Cuts the bytes as a network might. */
function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...cuts.map((cut) => Math.floor(cut * bytes.length)), 0, bytes.length]
  const sorted = [...new Set(places)].sort((left, right) => left - right)
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index] as number, end))
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 })

/** Delivers what is said, lets the world go on, and looks at what came of it. */
function deliver(talk: Conversation, said: readonly Uint8Array[]): void {
  const answers: Uint8Array[] = []
  for (const part of said) {
    talk.connection.receive(part)
    talk.settle()
    expect(talk.connection.outgoingBytes).toBeLessThan(OUTGOING_BYTES_HIGH + 128 * 1024)
    if (talk.script.rows === 0) answers.push(talk.drain())
  }
  if (talk.script.rows === 0) expect(() => messagesOf(concat(...answers))).not.toThrow()
  talk.connection.disconnected()
  talk.sim.advance(minutes(1))
  expect(talk.connection.ended).toBe(true)
  expect(talk.script.closed).toBe(talk.script.opened)
  expect(talk.sim.live).toBe(0)
}

test('requests with bytes out of place end in answers or in the end of the connection', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...REQUESTS), { minLength: 1, maxLength: 4 }),
      fc.array(mutation, { maxLength: 3 }),
      cuts,
      fc.constantFrom(...LOGINS),
      (requests, mutations, where, entry) => {
        const talk = new Conversation({ encryption: 'none' })
        talk.say(entry)
        expect(talk.connection.phase).toBe('ready')
        deliver(talk, pieces(mutations.reduce(mutate, concat(...requests)), where))
      },
    ),
  )
})

test('no login without the password gets in, whatever is done to its bytes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...WRONG, prelogin(0), prelogin(2, { mars: true }), batch('one')), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.array(mutation, { maxLength: 3 }),
      cuts,
      fc.constantFrom('none', 'off', 'on', 'strict'),
      (said, mutations, where, encryption) => {
        const talk = new Conversation({ encryption })
        deliver(talk, pieces(mutations.reduce(mutate, concat(...said)), where))
        expect(talk.script.opened).toBe(0)
        expect(talk.script.batches).toEqual([])
      },
    ),
  )
})

test('bytes of no meaning do no harm', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), (said) => {
      deliver(new Conversation(), said)
    }),
  )
})
