// PRELOGIN: options of (id u8, offset u16 BE, length u16 BE) up to 0xFF, then their data.

import type { ByteReader } from './byte-reader.js'
import { wireFault } from './byte-reader.js'
import { ByteWriter } from './byte-writer.js'
import type { ServerVersion } from './service.js'

const OPTION_VERSION = 0
const OPTION_ENCRYPTION = 1
const OPTION_INSTANCE = 2
const OPTION_THREAD = 3
const OPTION_MARS = 4
const OPTIONS_END = 0xff
const OPTION_BYTES = 5
const OPTIONS_MAX = 32

export const ENCRYPTION = { off: 0, on: 1, notSupported: 2, required: 3 } as const

export interface Prelogin {
  /** One of ENCRYPTION. */
  readonly encryption: number
  /** An option may only be answered to who sent it. */
  readonly asksMars: boolean
}

export function readPrelogin(reader: ByteReader): Prelogin {
  let encryption: number = ENCRYPTION.notSupported
  let asksMars = false
  for (let count = 0; count < OPTIONS_MAX; count++) {
    const id = reader.u8()
    if (id === OPTIONS_END) return { encryption, asksMars }
    const offset = reader.u16be()
    const length = reader.u16be()
    const back = reader.at
    reader.seek(offset)
    const data = reader.take(length)
    reader.seek(back)
    if (id === OPTION_ENCRYPTION) encryption = encryptionOf(data)
    if (id === OPTION_MARS) asksMars = true
  }
  return wireFault('too many options in PRELOGIN')
}

/** The upper bit speaks of a client certificate, which is not asked for here. */
function encryptionOf(data: Uint8Array): number {
  const [value] = data
  if (value === undefined) return wireFault('an empty encryption option')
  const asked = value & 0x7f
  return asked <= ENCRYPTION.required ? asked : wireFault('an unknown encryption option')
}

export interface PreloginAnswer {
  readonly version: ServerVersion
  readonly encryption: number
  readonly answersMars: boolean
}

export function writePrelogin({ version, encryption, answersMars }: PreloginAnswer): Uint8Array {
  const options: [number, number[]][] = [
    [OPTION_VERSION, versionBytes(version)],
    [OPTION_ENCRYPTION, [encryption]],
    [OPTION_INSTANCE, [0]],
    [OPTION_THREAD, []],
  ]
  if (answersMars) options.push([OPTION_MARS, [0]])
  const writer = new ByteWriter()
  let offset = options.length * OPTION_BYTES + 1
  for (const [id, data] of options) {
    writer.u8(id)
    writer.u16be(offset)
    writer.u16be(data.length)
    offset += data.length
  }
  writer.u8(OPTIONS_END)
  for (const [, data] of options) writer.raw(Uint8Array.from(data))
  return writer.copy()
}

function versionBytes({ major, minor, build }: ServerVersion): number[] {
  return [major, minor, build >>> 8, build & 0xff, 0, 0]
}
