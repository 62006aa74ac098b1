// Changes of pages, as they are logged.

import { FORMATS } from '../buffer/index.js'
import type { Change } from '../log/index.js'
import { type PageId, setU32 } from '../page/index.js'

const NOTHING = new Uint8Array(0)

export function formatChange(page: PageId, type: (typeof FORMATS)[number], object: number): Change {
  const after = new Uint8Array(4)
  setU32(after, 0, object)
  return { kind: 'format', page, place: FORMATS.indexOf(type), before: NOTHING, after }
}

/** One byte of a page becomes another. */
export function byteChange(page: PageId, at: number, before: number, after: number): Change {
  return {
    kind: 'modify',
    page,
    place: at,
    before: Uint8Array.of(before),
    after: Uint8Array.of(after),
  }
}
