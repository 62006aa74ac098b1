// Where a connection is in its life, as far as it decides what may be said next.

import { unreachable } from '../../base/assert.js'
import { PACKET } from './packet.js'

export type ConnectionPhase =
  /** Nothing was said yet. */
  | 'start'
  /** PRELOGIN was answered. */
  | 'greeted'
  /** LOGIN7 came and is being checked. */
  | 'opening'
  | 'ready'
  | 'closed'

const REQUESTS: ReadonlySet<number> = new Set([
  PACKET.batch,
  PACKET.call,
  PACKET.bulk,
  PACKET.transaction,
])

/** Whether a packet of the type may come in that phase. */
export function allows(phase: ConnectionPhase, type: number): boolean {
  switch (phase) {
    case 'start':
      return type === PACKET.prelogin || type === PACKET.login
    case 'greeted':
      return type === PACKET.login
    case 'opening':
    case 'closed':
      return false
    case 'ready':
      return type === PACKET.attention || REQUESTS.has(type)
    default:
      return unreachable(phase)
  }
}
