import type { Pattern } from '../model/pattern.js'

/** What must hold of every run, whatever struck it. A shrunk run violates the same one. */
export const PROPERTIES = {
  answers: 'every command comes to an end',
  recovers: 'once nothing disturbs it, everything works again',
  durable: 'what was acknowledged is there, and nothing else',
  restorable: 'a backup that was reported as completed can be restored',
  faithful: 'what is restored is what was there at the instant of the backup',
  sound: 'no database is damaged',
  clean: 'nothing is left behind, and every fault can be removed',
} as const

export type Property = keyof typeof PROPERTIES

export interface Violation {
  readonly property: Property
  readonly message: string
  /** The step that shows it, as an index into what was performed, and what should have come. */
  readonly step?: number
  readonly expect?: Pattern
  /** The backup that claimed too much: an honest one would have failed. */
  readonly claimed?: string
}
