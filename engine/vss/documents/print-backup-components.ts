import type { Outcome } from '../../base/outcome.js'
import type {
  BackupComponent,
  BackupComponents,
  ComponentFailure,
  DifferencedFiles,
  DirectedTarget,
  PartialFile,
  RestoreSubcomponent,
  RollForward,
  WriterComponents,
} from './backup-components.js'
import { BACKUP_COMPONENTS_NAMESPACE } from './backup-components-shape.js'
import type { Base64 } from './base64.js'
import type { PrintError } from './document-error.js'
import {
  printEnumerated,
  printFileTime,
  printFlag,
  printGuid,
  printHResult,
  printNumber,
  printOptionalFlag,
  printText,
} from './document-values.js'
import { DOCUMENT_VERSION } from './document-version.js'
import {
  BACKUP_TYPES,
  COMPONENT_TYPES,
  FILE_RESTORE_STATUSES,
  RESTORE_TARGETS,
  RESTORE_TYPES,
  ROLL_FORWARD_TYPES,
} from './enumerations.js'
import { alternateLocationElement, fileSetAttributes } from './file-sets.js'
import { type PrintableElement, printElement } from './xml-printer.js'

/** Refuses names and messages that no XML document can hold. */
export function printBackupComponents(components: BackupComponents): Outcome<string, PrintError> {
  const { snapshotSetId } = components
  return printElement({
    name: 'BACKUP_COMPONENTS',
    attributes: {
      xmlns: BACKUP_COMPONENTS_NAMESPACE,
      version: DOCUMENT_VERSION,
      bootableSystemStateBackup: printFlag(components.bootableSystemStateBackup),
      selectComponents: printFlag(components.selectComponents),
      backupType: printEnumerated(BACKUP_TYPES, components.backupType),
      partialFileSupport: printFlag(components.partialFileSupport),
      snapshotSetId: snapshotSetId === null ? null : printGuid(snapshotSetId),
      restoreType: printEnumerated(RESTORE_TYPES, components.restoreType),
    },
    children: components.writers.map(writerElement),
  })
}

function writerElement(writer: WriterComponents): PrintableElement {
  return {
    name: 'WRITER_COMPONENTS',
    attributes: {
      instanceId: printGuid(writer.instanceId),
      writerId: printGuid(writer.writerId),
      instanceName: printText(writer.instanceName),
      backupSchema: writer.backupSchema === 0 ? null : printNumber(writer.backupSchema),
    },
    children: writer.components.map(componentElement),
  }
}

function componentElement(component: BackupComponent): PrintableElement {
  return {
    name: 'COMPONENT',
    attributes: {
      logicalPath: printText(component.logicalPath),
      componentName: component.name,
      componentType: printEnumerated(COMPONENT_TYPES, component.type),
      ...backupAttributes(component),
      ...restoreAttributes(component),
      ...failureAttributes(component),
    },
    children: componentChildren(component),
  }
}

type Attributes = Record<string, string | null>

function backupAttributes(component: BackupComponent): Attributes {
  return {
    backupSucceeded: printOptionalFlag(component.backupSucceeded),
    backupOptions: component.backupOptions,
    backupStamp: component.backupStamp,
    previousBackupStamp: component.previousBackupStamp,
  }
}

function restoreAttributes(component: BackupComponent): Attributes {
  const instanceId = component.selectedForRestoreInstanceId
  return {
    selectedForRestore: whenSet(component.selectedForRestore),
    selectedForRestoreInstanceId: instanceId === null ? null : printGuid(instanceId),
    restoreOptions: component.restoreOptions,
    additionalRestores: whenSet(component.additionalRestores),
    authoritativeRestore: whenSet(component.authoritativeRestore),
    restoreName: component.restoreName,
    restoreTarget: printEnumerated(RESTORE_TARGETS, component.restoreTarget),
    fileRestoreStatus: printEnumerated(FILE_RESTORE_STATUSES, component.fileRestoreStatus),
  }
}

/** A backup says nothing of restore, as in the documents seen. */
function whenSet(flag: boolean): string | null {
  return flag ? printFlag(true) : null
}

function failureAttributes({ failureMessages }: BackupComponent): Attributes {
  return {
    prepareForBackupFailureMsg: failureMessages.prepareForBackup,
    postSnapshotFailureMsg: failureMessages.postSnapshot,
    preRestoreFailureMsg: failureMessages.preRestore,
    postRestoreFailureMsg: failureMessages.postRestore,
  }
}

function componentChildren(component: BackupComponent): PrintableElement[] {
  const { backupMetadata, restoreMetadata, rollForward, failure } = component
  return [
    ...(backupMetadata === null ? [] : [metadataElement('BACKUP_METADATA', backupMetadata)]),
    ...component.partialFiles.map(partialFileElement),
    ...component.differencedFiles.map(differencedFilesElement),
    ...(restoreMetadata === null ? [] : [metadataElement('RESTORE_METADATA', restoreMetadata)]),
    ...(rollForward === null ? [] : [rollForwardElement(rollForward)]),
    ...component.newTargets.map((target) => alternateLocationElement('NEW_TARGET', target)),
    ...component.alternateLocations.map((location) =>
      alternateLocationElement('ALTERNATE_LOCATION_MAPPING', location),
    ),
    ...component.directedTargets.map(directedTargetElement),
    ...component.restoreSubcomponents.map(restoreSubcomponentElement),
    ...(failure === null ? [] : [failureElement(failure)]),
  ]
}

/** Outside the namespace, as in the documents seen (facts 7.6). */
function metadataElement(name: string, metadata: Base64): PrintableElement {
  return { name, attributes: { xmlns: '', metadata } }
}

function partialFileElement(file: PartialFile): PrintableElement {
  return {
    name: 'PARTIAL_FILE',
    attributes: {
      path: file.path,
      filename: file.fileName,
      ranges: file.ranges,
      metadata: printText(file.metadata),
    },
  }
}

function differencedFilesElement(files: DifferencedFiles): PrintableElement {
  return {
    name: 'DIFFERENCED_FILES',
    attributes: {
      ...fileSetAttributes(files),
      lastModifyTime: printFileTime(files.lastModifyTime),
    },
  }
}

function rollForwardElement(rollForward: RollForward): PrintableElement {
  return {
    name: 'ROLL_FORWARD',
    attributes: {
      type: printEnumerated(ROLL_FORWARD_TYPES, rollForward.type),
      point: printText(rollForward.point),
    },
  }
}

function directedTargetElement(target: DirectedTarget): PrintableElement {
  return {
    name: 'DIRECTED_TARGET',
    attributes: {
      sourcePath: target.sourcePath,
      sourceFilename: target.sourceFileName,
      sourceRanges: target.sourceRanges,
      destinationPath: target.destinationPath,
      destinationFilename: target.destinationFileName,
      destinationRanges: target.destinationRanges,
    },
  }
}

function restoreSubcomponentElement(subcomponent: RestoreSubcomponent): PrintableElement {
  return {
    name: 'RESTORE_SUBCOMPONENT',
    attributes: {
      logicalPath: printText(subcomponent.logicalPath),
      componentName: subcomponent.componentName,
    },
  }
}

function failureElement(failure: ComponentFailure): PrintableElement {
  return {
    name: 'COMPONENT_FAILURE',
    attributes: {
      hresult: printHResult(failure.hresult),
      applicationHresult: printHResult(failure.applicationHresult),
      message: printText(failure.message),
    },
  }
}
