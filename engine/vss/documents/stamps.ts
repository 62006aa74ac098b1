// A backup stamp as SQL Writer makes it (facts 7.3), base64 of
//
//   offset  size  field
//        0     4  length of what follows: 8
//        4     8  FILETIME
//
// Other writers' stamps are their own; documents carry every stamp verbatim.

import { type Outcome, ok } from '../../base/outcome.js'
import { decodeBase64, encodeBase64, parseBase64 } from './base64.js'
import { type GrammarError, notInGrammar } from './document-error.js'
import { type FileTime, fileTime } from './file-time.js'

const LENGTH_AT = 0
const TIME_AT = LENGTH_AT + 4
const TIME_SIZE_BYTES = 8
const STAMP_SIZE_BYTES = TIME_AT + TIME_SIZE_BYTES

export function printStamp(time: FileTime): string {
  const bytes = new Uint8Array(STAMP_SIZE_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint32(LENGTH_AT, TIME_SIZE_BYTES, true)
  view.setBigUint64(TIME_AT, time, true)
  return encodeBase64(bytes)
}

export function parseStamp(stamp: string): Outcome<FileTime, GrammarError> {
  if (stamp.length !== (STAMP_SIZE_BYTES / 3) * 4)
    return notInGrammar(`${stamp.length} digits are no stamp`, stamp.length)
  const text = parseBase64(stamp)
  if (!text.ok) return text
  const bytes = decodeBase64(text.value)
  if (bytes.length !== STAMP_SIZE_BYTES) return notInGrammar('too short', bytes.length)
  const view = new DataView(bytes.buffer)
  if (view.getUint32(LENGTH_AT, true) !== TIME_SIZE_BYTES)
    return notInGrammar(`the length is not ${TIME_SIZE_BYTES}`, LENGTH_AT)
  return ok(fileTime(view.getBigUint64(TIME_AT, true)))
}
