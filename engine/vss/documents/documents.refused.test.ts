// The bad twins: each is one step away from a document that reads, and is refused for that step.

import { expect, test } from 'vitest'
import { parseBackupComponents, parseWriterMetadata } from './index.js'

const CORRUPT = 0x80042310
const INVALID = 0x80042311

const WRITER = [
  '<WRITER_METADATA xmlns="x-schema:#VssWriterMetadataInfo" version="1.2">',
  '<IDENTIFICATION writerId="bbbbbbbb-0000-4000-a000-000000000001"',
  ' instanceId="bbbbbbbb-0000-4000-a000-000000000002" friendlyName="W"',
  ' usage="OTHER" dataSource="OTHER" majorVersion="1" minorVersion="0"/>',
  '<BACKUP_LOCATIONS>',
  '<FILE_GROUP componentName="C" restoreMetadata="no" notifyOnBackupComplete="no"',
  ' selectable="yes" selectableForRestore="yes" componentFlags="0">',
  '<FILE_LIST path="D:" filespec="*"/>',
  '</FILE_GROUP>',
  '</BACKUP_LOCATIONS>',
  '</WRITER_METADATA>',
].join('\n')

const COMPONENTS = [
  '<BACKUP_COMPONENTS xmlns="x-schema:#VssComponentMetadata" version="1.2"',
  ' bootableSystemStateBackup="no" selectComponents="yes" partialFileSupport="no">',
  '<WRITER_COMPONENTS instanceId="aaaaaaaa-0000-4000-a000-000000000001"',
  ' writerId="bbbbbbbb-0000-4000-a000-000000000001">',
  '<COMPONENT componentName="C" componentType="filegroup">',
  '<BACKUP_METADATA xmlns="" metadata="AAAA"/>',
  '<DIFFERENCED_FILES path="D:" filespec="*" lastModifyTime="0"/>',
  '</COMPONENT>',
  '</WRITER_COMPONENTS>',
  '</BACKUP_COMPONENTS>',
].join('\n')

interface Step {
  readonly replace: string
  readonly by: string
  readonly hresult: number
  readonly line: number
  readonly because: RegExp
}

function checkRefused(text: string, step: Step): void {
  const parse = text === WRITER ? parseWriterMetadata : parseBackupComponents
  expect(parse(text).ok).toBe(true)
  expect(text).toContain(step.replace)
  const read = parse(text.replace(step.replace, () => step.by))
  if (read.ok) throw new Error('it was read')
  expect(read.error.message).toMatch(step.because)
  expect(read.error).toMatchObject({ hresult: step.hresult, line: step.line })
  expect(read.error.column).toBeGreaterThan(0)
}

const END = '</WRITER_METADATA>'
const FILE = '<FILE_LIST path="D:" filespec="*"/>'
const IDENTIFICATION = WRITER.split('\n').slice(1, 4).join('\n')

// biome-ignore format: one case to a line.
const WRITER_STEPS: readonly [string, string, string, number, number, RegExp][] = [
  ['another root', 'WRITER_METADATA xmlns', 'WRITER_DATA xmlns', INVALID, 1, /"WRITER_DATA" is not the root/],
  ['the other namespace', '#VssWriterMetadataInfo', '#VssComponentMetadata', INVALID, 1, /namespace/],
  ['no namespace', ' xmlns="x-schema:#VssWriterMetadataInfo"', '', INVALID, 1, /namespace ""/],
  ['a child of no namespace', '<FILE_LIST ', '<FILE_LIST xmlns="" ', INVALID, 8, /namespace ""/],
  ['no version', ' version="1.2"', '', INVALID, 1, /has no "version"/],
  ['a later version', 'version="1.2"', 'version="2.0"', INVALID, 1, /"version" is "2.0"/],
  ['an attribute missing', ' selectable="yes"', '', INVALID, 7, /has no "selectable"/],
  ['an attribute unknown', ' selectable="yes"', ' selectable="yes" colour="red"', INVALID, 7, /unknown attribute "colour"/],
  ['an attribute of every object', ' selectable="yes"', ' selectable="yes" constructor="red"', INVALID, 7, /unknown attribute/],
  ['an attribute of another namespace', 'filespec="*"', 'filespec="*" xmlns:a="b" a:path="D:"', INVALID, 8, /unknown attribute "a:path"/],
  ['an element unknown', FILE, '<FOLDER_LIST/>', INVALID, 8, /"FOLDER_LIST" is not in FILE_GROUP/],
  ['an element of every object', FILE, '<toString/>', INVALID, 8, /"toString" is not in/],
  ['an element out of place', '<BACKUP_LOCATIONS>', '<BACKUP_LOCATIONS><FILE_LIST path="D:" filespec="*"/>', INVALID, 5, /is not in BACKUP_LOCATIONS/],
  ['files of the other kind', '<FILE_LIST ', '<DATABASE_FILES ', INVALID, 8, /is not in FILE_GROUP/],
  ['no identification', IDENTIFICATION, '', INVALID, 9, /has no "IDENTIFICATION"/],
  ['two identifications', IDENTIFICATION, `${IDENTIFICATION}${IDENTIFICATION}`, INVALID, 13, /has 2 of "IDENTIFICATION"/],
  ['a usage that is none', 'usage="OTHER"', 'usage="other"', INVALID, 4, /"usage" of "IDENTIFICATION" cannot be "other"/],
  ['a flag that is none', 'selectable="yes"', 'selectable="true"', INVALID, 7, /cannot be "true"/],
  ['a number that is none', 'componentFlags="0"', 'componentFlags="0x2"', INVALID, 7, /cannot be "0x2"/],
  ['a number below zero', 'componentFlags="0"', 'componentFlags="-1"', INVALID, 7, /cannot be "-1"/],
  ['a number beyond 32 bits', 'componentFlags="0"', 'componentFlags="4294967296"', INVALID, 7, /cannot be/],
  ['a GUID in braces', '"bbbbbbbb-0000-4000-a000-000000000002"', '"{bbbbbbbb-0000-4000-a000-000000000002}"', INVALID, 4, /cannot be/],
  ['text', FILE, 'files', INVALID, 9, /no text/],
  ['a no-break space', FILE, '\u00a0', INVALID, 9, /no text/],
  ['a CDATA section', FILE, '<![CDATA[files]]>', INVALID, 8, /no text/],
  ['a DOCTYPE', '<WRITER_METADATA ', '<!DOCTYPE WRITER_METADATA><WRITER_METADATA ', INVALID, 1, /DOCTYPE/],
  ['an entity that is none', 'friendlyName="W"', 'friendlyName="&w;"', CORRUPT, 3, /undefined entity/],
  ['an entity of every object', 'friendlyName="W"', 'friendlyName="&constructor;"', CORRUPT, 3, /undefined entity/],
  ['an ampersand alone', 'friendlyName="W"', 'friendlyName="W & X;"', CORRUPT, 3, /disallowed character in entity name/],
  ['a reference to NUL', 'friendlyName="W"', 'friendlyName="&#0;"', CORRUPT, 3, /malformed character entity/],
  ['a reference to half a pair', 'friendlyName="W"', 'friendlyName="&#xD83D;"', CORRUPT, 3, /malformed character entity/],
  ['a control character', 'friendlyName="W"', 'friendlyName="\u0001"', CORRUPT, 3, /disallowed character/],
  ['the first half of a pair', 'friendlyName="W"', 'friendlyName="\ud83d"', CORRUPT, 1, /surrogate/],
  ['the second half of a pair', 'friendlyName="W"', 'friendlyName="\udcbe"', CORRUPT, 1, /surrogate/],
  ['a less-than in a value', 'friendlyName="W"', 'friendlyName="<"', CORRUPT, 3, /disallowed character/],
  ['an attribute twice', ' selectable="yes"', ' selectable="yes" selectable="yes"', CORRUPT, 7, /duplicate attribute/],
  ['an attribute without quotes', 'selectable="yes"', 'selectable=yes', CORRUPT, 7, /unquoted attribute/],
  ['a prefix that is none', '<FILE_LIST ', '<x:FILE_LIST ', CORRUPT, 8, /unbound namespace prefix/],
  ['tags that cross', '</FILE_GROUP>', '</FILE_GRUOP>', CORRUPT, 9, /unmatched closing tag|unexpected close tag/],
  ['no end', END, '', CORRUPT, 11, /unclosed tag/],
  ['a second root', END, `${END}<WRITER_METADATA/>`, CORRUPT, 11, /documents may contain only one root/],
  ['text after the end', END, `${END}.`, CORRUPT, 11, /text data outside of root/],
]

for (const [title, replace, by, hresult, line, because] of WRITER_STEPS)
  test(`writer metadata with ${title} is refused`, () =>
    checkRefused(WRITER, { replace, by, hresult, line, because }))

// biome-ignore format: one case to a line.
const COMPONENTS_STEPS: readonly [string, string, string, number, number, RegExp][] = [
  ['the root of the other', 'BACKUP_COMPONENTS', 'WRITER_METADATA', INVALID, 2, /is not the root BACKUP_COMPONENTS/],
  ['a backup type that is none', 'selectComponents="yes"', 'selectComponents="yes" backupType="FULL"', INVALID, 2, /cannot be "FULL"/],
  ['an empty backup type', 'selectComponents="yes"', 'selectComponents="yes" backupType=""', INVALID, 2, /cannot be ""/],
  ['an empty snapshot set', 'selectComponents="yes"', 'selectComponents="yes" snapshotSetId=""', INVALID, 2, /"snapshotSetId"/],
  ['no component type', ' componentType="filegroup"', '', INVALID, 5, /has no "componentType"/],
  ['metadata that is not base64', '"AAAA"', '"AA A"', INVALID, 6, /not a base64 digit/],
  ['metadata cut short', '"AAAA"', '"AAA"', INVALID, 6, /groups of four/],
  ['metadata spelled in a second way', '"AAAA"', '"AAB="', INVALID, 6, /bits of no byte/],
  ['metadata in a foreign namespace', 'xmlns="" metadata', 'xmlns="y" metadata', INVALID, 6, /namespace "y"/],
  ['metadata twice', '<BACKUP_METADATA', '<BACKUP_METADATA metadata=""/><BACKUP_METADATA', INVALID, 8, /has 2 of/],
  ['a time beyond 64 bits', 'lastModifyTime="0"', 'lastModifyTime="18446744073709551616"', INVALID, 7, /cannot be/],
]

for (const [title, replace, by, hresult, line, because] of COMPONENTS_STEPS)
  test(`backup components with ${title} are refused`, () =>
    checkRefused(COMPONENTS, { replace, by, hresult, line, because }))

test('a refusal says where: just after the tag at fault', () => {
  const read = parseWriterMetadata('<!-- \n -->\n  <a>')
  expect(read).toEqual({
    ok: false,
    error: { hresult: INVALID, message: '"a" is not the root WRITER_METADATA', line: 3, column: 6 },
  })
})

test('a refusal does not repeat a long name at length', () => {
  for (const text of [`<${'a'.repeat(100_000)}/>`, `${WRITER}</${'b'.repeat(100_000)}>`]) {
    const read = parseWriterMetadata(text)
    expect(read.ok ? 0 : read.error.message.length).toBeLessThanOrEqual(201)
    expect(read.ok).toBe(false)
  }
})

test('nothing at all is corrupt', () => {
  for (const text of ['', ' ', '\ufeff', '<!-- only -->', '<?xml version="1.0"?>'])
    expect(parseWriterMetadata(text)).toMatchObject({ error: { hresult: CORRUPT } })
})
