// Names in a plan: an `await` or a `reply` must mean something that a step before it named.

import type { Step } from '../model/plan.js'
import { nearest } from './nearest.js'

export interface NameMistake {
  readonly step: number
  readonly key: 'await' | 'reply' | 'session' | 'at' | 'expect' | 'as'
  readonly message: string
  readonly hint?: string | undefined
}

export function nameMistake(steps: readonly Step[]): NameMistake | undefined {
  const replies = new Set<string>()
  const running = new Set<string>()
  for (const [index, step] of steps.entries()) {
    const mistake = mistakeOf(step, replies, running)
    if (mistake !== undefined) return { step: index, ...mistake }
    const collected = 'await' in step ? step.await : 'reply' in step ? step.reply : undefined
    if (collected !== undefined) {
      running.delete(collected)
      replies.add(collected)
    } else if ('do' in step) {
      if (step.session !== undefined) running.add(step.session)
      if (step.as !== undefined) replies.add(step.as)
    }
  }
  return undefined
}

function mistakeOf(
  step: Step,
  replies: ReadonlySet<string>,
  running: ReadonlySet<string>,
): Omit<NameMistake, 'step'> | undefined {
  if ('reply' in step) {
    // The replay waits for a session whose reply is asked for.
    if (replies.has(step.reply) || running.has(step.reply)) return undefined
    return { key: 'reply', ...unknownName('no step before keeps a reply', step.reply, replies) }
  }
  if ('await' in step) {
    if (running.has(step.await)) return undefined
    return { key: 'await', ...unknownName('no session runs', step.await, running) }
  }
  const { session, at, as, expect } = step
  if (session === undefined) {
    if (at === undefined) return undefined
    return { key: 'at', message: 'a step with "at" needs a session name to be collected by' }
  }
  if (running.has(session))
    return { key: 'session', message: `the session "${session}" runs already`, hint: 'Await it.' }
  const hint = `Put it on the step with "await: ${session}".`
  if (expect !== undefined)
    return { key: 'expect', message: 'a step that runs in a session has no reply yet', hint }
  if (as !== undefined)
    return {
      key: 'as',
      message: 'the reply of a session is kept under the name of the session',
      hint: `Leave "as" out and write "reply: ${session}" after the await.`,
    }
  return undefined
}

function unknownName(what: string, name: string, known: ReadonlySet<string>) {
  const near = nearest(name, [...known])
  const list = [...known].map((each) => `"${each}"`).join(', ')
  const hint =
    near !== undefined
      ? `The nearest is "${near}".`
      : known.size > 0
        ? `There are ${list}.`
        : undefined
  return { message: `${what} under the name "${name}"`, hint }
}
