// One server per data folder. The lock is a file that says which process holds it; a server that was
// killed leaves its lock behind, and the next one has to tell that from a server that lives.

import {
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Lock {
  release(): void
}

export interface Holder {
  readonly pid: number
  readonly host: string
  /** What tells a process from a later one of the same number; empty where nothing does. */
  readonly started: string
  /** The set of processes in which the number counts; a container has its own. */
  readonly namespace: string
}

export class FolderInUse extends Error {
  override readonly name = 'FolderInUse'
}

/** How often a server says that it lives; who cannot see its process waits for that. */
const BEAT_MS = 2000
const WATCH_MS = 3 * BEAT_MS
const ATTEMPTS_MAX = 10
const PAUSE_MS = 50

export async function takeLock(file: string): Promise<Lock> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    if (write(file)) return holding(file)
    const holder = read(file)
    if (holder !== undefined && (await isAlive(holder, file))) {
      const { pid, host } = holder
      throw new FolderInUse(`process ${pid} on ${host} holds "${file}"`)
    }
    // A lock without a holder is being written, or its writer was killed at that.
    if (holder === undefined && attempt < ATTEMPTS_MAX / 2) await sleep(PAUSE_MS)
    else remove(file, holder)
  }
  throw new FolderInUse(`"${file}" is taken and given back all the time`)
}

function holding(file: string): Lock {
  const beat = setInterval(() => {
    const now = new Date()
    attempt(() => utimesSync(file, now, now))
  }, BEAT_MS)
  beat.unref()
  return {
    release() {
      clearInterval(beat)
      rmSync(file, { force: true })
    },
  }
}

function write(file: string): boolean {
  try {
    writeFileSync(file, `${JSON.stringify(holderOf(process.pid))}\n`, { flag: 'wx' })
    return true
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false
    throw thrown
  }
}

/** Only the lock that was looked at: somebody else may have taken its place meanwhile. */
function remove(file: string, seen: Holder | undefined): void {
  const aside = `${file}.${process.pid}`
  attempt(() => renameSync(file, aside))
  const moved = read(aside)
  if (moved !== undefined && JSON.stringify(moved) !== JSON.stringify(seen))
    attempt(() => renameSync(aside, file))
  rmSync(aside, { force: true })
}

function read(file: string): Holder | undefined {
  const text = attempt(() => readFileSync(file, 'utf8'))
  const parsed: unknown = text === undefined ? undefined : attempt(() => JSON.parse(text))
  if (typeof parsed !== 'object' || parsed === null) return undefined
  const { pid, host, started, namespace } = parsed as Partial<Holder>
  const isHolder =
    typeof pid === 'number' &&
    typeof host === 'string' &&
    typeof started === 'string' &&
    typeof namespace === 'string'
  return isHolder ? { pid, host, started, namespace } : undefined
}

export function holderOf(pid: number): Holder {
  return { pid, host: hostname(), started: startOf(pid), namespace: namespaceOf() }
}

async function isAlive(holder: Holder, file: string): Promise<boolean> {
  const here = holderOf(process.pid)
  if (holder.host === here.host && holder.namespace === here.namespace)
    return holder.pid !== here.pid && isRunning(holder)
  // A container that was started again: its processes of before are gone.
  if (holder.host === here.host) return false
  return await beats(file)
}

function isRunning({ pid, started }: Holder): boolean {
  return isThere(pid) && startOf(pid) === started
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (thrown) {
    // Somebody else's process.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}

async function beats(file: string): Promise<boolean> {
  const before = beatOf(file)
  const until = performance.now() + WATCH_MS
  while (performance.now() < until) {
    await sleep(PAUSE_MS)
    if (beatOf(file) !== before) return true
  }
  return false
}

function beatOf(file: string): number | undefined {
  return attempt(() => statSync(file).mtimeMs)
}

/** Linux tells when a process was started, in ticks since a boot that has a name. */
function startOf(pid: number): string {
  const status = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  // Behind the name, which is in brackets and may hold anything: the state, and as the twentieth the
  // start. What was killed and is not buried yet has ended.
  const words = status?.slice(status.lastIndexOf(')') + 2).split(' ') ?? []
  const start = words[0] === 'Z' || words[0] === 'X' ? undefined : words[19]
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  return start === undefined || boot === undefined ? '' : `${boot}/${start}`
}

function namespaceOf(): string {
  return attempt(() => readlinkSync('/proc/self/ns/pid')) ?? ''
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
