// The in-box writers that own the system state: System Writer, Registry Writer and COM+ REGDB Writer.
// Their class ids are facts (in-box VSS writers); their file lists are those of the modelled server.

import type { Guid, HResult } from '../base/brand.js'
import { seconds } from '../base/units.js'
import { type Host, work } from '../host/index.js'
import type { Process } from '../sim/index.js'
import {
  newComponentFile,
  newComponentMetadata,
  registerWriter,
  S_OK,
  type Vss,
  type Writer,
  type WriterBehaviour,
  type WriterMetadata,
} from '../vss/index.js'
import { flushCache, type SystemCache } from './system-cache.js'

/** Processor work and flushing that a freeze of the System Writer takes on an idle machine (inferred). */
const FREEZE_WORK = seconds(5)
const FLUSH_WORK = seconds(5)

interface SystemWriter {
  readonly name: string
  readonly classId: Guid
  readonly component: string
  /** Folders below Windows that hold its files. */
  readonly folders: readonly string[]
}

export const SYSTEM_WRITERS: readonly SystemWriter[] = Object.freeze([
  {
    name: 'System Writer',
    classId: 'e8132975-6f93-4464-a53e-1050253ae220' as Guid,
    component: 'System Files',
    folders: ['System32', 'WinSxS'],
  },
  {
    name: 'Registry Writer',
    classId: 'afbab4a2-367d-4d15-a586-71dbb18f8485' as Guid,
    component: 'Registry',
    folders: ['System32\\config'],
  },
  {
    name: 'COM+ REGDB Writer',
    classId: '542da469-d3e1-473c-9f4f-7847f01fc64f' as Guid,
    component: 'COM+ REGDB',
    folders: ['Registration'],
  },
])

export function registerSystemWriters(vss: Vss, cache: SystemCache): void {
  for (const { name, classId } of SYSTEM_WRITERS)
    registerWriter(vss, { name, classId, kind: name, own: cache })
}

export const SYSTEM_WRITER_BEHAVIOURS: Readonly<Record<string, WriterBehaviour>> = Object.freeze(
  Object.fromEntries(
    SYSTEM_WRITERS.map((system) => [
      system.name,
      {
        identify: (writer: Writer, host: Host) => identify(system, writer, host),
        handle: system.name === 'System Writer' ? { freeze } : {},
      },
    ]),
  ),
)

function* freeze(writer: Writer, host: Host): Process<HResult> {
  yield* work(host, 'cpu', FREEZE_WORK)
  yield* work(host, 'memory', FLUSH_WORK)
  flushCache(writer.own as SystemCache)
  return S_OK
}

function identify(system: SystemWriter, writer: Writer, host: Host): WriterMetadata {
  const files = system.folders.map((folder) =>
    newComponentFile({
      path: `${host.windowsDrive}:\\Windows\\${folder}`,
      fileSpec: '*',
      recursive: folder !== 'System32',
    }),
  )
  const component = newComponentMetadata({
    type: 'filegroup',
    logicalPath: '',
    name: system.component,
  })
  return {
    identification: {
      writerId: writer.classId,
      instanceId: writer.instanceId,
      instanceName: '',
      friendlyName: writer.name,
      usage: 'bootable-system-state',
      source: 'nontransacted-db',
      majorVersion: 1,
      minorVersion: 0,
    },
    restoreMethod: null,
    backupSchema: 0,
    components: [{ ...component, files }],
    excludeFiles: [],
    excludeFilesFromSnapshot: [],
  }
}
