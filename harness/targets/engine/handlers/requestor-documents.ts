// What stands in the documents of a backup and on its medium, read from there.

import {
  BACKUP_SCHEMA,
  backupApplication,
  COMPONENT_FLAGS,
  createRequestor,
  decodeBase64,
  gatherWriterMetadata,
  initializeForBackup,
  parseBackupComponents,
  parseRanges,
  parseWriterMetadata,
  printWriterMetadata,
  release,
  type Server,
  statFile,
  symbolOf,
  unixMsOfFileTime,
  type WriterMetadata,
} from '../../../../engine/index.js'
import { done, type Json, type Reply, refusal } from '../../../model/reply.js'
import { digestOf, digestOfFile } from './file-digest.js'
import { type Handlers, machineOf } from './handler.js'

type DocumentCommand =
  | 'requestor.metadata'
  | 'requestor.document'
  | 'requestor.medium'
  | 'conversation.events'

export const documentHandlers: Handlers<DocumentCommand> = {
  'requestor.metadata'(context, { server, writer }) {
    return metadataOf(machineOf(context, server), writer)
  },
  'requestor.document'(context, { server, backup }) {
    return documentOf(machineOf(context, server), backup)
  },
  'requestor.medium'(context, { server, backup }) {
    return mediumOf(machineOf(context, server), backup)
  },
  'conversation.events'(context, { server }) {
    const { journal } = machineOf(context, server).vss
    const events = journal.map(({ at, who, what, of }) => ({ atMs: at / 1_000, who, what, of }))
    return done({ events })
  },
}

function metadataOf(server: Server, name: string): Reply {
  const requestor = createRequestor(server.vss, 'observer')
  initializeForBackup(requestor)
  const code = gatherWriterMetadata(requestor)
  const found = requestor.metadata.find(
    ({ identification }) => identification.friendlyName === name,
  )
  release(requestor)
  if (code !== 0) return refusal(symbolOf(code) ?? 'VSS_E_UNEXPECTED', 'nobody could be asked')
  if (found === undefined) return refusal('no-such-writer', `${name} is not among the writers`)
  const xml = printWriterMetadata(found)
  if (!xml.ok) return refusal('VSS_E_INVALID_XML_DOCUMENT', xml.error.message)
  const read = parseWriterMetadata(xml.value)
  if (!read.ok) return refusal('VSS_E_INVALID_XML_DOCUMENT', read.error.message)
  const level = server.vss.writers.find((writer) => writer.name === name)?.level ?? ''
  return done({ ...described(read.value, level), xml: xml.value })
}

function described(writer: WriterMetadata, level: string): { [key: string]: Json } {
  const { identification, restoreMethod, components } = writer
  const fields: readonly (readonly [string, string])[] = [
    ['writer id', identification.writerId],
    ['instance id', identification.instanceId],
    ['writer name', identification.friendlyName],
    ['instance name', identification.instanceName],
    ['usage', USAGES[identification.usage]],
    ['source', SOURCES[identification.source]],
    ['level', `VSS_APP_${level.replace('-', '_').toUpperCase()}`],
    ['restore method', restoreMethod === null ? '' : symbol('VSS_RME', restoreMethod.method)],
    [
      'writer restore',
      restoreMethod === null ? '' : symbol('VSS_WRE', restoreMethod.writerRestore),
    ],
  ]
  return {
    identification: fields.map(([field, value]) => ({ field, value })),
    schema: Object.entries(SCHEMA_NAMES)
      .filter(([flag]) => (writer.backupSchema & Number(flag)) !== 0)
      .map(([, flag]) => ({ flag })),
    components: components.map((component) => ({
      logicalPath: component.logicalPath,
      name: component.name,
      type: `VSS_CT_${component.type.toUpperCase()}`,
      flags: flagsOf(component.flags, FLAG_NAMES),
      caption: component.caption,
      icon: Buffer.from(component.icon, 'base64').length,
      restoreMetadata: component.restoreMetadata,
      notify: component.notifyOnBackupComplete,
      selectable: component.selectable,
      selectableForRestore: component.selectableForRestore,
    })),
    files: components.flatMap(({ name, logicalPath, files }) =>
      files.map(({ role, path, fileSpec, recursive, alternatePath, backupType }) => ({
        component: name,
        logicalPath,
        kind: KINDS[role],
        path,
        spec: fileSpec,
        recursive,
        alternatePath,
        mask: flagsOf(backupType, MASK_NAMES),
      })),
    ),
    excluded: writer.excludeFiles.map(({ path, fileSpec, recursive }) => {
      return { path, spec: fileSpec, recursive }
    }),
  }
}

const USAGES = {
  'bootable-system-state': 'VSS_UT_BOOTABLESYSTEMSTATE',
  'system-service': 'VSS_UT_SYSTEMSERVICE',
  'user-data': 'VSS_UT_USERDATA',
  other: 'VSS_UT_OTHER',
} as const

const SOURCES = {
  'transacted-db': 'VSS_ST_TRANSACTEDDB',
  'nontransacted-db': 'VSS_ST_NONTRANSACTEDDB',
  other: 'VSS_ST_OTHER',
} as const

const KINDS = {
  'file-list': 'filegroup file',
  'database-file': 'database file',
  'database-log-file': 'log file',
} as const

const SCHEMA_NAMES: Readonly<Record<number, string>> = {
  [BACKUP_SCHEMA.differential]: 'VSS_BS_DIFFERENTIAL',
  [BACKUP_SCHEMA.incremental]: 'VSS_BS_INCREMENTAL',
  [BACKUP_SCHEMA.exclusiveIncrementalDifferential]: 'VSS_BS_EXCLUSIVE_INCREMENTAL_DIFFERENTIAL',
  [BACKUP_SCHEMA.log]: 'VSS_BS_LOG',
  [BACKUP_SCHEMA.copy]: 'VSS_BS_COPY',
  [BACKUP_SCHEMA.timestamped]: 'VSS_BS_TIMESTAMPED',
  [BACKUP_SCHEMA.lastModify]: 'VSS_BS_LAST_MODIFY',
  [BACKUP_SCHEMA.lsn]: 'VSS_BS_LSN',
  [BACKUP_SCHEMA.writerSupportsNewTarget]: 'VSS_BS_WRITER_SUPPORTS_NEW_TARGET',
  [BACKUP_SCHEMA.writerSupportsRestoreWithMove]: 'VSS_BS_WRITER_SUPPORTS_RESTORE_WITH_MOVE',
}

const FLAG_NAMES: readonly (readonly [number, string])[] = [
  [COMPONENT_FLAGS.backupRecovery, 'VSS_CF_BACKUP_RECOVERY'],
  [COMPONENT_FLAGS.appRollbackRecovery, 'VSS_CF_APP_ROLLBACK_RECOVERY'],
  [COMPONENT_FLAGS.notSystemState, 'VSS_CF_NOT_SYSTEM_STATE'],
]

const MASK_NAMES: readonly (readonly [number, string])[] = [
  [0xf, 'VSS_FSBT_ALL_BACKUP_REQUIRED'],
  [0xf00, 'VSS_FSBT_ALL_SNAPSHOT_REQUIRED'],
]

/** Bits without a name of their own are shown as a number. */
function flagsOf(flags: number, names: readonly (readonly [number, string])[]): string {
  let rest = flags
  const shown: string[] = []
  for (const [bits, name] of names) {
    if ((rest & bits) !== bits) continue
    shown.push(name)
    rest &= ~bits
  }
  return [...shown, ...(rest === 0 ? [] : [String(rest)])].join(' | ')
}

function symbol(prefix: string, name: string): string {
  return `${prefix}_${name.toUpperCase().replaceAll('-', '_')}`
}

function documentOf({ application }: Server, backup: string): Reply {
  const file = backupApplication.COMPONENTS_FILE
  const read = backupApplication.readFromMedium(application, backup, file)
  if (!read.ok) return refusal('no-document', `${backup}: ${read.error.name}`)
  const xml = new TextDecoder().decode(read.value)
  const parsed = parseBackupComponents(xml)
  if (!parsed.ok) return refusal('VSS_E_INVALID_XML_DOCUMENT', parsed.error.message)
  const { backupType, writers } = parsed.value
  const all = writers.flatMap(({ components }) => components)
  return done({
    type: backupType,
    components: writers.flatMap(({ writerId, components }) =>
      components.map(({ logicalPath, name, backupStamp, previousBackupStamp, backupMetadata }) => {
        const block = backupMetadata === null ? undefined : decodeBase64(backupMetadata)
        return {
          writer: writerName(application, writerId),
          logicalPath,
          name,
          stamp: backupStamp ?? '',
          previousStamp: previousBackupStamp ?? '',
          metadataBytes: block?.length ?? 0,
          metadataSha256: block === undefined ? '' : digestOf(block),
        }
      }),
    ),
    partialFiles: all.flatMap(({ name: component, partialFiles }) =>
      partialFiles.map(({ path, fileName, ranges }) => {
        const parts = rangesIn(ranges)
        const rangeBytes = parts.reduce((sum, { length }) => sum + length, 0)
        return { component, path, name: fileName, ranges: parts, rangeBytes }
      }),
    ),
    differenced: all.flatMap(({ name: component, differencedFiles }) =>
      differencedFiles.map(({ path, fileSpec, recursive, lastModifyTime }) => {
        const lastModifyMs = unixMsOfFileTime(lastModifyTime)
        return { component, path, spec: fileSpec, recursive, lastModifyMs }
      }),
    ),
    xml,
  })
}

function writerName({ vss }: Server['application'], writerId: string): string {
  return vss.writers.find(({ classId }) => classId === writerId)?.name ?? writerId
}

function rangesIn(text: string): { offset: number; length: number }[] {
  const parsed = parseRanges(text)
  if (!parsed.ok || parsed.value.kind !== 'inline') return []
  return parsed.value.ranges.map(({ offset, length }) => {
    return { offset: Number(offset), length: Number(length) }
  })
}

function mediumOf({ application }: Server, backup: string): Reply {
  const contents = backupApplication.readContents(application, backup)
  const medium = backupApplication.mediumVolume(application)
  if (!contents.ok || medium === undefined) return done({ files: [] })
  const folder = backupApplication.mediumFolder(backup)
  const files: Json[] = []
  for (const { path, part, at } of contents.value.entries) {
    if (part === 'deleted') {
      files.push({ path, bytes: 0, digest: '', part })
      continue
    }
    const found = statFile(medium, `${folder}\\${at}`)
    if (!found.ok) continue
    const bytes = found.value.sizeBytes
    const digest = digestOfFile(medium, `${folder}\\${at}`, bytes) ?? ''
    files.push({ path, bytes, digest, part })
  }
  return done({ files })
}
