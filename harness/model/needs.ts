// What a target must offer for a step of a scenario.

import type { Capability } from './capability.js'
import { COMMANDS, type CommandName } from './commands.js'
import { FAULT_KINDS, FAULT_NEEDS, type FaultKind } from './fault.js'
import type { Step } from './plan.js'

export function needsOfStep(step: Step): readonly Capability[] {
  return 'do' in step ? needsOfCommand(step.do, step.with) : []
}

export function needsOfCommand(
  command: CommandName,
  params: { readonly [key: string]: unknown },
): readonly Capability[] {
  if (command === 'fault.inject' || command === 'fault.lift') return [needsOfFault(params['kind'])]
  const { needs, also = [] }: { needs: Capability; also?: readonly Capability[] } =
    COMMANDS[command]
  return [needs, ...also]
}

/** Each kind strikes something that must be there. */
function needsOfFault(kind: unknown): Capability {
  const known = typeof kind === 'string' && Object.hasOwn(FAULT_KINDS, kind)
  return (known ? FAULT_NEEDS[kind as FaultKind] : undefined) ?? 'host'
}
