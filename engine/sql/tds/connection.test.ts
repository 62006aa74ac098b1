import { describe, expect, test } from 'vitest'
import { seconds } from '../../base/units.js'
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
  little,
  login,
  messagesOf,
  packets,
  prelogin,
  toHex,
  ucs2,
  VERSION_71,
} from './client.fixture.js'
import { OUTGOING_BYTES_HIGH } from './limits.js'

/** Says it after a login, and compares the messages that come back. */
function checkAnswer(said: Uint8Array | readonly Uint8Array[], ...expected: string[]): void {
  const talk = new Conversation()
  talk.logIn()
  const parts = said instanceof Uint8Array ? [said] : said
  expect(messagesOf(talk.say(...parts)).map(toHex)).toEqual(
    expected.map((text) => text.replace(/\s+/g, '')),
  )
}

const COLUMN_A = '81 0100 00000000 0800 26 04 01 6100'
const ROW_1 = 'd1 04 01000000'
const NO_COUNT = 'c100 0000000000000000'
const COUNT_1 = 'c100 0100000000000000'
const ERROR_X = 'aa 1200 50c30000 01 10 0100 7800 01 5300 00 01000000'
const INFO_X = 'ab 1200 00000000 01 00 0100 7800 01 5300 00 01000000'
const CANCELLED = 'fd 0200 fd00 0000000000000000'
const ACKNOWLEDGED = 'fd 2000 0000 0000000000000000'

describe('a batch', () => {
  test('ends in one DONE, with nothing to follow', () =>
    checkAnswer(batch('x'), `fd 0000 ${NO_COUNT}`))
  test('says that more follows on every DONE but the last', () =>
    checkAnswer(batch('x x'), `fd 0100 ${NO_COUNT} fd 0000 ${NO_COUNT}`))
  test('tells columns, rows and their count', () =>
    checkAnswer(batch('one'), `${COLUMN_A} ${ROW_1} fd 1000 ${COUNT_1}`))
  test('marks the DONE behind an error, and no other', () =>
    checkAnswer(batch('fail x'), `${ERROR_X} fd 0300 ${NO_COUNT} fd 0000 ${NO_COUNT}`))
  test('marks no DONE behind information', () =>
    checkAnswer(batch('print'), `${INFO_X} fd 0000 ${NO_COUNT}`))
  test('of one client is one message, in however many packets it came', () =>
    checkAnswer(
      packets(0x01, concat(HEADERS, fromHex('7800'.repeat(500))), { size: 512 }),
      `fd 0000 ${NO_COUNT}`,
    ))
})

describe('a call', () => {
  test('ends its statements inside, and itself with status and output', () =>
    checkAnswer(
      calls(call('one', intParameter(3), intParameter(9, { name: '@o', output: true }))),
      `${COLUMN_A} ${ROW_1} ff 1100 ${COUNT_1} 79 07000000
       ac 0100 02 4000 6f00 01 00000000 0100 26 04 04 09000000 fe 0000 e000 0000000000000000`,
    ))
  test('says that more follows when another call does', () =>
    checkAnswer(
      calls(call('x'), call('x')),
      `ff 0100 ${NO_COUNT} 79 07000000 fe 0100 e000 0000000000000000
       ff 0100 ${NO_COUNT} 79 07000000 fe 0000 e000 0000000000000000`,
    ))
  test('marks the end of the statement that failed', () =>
    checkAnswer(
      calls(call('fail')),
      `${ERROR_X} ff 0300 ${NO_COUNT} 79 07000000 fe 0000 e000 0000000000000000`,
    ))
  test('with a parameter of a type nobody knows gets error 8009 and the connection goes on', () => {
    const talk = new Conversation()
    talk.logIn()
    const answer = toHex(talk.say(calls(call('x', fromHex('00 00 f3 00')))))
    expect(answer).toContain('491f00000110')
    expect(answer).toMatch(/fe0200e0000000000000000000$/)
    expect(talk.connection.phase).toBe('ready')
  })
})

describe('a transaction request', () => {
  const request = (body: string) => packets(0x0e, concat(HEADERS, fromHex(body)))
  const DONE = 'fd 0000 fd00 0000000000000000'

  test('to begin is answered with the new transaction', () =>
    checkAnswer(request('0500 02 00'), `e3 0b00 08 08 0500000000000000 00 ${DONE}`))
  test('to commit is answered with the old one', () =>
    checkAnswer(request('0700 00 00'), `e3 0b00 09 00 08 0500000000000000 ${DONE}`))
  test('to roll back is answered with the old one', () =>
    checkAnswer(request('0800 00 00'), `e3 0b00 0a 00 08 0500000000000000 ${DONE}`))
  test('to promote is refused', () => {
    const talk = new Conversation()
    talk.logIn()
    expect(toHex(talk.say(request('0600')))).toMatch(/aa..0035210000.*fd0200/)
  })
})

describe('an attention', () => {
  test('of an idle client is acknowledged', () => checkAnswer(ATTENTION, ACKNOWLEDGED))
  test('ends what runs, and is acknowledged in a message of its own', () =>
    checkAnswer([batch('x wait x'), ATTENTION], `fd 0100 ${NO_COUNT} ${CANCELLED}`, ACKNOWLEDGED))
  test('stops a call as well', () =>
    checkAnswer([calls(call('wait')), ATTENTION], `79 07000000 ${CANCELLED}`, ACKNOWLEDGED))
  test('behind a whole answer gets its acknowledgement only', () => {
    const talk = new Conversation()
    talk.logIn()
    expect(messagesOf(talk.say(batch('x'))).length).toBe(1)
    expect(messagesOf(talk.say(ATTENTION)).map(toHex)).toEqual([ACKNOWLEDGED.replaceAll(' ', '')])
  })
  test('before the request began stops it from running', () => {
    const talk = new Conversation()
    talk.logIn()
    talk.connection.receive(batch('one'))
    talk.connection.receive(ATTENTION)
    talk.settle()
    expect(messagesOf(talk.drain()).map(toHex)).toEqual(
      [CANCELLED, ACKNOWLEDGED].map((text) => text.replaceAll(' ', '')),
    )
    expect(talk.script.batches).toEqual([])
  })
  test('in the middle of a request takes the request back', () => {
    const part = batch('one', { isWhole: false })
    checkAnswer([part, ATTENTION, batch('x')], ACKNOWLEDGED, `fd 0000 ${NO_COUNT}`)
  })
  test('by the ignore bit takes the request back, without acknowledgement', () =>
    checkAnswer(batch('one', { status: 0x02 }), CANCELLED))
  test('leaves the connection as good as before', () =>
    checkAnswer(
      [batch('wait'), ATTENTION, batch('x')],
      CANCELLED,
      ACKNOWLEDGED,
      `fd 0000 ${NO_COUNT}`,
    ))
})

describe('a reset', () => {
  const RESET = 'e3 0300 12 00 00'
  test('comes before the request', () =>
    checkAnswer(batch('x', { status: 0x08 }), `${RESET} fd 0000 ${NO_COUNT}`))
  test('can keep the transaction', () => {
    const talk = new Conversation()
    talk.logIn()
    talk.say(batch('x', { status: 0x10 }), batch('x', { status: 0x08 }))
    expect(talk.script.resets).toEqual([true, false])
  })
})

test('a bulk load is answered with its count', () =>
  checkAnswer(
    packets(0x07, fromHex(`${COLUMN_A} ${ROW_1} ${ROW_1} fd 0000 0000 0000000000000000`)),
    'fd 1000 f000 0200000000000000',
  ))

describe('a login', () => {
  test('is answered in the order of SQL Server', () => {
    const talk = new Conversation()
    const features = fromHex('04 01000000 01 0a 01000000 01 ff')
    const [answer] = messagesOf(talk.logIn({ packetBytes: 8000, features }))
    expect(toHex(answer as Uint8Array)).toBe(
      [
        'e31b0001 06 6d0061007300740065007200 06 6d0061007300740065007200',
        `ab5a0045160000 02 00 2500 ${utf16("Changed database context to 'master'.")} 01 5300 00 01000000`,
        'e30800 07 05 0904d00034 00',
        `e31700 02 0a ${utf16('us_english')} 00`,
        `ab5e0047160000 01 00 2700 ${utf16('Changed language setting to us_english.')} 01 5300 00 01000000`,
        'ad0c00 01 74000004 01 5000 10 00 03e8',
        'e31300 04 04 3800300030003000 04 3400300039003600',
        'ae 0a 01000000 01 ff',
        'fd 0000 fd00 0000000000000000',
      ]
        .join('')
        .replaceAll(' ', ''),
    )
  })
  test('takes a password that is right', () => {
    const talk = new Conversation()
    talk.logIn()
    expect(talk.connection.phase).toBe('ready')
  })
  test.each([{ password: 'Secret' }, { password: '' }, { user: 'SA2' }, { database: 'missing' }])(
    'with %o is refused and closed',
    (options) => {
      const talk = new Conversation()
      const answer = toHex(talk.logIn(options))
      expect(answer).toContain('aa')
      expect(answer).toMatch(/fd0200fd000000000000000000$/)
      expect(talk.actions).toEqual(['close'])
      expect(talk.script.opened).toBe(0)
      expect(talk.connection.ended).toBe(true)
    },
  )
  test('by Windows authentication is refused', () => {
    const talk = new Conversation()
    expect(toHex(talk.logIn({ options2: 0x80 }))).toContain('14480000')
    expect(talk.actions).toEqual(['close'])
  })
  test('that wants a new password set is refused', () => {
    const talk = new Conversation()
    talk.logIn({ options3: 0x01 })
    expect(talk.script.opened).toBe(0)
  })
  test('of TDS 7.0 is not answered', () => {
    const talk = new Conversation()
    expect(talk.logIn({ version: 0x70000000 }).length).toBe(0)
    expect(talk.actions).toEqual(['close'])
  })
  test('that does not come in time ends the connection', () => {
    const talk = new Conversation()
    talk.say(prelogin(2))
    talk.sim.advance(seconds(14))
    expect(talk.connection.phase).toBe('greeted')
    talk.sim.advance(seconds(2))
    talk.drain()
    expect(talk.actions).toEqual(['close'])
    expect(talk.connection.ended).toBe(true)
  })
  test('of TDS 7.1 gets narrow tokens', () => {
    const talk = new Conversation()
    talk.logIn({ version: VERSION_71 })
    const narrow = packets(0x01, fromHex('6f006e006500'))
    expect(messagesOf(talk.say(narrow)).map(toHex)).toEqual([
      '810100 0000 0800 26 04 01 6100 d1 04 01000000 fd 1000 c100 01000000'.replaceAll(' ', ''),
    ])
  })
})

describe('encryption', () => {
  test('that was agreed on lets nothing in before it stands', () => {
    const talk = new Conversation({ encryption: 'on' })
    talk.say(prelogin(1))
    expect(talk.actions).toEqual(['start-tls'])
    talk.say(login())
    expect(talk.connection.closedBecause).toContain('in clear')
    expect(talk.script.opened).toBe(0)
  })
  test('cannot be had by sending the login with the greeting', () => {
    const talk = new Conversation({ encryption: 'on' })
    talk.say(concat(prelogin(1), login()))
    expect(talk.script.opened).toBe(0)
    expect(talk.connection.phase).toBe('closed')
  })
  test('cannot be gone around by leaving out the greeting', () => {
    const talk = new Conversation({ encryption: 'on' })
    expect(toHex(talk.say(login()))).toContain('ab450000')
    expect(talk.script.opened).toBe(0)
    expect(talk.actions).toEqual(['close'])
  })
  test('of the login only ends behind the login', () => {
    const talk = new Conversation()
    talk.say(prelogin(0))
    talk.connection.secured()
    talk.say(login())
    expect(talk.actions).toEqual(['start-tls', 'stop-tls'])
    expect(talk.connection.security).toBe('login-only')
    expect(talk.connection.phase).toBe('ready')
  })
  test('that is strict takes no greeting in clear', () => {
    const talk = new Conversation({ encryption: 'strict' })
    talk.say(prelogin(1))
    expect(talk.actions).toEqual(['close'])
  })
  test('that is strict comes first', () => {
    const talk = new Conversation({ encryption: 'strict' })
    expect(talk.connection.beginStrict()).toBe(true)
    talk.connection.secured()
    talk.say(prelogin(2))
    talk.say(login({ version: 0x08000000 }))
    expect(talk.connection.phase).toBe('ready')
    expect(talk.actions).toEqual([])
  })
  test('is not to be had where there is no certificate', () => {
    const talk = new Conversation({ encryption: 'none' })
    expect(talk.connection.beginStrict()).toBe(false)
    talk.say(prelogin(1))
    expect(talk.actions).toEqual(['close'])
  })
})

describe('a reader that is behind', () => {
  test('stops the rows, and lets them go on when it has caught up', () => {
    const talk = new Conversation()
    talk.logIn()
    talk.connection.receive(batch('flood'))
    talk.settle()
    const { rows } = talk.script
    expect(talk.connection.outgoingBytes).toBeLessThan(OUTGOING_BYTES_HIGH + 64 * 1024)
    while (talk.script.rows === rows) talk.next()
    expect(talk.connection.outgoingBytes).toBeLessThan(OUTGOING_BYTES_HIGH + 64 * 1024)
  })
  test('can cancel', () => {
    const talk = new Conversation()
    talk.logIn()
    talk.connection.receive(batch('flood'))
    talk.settle()
    const waiting = talk.connection.outgoingBytes
    talk.connection.receive(ATTENTION)
    talk.settle()
    expect(talk.connection.outgoingBytes).toBeGreaterThan(waiting)
    expect(toHex(messagesOf(talk.drain()).at(-1) as Uint8Array)).toBe(
      ACKNOWLEDGED.replaceAll(' ', ''),
    )
  })
  test('that goes away ends the session', () => {
    const talk = new Conversation()
    talk.logIn()
    talk.connection.receive(batch('flood'))
    talk.settle()
    talk.connection.disconnected()
    talk.settle()
    expect(talk.script.closed).toBe(1)
    expect(talk.connection.ended).toBe(true)
    expect(talk.connection.outgoingBytes).toBe(0)
  })
})

test('the last packet of a message is never empty', () => {
  const talk = new Conversation()
  talk.logIn({ packetBytes: 512 })
  // 504 times a DONE of 13 bytes fill 13 packets of 504 bytes of data.
  const words = concat(HEADERS, ucs2(Array(504).fill('x').join(' ')))
  expect(talk.say(packets(0x01, words, { size: 512 })).length).toBe(13 * 512)
})

test('an error of the highest severities ends the session', () => {
  const talk = new Conversation()
  talk.logIn()
  talk.say(batch('die'))
  expect(talk.actions).toEqual(['close'])
  expect(talk.script.closed).toBe(1)
})

test('a request that the server ends is told why before the connection closes', () => {
  const talk = new Conversation()
  talk.logIn()
  talk.say(batch('wait'))
  const reason = { number: 596, state: 1, severity: 21, text: 'x', procedure: '', line: 1 }
  talk.connection.shutDown(reason)
  talk.settle()
  expect(toHex(talk.drain())).toContain(toHex(concat(little(596, 4), fromHex('01 15'))))
  expect(talk.actions).toEqual(['close'])
})

test('the agreed packet size holds from the answer to the login on', () => {
  const talk = new Conversation()
  talk.logIn({ packetBytes: 512 })
  const long = concat(HEADERS, ucs2(Array(100).fill('one').join(' ')))
  const answer = talk.say(packets(0x01, long, { size: 512 }))
  expect((((answer[2] as number) << 8) | (answer[3] as number)) <= 512).toBe(true)
  expect(messagesOf(answer).length).toBe(1)
  expect(talk.say(packets(0x01, new Uint8Array(600))).length).toBe(0)
  expect(talk.actions).toEqual(['close'])
})

function utf16(text: string): string {
  return [...text].map((letter) => `${letter.charCodeAt(0).toString(16)}00`).join('')
}
