// A target that says ok to every command and tells nothing: every answer is the emptiest that the
// reply schema of its command allows in kind. A scenario that passes here asserts nothing.

import { CAPABILITIES, type Capability } from '../../model/capability.js'
import { COMMANDS, type CommandName } from '../../model/commands.js'
import { done } from '../../model/reply.js'
import type { Session, Target } from '../target.js'
import { emptyValue } from './empty-value.js'

export function muteTarget(): Target {
  return {
    description: {
      kind: 'miniature',
      name: 'mute',
      version: '1',
      capabilities: Object.keys(CAPABILITIES) as Capability[],
      deterministic: true,
    },
    open: openMute,
    close: () => {},
  }
}

function openMute(): Session {
  const tasks = new Map<string, CommandName>()
  return {
    perform({ command, session }) {
      if (session === undefined) return done(emptyValue(COMMANDS[command].reply))
      tasks.set(session, command)
      return done()
    },
    collect(session) {
      const command = tasks.get(session)
      return done(command === undefined ? {} : emptyValue(COMMANDS[command].reply))
    },
    // It does not even own up to the faults that were asked of it.
    finish: () => ({
      receipts: [],
      virtualMs: 0,
      residue: [],
      refusals: [],
      unreached: [],
      trace: [],
    }),
  }
}
