import { assert } from '../../base/assert.js'
import type { Outcome } from '../../base/outcome.js'
import type { PrintError } from './document-error.js'
import { printEnumerated, printFlag, printGuid, printNumber, printText } from './document-values.js'
import { DOCUMENT_VERSION } from './document-version.js'
import { RESTORE_METHODS, SOURCE_TYPES, USAGE_TYPES, WRITER_RESTORES } from './enumerations.js'
import { alternateLocationElement, fileSetAttributes } from './file-sets.js'
import type {
  ComponentDependency,
  ComponentFile,
  ComponentFileRole,
  ComponentMetadata,
  FileSet,
  RestoreMethod,
  WriterIdentification,
  WriterMetadata,
} from './writer-metadata.js'
import { WRITER_METADATA_NAMESPACE } from './writer-metadata-shape.js'
import { type PrintableElement, printElement } from './xml-printer.js'

/** Refuses names that no XML document can hold, which is how such a name hides a whole writer. */
export function printWriterMetadata(metadata: WriterMetadata): Outcome<string, PrintError> {
  const { restoreMethod } = metadata
  return printElement({
    name: 'WRITER_METADATA',
    attributes: {
      xmlns: WRITER_METADATA_NAMESPACE,
      version: DOCUMENT_VERSION,
      backupSchema: metadata.backupSchema === 0 ? null : printNumber(metadata.backupSchema),
    },
    children: [
      identificationElement(metadata.identification),
      ...(restoreMethod === null ? [] : [restoreMethodElement(restoreMethod)]),
      { name: 'BACKUP_LOCATIONS', attributes: {}, children: backupLocations(metadata) },
    ],
  })
}

function backupLocations(metadata: WriterMetadata): PrintableElement[] {
  return [
    ...metadata.components.map(componentElement),
    ...metadata.excludeFiles.map((files) => fileSetElement('EXCLUDE_FILES', files)),
    ...metadata.excludeFilesFromSnapshot.map((files) =>
      fileSetElement('EXCLUDE_FILES_FROM_SNAPSHOT', files),
    ),
  ]
}

function identificationElement(identification: WriterIdentification): PrintableElement {
  return {
    name: 'IDENTIFICATION',
    attributes: {
      writerId: printGuid(identification.writerId),
      instanceId: printGuid(identification.instanceId),
      instanceName: printText(identification.instanceName),
      friendlyName: identification.friendlyName,
      usage: printEnumerated(USAGE_TYPES, identification.usage),
      dataSource: printEnumerated(SOURCE_TYPES, identification.source),
      majorVersion: printNumber(identification.majorVersion),
      minorVersion: printNumber(identification.minorVersion),
    },
  }
}

function restoreMethodElement(restore: RestoreMethod): PrintableElement {
  return {
    name: 'RESTORE_METHOD',
    attributes: {
      method: printEnumerated(RESTORE_METHODS, restore.method),
      service: printText(restore.service),
      userProcedure: printText(restore.userProcedure),
      writerRestore: printEnumerated(WRITER_RESTORES, restore.writerRestore),
      rebootRequired: printFlag(restore.rebootRequired),
    },
    children: restore.alternateLocations.map((location) =>
      alternateLocationElement('ALTERNATE_LOCATION_MAPPING', location),
    ),
  }
}

function componentElement(component: ComponentMetadata): PrintableElement {
  return {
    name: component.type === 'database' ? 'DATABASE' : 'FILE_GROUP',
    attributes: {
      logicalPath: printText(component.logicalPath),
      componentName: component.name,
      caption: printText(component.caption),
      icon: printText(component.icon),
      restoreMetadata: printFlag(component.restoreMetadata),
      notifyOnBackupComplete: printFlag(component.notifyOnBackupComplete),
      selectable: printFlag(component.selectable),
      selectableForRestore: printFlag(component.selectableForRestore),
      componentFlags: printNumber(component.flags),
    },
    children: [
      ...component.files.map((file) => componentFileElement(component, file)),
      ...component.dependencies.map(dependencyElement),
    ],
  }
}

const FILE_ELEMENTS = {
  'file-list': 'FILE_LIST',
  'database-file': 'DATABASE_FILES',
  'database-log-file': 'DATABASE_LOGFILES',
} as const satisfies Record<ComponentFileRole, string>

function componentFileElement(component: ComponentMetadata, file: ComponentFile): PrintableElement {
  assert(
    (component.type === 'filegroup') === (file.role === 'file-list'),
    `a ${component.type} has no ${file.role}`,
  )
  return {
    name: FILE_ELEMENTS[file.role],
    attributes: {
      ...fileSetAttributes(file),
      alternatePath: printText(file.alternatePath),
      filespecBackupType: printNumber(file.backupType),
    },
  }
}

function dependencyElement(dependency: ComponentDependency): PrintableElement {
  return {
    name: 'DEPENDENCY',
    attributes: {
      writerId: printGuid(dependency.writerId),
      logicalPath: printText(dependency.logicalPath),
      componentName: dependency.componentName,
    },
  }
}

function fileSetElement(name: string, files: FileSet): PrintableElement {
  return { name, attributes: fileSetAttributes(files) }
}
