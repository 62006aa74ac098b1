// Every command that a SQL Server can be asked for.

import type { CommandName } from '../../../model/commands.js'
import { done, refusal } from '../../../model/reply.js'
import { Undecided } from '../../../model/undecided.js'
import type { Handler, Handlers } from '../context.js'
import { injectorOf } from '../faults/index.js'
import { WAIT_SECONDS_MAX } from '../limits.js'
import { backupHandlers } from './backups.js'
import { changeHandlers } from './changes.js'
import { databaseHandlers } from './databases.js'
import { fileHandlers } from './files.js'
import { instanceHandlers } from './instances.js'
import { rowHandlers } from './rows.js'
import { snapshotHandlers } from './snapshots.js'
import { workloadHandlers } from './workload.js'

const otherHandlers: Handlers<'clock.advance' | 'fault.inject' | 'fault.lift'> = {
  async 'clock.advance'(context, { seconds }) {
    if (seconds > WAIT_SECONDS_MAX)
      throw new Undecided(`nobody waits for ${seconds} s on a real clock`)
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
    return done({ nowMs: context.nowMs() })
  },
  async 'fault.inject'(context, fault) {
    const injector = injectorOf(context, fault)
    if (injector !== undefined && (await context.faults.inject(fault, injector))) return done()
    return refusal('not-placed', `${fault.kind} cannot strike ${fault.where}`)
  },
  async 'fault.lift'(context, { kind }) {
    if (await context.faults.lift(kind)) return done()
    return refusal('no-such-fault', `no ${kind} is in force`)
  },
}

const ALL = {
  ...rowHandlers,
  ...databaseHandlers,
  ...changeHandlers,
  ...backupHandlers,
  ...snapshotHandlers,
  ...instanceHandlers,
  ...fileHandlers,
  ...workloadHandlers,
  ...otherHandlers,
}

export function handlerOf(command: CommandName): Handler<CommandName> | undefined {
  const found = Object.hasOwn(ALL, command) ? ALL[command as keyof typeof ALL] : undefined
  return found as Handler<CommandName> | undefined
}
