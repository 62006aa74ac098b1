// LOGIN7: 94 bytes at fixed places, strings by (offset u16, length in characters u16), features at
// the end. The offsets are the client's, so each is checked.

import { type ByteReader, decodeUcs2, wireFault } from './byte-reader.js'
import type { Dialect } from './dialect.js'
import { readDialect } from './dialect.js'
import { LOGIN_NAME_MAX } from './limits.js'

export interface LoginRequest {
  readonly dialect: Dialect
  /** As the client sent it; the answer echoes what was agreed on. */
  readonly packetBytes: number
  readonly hostName: string
  readonly user: string
  readonly password: string
  readonly application: string
  readonly language: string
  readonly database: string
  /** Windows authentication, which is not offered. */
  readonly integrated: boolean
  readonly changesPassword: boolean
  readonly readOnly: boolean
  /** Identifiers of the features that the client would like. */
  readonly features: readonly number[]
}

const FIXED_BYTES = 94
const AT_VERSION = 4
const AT_PACKET_BYTES = 8
const AT_OPTIONS_2 = 25
const AT_TYPE = 26
const AT_OPTIONS_3 = 27
const AT_HOST = 36
const AT_USER = 40
const AT_PASSWORD = 44
const AT_APPLICATION = 48
const AT_EXTENSION = 56
const AT_LANGUAGE = 64
const AT_DATABASE = 68

const OPTIONS_2_INTEGRATED = 0x80
const OPTIONS_3_CHANGE_PASSWORD = 0x01
const OPTIONS_3_EXTENSION = 0x10
const TYPE_READ_ONLY = 0x20
const FEATURES_MAX = 64
const FEATURES_END = 0xff

export function readLogin(reader: ByteReader): LoginRequest {
  const length = reader.u32()
  if (length !== reader.bytes.length) wireFault('LOGIN7 is not as long as it says')
  if (length < FIXED_BYTES) wireFault('LOGIN7 is too short')
  const version = at(reader, AT_VERSION).u32()
  const packetBytes = at(reader, AT_PACKET_BYTES).u32()
  const options2 = at(reader, AT_OPTIONS_2).u8()
  const type = at(reader, AT_TYPE).u8()
  const options3 = at(reader, AT_OPTIONS_3).u8()
  return {
    dialect: readDialect(version),
    packetBytes,
    hostName: textAt(reader, AT_HOST),
    user: textAt(reader, AT_USER),
    password: decodePassword(bytesAt(reader, AT_PASSWORD, 2)),
    application: textAt(reader, AT_APPLICATION),
    language: textAt(reader, AT_LANGUAGE),
    database: textAt(reader, AT_DATABASE),
    integrated: (options2 & OPTIONS_2_INTEGRATED) !== 0,
    changesPassword: (options3 & OPTIONS_3_CHANGE_PASSWORD) !== 0,
    readOnly: (type & TYPE_READ_ONLY) !== 0,
    features: (options3 & OPTIONS_3_EXTENSION) !== 0 ? readFeatures(reader) : [],
  }
}

function at(reader: ByteReader, offset: number): ByteReader {
  reader.seek(offset)
  return reader
}

function textAt(reader: ByteReader, place: number): string {
  return decodeUcs2(bytesAt(reader, place, 2))
}

function bytesAt(reader: ByteReader, place: number, unitBytes: number): Uint8Array {
  const offset = at(reader, place).u16()
  const length = reader.u16()
  if (length === 0) return new Uint8Array(0)
  if (length > LOGIN_NAME_MAX) wireFault('a name in LOGIN7 is too long')
  return at(reader, offset).take(length * unitBytes)
}

/** No secret: the client only swapped the halves of each byte and turned some bits over. */
function decodePassword(bytes: Uint8Array): string {
  return decodeUcs2(
    bytes.map((byte) => {
      const turned = byte ^ 0xa5
      return ((turned << 4) | (turned >>> 4)) & 0xff
    }),
  )
}

/** The extension is a pointer to a pointer to a list of (id u8, length u32, data). */
function readFeatures(reader: ByteReader): number[] {
  const pointer = bytesAt(reader, AT_EXTENSION, 1)
  // tedious says that there is one, and sends none below TDS 7.4.
  if (pointer.length === 0) return []
  if (pointer.length < 4) wireFault('the extension of LOGIN7 is too short')
  const offset = new DataView(pointer.buffer, pointer.byteOffset).getUint32(0, true)
  at(reader, offset)
  const features: number[] = []
  while (features.length < FEATURES_MAX) {
    const id = reader.u8()
    if (id === FEATURES_END) return features
    features.push(id)
    reader.skip(reader.u32())
  }
  return wireFault('too many features in LOGIN7')
}
