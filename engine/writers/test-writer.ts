// A writer that stands for any other writer beside the SQL Writer: one component with two files that
// hold its name. Everything about it is written in what it was registered with.

import type { HResult } from '../base/brand.js'
import type { Host } from '../host/index.js'
import type { Process } from '../sim/index.js'
import { createFolder, putFile, type Volume } from '../volume/index.js'
import {
  COMPONENT_FLAGS,
  type ComponentMetadata,
  newComponentFile,
  newComponentMetadata,
  RETURNED_FALSE,
  registerWriter,
  S_OK,
  type Vss,
  type Writer,
  type WriterBehaviour,
  type WriterMetadata,
} from '../vss/index.js'

export type TestWriterShape =
  | 'plain'
  | 'with a subcomponent'
  | 'with excluded files'
  | 'without Freeze'

interface TestWriter {
  readonly shape: TestWriterShape
  /** Where its files are: `D:\Exchange`. */
  readonly folder: string
  readonly rollbackRecovery: boolean
}

const KIND = 'test writer'

/** The name of its component, and of the one below it. */
export const TEST_COMPONENT = 'data'
export const TEST_SUBCOMPONENT = 'sub'

export const TEST_WRITER_BEHAVIOURS: Readonly<Record<string, WriterBehaviour>> = Object.freeze({
  [KIND]: { identify, handle: { freeze } },
})

export function registerTestWriter(
  vss: Vss,
  volume: Volume,
  of: Pick<TestWriter, 'shape' | 'rollbackRecovery'> & { readonly name: string },
): void {
  const { name, shape, rollbackRecovery } = of
  const text = new TextEncoder().encode(name)
  for (const folder of ['', '\\sub', '\\tmp']) createFolder(volume, `\\${name}${folder}`)
  for (const file of ['first.dat', 'second.dat', 'sub\\third.dat', 'tmp\\scratch.dat'])
    putFile(volume, `\\${name}\\${file}`, text)
  const own: TestWriter = { shape, folder: `${volume.name}\\${name}`, rollbackRecovery }
  const classId = vss.host.sim.random(`writer class ${name}`).guid()
  registerWriter(vss, { name, classId, kind: KIND, own })
}

function identify(writer: Writer): WriterMetadata {
  const { shape, folder } = writer.own as TestWriter
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
    components: componentsOf(writer.own as TestWriter),
    excludeFiles:
      shape === 'with excluded files'
        ? [{ path: `${folder}\\tmp`, fileSpec: '*', recursive: true }]
        : [],
    excludeFilesFromSnapshot: [],
  }
}

function componentsOf({ shape, folder, rollbackRecovery }: TestWriter): ComponentMetadata[] {
  const flags = rollbackRecovery ? COMPONENT_FLAGS.appRollbackRecovery : COMPONENT_FLAGS.none
  const files = ['first.dat', 'second.dat'].map((fileSpec) =>
    newComponentFile({ path: folder, fileSpec }),
  )
  const tree = newComponentFile({ path: `${folder}\\tmp`, fileSpec: '*', recursive: true })
  const main = newComponentMetadata({ type: 'filegroup', logicalPath: '', name: TEST_COMPONENT })
  const named = {
    ...main,
    flags,
    files: shape === 'with excluded files' ? [...files, tree] : files,
  }
  if (shape !== 'with a subcomponent') return [named]
  const sub = newComponentMetadata({
    type: 'filegroup',
    logicalPath: TEST_COMPONENT,
    name: TEST_SUBCOMPONENT,
  })
  const third = newComponentFile({ path: `${folder}\\sub`, fileSpec: 'third.dat' })
  return [named, { ...sub, selectable: false, flags, files: [third] }]
}

// biome-ignore lint/correctness/useYield: it takes no time, and events are processes
function* freeze(writer: Writer, _host: Host): Process<HResult> {
  // Nothing is there to be called.
  return (writer.own as TestWriter).shape === 'without Freeze' ? RETURNED_FALSE : S_OK
}
