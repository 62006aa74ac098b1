// IVssBackupComponents for a restore (facts 3.2): the document of the backup comes back, the writers
// prepare, the requestor puts the files in place, and the writers finish.

import type { Guid, HResult } from '../base/brand.js'
import { mayBackUp } from '../host/index.js'
import type { Process } from '../sim/index.js'
import { advance, call, mayCallNow, type Requestor } from './calling.js'
import {
  type ComponentKey,
  changeComponent,
  componentsFor,
  findComponent,
  isComponent,
  restores,
} from './conversation.js'
import { deliver } from './coordinator.js'
import {
  type AlternateLocation,
  type BackupComponent,
  type FileRestoreStatus,
  parseBackupComponents,
  parseRestoreOptions,
  parseWriterMetadata,
  type RestoreSubcomponent,
  type RestoreType,
  type WriterMetadata,
} from './documents/index.js'
import { hresult, S_OK } from './hresult.js'
import { enterService } from './idle.js'
import { note } from './journal.js'
import { includedComponents, isBelow } from './selection.js'
import { resetWriter, type Writer, type WriterEvent } from './writer.js'
import { isThere, watchingServices, welcomeWriter } from './writer-services.js'

/** The document of the backup, and what each writer said on that day, as they were saved. */
export function initializeForRestore(
  requestor: Requestor,
  xml: string,
  writerDocuments: readonly string[] = [],
): HResult {
  const { vss, account, phase } = requestor
  vss.host.sim.points.reach('requestor.InitializeForRestore')
  note(vss, requestor.name, 'InitializeForRestore')
  if (phase !== 'created') return hresult('VSS_E_BAD_STATE')
  if (!mayBackUp(vss.host, account)) return hresult('E_ACCESSDENIED')
  const document = parseBackupComponents(xml)
  if (!document.ok) return document.error.hresult
  const saved: WriterMetadata[] = []
  for (const text of writerDocuments) {
    const metadata = parseWriterMetadata(text)
    if (!metadata.ok) return metadata.error.hresult
    saved.push(metadata.value)
  }
  enterService(vss)
  requestor.kind = 'restore'
  requestor.document = document.value
  requestor.savedMetadata = saved
  requestor.phase = 'restore-initialized'
  return S_OK
}

export function setRestoreState(requestor: Requestor, type: RestoreType): HResult {
  return call(requestor, 'SetRestoreState', () => {
    requestor.document = { ...requestor.document, restoreType: type }
    return S_OK
  })
}

/** `target` names the writer instance to restore to, when it is not the one that was backed up. */
export function setSelectedForRestore(
  requestor: Requestor,
  key: ComponentKey,
  selected: boolean,
  target: Guid | null = null,
): HResult {
  return call(requestor, 'SetSelectedForRestore', () => {
    const component = findComponent(requestor, key)
    const there = component !== undefined && writerOf(requestor, key, component, target)
    if (!there) return hresult('VSS_E_OBJECT_NOT_FOUND')
    return changeComponent(requestor, key, () => ({
      selectedForRestore: selected,
      selectedForRestoreInstanceId: target,
    }))
  })
}

/** A component that came along implicitly, and is restored without the rest of its parent. */
export function addRestoreSubcomponent(
  requestor: Requestor,
  key: ComponentKey,
  subcomponent: RestoreSubcomponent,
): HResult {
  return call(requestor, 'AddRestoreSubcomponent', () => {
    const place = { logicalPath: subcomponent.logicalPath, name: subcomponent.componentName }
    const known = knownMetadata(requestor, key)?.components.find((each) => isComponent(place, each))
    if (known?.selectableForRestore !== true || !isBelow(known, key))
      return hresult('VSS_E_OBJECT_NOT_FOUND')
    return changeComponent(requestor, key, ({ restoreSubcomponents }) => ({
      restoreSubcomponents: [...restoreSubcomponents, subcomponent],
    }))
  })
}

/** At most once per component (facts 3.2; the code for a second time is inferred). */
export function setRestoreOptions(
  requestor: Requestor,
  key: ComponentKey,
  options: string,
): HResult {
  return call(requestor, 'SetRestoreOptions', () => {
    if (findComponent(requestor, key)?.restoreOptions != null) return hresult('VSS_E_BAD_STATE')
    if (!parseRestoreOptions(options).ok) return hresult('E_INVALIDARG')
    return changeComponent(requestor, key, () => ({ restoreOptions: options }))
  })
}

/** True leaves the component restoring: more restores follow (facts 7.4). */
export function setAdditionalRestores(
  requestor: Requestor,
  key: ComponentKey,
  additionalRestores: boolean,
): HResult {
  return call(requestor, 'SetAdditionalRestores', () =>
    changeComponent(requestor, key, () => ({ additionalRestores })),
  )
}

/** Another folder for files of the component; they keep their names (facts 7.4). */
export function addNewTarget(
  requestor: Requestor,
  key: ComponentKey,
  target: AlternateLocation,
): HResult {
  return call(requestor, 'AddNewTarget', () => {
    const metadata = knownMetadata(requestor, key)
    const files = metadata === undefined ? [] : includedComponents(metadata, [key])
    const known = files.some((component) =>
      component.files.some(
        ({ path, fileSpec }) => same(path, target.path) && same(fileSpec, target.fileSpec),
      ),
    )
    if (!known) return hresult('VSS_E_OBJECT_NOT_FOUND')
    return changeComponent(requestor, key, ({ newTargets }) => ({
      newTargets: [...newTargets, target],
    }))
  })
}

export function* preRestore(requestor: Requestor): Process<HResult> {
  if (!mayCallNow(requestor, 'PreRestore')) return hresult('VSS_E_BAD_STATE')
  for (const writer of concerned(requestor)) resetWriter(writer)
  yield* tell(requestor, 'pre-restore')
  advance(requestor, 'PreRestore')
  return S_OK
}

export function addAlternativeLocationMapping(
  requestor: Requestor,
  key: ComponentKey,
  location: AlternateLocation,
): HResult {
  return call(requestor, 'AddAlternativeLocationMapping', () =>
    changeComponent(requestor, key, ({ alternateLocations }) => ({
      alternateLocations: [...alternateLocations, location],
    })),
  )
}

/** Where the ranges of a partial file are now, when they are in a file that was put elsewhere. */
export function setRangesFilePath(
  requestor: Requestor,
  key: ComponentKey,
  moved: { readonly index: number; readonly path: string },
): HResult {
  return call(requestor, 'SetRangesFilePath', () => {
    if (findComponent(requestor, key)?.partialFiles[moved.index] === undefined)
      return hresult('VSS_E_OBJECT_NOT_FOUND')
    return changeComponent(requestor, key, ({ partialFiles }) => ({
      partialFiles: partialFiles.map((file, index) =>
        index === moved.index ? { ...file, ranges: `File=${moved.path}` } : file,
      ),
    }))
  })
}

export function setFileRestoreStatus(
  requestor: Requestor,
  key: ComponentKey,
  status: FileRestoreStatus,
): HResult {
  return call(requestor, 'SetFileRestoreStatus', () =>
    changeComponent(requestor, key, () => ({ fileRestoreStatus: status })),
  )
}

export function* postRestore(requestor: Requestor): Process<HResult> {
  if (!mayCallNow(requestor, 'PostRestore')) return hresult('VSS_E_BAD_STATE')
  yield* tell(requestor, 'post-restore')
  advance(requestor, 'PostRestore')
  return S_OK
}

function tell(requestor: Requestor, event: WriterEvent): Process {
  const { vss } = requestor
  // Its service may have been started again: then it is asked anew, by class and name.
  for (const writer of concerned(requestor)) if (isThere(vss, writer)) welcomeWriter(vss, writer)
  return watchingServices(vss, deliver(vss, event, requestor))
}

function concerned(requestor: Requestor): Writer[] {
  return requestor.vss.writers.filter(
    (writer) =>
      writer.state !== 'FAILED_AT_IDENTIFY' && componentsFor(requestor, writer).length > 0,
  )
}

/** The writer that would restore the component, if it is there and has said who it is. */
function writerOf(
  requestor: Requestor,
  key: ComponentKey,
  component: BackupComponent,
  target: Guid | null,
): Writer | undefined {
  const owner = requestor.document.writers.find(({ instanceId }) => instanceId === key.instanceId)
  const asked = new Set(requestor.metadata.map(({ identification }) => identification.instanceId))
  const wanted = { ...component, selectedForRestoreInstanceId: target }
  return requestor.vss.writers.find(
    (writer) =>
      owner !== undefined &&
      owner.writerId === writer.classId &&
      restores(writer, owner, wanted) &&
      asked.has(writer.instanceId) &&
      isThere(requestor.vss, writer),
  )
}

/** What the writer said of its components: on the day of the backup, or else now. */
function knownMetadata(requestor: Requestor, key: ComponentKey): WriterMetadata | undefined {
  const { document, savedMetadata, metadata } = requestor
  const owner = document.writers.find(({ instanceId }) => instanceId === key.instanceId)
  return (
    savedMetadata.find(({ identification }) => identification.instanceId === key.instanceId) ??
    metadata.find(
      ({ identification }) =>
        identification.writerId === owner?.writerId &&
        identification.instanceName === owner.instanceName,
    )
  )
}

function same(left: string, right: string): boolean {
  return left.replace(/\\+$/, '').toLowerCase() === right.replace(/\\+$/, '').toLowerCase()
}
