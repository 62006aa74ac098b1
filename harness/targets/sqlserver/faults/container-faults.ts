// What happens to the container around a server.
//
// Fault model: a stop is orderly, a kill is not; both last until they are lifted, when the server is
// started and has recovered. A pause lets every process stand still for so many seconds. Limits of
// processor and memory hold while the server runs. None of them touches a file.

import type { Fault } from '../../../model/fault.js'
import type { Context } from '../context.js'
import { brokenConnection, type Injector, type Met } from './book.js'

export function containerInjector(context: Context, fault: Fault): Injector | undefined {
  const { server } = context
  const { container } = server
  if (container === undefined) return undefined
  switch (fault.kind) {
    case 'server-stopped':
      return ended(context, () => container.stop())
    case 'server-killed':
      return ended(context, () => container.kill())
    case 'server-restarted':
      return {
        place: async () => {
          await container.restart()
          await server.ready()
          return true
        },
        lift: () => server.ready(),
        isGone: () => server.isRunning(),
        effectOf: brokenConnection,
      }
    case 'server-paused':
      return paused(context, fault)
    case 'cpu-limited':
      return limited(context, {
        set: () => container.limit({ cpuPercent: fault.percent ?? 10 }),
        lift: () => container.limit({ cpuPercent: 0 }),
        count: () => container.throttled(),
        told: (times, command) => `the processor was withheld ${times} times during ${command}`,
      })
    case 'memory-limited':
      return limited(context, {
        set: () => container.limit({ memoryBytes: fault.bytes ?? 268_435_456 }),
        lift: () => container.limit({ memoryBytes: 0 }),
        count: () => container.memoryRefusals(),
        told: (times, command) => `memory was refused ${times} times during ${command}`,
      })
    default:
      return undefined
  }
}

function ended({ server }: Context, end: () => Promise<void>): Injector {
  return {
    place: async () => {
      await end()
      return true
    },
    lift: async () => {
      await server.container?.start()
      await server.ready()
    },
    isGone: () => server.isRunning(),
    effectOf: brokenConnection,
  }
}

const PAUSE_SECONDS = 5

function paused({ server }: Context, { seconds = PAUSE_SECONDS }: Fault): Injector {
  let over: Promise<void> = Promise.resolve()
  let isOver = true
  return {
    place: async () => {
      await server.container?.pause()
      isOver = false
      over = new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
        .then(() => server.container?.resume())
        .then(() => {
          isOver = true
        })
      over.catch(() => undefined)
      return true
    },
    lift: () => over,
    isGone: async () => isOver,
    effectOf: (met) => standstill(met, seconds) ?? brokenConnection(met),
  }
}

/** Whoever asked while nothing moved has waited for most of it. */
function standstill(met: Met, seconds: number): string | undefined {
  if (met.kind !== 'ended' || met.tookMs < seconds * 500) return undefined
  return `${met.command} took ${Math.round(met.tookMs)} ms`
}

interface Limit {
  readonly set: () => Promise<void>
  readonly lift: () => Promise<void>
  /** What the kernel has counted so far. */
  readonly count: () => Promise<number>
  readonly told: (times: number, command: string) => string
}

function limited({ server }: Context, { set, lift, count, told }: Limit): Injector {
  let before = 0
  return {
    place: async () => {
      before = await count()
      await set()
      return true
    },
    lift,
    isGone: async () => (await server.container?.isLimited()) !== true,
    effectOf: brokenConnection,
    look: async (command) => {
      const times = (await count()) - before
      return times > 0 ? told(times, command) : undefined
    },
  }
}
