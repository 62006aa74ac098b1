// Facts 7.5. Elements and attributes marked (inferred) were seen in no document; their names follow
// the methods of IVssCreateWriterMetadata that set them.

import type { DocumentShape, ElementShape } from './document-shape.js'

export const WRITER_METADATA_NAMESPACE = 'x-schema:#VssWriterMetadataInfo'

const FILE_SET = { path: 'required', filespec: 'required', recursive: 'optional' } as const

const COMPONENT_FILE: ElementShape = {
  attributes: {
    ...FILE_SET,
    alternatePath: 'optional', // (inferred)
    filespecBackupType: 'optional',
  },
}

const COMPONENT: ElementShape['attributes'] = {
  logicalPath: 'optional',
  componentName: 'required',
  caption: 'optional',
  icon: 'optional', // (inferred)
  restoreMetadata: 'required',
  notifyOnBackupComplete: 'required',
  selectable: 'required',
  selectableForRestore: 'required',
  componentFlags: 'required',
}

export const WRITER_METADATA_SHAPE: DocumentShape = {
  root: 'WRITER_METADATA',
  namespace: WRITER_METADATA_NAMESPACE,
  elements: {
    WRITER_METADATA: {
      attributes: { version: 'required', backupSchema: 'optional' },
      children: {
        IDENTIFICATION: 'once',
        RESTORE_METHOD: 'at-most-once',
        BACKUP_LOCATIONS: 'at-most-once',
      },
    },
    IDENTIFICATION: {
      attributes: {
        writerId: 'required',
        instanceId: 'required',
        instanceName: 'optional',
        friendlyName: 'required',
        usage: 'required',
        dataSource: 'required',
        majorVersion: 'optional', // Our default is 0: older writers know no version (inferred).
        minorVersion: 'optional',
      },
    },
    RESTORE_METHOD: {
      attributes: {
        method: 'required',
        service: 'optional', // (inferred)
        userProcedure: 'optional', // (inferred)
        writerRestore: 'required',
        rebootRequired: 'required',
      },
      children: { ALTERNATE_LOCATION_MAPPING: 'any' },
    },
    ALTERNATE_LOCATION_MAPPING: {
      attributes: { ...FILE_SET, alternatePath: 'required' }, // (inferred)
    },
    BACKUP_LOCATIONS: {
      attributes: {},
      children: {
        FILE_GROUP: 'any',
        DATABASE: 'any',
        EXCLUDE_FILES: 'any',
        EXCLUDE_FILES_FROM_SNAPSHOT: 'any',
      },
    },
    FILE_GROUP: { attributes: COMPONENT, children: { FILE_LIST: 'any', DEPENDENCY: 'any' } },
    DATABASE: {
      attributes: COMPONENT,
      children: { DATABASE_FILES: 'any', DATABASE_LOGFILES: 'any', DEPENDENCY: 'any' },
    },
    FILE_LIST: COMPONENT_FILE,
    DATABASE_FILES: COMPONENT_FILE,
    DATABASE_LOGFILES: COMPONENT_FILE,
    DEPENDENCY: {
      attributes: { writerId: 'required', logicalPath: 'optional', componentName: 'required' }, // (inferred)
    },
    EXCLUDE_FILES: { attributes: FILE_SET },
    EXCLUDE_FILES_FROM_SNAPSHOT: { attributes: FILE_SET },
  },
}
