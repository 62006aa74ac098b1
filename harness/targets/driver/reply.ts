import { COMMANDS, type CommandName } from '../../model/commands.js'
import type { Json, Reply } from '../../model/reply.js'
import { METHODS } from './protocol.js'
import { firstIssue, replyShape } from './shape.js'

/**
 * The reply, its value checked against the reply schema of its command and cut down to what that
 * names; or what is wrong. Without a command, as when one was merely started, any plain data will do.
 */
export function checkReply(
  command: CommandName | undefined,
  said: unknown,
): { readonly reply: Reply } | { readonly issue: string; readonly expected: string } {
  const parsed = METHODS.perform.result.safeParse(said)
  if (!parsed.success) return { issue: firstIssue(parsed.error), expected: replyShape(command) }
  const reply: Reply = parsed.data
  if (reply.kind !== 'done' || command === undefined) return { reply }
  const value = COMMANDS[command].reply.safeParse(reply.value)
  if (value.success) return { reply: { kind: 'done', value: value.data as Json } }
  return { issue: `value.${firstIssue(value.error)}`, expected: replyShape(command) }
}
