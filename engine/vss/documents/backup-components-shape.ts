// Facts 7.6 up to `backupStamp` and BACKUP_METADATA. All else was seen in no document (inferred): its
// names follow the methods of IVssBackupComponents and IVssComponent that set it.

import type { DocumentShape } from './document-shape.js'

export const BACKUP_COMPONENTS_NAMESPACE = 'x-schema:#VssComponentMetadata'

const LOCATION = {
  path: 'required',
  filespec: 'required',
  recursive: 'optional',
  alternatePath: 'required',
} as const

const COMPONENT = {
  logicalPath: 'optional',
  componentName: 'required',
  componentType: 'required',
  backupSucceeded: 'optional',
  backupOptions: 'optional',
  backupStamp: 'optional',
  previousBackupStamp: 'optional',
  selectedForRestore: 'optional',
  selectedForRestoreInstanceId: 'optional',
  restoreOptions: 'optional',
  additionalRestores: 'optional',
  authoritativeRestore: 'optional',
  restoreName: 'optional',
  restoreTarget: 'optional',
  fileRestoreStatus: 'optional',
  prepareForBackupFailureMsg: 'optional',
  postSnapshotFailureMsg: 'optional',
  preRestoreFailureMsg: 'optional',
  postRestoreFailureMsg: 'optional',
} as const

export const BACKUP_COMPONENTS_SHAPE: DocumentShape = {
  root: 'BACKUP_COMPONENTS',
  namespace: BACKUP_COMPONENTS_NAMESPACE,
  elements: {
    BACKUP_COMPONENTS: {
      attributes: {
        version: 'required',
        bootableSystemStateBackup: 'required',
        selectComponents: 'required',
        backupType: 'optional', // Absent until SetBackupState.
        partialFileSupport: 'required',
        snapshotSetId: 'optional', // Absent until StartSnapshotSet.
        restoreType: 'optional',
      },
      children: { WRITER_COMPONENTS: 'any' },
    },
    WRITER_COMPONENTS: {
      attributes: {
        instanceId: 'required',
        writerId: 'required',
        instanceName: 'optional',
        backupSchema: 'optional',
      },
      children: { COMPONENT: 'any' },
    },
    COMPONENT: {
      attributes: COMPONENT,
      children: {
        BACKUP_METADATA: 'at-most-once',
        PARTIAL_FILE: 'any',
        DIFFERENCED_FILES: 'any',
        RESTORE_METADATA: 'at-most-once',
        ROLL_FORWARD: 'at-most-once',
        NEW_TARGET: 'any',
        ALTERNATE_LOCATION_MAPPING: 'any',
        DIRECTED_TARGET: 'any',
        RESTORE_SUBCOMPONENT: 'any',
        COMPONENT_FAILURE: 'at-most-once',
      },
    },
    BACKUP_METADATA: { attributes: { metadata: 'required' }, namespaceMayBeEmpty: true },
    RESTORE_METADATA: { attributes: { metadata: 'required' }, namespaceMayBeEmpty: true },
    PARTIAL_FILE: {
      attributes: {
        path: 'required',
        filename: 'required',
        ranges: 'required',
        metadata: 'optional',
      },
    },
    DIFFERENCED_FILES: {
      attributes: {
        path: 'required',
        filespec: 'required',
        recursive: 'optional',
        lastModifyTime: 'required',
      },
    },
    ROLL_FORWARD: { attributes: { type: 'optional', point: 'optional' } },
    NEW_TARGET: { attributes: LOCATION },
    ALTERNATE_LOCATION_MAPPING: { attributes: LOCATION },
    DIRECTED_TARGET: {
      attributes: {
        sourcePath: 'required',
        sourceFilename: 'required',
        sourceRanges: 'required',
        destinationPath: 'required',
        destinationFilename: 'required',
        destinationRanges: 'required',
      },
    },
    RESTORE_SUBCOMPONENT: { attributes: { logicalPath: 'optional', componentName: 'required' } },
    COMPONENT_FAILURE: {
      attributes: { hresult: 'required', applicationHresult: 'required', message: 'optional' },
    },
  },
}
