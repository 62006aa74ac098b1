// Writers that live in a service of their own come and go with it, also in the middle of a conversation.

import { requireService } from '../host/index.js'
import { type Process, waitFor } from '../sim/index.js'
import { behaviourOf, type Vss } from './coordinator.js'
import { isLost, markLost, resetWriter, type Writer } from './writer.js'

/** Which run of its service a writer would live in now. */
export function runOf({ host }: Vss, service: string | undefined): number {
  return (service === undefined ? undefined : host.services.get(service)?.stops) ?? 0
}

/** True when the writer is subscribed, though its service may have been started again since. */
export function isThere(vss: Vss, { service }: Writer): boolean {
  return service === undefined || requireService(vss.host, service).ok
}

/** A writer that comes back with its service is a new one, and stable. */
export function welcomeWriter(vss: Vss, writer: Writer): void {
  const run = runOf(vss, writer.service)
  if (!isLost(writer) && writer.serviceRun === run) return
  writer.serviceRun = run
  resetWriter(writer)
}

/** Does something with writers, and notices at once when the service of one of them ends. */
export function* watchingServices<T>(vss: Vss, body: Process<T>): Process<T> {
  if (vss.writers.every(({ service }) => service === undefined)) return yield* body
  const watch = vss.host.sim.spawn('writer services', watchServices(vss))
  try {
    loseWriters(vss)
    return yield* body
  } finally {
    vss.host.sim.kill(watch)
  }
}

function* watchServices(vss: Vss): Process {
  for (;;) {
    yield* waitFor(vss.host.serviceChanged)
    loseWriters(vss)
  }
}

function loseWriters(vss: Vss): void {
  for (const writer of vss.writers) {
    const gone = !isThere(vss, writer) || writer.serviceRun !== runOf(vss, writer.service)
    if (!gone || isLost(writer)) continue
    markLost(writer)
    const task = vss.atWork.get(writer.instanceId)
    if (task !== undefined) vss.host.sim.kill(task)
    behaviourOf(vss, writer).lost?.(writer, vss.host)
  }
}
