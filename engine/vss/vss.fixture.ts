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
import {
  addComponent,
  addToSnapshotSet,
  createRequestor,
  gatherWriterMetadata,
  initializeForBackup,
  type Requestor,
  startSnapshotSet,
} from './requestor.js'
import type { Writer, WriterBehaviour, WriterEvent, WriterStateName } from './writer.js'

/** What a writer says to an event, and how long it takes. */
interface Answer {
  readonly after?: Span
  readonly says?: HResult
}

export interface WriterPlan {
  readonly on?: { readonly [Event in WriterEvent]?: Answer }
  /** Identify fails. */
  readonly unidentified?: true
}

export interface Stage {
  readonly sim: Sim
  readonly host: Host
  readonly vss: Vss
  readonly volumes: readonly [Volume, Volume]
  /** `<writer> <event> in <state>`, in the order in which it was told. */
  readonly heard: string[]
}

export function makeStage(plans: Readonly<Record<string, WriterPlan>> = { w: {} }): Stage {
  const host = makeHost()
  for (const name of ['RPC', 'EventSystem', 'VSS', 'SWPRV']) addService(host, name)
  const heard: string[] = []
  const behaviours = Object.fromEntries(
    Object.entries(plans).map(([name, plan]) => [name, behaviourOf(plan, heard)]),
  )
  const vss = createVss(host, { behaviours })
  for (const name of Object.keys(plans))
    registerWriter(vss, { name, kind: name, classId: `class-${name}` as Guid, own: undefined })
  const volumes = [volumeOf(host, 'C:'), volumeOf(host, 'D:')] as const
  for (const volume of volumes) vss.volumes.set(volume.name, volume)
  return { sim: host.sim, host, vss, volumes, heard }
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
]

function behaviourOf(plan: WriterPlan, heard: string[]): WriterBehaviour {
  const handlers = EVENTS.map((event) => [event, handler(event, plan.on?.[event], heard)] as const)
  return {
    identify: (writer) => (plan.unidentified ? undefined : metadataOf(writer)),
    handle: Object.fromEntries(handlers),
    abort: (writer) => void heard.push(`${writer.name} abort in ${writer.state}`),
  }
}

function handler(event: WriterEvent, answer: Answer = {}, heard: string[]) {
  return function* (writer: Writer, host: Host): Process<HResult> {
    heard.push(`${writer.name} ${event} in ${writer.state}`)
    if (answer.after !== undefined) yield* sleepUntil(later(host.sim.now, answer.after))
    return answer.says ?? S_OK
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
      writer.components.map((component) => addComponent(requestor, writer, component)),
    ),
    startSnapshotSet(requestor),
    ...volumes.map((volume) => addToSnapshotSet(requestor, volume)),
  ]
  expect(calls.filter((result) => result !== S_OK)).toEqual([])
  return requestor
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
