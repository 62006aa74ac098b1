import type { Outcome } from '../../base/outcome.js'
import type { DocumentError } from './document-error.js'
import { refusable } from './document-refusal.js'
import { readEnumerated, readFlag, readGuid, readNumber, readText } from './document-values.js'
import { checkVersion } from './document-version.js'
import { RESTORE_METHODS, SOURCE_TYPES, USAGE_TYPES, WRITER_RESTORES } from './enumerations.js'
import { readAlternateLocation, readFileSet } from './file-sets.js'
import { FILE_SPEC_BACKUP_TYPE_DEFAULT } from './schema-flags.js'
import type {
  ComponentDependency,
  ComponentFile,
  ComponentFileRole,
  ComponentMetadata,
  RestoreMethod,
  WriterIdentification,
  WriterMetadata,
} from './writer-metadata.js'
import { WRITER_METADATA_SHAPE } from './writer-metadata-shape.js'
import { childNamed, childrenNamed, type ReadElement, readElements } from './xml-reader.js'

export function parseWriterMetadata(text: string): Outcome<WriterMetadata, DocumentError> {
  return refusable(() => readWriterMetadata(readElements(text, WRITER_METADATA_SHAPE)))
}

function readWriterMetadata(root: ReadElement): WriterMetadata {
  checkVersion(root)
  const identification = childNamed(root, 'IDENTIFICATION')
  const restoreMethod = childrenNamed(root, 'RESTORE_METHOD')[0]
  const locations = childrenNamed(root, 'BACKUP_LOCATIONS')[0]?.children ?? []
  return {
    identification: readIdentification(identification),
    restoreMethod: restoreMethod === undefined ? null : readRestoreMethod(restoreMethod),
    backupSchema: readNumber(root, 'backupSchema'),
    components: locations.filter(isComponent).map(readComponent),
    excludeFiles: locations.filter(({ name }) => name === 'EXCLUDE_FILES').map(readFileSet),
    excludeFilesFromSnapshot: locations
      .filter(({ name }) => name === 'EXCLUDE_FILES_FROM_SNAPSHOT')
      .map(readFileSet),
  }
}

function readIdentification(element: ReadElement): WriterIdentification {
  return {
    writerId: readGuid(element, 'writerId'),
    instanceId: readGuid(element, 'instanceId'),
    instanceName: readText(element, 'instanceName'),
    friendlyName: readText(element, 'friendlyName'),
    usage: readEnumerated(element, 'usage', USAGE_TYPES),
    source: readEnumerated(element, 'dataSource', SOURCE_TYPES),
    majorVersion: readNumber(element, 'majorVersion'),
    minorVersion: readNumber(element, 'minorVersion'),
  }
}

function readRestoreMethod(element: ReadElement): RestoreMethod {
  return {
    method: readEnumerated(element, 'method', RESTORE_METHODS),
    service: readText(element, 'service'),
    userProcedure: readText(element, 'userProcedure'),
    writerRestore: readEnumerated(element, 'writerRestore', WRITER_RESTORES),
    rebootRequired: readFlag(element, 'rebootRequired'),
    alternateLocations: element.children.map(readAlternateLocation),
  }
}

function isComponent({ name }: ReadElement): boolean {
  return name === 'FILE_GROUP' || name === 'DATABASE'
}

function readComponent(element: ReadElement): ComponentMetadata {
  return {
    type: element.name === 'DATABASE' ? 'database' : 'filegroup',
    logicalPath: readText(element, 'logicalPath'),
    name: readText(element, 'componentName'),
    caption: readText(element, 'caption'),
    icon: readText(element, 'icon'),
    restoreMetadata: readFlag(element, 'restoreMetadata'),
    notifyOnBackupComplete: readFlag(element, 'notifyOnBackupComplete'),
    selectable: readFlag(element, 'selectable'),
    selectableForRestore: readFlag(element, 'selectableForRestore'),
    flags: readNumber(element, 'componentFlags'),
    files: element.children.filter(({ name }) => name !== 'DEPENDENCY').map(readComponentFile),
    dependencies: childrenNamed(element, 'DEPENDENCY').map(readDependency),
  }
}

const FILE_ROLES: ReadonlyMap<string, ComponentFileRole> = new Map([
  ['DATABASE_FILES', 'database-file'],
  ['DATABASE_LOGFILES', 'database-log-file'],
])

function readComponentFile(element: ReadElement): ComponentFile {
  return {
    role: FILE_ROLES.get(element.name) ?? 'file-list',
    ...readFileSet(element),
    alternatePath: readText(element, 'alternatePath'),
    backupType: readNumber(element, 'filespecBackupType', FILE_SPEC_BACKUP_TYPE_DEFAULT),
  }
}

function readDependency(element: ReadElement): ComponentDependency {
  return {
    writerId: readGuid(element, 'writerId'),
    logicalPath: readText(element, 'logicalPath'),
    componentName: readText(element, 'componentName'),
  }
}
