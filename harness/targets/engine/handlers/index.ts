import type { CommandName } from '../../../model/commands.js'
import { faultHandlers } from './faults.js'
import type { Handlers } from './handler.js'
import { hostHandlers } from './host.js'
import { shellHandlers } from './shell.js'
import { systemStateHandlers } from './system-state.js'
import { volumeHandlers } from './volume.js'

/** One handler for every command; the compiler sees that none is missing. */
export const HANDLERS: Handlers<CommandName> = {
  ...hostHandlers,
  ...shellHandlers,
  ...volumeHandlers,
  ...systemStateHandlers,
  ...faultHandlers,
}
