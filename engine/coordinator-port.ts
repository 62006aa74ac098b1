// Distributed transactions as T-SQL asks for them: the coordinator of a host behind the port that
// statements know.

import { type Outcome, ok } from './base/outcome.js'
import {
  abortGlobal,
  beginBranch,
  beginGlobal,
  commitGlobal,
  msdtcAddress,
  type Network,
} from './distributed.js'
import type { Process } from './sim/index.js'
import { type Instance, refuseSql, type SqlError } from './sql/recovery/index.js'
import type { CoordinatorPort, DistributedTransaction } from './sql/tsql/host.js'

export function coordinatorPort(network: Network, instance: Instance): CoordinatorPort {
  function* begin(): Process<Outcome<DistributedTransaction, SqlError>> {
    const address = msdtcAddress(instance.host)
    const coordinator = network.coordinators.get(address)
    const globalId = coordinator === undefined ? undefined : beginGlobal(network, coordinator)
    if (coordinator === undefined || globalId === undefined)
      return refuseSql('NO_COORDINATOR', address)
    return ok({
      globalId,
      join: (database) =>
        beginBranch(network, { instance, database }, { globalId, coordinator: address }),
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
  return { begin }
}

/** Who does not learn the outcome has lost what would have told it. */
function refuseOutcome(outcome: 'aborted' | 'unknown'): Outcome<never, SqlError> {
  return outcome === 'aborted'
    ? refuseSql('COORDINATOR_ABORTED')
    : refuseSql('CONNECTION_BROKEN', 'the outcome of the transaction is not known')
}
