// A recorded conversation as a capture file, so that Wireshark's dissector can judge it: raw IPv4
// packets of TCP between two made-up hosts, each connection on a port of its own.

import type { Recorded } from './tds-server.fixture.js'

export const CAPTURED_PORT = 1433

const LINK_RAW_IP = 101
const SEGMENT_BYTES = 1400
const IP_BYTES = 20
const TCP_BYTES = 20
const FLAGS_DATA = 0x18
const FLAGS_SYN = 0x02
const FLAGS_SYN_ACK = 0x12
const CLIENT = Buffer.of(10, 0, 0, 1)
const SERVER = Buffer.of(10, 0, 0, 2)
const FIRST_CLIENT_PORT = 40_000

export function clientPort(connection: number): number {
  return FIRST_CLIENT_PORT + connection
}

/** What each side of a connection has sent so far. */
interface Positions {
  client: number
  server: number
}

export function captureFile(record: readonly Recorded[]): Buffer {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(65_535, 16)
  header.writeUInt32LE(LINK_RAW_IP, 20)
  const frames: Buffer[] = []
  const positions = new Map<number, Positions>()
  for (const { connection, fromClient, bytes } of record) {
    let at = positions.get(connection)
    if (at === undefined) {
      at = { client: 0, server: 0 }
      positions.set(connection, at)
      frames.push(segment({ connection, fromClient: true, flags: FLAGS_SYN, at, data: NOTHING }))
      at.client = 1
      frames.push(
        segment({ connection, fromClient: false, flags: FLAGS_SYN_ACK, at, data: NOTHING }),
      )
      at.server = 1
    }
    for (let from = 0; from < bytes.length; from += SEGMENT_BYTES) {
      const data = bytes.subarray(from, from + SEGMENT_BYTES)
      frames.push(segment({ connection, fromClient, flags: FLAGS_DATA, at, data }))
      at[fromClient ? 'client' : 'server'] += data.length
    }
  }
  return Buffer.concat([header, ...frames.flatMap(withFrameHeader)])
}

const NOTHING = Buffer.alloc(0)

interface Segment {
  readonly connection: number
  readonly fromClient: boolean
  readonly flags: number
  readonly at: Positions
  readonly data: Buffer
}

function segment({ connection, fromClient, flags, at, data }: Segment): Buffer {
  const packet = Buffer.alloc(IP_BYTES + TCP_BYTES)
  const port = clientPort(connection)
  packet[0] = 0x45
  packet.writeUInt16BE(packet.length + data.length, 2)
  packet[8] = 64
  packet[9] = 6
  ;(fromClient ? CLIENT : SERVER).copy(packet, 12)
  ;(fromClient ? SERVER : CLIENT).copy(packet, 16)
  packet.writeUInt16BE(fromClient ? port : CAPTURED_PORT, 20)
  packet.writeUInt16BE(fromClient ? CAPTURED_PORT : port, 22)
  packet.writeUInt32BE(fromClient ? at.client : at.server, 24)
  packet.writeUInt32BE(fromClient ? at.server : at.client, 28)
  packet[32] = 0x50
  packet[33] = flags
  packet.writeUInt16BE(0xffff, 34)
  return Buffer.concat([packet, data])
}

function withFrameHeader(packet: Buffer, index: number): Buffer[] {
  const header = Buffer.alloc(16)
  header.writeUInt32LE(Math.floor(index / 1000), 0)
  header.writeUInt32LE((index % 1000) * 1000, 4)
  header.writeUInt32LE(packet.length, 8)
  header.writeUInt32LE(packet.length, 12)
  return [header, packet]
}
