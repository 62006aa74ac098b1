// How a line of the record hangs on the one before it.
//
//   {"chain":"<64 hex digits>",<the event's own members>}
//
// `chain` is SHA-256 over the chain value of the line before (64 zeros for the first) followed by the
// event's own JSON, that is, this line without its `chain` member. The member comes first and has a
// fixed width, so that a reader checks the bytes as they lie there and never prints anything anew.

import { createHash } from 'node:crypto'

export const CHAIN_START = '0'.repeat(64)

const OPENING = '{"chain":"'
const CLOSING = '",'
/** Length of the opening, the digits and the closing. */
export const CHAIN_PREFIX_LENGTH = OPENING.length + CHAIN_START.length + CLOSING.length

const BRACE = Buffer.from('{')

export interface ChainedLine {
  readonly line: string
  readonly chain: string
}

/** The line of an event that is given as its JSON. */
export function chainEvent(before: string, content: string): ChainedLine {
  const chain = createHash('sha256').update(before).update(content).digest('hex')
  return { line: `${OPENING}${chain}${CLOSING}${content.slice(1)}\n`, chain }
}

/** The chain value a line carries if it hangs on the one before; undefined if it does not. */
export function checkedChain(before: string, line: Buffer): string | undefined {
  if (line.length <= CHAIN_PREFIX_LENGTH) return undefined
  const prefix = line.toString('latin1', 0, CHAIN_PREFIX_LENGTH)
  const carried = prefix.slice(OPENING.length, -CLOSING.length)
  const chain = createHash('sha256')
    .update(before)
    .update(BRACE)
    .update(line.subarray(CHAIN_PREFIX_LENGTH))
    .digest('hex')
  return chain === carried && prefix === `${OPENING}${chain}${CLOSING}` ? chain : undefined
}
