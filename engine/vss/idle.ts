// The service is started on demand, and goes when nobody has needed it for a while (facts 4).

import type { Span } from '../base/brand.js'
import { seconds } from '../base/units.js'
import { logEvent, serviceIsRunning, stopService } from '../host/index.js'
import { later } from '../sim/index.js'
import type { Vss } from './coordinator.js'
import { IDLE_LIMIT } from './limits.js'

export const VSS_IDLE_TIMER = 'vss.idle'

/** In seconds; absent and zero mean the default. */
export const IDLE_TIMEOUT_VALUE =
  'HKLM\\System\\CurrentControlSet\\Services\\VSS\\Settings\\IdleTimeout'

/** A requestor is there from now on. */
export function enterService(vss: Vss): void {
  vss.use = { requestors: vss.use.requestors + 1, idleSince: undefined }
}

export function leaveService(vss: Vss): void {
  const { sim } = vss.host
  const requestors = vss.use.requestors - 1
  vss.use = { requestors, idleSince: requestors === 0 ? sim.now : undefined }
  if (requestors > 0) return
  sim.schedule(later(sim.now, limit(vss)), { kind: VSS_IDLE_TIMER, payload: vss })
}

/** Each time that the service fell idle it is looked at once more; somebody may have come since. */
export function onVssIdle(vss: Vss): void {
  const { host, use } = vss
  if (use.idleSince === undefined || host.sim.now < later(use.idleSince, limit(vss))) return
  if (!serviceIsRunning(host, 'VSS')) return
  stopService(host, 'VSS')
  logEvent(host, 'Application', {
    source: 'VSS',
    id: 8224,
    level: 'Information',
    text: 'The shadow copy service stops, because nobody has needed it for some time.',
  })
}

function limit({ host }: Vss): Span {
  const set = host.registry.get(IDLE_TIMEOUT_VALUE)
  return typeof set === 'number' && set > 0 ? seconds(set) : IDLE_LIMIT
}
