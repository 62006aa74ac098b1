import type { Outcome } from '../../base/outcome.js'
import type {
  BackupComponent,
  BackupComponents,
  ComponentFailure,
  ComponentRestore,
  DifferencedFiles,
  DirectedTarget,
  FailureMessages,
  PartialFile,
  RestoreSubcomponent,
  RollForward,
  WriterComponents,
} from './backup-components.js'
import { BACKUP_COMPONENTS_SHAPE } from './backup-components-shape.js'
import type { Base64 } from './base64.js'
import type { DocumentError } from './document-error.js'
import { refusable } from './document-refusal.js'
import {
  readBase64,
  readEnumerated,
  readFileTime,
  readFlag,
  readGuid,
  readHResult,
  readNumber,
  readOptional,
  readOptionalFlag,
  readOptionalGuid,
  readText,
} from './document-values.js'
import { checkVersion } from './document-version.js'
import {
  BACKUP_TYPES,
  COMPONENT_TYPES,
  FILE_RESTORE_STATUSES,
  RESTORE_TARGETS,
  RESTORE_TYPES,
  ROLL_FORWARD_TYPES,
} from './enumerations.js'
import { readAlternateLocation, readFileSet } from './file-sets.js'
import { childrenNamed, type ReadElement, readElements } from './xml-reader.js'

export function parseBackupComponents(text: string): Outcome<BackupComponents, DocumentError> {
  return refusable(() => readBackupComponents(readElements(text, BACKUP_COMPONENTS_SHAPE)))
}

function readBackupComponents(root: ReadElement): BackupComponents {
  checkVersion(root)
  return {
    bootableSystemStateBackup: readFlag(root, 'bootableSystemStateBackup'),
    selectComponents: readFlag(root, 'selectComponents'),
    backupType: readEnumerated(root, 'backupType', BACKUP_TYPES),
    partialFileSupport: readFlag(root, 'partialFileSupport'),
    snapshotSetId: readOptionalGuid(root, 'snapshotSetId'),
    restoreType: readEnumerated(root, 'restoreType', RESTORE_TYPES),
    writers: root.children.map(readWriter),
  }
}

function readWriter(element: ReadElement): WriterComponents {
  return {
    writerId: readGuid(element, 'writerId'),
    instanceId: readGuid(element, 'instanceId'),
    instanceName: readText(element, 'instanceName'),
    backupSchema: readNumber(element, 'backupSchema'),
    components: element.children.map(readComponent),
  }
}

function readComponent(element: ReadElement): BackupComponent {
  return {
    type: readEnumerated(element, 'componentType', COMPONENT_TYPES),
    logicalPath: readText(element, 'logicalPath'),
    name: readText(element, 'componentName'),
    backupSucceeded: readOptionalFlag(element, 'backupSucceeded'),
    backupOptions: readOptional(element, 'backupOptions'),
    backupStamp: readOptional(element, 'backupStamp'),
    previousBackupStamp: readOptional(element, 'previousBackupStamp'),
    backupMetadata: readMetadata(element, 'BACKUP_METADATA'),
    partialFiles: childrenNamed(element, 'PARTIAL_FILE').map(readPartialFile),
    differencedFiles: childrenNamed(element, 'DIFFERENCED_FILES').map(readDifferencedFiles),
    ...readRestore(element),
    failureMessages: readFailureMessages(element),
    failure: readOne(element, 'COMPONENT_FAILURE', readFailure),
  }
}

function readRestore(element: ReadElement): ComponentRestore {
  return {
    selectedForRestore: readFlag(element, 'selectedForRestore'),
    selectedForRestoreInstanceId: readOptionalGuid(element, 'selectedForRestoreInstanceId'),
    restoreMetadata: readMetadata(element, 'RESTORE_METADATA'),
    restoreOptions: readOptional(element, 'restoreOptions'),
    additionalRestores: readFlag(element, 'additionalRestores'),
    authoritativeRestore: readFlag(element, 'authoritativeRestore'),
    rollForward: readOne(element, 'ROLL_FORWARD', readRollForward),
    restoreName: readOptional(element, 'restoreName'),
    restoreTarget: readEnumerated(element, 'restoreTarget', RESTORE_TARGETS),
    fileRestoreStatus: readEnumerated(element, 'fileRestoreStatus', FILE_RESTORE_STATUSES),
    newTargets: childrenNamed(element, 'NEW_TARGET').map(readAlternateLocation),
    alternateLocations: childrenNamed(element, 'ALTERNATE_LOCATION_MAPPING').map(
      readAlternateLocation,
    ),
    directedTargets: childrenNamed(element, 'DIRECTED_TARGET').map(readDirectedTarget),
    restoreSubcomponents: childrenNamed(element, 'RESTORE_SUBCOMPONENT').map(
      readRestoreSubcomponent,
    ),
  }
}

function readOne<T>(element: ReadElement, name: string, read: (child: ReadElement) => T): T | null {
  const child = childrenNamed(element, name)[0]
  return child === undefined ? null : read(child)
}

function readMetadata(element: ReadElement, name: string): Base64 | null {
  return readOne(element, name, (child) => readBase64(child, 'metadata'))
}

function readPartialFile(element: ReadElement): PartialFile {
  return {
    path: readText(element, 'path'),
    fileName: readText(element, 'filename'),
    ranges: readText(element, 'ranges'),
    metadata: readText(element, 'metadata'),
  }
}

function readDifferencedFiles(element: ReadElement): DifferencedFiles {
  return { ...readFileSet(element), lastModifyTime: readFileTime(element, 'lastModifyTime') }
}

function readRollForward(element: ReadElement): RollForward {
  return {
    type: readEnumerated(element, 'type', ROLL_FORWARD_TYPES),
    point: readText(element, 'point'),
  }
}

function readDirectedTarget(element: ReadElement): DirectedTarget {
  return {
    sourcePath: readText(element, 'sourcePath'),
    sourceFileName: readText(element, 'sourceFilename'),
    sourceRanges: readText(element, 'sourceRanges'),
    destinationPath: readText(element, 'destinationPath'),
    destinationFileName: readText(element, 'destinationFilename'),
    destinationRanges: readText(element, 'destinationRanges'),
  }
}

function readRestoreSubcomponent(element: ReadElement): RestoreSubcomponent {
  return {
    logicalPath: readText(element, 'logicalPath'),
    componentName: readText(element, 'componentName'),
  }
}

function readFailureMessages(element: ReadElement): FailureMessages {
  return {
    prepareForBackup: readOptional(element, 'prepareForBackupFailureMsg'),
    postSnapshot: readOptional(element, 'postSnapshotFailureMsg'),
    preRestore: readOptional(element, 'preRestoreFailureMsg'),
    postRestore: readOptional(element, 'postRestoreFailureMsg'),
  }
}

function readFailure(element: ReadElement): ComponentFailure {
  return {
    hresult: readHResult(element, 'hresult'),
    applicationHresult: readHResult(element, 'applicationHresult'),
    message: readText(element, 'message'),
  }
}
