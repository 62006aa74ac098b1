// The network, by way of the relay that every connection goes through.

import type { Fault } from '../../../model/fault.js'
import type { Context } from '../context.js'
import { brokenConnection, type Injector } from './book.js'

export function networkCut({ server }: Context): Injector {
  const { wire } = server
  return {
    place: async () => {
      wire.cut()
      return true
    },
    lift: async () => wire.mend(),
    isGone: async () => !wire.isCut,
    effectOf: brokenConnection,
  }
}

const SECONDS = 1

export function networkDelayed({ server }: Context, { seconds = SECONDS }: Fault): Injector {
  const { wire } = server
  const ms = seconds * 1_000
  return {
    place: async () => {
      wire.delay(ms)
      return true
    },
    lift: async () => wire.delay(0),
    isGone: async () => wire.delayMs === 0,
    effectOf: (met) =>
      met.kind === 'ended' && met.tookMs >= ms
        ? `${met.command} took ${Math.round(met.tookMs)} ms`
        : undefined,
  }
}
