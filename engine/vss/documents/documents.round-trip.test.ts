// Whatever is printed reads back as it was; whatever cannot be printed is refused, not mangled.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Guid, HResult } from '../../base/brand.js'
import {
  BACKUP_TYPES,
  type BackupComponents,
  type ComponentMetadata,
  encodeBase64,
  FILE_RESTORE_STATUSES,
  type FileTime,
  parseBackupComponents,
  parseWriterMetadata,
  printBackupComponents,
  printWriterMetadata,
  RESTORE_METHODS,
  RESTORE_TARGETS,
  RESTORE_TYPES,
  ROLL_FORWARD_TYPES,
  SOURCE_TYPES,
  USAGE_TYPES,
  WRITER_RESTORES,
  type WriterMetadata,
} from './index.js'
import { sqlWriterMetadata } from './samples.fixture.js'

/** The Char production of XML 1.0, written out a second time so that the two can disagree. */
function isXmlCharacter(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  if (code >= 0xd800 && code <= 0xdfff) return false
  return code !== 0xfffe && code !== 0xffff
}

const awkward = fc.constantFrom(
  ...'<>&"\'\t\n\r \u0085\u00a0\u2028\u{1f4be}]!-;#%\\',
  ']]>',
  '&#0;',
)
const character = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter(isXmlCharacter),
  awkward,
)
const text = fc.array(character, { maxLength: 12 }).map((parts) => parts.join(''))
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null })
const few = <T>(values: fc.Arbitrary<T>) => fc.array(values, { maxLength: 3 })
const guid = fc.uuid().map((id) => id as Guid)
const unsigned32 = fc.nat({ max: 0xffff_ffff })
const hresult = unsigned32.map((code) => code as HResult)
const time = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }).map((units) => units as FileTime)
const base64 = fc.uint8Array({ maxLength: 40 }).map(encodeBase64)
const keyOf = <K extends string>(values: Readonly<Record<K, unknown>>) =>
  fc.constantFrom(...(Object.keys(values) as K[]))

const fileSet = { path: text, fileSpec: text, recursive: fc.boolean() }
const location = fc.record({ ...fileSet, alternatePath: text })

function componentMetadata(type: ComponentMetadata['type']): fc.Arbitrary<ComponentMetadata> {
  const role =
    type === 'filegroup'
      ? fc.constant('file-list' as const)
      : fc.constantFrom('database-file' as const, 'database-log-file' as const)
  return fc.record({
    type: fc.constant(type),
    logicalPath: text,
    name: text,
    caption: text,
    icon: text,
    restoreMetadata: fc.boolean(),
    notifyOnBackupComplete: fc.boolean(),
    selectable: fc.boolean(),
    selectableForRestore: fc.boolean(),
    flags: unsigned32,
    files: few(fc.record({ ...fileSet, role, alternatePath: text, backupType: unsigned32 })),
    dependencies: few(fc.record({ writerId: guid, logicalPath: text, componentName: text })),
  })
}

const writerMetadata: fc.Arbitrary<WriterMetadata> = fc.record({
  identification: fc.record({
    writerId: guid,
    instanceId: guid,
    instanceName: text,
    friendlyName: text,
    usage: keyOf(USAGE_TYPES),
    source: keyOf(SOURCE_TYPES),
    majorVersion: unsigned32,
    minorVersion: unsigned32,
  }),
  restoreMethod: maybe(
    fc.record({
      method: keyOf(RESTORE_METHODS),
      service: text,
      userProcedure: text,
      writerRestore: keyOf(WRITER_RESTORES),
      rebootRequired: fc.boolean(),
      alternateLocations: few(location),
    }),
  ),
  backupSchema: unsigned32,
  components: few(fc.oneof(componentMetadata('filegroup'), componentMetadata('database'))),
  excludeFiles: few(fc.record(fileSet)),
  excludeFilesFromSnapshot: few(fc.record(fileSet)),
})

const backupComponent = fc.record({
  type: fc.constantFrom('database' as const, 'filegroup' as const),
  logicalPath: text,
  name: text,
  backupSucceeded: maybe(fc.boolean()),
  backupOptions: maybe(text),
  backupStamp: maybe(text),
  previousBackupStamp: maybe(text),
  backupMetadata: maybe(base64),
  partialFiles: few(fc.record({ path: text, fileName: text, ranges: text, metadata: text })),
  differencedFiles: few(fc.record({ ...fileSet, lastModifyTime: time })),
  selectedForRestore: fc.boolean(),
  selectedForRestoreInstanceId: maybe(guid),
  restoreMetadata: maybe(base64),
  restoreOptions: maybe(text),
  additionalRestores: fc.boolean(),
  authoritativeRestore: fc.boolean(),
  rollForward: maybe(fc.record({ type: keyOf(ROLL_FORWARD_TYPES), point: text })),
  restoreName: maybe(text),
  restoreTarget: keyOf(RESTORE_TARGETS),
  fileRestoreStatus: keyOf(FILE_RESTORE_STATUSES),
  newTargets: few(location),
  alternateLocations: few(location),
  directedTargets: few(
    fc.record({
      sourcePath: text,
      sourceFileName: text,
      sourceRanges: text,
      destinationPath: text,
      destinationFileName: text,
      destinationRanges: text,
    }),
  ),
  restoreSubcomponents: few(fc.record({ logicalPath: text, componentName: text })),
  failureMessages: fc.record({
    prepareForBackup: maybe(text),
    postSnapshot: maybe(text),
    preRestore: maybe(text),
    postRestore: maybe(text),
  }),
  failure: maybe(fc.record({ hresult, applicationHresult: hresult, message: text })),
})

const backupComponents: fc.Arbitrary<BackupComponents> = fc.record({
  bootableSystemStateBackup: fc.boolean(),
  selectComponents: fc.boolean(),
  backupType: keyOf(BACKUP_TYPES),
  partialFileSupport: fc.boolean(),
  snapshotSetId: maybe(guid),
  restoreType: keyOf(RESTORE_TYPES),
  writers: few(
    fc.record({
      writerId: guid,
      instanceId: guid,
      instanceName: text,
      backupSchema: unsigned32,
      components: few(backupComponent),
    }),
  ),
})

const plainly = (metadata: unknown) => JSON.parse(asJson(metadata)) as unknown
const asJson = (value: unknown) =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))

test('writer metadata reads back as it was printed', () => {
  fc.assert(
    fc.property(writerMetadata, (metadata) => {
      const printed = printWriterMetadata(metadata)
      if (!printed.ok) throw new Error(printed.error.message)
      expect(parseWriterMetadata(printed.value)).toEqual({ ok: true, value: plainly(metadata) })
    }),
  )
})

test('backup components read back as they were printed', () => {
  fc.assert(
    fc.property(backupComponents, (components) => {
      const printed = printBackupComponents(components)
      if (!printed.ok) throw new Error(printed.error.message)
      const read = parseBackupComponents(printed.value)
      expect(plainly(read)).toEqual({ ok: true, value: plainly(components) })
    }),
  )
})

test('a name prints exactly when every character of it may stand in XML', () => {
  const anyText = fc.string({
    unit: fc
      .oneof(fc.nat({ max: 0xffff }), fc.nat({ max: 0x20 }))
      .map((unit) => String.fromCharCode(unit)),
    maxLength: 6,
  })
  fc.assert(
    fc.property(anyText, (name) => {
      const printed = printWriterMetadata(sqlWriterMetadata(name))
      expect(printed.ok).toBe([...name].every(isXmlCharacter))
      if (!printed.ok) return
      const read = parseWriterMetadata(printed.value)
      expect(read.ok && read.value.components[0]?.name).toBe(name)
    }),
    { numRuns: 1_000 },
  )
})

test('a refused name says where and why', () => {
  expect(printWriterMetadata(sqlWriterMetadata('Sa\u0001es'))).toEqual({
    ok: false,
    error: {
      hresult: 0x80042311,
      message: '"componentName" holds U+0001 at 2, which no XML 1.0 document can hold',
      element: 'FILE_GROUP',
      attribute: 'componentName',
    },
  })
})
