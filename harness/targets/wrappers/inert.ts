// Any target, except that its faults do nothing: each is requested, claimed to be in place, and never
// reaches the target. Since nothing can run into it, its receipt has no effect to show. A scenario
// about a fault that still passes would pass without the fault.

import type { Receipt } from '../../model/fault.js'
import { done } from '../../model/reply.js'
import type { OpenOptions, Request, Session, SessionEnd, Target } from '../target.js'

export function inertTarget(target: Target): Target {
  return {
    description: { ...target.description, name: `${target.description.name}, faults inert` },
    open: (options) => openInert(target, options),
    close: () => target.close(),
  }
}

async function openInert(target: Target, options: OpenOptions): Promise<Session> {
  const session = await target.open(options)
  const receipts: Receipt[] = []
  const withheld = new Set<string>()
  return {
    perform(request) {
      if (request.command !== 'fault.inject' && request.command !== 'fault.lift') {
        if (request.session !== undefined) withheld.delete(request.session)
        return session.perform(request)
      }
      if (request.command === 'fault.inject') receipts.push(receiptOf(request))
      if (request.session !== undefined) withheld.add(request.session)
      return done()
    },
    collect: (name) => (withheld.has(name) ? done() : session.collect(name)),
    async finish(): Promise<SessionEnd> {
      const end = await session.finish()
      return { ...end, receipts: [...end.receipts, ...receipts] }
    },
  }
}

/** Everything an injector can claim; only the effect is not its to claim. */
function receiptOf({ params, at }: Request): Receipt {
  return {
    kind: String(params['kind']),
    where: String(params['where']),
    at: at ?? 'at once',
    applied: true,
    effect: null,
    removed: true,
    clean: true,
  }
}
