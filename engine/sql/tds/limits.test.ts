// What a client may not send, and that it ends the connection cleanly.

import { describe, expect, test } from 'vitest'
import {
  batch,
  Conversation,
  call,
  calls,
  concat,
  fromHex,
  little,
  login,
  loginBody,
  packets,
} from './client.fixture.js'

describe('a client that breaks the rules is closed:', () => {
  function checkClosed(said: Uint8Array, reason: string, { isLoggedIn = true } = {}): void {
    const talk = new Conversation()
    if (isLoggedIn) talk.logIn()
    talk.say(said)
    expect(talk.connection.closedBecause).toBe(reason)
    expect(talk.actions).toEqual(['close'])
    expect(talk.connection.ended).toBe(true)
    expect(talk.script.closed).toBe(talk.script.opened)
  }
  const checkStranger = (said: Uint8Array, reason: string) =>
    checkClosed(said, reason, { isLoggedIn: false })

  test('a packet shorter than its header', () =>
    checkClosed(fromHex('01 01 0007 0000 01 00'), 'a packet shorter than its header'))
  test('a packet longer than agreed', () =>
    checkClosed(fromHex('01 01 1001 0000 01 00'), 'a packet longer than was agreed'))
  test('a batch before the login', () =>
    checkStranger(batch('x'), 'a packet of an unexpected type'))
  test('a second login', () => checkClosed(login(), 'a packet of an unexpected type'))
  test('an unknown type', () =>
    checkClosed(packets(0x55, new Uint8Array(4)), 'a packet of an unexpected type'))
  test('another type inside a message', () =>
    checkClosed(
      concat(batch('x', { isWhole: false }), calls(call('x'))),
      'a packet of another type inside a message',
    ))
  test('ALL_HEADERS that are cut off', () =>
    checkClosed(packets(0x01, fromHex('16000000 1200')), 'ALL_HEADERS is cut off'))
  test('a request of nothing', () =>
    checkClosed(packets(0x01, new Uint8Array(0)), 'the message ends too early'))
  test('more requests than may wait', () =>
    checkClosed(concat(...Array<Uint8Array>(40).fill(batch('x'))), 'too many requests wait'))
  test('a login longer than allowed, before it ends', () =>
    checkStranger(
      packets(0x10, new Uint8Array(150_000), { isWhole: false }),
      'a message longer than allowed',
    ))
  test('a greeting longer than allowed, before it ends', () =>
    checkStranger(
      packets(0x12, new Uint8Array(9000), { isWhole: false }),
      'a message longer than allowed',
    ))
  test('a login that is not as long as it says', () => {
    const body = loginBody()
    checkStranger(packets(0x10, concat(body, little(0, 2))), 'LOGIN7 is not as long as it says')
  })
  test('a login whose names lie outside of it', () => {
    const body = loginBody()
    body.set(fromHex('ffff'), 40)
    checkStranger(packets(0x10, body), 'the offset 65535 is outside')
  })
  test('a login with a name that is too long', () =>
    checkStranger(login({ user: 'u'.repeat(129) }), 'a name in LOGIN7 is too long'))
  test('a login of features without an end', () =>
    checkStranger(
      login({ features: fromHex('01 00000000'.repeat(70)) }),
      'too many features in LOGIN7',
    ))
})
