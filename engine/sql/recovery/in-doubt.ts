// What recovery does with transactions that had promised to end as their coordinator says. A
// database that goes on asks the coordinator and keeps them until then; a copy asks nobody, so it
// takes them back unless it was told how they ended.

import type { Guid } from '../../base/brand.js'
import { adoptPrepared, logCommit, type Storage } from '../allocation/index.js'
import type { Loser } from './analysis.js'

export type GlobalOutcome = 'committed' | 'aborted'

export interface InDoubtRule {
  /** How some of them ended, as far as anybody knows. */
  readonly outcomes?: ReadonlyMap<Guid, GlobalOutcome>
  /** What becomes of the others. */
  readonly others: 'keep' | 'abort'
}

export const KEEP_IN_DOUBT: InDoubtRule = { others: 'keep' }
export const PRESUME_ABORT: InDoubtRule = { others: 'abort' }

export interface Judged {
  readonly undo: readonly Loser[]
  readonly commit: readonly Loser[]
  readonly keep: readonly Loser[]
}

export function judge(losers: readonly Loser[], rule: InDoubtRule): Judged {
  const judged = { undo: [] as Loser[], commit: [] as Loser[], keep: [] as Loser[] }
  for (const loser of losers) judged[fateOf(loser, rule)].push(loser)
  return judged
}

/** Ends those that committed, and keeps those that nobody knows about. */
export function adopt(storage: Storage, { commit, keep }: Judged): void {
  for (const transaction of [...commit, ...keep]) adoptPrepared(storage, transaction)
  for (const transaction of commit) logCommit(storage, transaction)
}

function fateOf({ prepared }: Loser, { outcomes, others }: InDoubtRule): keyof Judged {
  if (prepared === undefined) return 'undo'
  const outcome = outcomes?.get(prepared.globalId)
  if (outcome !== undefined) return outcome === 'committed' ? 'commit' : 'undo'
  return others === 'keep' ? 'keep' : 'undo'
}
