// The metadata that the SQL Writer keeps in a component: where the database belongs, and what SQL
// Server said of the snapshot.
//
//   offset  size  field
//        0     4  length of the logical path in bytes
//        4     n  logical path of the component, UTF-8
//      4+n     …  metadata of SQL Server
//
// All of that is in the envelope of facts 7.6.

import { type Outcome, ok, refused } from '../../base/outcome.js'
import {
  type Base64,
  parseBase64,
  unwrapOpaqueMetadata,
  wrapOpaqueMetadata,
} from '../../vss/index.js'

const LENGTH_BYTES = 4

export interface ComponentPayload {
  readonly logicalPath: string
  readonly snapshot: Uint8Array
}

export function packPayload({ logicalPath, snapshot }: ComponentPayload): Base64 {
  const path = new TextEncoder().encode(logicalPath)
  const bytes = new Uint8Array(LENGTH_BYTES + path.length + snapshot.length)
  new DataView(bytes.buffer).setUint32(0, path.length, true)
  bytes.set(path, LENGTH_BYTES)
  bytes.set(snapshot, LENGTH_BYTES + path.length)
  return wrapOpaqueMetadata(bytes)
}

export function unpackPayload(text: string): Outcome<ComponentPayload, string> {
  const parsed = parseBase64(text)
  if (!parsed.ok) return refused(parsed.error.message)
  const unwrapped = unwrapOpaqueMetadata(parsed.value)
  if (!unwrapped.ok) return refused(unwrapped.error.message)
  const bytes = unwrapped.value
  if (bytes.length < LENGTH_BYTES) return refused('too short for a logical path')
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  const end = LENGTH_BYTES + length
  if (end > bytes.length) return refused('too short for its logical path')
  const logicalPath = new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, end))
  return ok({ logicalPath, snapshot: bytes.slice(end) })
}
