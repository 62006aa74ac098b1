// `when frozen, rows 1-5 of Sales are set to "late"`: any phrase that makes a command can be put off to
// a moment of a conversation that is still to come. The command is armed there; its reply is waited
// for when somebody looks at it.

import { MOMENTS, type Moment } from '../model/requestor-commands.js'
import type { Built } from './phrases.js'

const PREFIX = new RegExp(`^(${Object.keys(MOMENTS).join('|')}), (.*)$`, 's')

/** The moment a text begins with, if it does, and what follows. */
export function splitMoment(text: string): { moment?: Moment; rest: string } {
  const [, moment, rest] = PREFIX.exec(text) ?? []
  return rest === undefined ? { rest: text } : { moment: moment as Moment, rest }
}

/** The cucumber expression of a phrase that was put off. */
export function putOffExpression(expression: string): string {
  return `{moment}, ${expression}`
}

export const MOMENT_TYPE = {
  name: 'moment',
  regexp: new RegExp(Object.keys(MOMENTS).join('|')),
} as const

export function putOff(moment: Moment, built: Built): Built {
  if (!('do' in built) || built.expect !== undefined || built.at !== undefined)
    throw new Error(
      'only a command can wait for a moment, and this line looks at something\nHint: Note it at that moment, and look at the note in a Then.',
    )
  const { as, ...step } = built
  return { ...step, at: MOMENTS[moment], session: as ?? `${built.do} ${moment}` }
}
