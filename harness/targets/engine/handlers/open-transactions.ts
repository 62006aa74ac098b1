// Transactions that a scenario leaves open under a name.

import { type Process, type Sim, sql } from '../../../../engine/index.js'
import type { Reply } from '../../../model/reply.js'
import type { OpenTransaction } from './handler.js'
import { replyOf, timing } from './sql-statement.js'

export function* answerOpen(
  sim: Sim,
  { online, transaction }: OpenTransaction,
  how: 'commit' | 'roll back',
): Process<Reply> {
  const end = how === 'commit' ? sql.commit : sql.rollback
  return replyOf(yield* timing(sim, end(online, transaction)))
}
