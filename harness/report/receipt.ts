import type { Receipt } from '../model/fault.js'

/** What became of a fault, in one line; what did not happen is said, never left out. */
export function receiptText(receipt: Receipt): string {
  return [
    receipt.applied ? 'applied' : 'not applied',
    receipt.effect === null ? 'no effect observed' : `effect observed: ${receipt.effect}`,
    receipt.removed ? 'removed' : 'not removed',
    receipt.clean ? 'verified clean' : 'not verified clean',
  ].join('; ')
}
