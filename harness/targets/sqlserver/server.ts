// One server, for the whole of a run: where it is, what it is, and what else can be done to it.

import type { Address } from './client.js'
import { Client } from './client.js'
import type { ContainerHandle } from './container.js'
import type { Control } from './control.js'
import type { Detected } from './detect.js'
import type { FileAccess } from './file-access.js'
import { POLL_MS, READY_MS_MAX, STOP_MS_MAX } from './limits.js'
import type { SystemFile } from './places.js'
import type { Credentials } from './secret.js'
import type { SmallVolumes } from './small-volumes.js'
import { answers, type Wire } from './wire.js'

export interface Server {
  readonly detected: Detected
  readonly systemFiles: readonly SystemFile[]
  readonly wire: Wire
  readonly files: FileAccess | undefined
  readonly small: SmallVolumes | undefined
  readonly control: Control | undefined
  readonly container: ContainerHandle | undefined
  /** A new connection, which is made when it is first used. */
  connect(): Client
  isRunning(): Promise<boolean>
  /** Waits until a login works and a query answers. */
  ready(): Promise<void>
  start(mode: 'normal' | 'minimal'): Promise<void>
  stop(): Promise<void>
  kill(): Promise<void>
  /** Whether it was started with -f, as far as this run has to do with it. */
  readonly isMinimal: boolean
}

export interface Parts {
  /** Without the relay, and anew each time: a container that starts gets another port. */
  readonly address: () => Address
  readonly credentials: Credentials
  readonly trust: boolean
  readonly wire: Wire
  readonly files: FileAccess | undefined
  readonly small: SmallVolumes | undefined
  readonly control: Control | undefined
  readonly container: ContainerHandle | undefined
}

export type Reachable = Omit<Server, 'detected' | 'systemFiles'>

export function reach(parts: Parts): Reachable {
  const { address, credentials, trust, wire, control } = parts
  const state = { minimal: false }
  const connect = () => new Client(wire.address, credentials, { trust, named: address().host })
  const isRunning = () => answers(address(), PROBE_MS)
  const ready = () => {
    // A container that was started anew is at another port.
    wire.aim(address())
    return untilReady(connect, () => parts.container?.check() ?? Promise.resolve())
  }
  const ended = () => until(async () => !(await isRunning()), STOP_MS_MAX, 'it still answers')
  return {
    wire,
    files: parts.files,
    small: parts.small,
    control,
    container: parts.container,
    connect,
    isRunning,
    ready,
    start: async (mode) => {
      await control?.start(mode)
      state.minimal = mode === 'minimal'
      await ready()
    },
    stop: async () => {
      await control?.stop()
      await ended()
    },
    kill: async () => {
      await control?.kill()
      await ended()
    },
    get isMinimal() {
      return state.minimal
    },
  }
}

const PROBE_MS = 2_000

async function untilReady(connect: () => Client, check: () => Promise<void>): Promise<void> {
  let last = ''
  const isReady = async () => {
    await check()
    const client = connect()
    try {
      const answer = await client.run('SELECT 1 AS one')
      if (answer.ok) return true
      last = answer.failure.message
      return false
    } catch (thrown) {
      last = String(thrown)
      return false
    } finally {
      await client.close()
    }
  }
  await until(isReady, READY_MS_MAX, () => `the server does not answer: ${last}`)
}

async function until(
  isSo: () => Promise<boolean>,
  limitMs: number,
  otherwise: string | (() => string),
): Promise<void> {
  const startedAt = performance.now()
  while (!(await isSo())) {
    if (performance.now() - startedAt > limitMs)
      throw new Error(typeof otherwise === 'string' ? otherwise : otherwise())
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}
