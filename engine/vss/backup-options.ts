// What a requestor may say beside the main line of a backup: which writers it wants, what a
// component's base was, and what becomes of its document.

import type { Guid, HResult } from '../base/brand.js'
import { type Outcome, refused } from '../base/outcome.js'
import { call, mayCallNow, type Requestor } from './calling.js'
import { type ComponentKey, changeComponent } from './conversation.js'
import { printBackupComponents } from './documents/index.js'
import { hresult, S_OK } from './hresult.js'

/** Only these classes from here on. */
export function enableWriterClasses(requestor: Requestor, classes: readonly Guid[]): HResult {
  return choose(requestor, (choice) => {
    choice.enabledClasses = new Set([...(choice.enabledClasses ?? []), ...classes])
  })
}

export function disableWriterClasses(requestor: Requestor, classes: readonly Guid[]): HResult {
  return choose(requestor, (choice) => {
    choice.disabledClasses = new Set([...choice.disabledClasses, ...classes])
  })
}

export function disableWriterInstances(requestor: Requestor, instances: readonly Guid[]): HResult {
  return choose(requestor, (choice) => {
    choice.disabledInstances = new Set([...choice.disabledInstances, ...instances])
  })
}

/** Once the writers were asked who they are, it has no effect any more (facts 3.1). */
function choose(
  requestor: Requestor,
  change: (choice: Requestor['writerChoice']) => void,
): HResult {
  return call(requestor, 'ChooseWriters', () => {
    const { phase, writerChoice } = requestor
    if (phase === 'initialized' || phase === 'restore-initialized') change(writerChoice)
    return S_OK
  })
}

/** The stamp of the base, as its document had it; the writer knows what it means (facts 7.3). */
export function setPreviousBackupStamp(
  requestor: Requestor,
  key: ComponentKey,
  stamp: string,
): HResult {
  return call(requestor, 'SetPreviousBackupStamp', () =>
    changeComponent(requestor, key, () => ({ previousBackupStamp: stamp })),
  )
}

export function setBackupOptions(
  requestor: Requestor,
  key: ComponentKey,
  options: string,
): HResult {
  return call(requestor, 'SetBackupOptions', () =>
    changeComponent(requestor, key, () => ({ backupOptions: options })),
  )
}

/** The document to be kept beside the data. */
export function saveAsXml(requestor: Requestor): Outcome<string, HResult> {
  if (!mayCallNow(requestor, 'SaveAsXML')) return refused(hresult('VSS_E_BAD_STATE'))
  const printed = printBackupComponents(requestor.document)
  return printed.ok ? printed : refused(printed.error.hresult)
}
