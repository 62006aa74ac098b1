import {
  type Host,
  type Machine,
  type PlacedFault,
  type Process,
  present,
  type Server,
  type World,
} from '../../../../engine/index.js'
import type { CommandName, FullParams } from '../../../model/commands.js'
import type { Reply } from '../../../model/reply.js'

/** What a command works on. */
export interface Context {
  readonly world: World
  /** The server of commands that name none. */
  readonly defaultServer: string
  /** The number that each shadow copy should give back, by its id. */
  readonly shadowNumbers: Map<string, string>
  /** Faults of this session, in the order in which they were placed. */
  readonly faults: Injected[]
}

export interface Injected {
  readonly machine: Machine
  readonly placed: PlacedFault
  /** Whether the world took it. */
  readonly applied: boolean
}

/** Answers at once, or is a process that the simulation runs. */
export type Handler<Name extends CommandName> = (
  context: Context,
  params: FullParams<Name>,
) => Reply | Process<Reply>

/** Handlers of some commands; together they make one of each. */
export type Handlers<Names extends CommandName> = { readonly [Name in Names]: Handler<Name> }

export function machineOf(context: Context, server: string | undefined): Server {
  const name = server ?? context.defaultServer
  return present(context.world.machines.get(name), `server ${name}`)
}

export function hostOf(context: Context, server: string | undefined): Host | undefined {
  return context.world.machines.get(server ?? context.defaultServer)?.host
}
