// A host with a shadow copy service, two volumes, and writers that do what a test tells them.

import { expect } from 'vitest'
import type { Guid, HResult, Span } from '../base/brand.js'
import { formatHResult, MIB, seconds } from '../base/units.js'
import { addService, makeHost } from '../host/host.fixture.js'
import type { Host } from '../host/index.js'
import { later, type Process, placeFault, type Sim, sleepUntil } from '../sim/index.js'
import { createVolume, fillFile, listShadows, putFile, type Volume } from '../volume/index.js'
import { createVss, registerWriter, type Vss } from './coordinator.js'
import { newComponentMetadata, type WriterMetadata } from './documents/index.js'
import { hresult, S_OK } from './hresult.js'
import { onVssIdle, VSS_IDLE_TIMER } from './idle.js'
import {
  addComponent,
  addToSnapshotSet,
  createRequestor,
  gatherWriterMetadata,
  initializeForBackup,
  prepareForBackup,
  type Requestor,
  setBackupState,
  startSnapshotSet,
} from './requestor.js'
import { mayBeNamed } from './selection.js'
import type {
  ApplicationLevel,
  Writer,
  WriterBehaviour,
  WriterEvent,
  WriterStateName,
} from './writer.js'
import type { WriterSession } from './writer-session.js'

/** What a writer says to an event, and how long it takes. */
interface Answer {
  readonly after?: Span
  readonly says?: HResult
}

export interface WriterPlan {
  readonly on?: { readonly [Event in WriterEvent]?: Answer }
  /** Identify fails. */
  readonly unidentified?: true
  /** What it says of itself beside its name. */
  readonly metadata?: Partial<WriterMetadata>
  /** What it does in an event, before it answers. */
  readonly does?: { readonly [Event in WriterEvent]?: (session: WriterSession) => HResult }
  readonly level?: ApplicationLevel
  readonly service?: string
}

export interface Stage {
  readonly sim: Sim
  readonly host: Host
  readonly vss: Vss
  readonly volumes: readonly [Volume, Volume]
  /** `<writer> <event> in <state>`, in the order in which it was told. */
  readonly heard: string[]
  /** Who was told that the backup is over, and whose service died. */
  readonly ended: string[]
}

export function makeStage(plans: Readonly<Record<string, WriterPlan>> = { w: {} }): Stage {
  const host = makeHost()
  for (const name of ['RPC', 'EventSystem', 'VSS', 'SWPRV']) addService(host, name)
  const heard: string[] = []
  const ended: string[] = []
  const behaviours = Object.fromEntries(
    Object.entries(plans).map(([name, plan]) => [name, behaviourOf(plan, heard, ended)]),
  )
  const vss = createVss(host, { behaviours })
  for (const [name, { level = 'system', service }] of Object.entries(plans)) {
    const writer = { name, kind: name, classId: classOf(name), own: undefined, level, service }
    if (service !== undefined && !host.services.has(service)) addService(host, service)
    registerWriter(vss, writer)
  }
  host.sim.onTimer = ({ kind, payload }) => {
    if (kind === VSS_IDLE_TIMER) onVssIdle(payload as Vss)
  }
  const volumes = [volumeOf(host, 'C:'), volumeOf(host, 'D:')] as const
  for (const volume of volumes) vss.volumes.set(volume.name, volume)
  return { sim: host.sim, host, vss, volumes, heard, ended }
}

/** Class ids that a document can hold. */
export function classOf(name: string): Guid {
  const digits = [...name].map((letter) => letter.charCodeAt(0).toString(16)).join('')
  return `00000000-0000-0000-0000-${digits.slice(-12).padStart(12, '0')}` as Guid
}

export function volumeOf(host: Host, driveLetter: string): Volume {
  const log = host.logs.System
  const volume = createVolume(host.sim, { driveLetter, sizeBytes: 512 * MIB, log })
  putFile(volume, 'data', Uint8Array.of(1))
  fillFile(volume, 'data', { byte: 1, length: 64 })
  return volume
}

const EVENTS: readonly WriterEvent[] = [
  'prepare-backup',
  'prepare-snapshot',
  'freeze',
  'thaw',
  'post-snapshot',
  'backup-complete',
  'pre-restore',
  'post-restore',
]

function behaviourOf(plan: WriterPlan, heard: string[], ended: string[]): WriterBehaviour {
  const handlers = EVENTS.map((event) => [event, handler(event, plan, heard)] as const)
  return {
    identify: (writer) =>
      plan.unidentified ? undefined : { ...metadataOf(writer), ...plan.metadata },
    handle: Object.fromEntries(handlers),
    abort: (writer) => void heard.push(`${writer.name} abort in ${writer.state}`),
    shutdown(writer) {
      ended.push(`${writer.name} shutdown in ${writer.state}`)
      return S_OK
    },
    lost: (writer) => void ended.push(`${writer.name} lost`),
  }
}

function handler(event: WriterEvent, plan: WriterPlan, heard: string[]) {
  const answer = plan.on?.[event] ?? {}
  return function* (writer: Writer, host: Host, session: WriterSession): Process<HResult> {
    heard.push(`${writer.name} ${event} in ${writer.state}`)
    if (answer.after !== undefined) yield* sleepUntil(later(host.sim.now, answer.after))
    const done = plan.does?.[event]?.(session) ?? S_OK
    return done === S_OK ? (answer.says ?? S_OK) : done
  }
}

function metadataOf(writer: Writer): WriterMetadata {
  return {
    identification: {
      writerId: writer.classId,
      instanceId: writer.instanceId,
      instanceName: '',
      friendlyName: writer.name,
      usage: 'user-data',
      source: 'other',
      majorVersion: 1,
      minorVersion: 0,
    },
    restoreMethod: null,
    backupSchema: 0,
    components: [newComponentMetadata({ type: 'database', logicalPath: '', name: 'data' })],
    excludeFiles: [],
    excludeFilesFromSnapshot: [],
  }
}

/** A requestor that has come as far as its set: `C:` unless said, every component of every writer. */
export function startedRequestor(
  { vss }: Pick<Stage, 'vss'>,
  volumes: readonly string[] = ['C:'],
): Requestor {
  const requestor = createRequestor(vss, 'test')
  const calls = [
    initializeForBackup(requestor),
    gatherWriterMetadata(requestor),
    ...requestor.metadata.flatMap((writer) =>
      writer.components
        .filter((component) => mayBeNamed(writer, component))
        .map((component) => addComponent(requestor, writer, component)),
    ),
    startSnapshotSet(requestor),
    ...volumes.map((volume) => addToSnapshotSet(requestor, volume)),
  ]
  expect(calls.filter((result) => result !== S_OK)).toEqual([])
  return requestor
}

/** Prepares as most requestors do: for a full backup. */
export function* prepareFullBackup(requestor: Requestor): Process<HResult> {
  if (requestor.document.backupType === 'undefined')
    setBackupState(requestor, { type: 'full', bootable: false, partialFiles: false })
  return yield* prepareForBackup(requestor)
}

export function run<T>({ sim }: Pick<Stage, 'sim'>, process: Process<T>): T {
  return sim.finish(sim.spawn('test', process))
}

/** Compares result codes as people read them. */
export function expectCode(actual: HResult, expected: Parameters<typeof hresult>[0]): void {
  expect(formatHResult(actual)).toBe(formatHResult(hresult(expected)))
}

export function statesOf({ vss }: Stage): WriterStateName[] {
  return vss.writers.map(({ state }) => state)
}

export function slowProvider({ sim }: Stage, secondsHeld: number) {
  return placeFault(sim.faults, {
    name: 'slow provider',
    kind: 'provider-slow',
    where: 'software provider',
    parameters: { seconds: secondsHeld },
    placedAt: sim.now,
  })
}

/** Nothing is frozen, held, in creation or left behind, now or later, and nothing is in flight. */
export function expectNothingLeft(stage: Stage): void {
  expectQuiet(stage)
  stage.sim.advance(seconds(600))
  expectQuiet(stage)
  expect(stage.sim.live).toBe(0)
}

function expectQuiet({ vss, volumes }: Stage): void {
  expect(vss.creating).toBeUndefined()
  for (const writer of vss.writers) {
    expect(writer.state).not.toMatch(/^WAITING/)
    expect(writer.thawDeadline).toBeUndefined()
  }
  for (const volume of volumes) {
    expect(volume.hold.kind).not.toBe('held')
    expect(listShadows(volume)).toEqual([])
  }
}
