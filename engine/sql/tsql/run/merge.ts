import type { Process } from '../../../sim/index.js'
import type { Merge } from '../parse/tree.js'
import { fail } from '../value/failure.js'
import type { Batch } from './batch.js'
import type { Done } from './select.js'

/** Refused by name: an UPDATE and an INSERT say the same. */
// biome-ignore lint/correctness/useYield: a process like the other statements.
export function* runMerge(_batch: Batch, _statement: Merge): Process<Done> {
  return fail(40_515, 'MERGE is not supported by this server.')
}
