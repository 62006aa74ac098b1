import type { Target } from '../target.js'
import { type Twist, twisted } from './twist.js'
import { TWISTS } from './twists.js'

export const MINIATURES: Readonly<Record<string, Twist>> = TWISTS

/** The target of that name in front of an honest one. */
export function miniature(name: string, honest: Target): Target | undefined {
  const twist = Object.hasOwn(MINIATURES, name) ? MINIATURES[name] : undefined
  return twist === undefined ? undefined : twisted(honest, name, twist)
}
