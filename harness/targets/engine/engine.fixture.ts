// A session of the engine from inside: its context, so that a test can look at the world.

import { createWorld, DEFAULT_VOLUMES, present, type Server } from '../../../engine/index.js'
import { COMMANDS, type CommandName, type Params } from '../../model/commands.js'
import type { Reply } from '../../model/reply.js'
import { type Context, type Handler, newContext } from './handlers/handler.js'
import { HANDLERS } from './handlers/index.js'

export function makeContext(
  names: readonly string[] = ['SRV01'],
  instances: readonly string[] = [],
): Context {
  const machines = names.map((name) => ({
    name,
    platform: 'on-premises' as const,
    hardware: 'A',
    siteZone: 'UTC',
    windowsDrive: 'C',
    scratchDrive: 'S',
    volumes: DEFAULT_VOLUMES,
    ...(instances.length === 0
      ? {}
      : { sql: { instances, edition: 'Developer', writer: 'automatic' as const } }),
  }))
  const world = createWorld({ seed: 1, trace: false, machines })
  return newContext(world, names[0] ?? '')
}

export function machineOf({ world, defaultServer }: Context): Server {
  return present(world.machines.get(defaultServer), 'the machine')
}

/** Performs one command to its end, as a session does. */
export function perform<Name extends CommandName>(
  context: Context,
  name: Name,
  params: Params<Name>,
): Reply {
  const handler = HANDLERS[name] as unknown as Handler<CommandName>
  const answer = handler(context, COMMANDS[name].params.parse(params) as never)
  const { sim } = context.world
  return 'kind' in answer ? answer : sim.finish(sim.spawn(name, answer))
}

/** The value of a command that must be done. */
export function answerOf(reply: Reply): { readonly [key: string]: unknown } {
  if (reply.kind !== 'done') throw new Error(`not done: ${JSON.stringify(reply)}`)
  return reply.value as { readonly [key: string]: unknown }
}

/** Two databases with an account each, and rows in one. */
export function furnish(context: Context): void {
  const spec = (database: string) => ({
    database,
    data: [{ name: database, path: `C:\\data\\${database.toLowerCase()}.mdf` }],
    log: [{ name: `${database}_log`, path: `C:\\data\\${database.toLowerCase()}.ldf` }],
  })
  answerOf(perform(context, 'sql.create', { databases: [spec('Sales'), spec('Hr')] }))
  for (const database of ['Sales', 'Hr'])
    answerOf(perform(context, 'bank.open', { database, balance: 100 }))
  answerOf(perform(context, 'sql.write', { database: 'Sales', from: 1, to: 9, text: 'a' }))
}
