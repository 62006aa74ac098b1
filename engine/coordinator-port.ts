// Distributed transactions as T-SQL asks for them: the coordinator of a host behind the port that
// statements know.

import { type Outcome, ok } from './base/outcome.js'
import {
  abortGlobal,
  beginBranch,
  beginGlobal,
  commitGlobal,
  enlistAt,
  instanceAddress,
  joinDatabase,
  msdtcAddress,
  type Network,
} from './distributed.js'
import type { Process } from './sim/index.js'
import {
  enlist,
  findDatabase,
  type Instance,
  refuseSql,
  type SqlError,
} from './sql/recovery/index.js'
import type { CoordinatorPort, DistributedTransaction } from './sql/tsql/host.js'

export function coordinatorPort(network: Network, instance: Instance): CoordinatorPort {
  return {
    begin: () => beginAt(network, instance, msdtcAddress(instance.host)),
    within: () => beginAt(network, instance, instanceAddress(instance)),
  }
}

function* beginAt(
  network: Network,
  instance: Instance,
  address: string,
): Process<Outcome<DistributedTransaction, SqlError>> {
  const coordinator = network.coordinators.get(address)
  const globalId = coordinator === undefined ? undefined : beginGlobal(network, coordinator)
  if (coordinator === undefined || globalId === undefined)
    return refuseSql('NO_COORDINATOR', address)
  const of = { globalId, coordinator: address }
  return ok({
    globalId,
    join: (database) => beginBranch(network, { instance, database }, of),
    *enlist(database, { online, transaction }) {
      const found = findDatabase(instance, database)
      if (!found.ok) return found
      const enlisted = enlist(online, transaction, of)
      if (!enlisted.ok) return enlisted
      const participant = joinDatabase(network, { instance, database: found.value.name })
      const accepted = yield* enlistAt(network, participant, of)
      return accepted ? enlisted : refuseSql('NO_COORDINATOR', address)
    },
    *commit() {
      const outcome = yield* commitGlobal(network, coordinator, globalId)
      return outcome === 'committed' ? ok(undefined) : refuseOutcome(outcome)
    },
    // biome-ignore lint/correctness/useYield: a coordinator elsewhere would have to be waited for.
    *rollback() {
      abortGlobal(network, coordinator, globalId)
      return ok(undefined)
    },
  })
}

/** Who does not learn the outcome has lost what would have told it. */
function refuseOutcome(outcome: 'aborted' | 'unknown'): Outcome<never, SqlError> {
  return outcome === 'aborted'
    ? refuseSql('COORDINATOR_ABORTED')
    : refuseSql('CONNECTION_BROKEN', 'the outcome of the transaction is not known')
}
