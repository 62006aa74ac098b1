// The second half of every scenario: faults are lifted, what runs comes to its end, and then the world
// is looked over for what should not be there any more.

import {
  backupApplication,
  listShadows,
  type Machine,
  type Server,
  serviceIsRunning,
  sql,
  sqlVdi,
} from '../../../engine/index.js'
import type { FaultKind, Receipt } from '../../model/fault.js'
import { INJECTORS, liftFault } from './faults/index.js'
import type { Context, Injected } from './handlers/handler.js'

/** Virtual time within which everything in flight must have ended once nothing disturbs it. */
const CONVERGENCE_LIMIT_US = 24 * 3_600 * 1_000_000

export function healAndLook(context: Context): {
  readonly receipts: Receipt[]
  readonly residue: string[]
} {
  for (const { machine, placed } of context.faults)
    if (placed.liftedAt === undefined) liftFault(machine, placed, context.world.network)
  leave(context)
  for (const { application } of context.world.machines.values())
    backupApplication.endApplication(application)
  converge(context)
  return {
    receipts: context.faults.map(receiptOf),
    residue: [
      ...(context.world.sim.live > 0 ? ['a process that never ends'] : []),
      ...[...context.world.machines.values()].flatMap(residueOf),
      ...[...context.world.machines.values()].flatMap((server) => sqlResidue(server, context)),
    ],
  }
}

/** The scenario's own clients go: nothing of theirs stays open or suspended. */
function leave({ world: { sim, machines }, transactions }: Context): void {
  for (const { instances } of machines.values())
    for (const instance of instances.values())
      for (const { db_name } of sqlVdi.suspendStatus(instance))
        sqlVdi.resume(instance, { scope: 'database', databases: [db_name] })
  for (const { online, transaction } of transactions.values())
    sim.spawn('rollback', sql.rollback(online, transaction))
  transactions.clear()
}

function converge(context: Context): void {
  const { sim } = context.world
  const limit = sim.now + CONVERGENCE_LIMIT_US
  const isDone = () => sim.live === 0 && openBranches(context).length === 0
  while (!isDone() && (sim.nextAt ?? limit) < limit) if (!sim.step()) return
}

/** Parts of distributed transactions that wait for a coordinator which could answer. */
function openBranches({ world: { machines, network }, globalNames }: Context): string[] {
  const open: string[] = []
  for (const { instances } of machines.values())
    for (const instance of instances.values())
      for (const database of instance.databases.values())
        for (const { globalId, coordinator } of sql.inDoubtOf(database)) {
          const decider = network.coordinators.get(coordinator)
          if (decider === undefined || !serviceIsRunning(decider.host, decider.service)) continue
          const name = globalNames.get(globalId) ?? globalId
          open.push(`the distributed transaction ${name} in doubt in ${database.name}`)
        }
  return open
}

function sqlResidue(server: Server, context: Context): string[] {
  const frozen: string[] = []
  for (const { databases } of server.instances.values())
    for (const { name, state } of databases.values())
      if (state.kind === 'online' && state.freeze.kind === 'frozen') frozen.push(`${name} frozen`)
  const isFirst = server === [...context.world.machines.values()][0]
  return isFirst ? [...frozen, ...openBranches(context)] : frozen
}

function receiptOf({ machine, placed, where, applied }: Injected): Receipt {
  const effect = placed.effects[0]
  return {
    kind: placed.kind,
    where,
    at: `${placed.placedAt / 1_000} ms`,
    applied,
    effect: effect === undefined ? null : `${effect.at / 1_000} ms: ${effect.evidence}`,
    removed: placed.liftedAt !== undefined,
    clean: INJECTORS[placed.kind as FaultKind].isGone(machine, placed),
  }
}

/** It ended with its service; whoever answers now is a new one. */
function isGone({ services }: Machine['host'], writer: Machine['vss']['writers'][number]): boolean {
  const service = services.get(writer.service ?? '')
  return service !== undefined && (service.stops ?? 0) !== writer.serviceRun
}

const PERSISTENT = 1

function residueOf({ host, vss, volumes, efi }: Machine): string[] {
  const residue: string[] = []
  if (vss.creating !== undefined) residue.push(`an open snapshot set on ${host.name}`)
  for (const writer of vss.writers)
    if (writer.state.startsWith('WAITING') && !isGone(host, writer))
      residue.push(`${writer.name} in ${writer.state}`)
  for (const volume of [...volumes.values(), efi]) {
    if (volume.hold.kind === 'held') residue.push(`held writes on ${volume.name}`)
    for (const shadow of listShadows(volume))
      if ((shadow.attributes & PERSISTENT) === 0)
        residue.push(`a shadow copy of ${volume.name} that should have vanished`)
  }
  return residue
}
