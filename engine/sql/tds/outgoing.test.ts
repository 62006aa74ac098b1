import { expect, test } from 'vitest'
import { createSim } from '../../sim/index.js'
import { toHex } from './client.fixture.js'
import { Outgoing } from './outgoing.js'

/** Bytes of a message, and the headers that they travel behind. */
function checkPackets(length: number, ...headers: string[]): void {
  const out = new Outgoing(createSim(1, { trace: false }), 51)
  out.packetBytes = 512
  out.writer.raw(new Uint8Array(length).fill(7))
  out.settle()
  out.endMessage()
  const told: string[] = []
  for (let output = out.take(); output !== undefined; output = out.take()) {
    if (output.kind !== 'bytes') continue
    for (let at = 0; at < output.bytes.length; at += 512)
      told.push(toHex(output.bytes.subarray(at, at + 8)))
  }
  expect(told).toEqual(headers)
}

test('a short message is one packet', () => checkPackets(4, '0401000c00330100'))
test('a message that fills its packet has no other', () => checkPackets(504, '0401020000330100'))
test('one byte more takes another packet', () =>
  checkPackets(505, '0400020000330100', '0401000900330200'))
test('the last packet of a message is never empty', () =>
  checkPackets(1008, '0400020000330100', '0401020000330200'))

test('what is done to the carrier stands among the bytes, in order', () => {
  const out = new Outgoing(createSim(1, { trace: false }), 51)
  out.endMessage()
  out.act('start-tls')
  out.endMessage()
  out.act('close')
  out.endMessage()
  const kinds = [...Array(5)].map(() => out.take()?.kind)
  expect(kinds).toEqual(['bytes', 'start-tls', 'bytes', 'close', undefined])
})
