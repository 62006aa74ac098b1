// The second half of every scenario: faults are lifted, what runs comes to its end, and then the world
// is looked over for what should not be there any more.

import { listShadows, type Machine } from '../../../engine/index.js'
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
    if (placed.liftedAt === undefined) liftFault(machine, placed)
  converge(context)
  return {
    receipts: context.faults.map(receiptOf),
    residue: [
      ...(context.world.sim.live > 0 ? ['a process that never ends'] : []),
      ...[...context.world.machines.values()].flatMap(residueOf),
    ],
  }
}

function converge({ world: { sim } }: Context): void {
  const limit = sim.now + CONVERGENCE_LIMIT_US
  while (sim.live > 0 && (sim.nextAt ?? limit) < limit) if (!sim.step()) return
}

function receiptOf({ machine, placed, applied }: Injected): Receipt {
  const effect = placed.effects[0]
  return {
    kind: placed.kind,
    where: placed.where,
    at: `${placed.placedAt / 1_000} ms`,
    applied,
    effect: effect === undefined ? null : `${effect.at / 1_000} ms: ${effect.evidence}`,
    removed: placed.liftedAt !== undefined,
    clean: INJECTORS[placed.kind as FaultKind].isGone(machine, placed),
  }
}

const PERSISTENT = 1

function residueOf({ host, vss, volumes, efi }: Machine): string[] {
  const residue: string[] = []
  if (vss.creating !== undefined) residue.push(`an open snapshot set on ${host.name}`)
  for (const writer of vss.writers)
    if (writer.state.startsWith('WAITING')) residue.push(`${writer.name} in ${writer.state}`)
  for (const volume of [...volumes.values(), efi]) {
    if (volume.hold.kind === 'held') residue.push(`held writes on ${volume.name}`)
    for (const shadow of listShadows(volume))
      if ((shadow.attributes & PERSISTENT) === 0)
        residue.push(`a shadow copy of ${volume.name} that should have vanished`)
  }
  return residue
}
