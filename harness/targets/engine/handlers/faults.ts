import { placeFault, type TraceValue } from '../../../../engine/index.js'
import { done, refusal } from '../../../model/reply.js'
import { INJECTORS, liftFault } from '../faults/index.js'
import { type Handlers, machineOf } from './handler.js'

export const faultHandlers: Handlers<'fault.inject' | 'fault.lift'> = {
  'fault.inject'(context, fault) {
    const machine = machineOf(context, fault.server)
    const { kind, where: asked, server: _server, ...rest } = fault
    const { sim, network } = context.world
    const injector = INJECTORS[kind]
    const aim = { where: asked, parameters: definedOnly(rest) }
    const { where, parameters } = injector.aim?.(machine, aim) ?? aim
    const placed = placeFault(sim.faults, {
      name: `${kind} ${context.faults.length + 1}`,
      kind,
      where,
      parameters,
      placedAt: sim.now,
    })
    const injected = {
      machine,
      placed,
      where: asked,
      applied: injector.place(machine, placed, network),
    }
    context.faults.push(injected)
    return injected.applied ? done() : refusal('not-placed', `${kind} cannot strike ${where}`)
  },
  'fault.lift'(context, { server, kind }) {
    const machine = machineOf(context, server)
    const lifted = context.faults.filter(
      (each) =>
        each.machine === machine && each.placed.kind === kind && each.placed.liftedAt === undefined,
    )
    if (lifted.length === 0) return refusal('no-such-fault', `no ${kind} is in force`)
    for (const { placed } of lifted) liftFault(machine, placed, context.world.network)
    return done()
  },
}

function definedOnly(values: Record<string, TraceValue | undefined>): Record<string, TraceValue> {
  const result: Record<string, TraceValue> = {}
  for (const [key, value] of Object.entries(values)) if (value !== undefined) result[key] = value
  return result
}
