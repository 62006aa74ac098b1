// A server in a container of this run: one boot per image and run. It carries labels that say whose it
// is, so that the next start can sweep away what a crash left behind.

import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  GenericContainer,
  getContainerRuntimeClient,
  type StartedTestContainer,
  type WaitStrategy,
} from 'testcontainers'
import type { Address } from './client.js'
import type { Control } from './control.js'
import { READY_MS_MAX } from './limits.js'
import type { Credentials } from './secret.js'
import { FILLER, type SmallVolumes } from './small-volumes.js'

export interface ContainerHandle extends Control {
  /** The digest of the image that runs. */
  readonly build: string
  readonly address: () => Address
  /** A folder here that is the server's `/var/opt/mssql`. */
  readonly shared: { readonly here: string; readonly there: string }
  readonly small: SmallVolumes
  start(mode?: 'normal' | 'minimal'): Promise<void>
  restart(): Promise<void>
  /** Throws when it has ended by itself, with the last it said. */
  check(): Promise<void>
  pause(): Promise<void>
  resume(): Promise<void>
  /** Nought lifts a limit. */
  limit(to: { readonly cpuPercent?: number; readonly memoryBytes?: number }): Promise<void>
  isLimited(): Promise<boolean>
  /** How often the kernel has let it wait for the processor, and refused it memory. */
  throttled(): Promise<number>
  memoryRefusals(): Promise<number>
  remove(): Promise<void>
}

const PORT = 1433
const DATA = '/var/opt/mssql'
const LABEL = 'org.frostproof.run'
const PROCESS_LABEL = 'org.frostproof.process'
const HOST_LABEL = 'org.frostproof.host'
const FOLDER_LABEL = 'org.frostproof.folder'
/** Who runs SQL Server in its images. */
const MSSQL_USER = 10_001
const SMALL_FOLDERS = ['/frostproof-small-1', '/frostproof-small-2']
const SMALL_MEGABYTES = 96
const FOLDER_PREFIX = 'frostproof-mssql-'
const STOP_SECONDS = 30
const HELPER_IMAGE = 'testcontainers/ryuk'

type Runtime = Awaited<ReturnType<typeof getContainerRuntimeClient>>
type Docker = Runtime['container']['dockerode']

export async function startContainer(
  image: string,
  credentials: Credentials,
  run: string,
): Promise<ContainerHandle> {
  await withoutHelper()
  const docker = (await getContainerRuntimeClient()).container.dockerode
  await sweepContainers(docker)
  const here = mkdtempSync(join(tmpdir(), FOLDER_PREFIX))
  openFolder(here)
  const state: State = { docker, image, credentials, run, here, container: undefined, command: [] }
  try {
    await create(state, 'normal')
    const { Id, RepoDigests } = await docker.getImage(image).inspect()
    return handleOf(state, RepoDigests?.[0] ?? Id)
  } catch (thrown) {
    await remove(state)
    throw thrown
  }
}

interface State {
  readonly docker: Docker
  readonly image: string
  readonly credentials: Credentials
  readonly run: string
  readonly here: string
  container: StartedTestContainer | undefined
  /** What the process was started with besides what the image says. */
  command: readonly string[]
}

/** Whether it is ready is asked by logging in, not by looking into the container. */
const WHEN_STARTED: WaitStrategy = {
  waitUntilReady: () => Promise.resolve(),
  withStartupTimeout: () => WHEN_STARTED,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => READY_MS_MAX,
}

/** The helper that cleans up after a crash is an image too; without it our own sweep does it. */
async function withoutHelper(): Promise<void> {
  if (process.env['TESTCONTAINERS_RYUK_DISABLED'] !== undefined) return
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'
  const { container } = await getContainerRuntimeClient()
  const images = await container.dockerode.listImages()
  if (images.some(({ RepoTags }) => RepoTags?.some((tag) => tag.includes(HELPER_IMAGE))))
    delete process.env['TESTCONTAINERS_RYUK_DISABLED']
}

function openFolder(here: string): void {
  chmodSync(here, 0o777)
  if (process.getuid?.() === 0) chownSync(here, MSSQL_USER, 0)
}

async function create(state: State, mode: 'normal' | 'minimal'): Promise<void> {
  const { docker, image, credentials, run, here } = state
  const user = process.getuid?.() ?? 0
  state.command = mode === 'minimal' ? ['-f'] : []
  let wanted = new GenericContainer(image)
    .withEnvironment({
      ACCEPT_EULA: 'Y',
      MSSQL_PID: 'Developer',
      MSSQL_SA_PASSWORD: credentials.forLogin().password,
    })
    .withLabels({
      [LABEL]: run,
      [PROCESS_LABEL]: String(process.pid),
      [HOST_LABEL]: hostname(),
      [FOLDER_LABEL]: here,
    })
    .withBindMounts([{ source: here, target: DATA, mode: 'rw' }])
    .withTmpFs(
      Object.fromEntries(
        SMALL_FOLDERS.map((folder) => [folder, `rw,size=${SMALL_MEGABYTES}m,mode=1777`]),
      ),
    )
    .withExposedPorts(PORT)
    .withStartupTimeout(READY_MS_MAX)
    .withWaitStrategy(WHEN_STARTED)
    // One that was stopped is started again.
    .withAutoRemove(false)
  // Files that the server makes must be files that whoever runs this can work on.
  if (user !== 0) wanted = wanted.withUser(`${user}:0`)
  if (mode === 'minimal') {
    const { Config } = await docker.getImage(image).inspect()
    wanted = wanted.withCommand([...(Config.Cmd ?? []), '-f'])
  }
  state.container = await wanted.start()
}

function handleOf(state: State, build: string): ContainerHandle {
  const raw = () => state.docker.getContainer(state.container?.getId() ?? '')
  let port = state.container?.getMappedPort(PORT) ?? PORT
  const host = state.container?.getHost() ?? '127.0.0.1'
  const findPort = async () => {
    const { NetworkSettings } = await raw().inspect()
    port = Number(NetworkSettings.Ports[`${PORT}/tcp`]?.[0]?.HostPort ?? port)
  }
  const start = async (mode: 'normal' | 'minimal' = 'normal') => {
    if (state.command.includes('-f') === (mode === 'minimal'))
      await raw().start().catch(ignoreUnchanged)
    else {
      await state.container?.stop({ remove: true, timeout: STOP_SECONDS * 1_000 })
      await create(state, mode)
    }
    await findPort()
  }
  const stats = async () => (await raw().stats({ stream: false })) as unknown as Stats
  return {
    build,
    address: () => ({ host: host === 'localhost' ? '127.0.0.1' : host, port }),
    shared: { here: state.here, there: DATA },
    small: smallVolumesIn(raw),
    start,
    stop: () => raw().stop({ t: STOP_SECONDS }).catch(ignoreUnchanged),
    kill: () => raw().kill().catch(ignoreUnchanged),
    restart: async () => {
      await raw().restart({ t: STOP_SECONDS })
      await findPort()
    },
    check: async () => {
      const { State } = await raw().inspect()
      if (State.Running) return
      const said = await raw().logs({ stdout: true, stderr: true, tail: LAST_LINES })
      const words = state.credentials.hide(readable(said))
      throw new Error(`the container of ${state.image} ended with ${State.ExitCode}: ${words}`)
    },
    pause: () => raw().pause(),
    resume: () => raw().unpause(),
    parameters: async () => {
      const { Args, Path } = await raw().inspect()
      return [Path, ...Args].filter((word) => word === '-f')
    },
    limit: async ({ cpuPercent, memoryBytes }) => {
      await raw().update({
        ...(cpuPercent === undefined ? {} : processorLimit(cpuPercent)),
        ...(memoryBytes === undefined ? {} : memoryLimit(memoryBytes)),
      })
    },
    isLimited: async () => {
      const { HostConfig } = await raw().inspect()
      const { CpuQuota = 0, Memory = 0 } = HostConfig
      return CpuQuota > 0 || (Memory > 0 && Memory < UNLIMITED_BYTES)
    },
    throttled: async () => (await stats()).cpu_stats?.throttling_data?.throttled_periods ?? 0,
    memoryRefusals: async () => {
      const { memory_stats } = await stats()
      return memory_stats?.failcnt ?? memory_stats?.stats?.['pgmajfault'] ?? 0
    },
    remove: () => remove(state),
  }
}

const LAST_LINES = 5

/** The log without the headers of its frames, which no text would hold. */
function readable(log: Buffer): string {
  const letters = [...log.toString('utf8')].filter((letter) => letter >= ' ' && letter < '\ufffd')
  return letters.join('').trim()
}

interface Stats {
  readonly cpu_stats?: { readonly throttling_data?: { readonly throttled_periods?: number } }
  readonly memory_stats?: {
    readonly failcnt?: number
    readonly stats?: Readonly<Record<string, number>>
  }
}

const PERIOD_US = 100_000
/** More than any machine has: Docker takes no minus one once there was a limit. */
const UNLIMITED_BYTES = 2 ** 46

function processorLimit(percent: number): { CpuPeriod: number; CpuQuota: number } {
  return { CpuPeriod: PERIOD_US, CpuQuota: percent === 0 ? -1 : (percent * PERIOD_US) / 100 }
}

function memoryLimit(bytes: number): { Memory: number; MemorySwap: number } {
  return { Memory: bytes === 0 ? UNLIMITED_BYTES : bytes, MemorySwap: -1 }
}

/** Already stopped, or already running. */
function ignoreUnchanged(thrown: { readonly statusCode?: number }): void {
  if (thrown.statusCode !== 304 && thrown.statusCode !== 409) throw thrown
}

async function remove({ container, docker, here }: State): Promise<void> {
  const id = container?.getId()
  if (id !== undefined) await docker.getContainer(id).remove({ force: true, v: true }).catch(noSuch)
  rmSync(here, { recursive: true, force: true })
}

function noSuch(thrown: { readonly statusCode?: number }): void {
  if (thrown.statusCode !== 404 && thrown.statusCode !== 409) throw thrown
}

/** Containers of processes of this machine that are no more. */
export async function sweepContainers(docker: Docker): Promise<number> {
  const filters = JSON.stringify({ label: [LABEL, `${HOST_LABEL}=${hostname()}`] })
  let swept = 0
  for (const { Id, Labels } of await docker.listContainers({ all: true, filters })) {
    if (isAlive(Number(Labels[PROCESS_LABEL]))) continue
    await docker.getContainer(Id).remove({ force: true, v: true }).catch(noSuch)
    const folder = Labels[FOLDER_LABEL]
    if (folder?.startsWith(join(tmpdir(), FOLDER_PREFIX)) === true)
      rmSync(folder, { recursive: true, force: true })
    swept++
  }
  return swept
}

function isAlive(id: number): boolean {
  if (id === process.pid) return true
  try {
    process.kill(id, 0)
    return true
  } catch (thrown) {
    return (thrown as { code?: string }).code === 'EPERM'
  }
}

type Raw = () => ReturnType<Docker['getContainer']>

/** Memory that is mounted in the container, worked on by commands inside it. */
function smallVolumesIn(raw: Raw): SmallVolumes {
  const claimed = new Set<string>()
  const sh = (line: string) => runInside(raw, ['/bin/sh', '-c', line])
  return {
    claim: () => {
      const free = SMALL_FOLDERS.find((folder) => !claimed.has(folder))
      if (free !== undefined) claimed.add(free)
      return free
    },
    makeFolderFor: async (there) => {
      if (SMALL_FOLDERS.some((folder) => there.startsWith(`${folder}/`)))
        await sh(`mkdir -p -m 777 '${there.replace(/\/[^/]*$/, '').replaceAll("'", '')}'`)
    },
    fill: async (there, freeBytes) => {
      const excess = Math.floor((freeBytesIn(await sh(`df -k ${there}`)) - freeBytes) / KILOBYTE)
      const filler = `${there}/${FILLER}`
      if (excess > 0) await sh(`dd if=/dev/zero of=${filler} bs=${KILOBYTE} count=${excess}`)
      return freeBytesIn(await sh(`df -k ${there}`))
    },
    empty: async (there) => void (await sh(`rm -f ${there}/${FILLER}`)),
    isFilled: async (there) =>
      (await sh(`test -e ${there}/${FILLER} && echo filled || echo empty`)).includes('filled'),
    release: async () => {
      for (const folder of claimed) await sh(`rm -rf '${folder}'/*`)
      claimed.clear()
    },
  }
}

const KILOBYTE = 1024

/** The fourth number of the last line: available. */
function freeBytesIn(report: string): number {
  const [, kilobytes = '0'] = /\s\d+\s+\d+\s+(\d+)\s+\d+%/.exec(report) ?? []
  return Number(kilobytes) * KILOBYTE
}

async function runInside(raw: Raw, command: readonly string[]): Promise<string> {
  const exec = await raw().exec({
    Cmd: [...command],
    User: '0',
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
  })
  const stream = await exec.start({ Tty: true })
  let said = ''
  for await (const chunk of stream) said += String(chunk)
  const { ExitCode } = await exec.inspect()
  if (ExitCode !== 0 && ExitCode !== null && said !== '' && ExitCode > 1)
    throw new Error(`a command in the container ended with ${ExitCode}: ${said.slice(-300)}`)
  return said
}
