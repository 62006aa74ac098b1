// The file of a metadata-only backup: the metadata of each database, one behind the other.
//
//   offset  size  field
//   ------  ----  -----------------------------------
//        0     4  `FPMO`
//        4     4  how many follow
//        8     …  each: its length (4), then itself

import { type Outcome, ok } from '../../base/outcome.js'
import { getU32, refuseSql, type SqlError, setU32 } from '../page/index.js'

const MAGIC = 0x4f4d_5046
const HEAD_BYTES = 8

export function joinBlobs(blobs: readonly Uint8Array[]): Uint8Array {
  const length = blobs.reduce((sum, blob) => sum + 4 + blob.length, HEAD_BYTES)
  const bytes = new Uint8Array(length)
  setU32(bytes, 0, MAGIC)
  setU32(bytes, 4, blobs.length)
  let at = HEAD_BYTES
  for (const blob of blobs) {
    setU32(bytes, at, blob.length)
    bytes.set(blob, at + 4)
    at += 4 + blob.length
  }
  return bytes
}

export function splitBlobs(bytes: Uint8Array): Outcome<Uint8Array[], SqlError> {
  if (bytes.length < HEAD_BYTES || getU32(bytes, 0) !== MAGIC)
    return refuseSql('MALFORMED', 'this is no metadata-only backup')
  const blobs: Uint8Array[] = []
  let at = HEAD_BYTES
  while (at + 4 <= bytes.length) {
    const end = at + 4 + getU32(bytes, at)
    if (end > bytes.length) break
    blobs.push(bytes.slice(at + 4, end))
    at = end
  }
  const isWhole = at === bytes.length && blobs.length === getU32(bytes, 4) && blobs.length > 0
  return isWhole ? ok(blobs) : refuseSql('MALFORMED', 'the metadata file was cut short')
}
