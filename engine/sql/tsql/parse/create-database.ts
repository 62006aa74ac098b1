import type { Cursor } from './cursor.js'
import { readFileSpec, readFileSpecs } from './file-spec.js'
import { readList, readName, readPlacedName, readSeries } from './names.js'
import type { At, DatabaseOption, DatabaseStatement, FilegroupSpec, FileSpec } from './tree.js'

/** Behind CREATE. */
export function readCreateDatabase(c: Cursor, at: At): DatabaseStatement {
  c.expect('DATABASE')
  const name = readName(c)
  let containment: DatabaseOption | undefined
  if (c.is('CONTAINMENT')) containment = readValueOption(c)
  const filegroups = c.take('ON') ? readFilegroups(c) : []
  if (c.takeAll('AS', 'SNAPSHOT')) {
    c.expect('OF')
    const files = filegroups.flatMap((group) => group.files)
    return { kind: 'create-database-snapshot', at, name, files, source: readName(c) }
  }
  const log = c.takeAll('LOG', 'ON') ? readFileSpecs(c) : []
  const collation = c.take('COLLATE') ? readName(c) : undefined
  const attach = c.take('FOR') ? readAttach(c) : undefined
  const options = [...(containment ? [containment] : []), ...readCreateOptions(c)]
  return { kind: 'create-database', at, name, filegroups, log, collation, attach, options }
}

/** Files before the first FILEGROUP are those of PRIMARY. */
function readFilegroups(c: Cursor): FilegroupSpec[] {
  const groups: FilegroupSpec[] = []
  let current: { group: Omit<FilegroupSpec, 'files'>; files: FileSpec[] } | undefined
  do {
    if (c.is('PRIMARY') || c.is('FILEGROUP') || current === undefined) {
      current = { group: readFilegroupHead(c), files: [] }
      groups.push({ ...current.group, files: current.files })
    }
    current.files.push(readFileSpec(c))
  } while (c.take(','))
  return groups
}

function readFilegroupHead(c: Cursor): Omit<FilegroupSpec, 'files'> {
  const at = c.at()
  if (!c.take('FILEGROUP')) {
    c.take('PRIMARY')
    return { at, name: 'PRIMARY', isDefault: false, contains: 'rows' }
  }
  const name = readName(c)
  const contains = readContents(c)
  return { at, name, isDefault: c.take('DEFAULT'), contains }
}

export function readContents(c: Cursor): FilegroupSpec['contains'] {
  if (!c.take('CONTAINS')) return 'rows'
  if (c.take('FILESTREAM')) return 'filestream'
  c.expect('MEMORY_OPTIMIZED_DATA')
  return 'memory-optimized'
}

function readAttach(c: Cursor): 'attach' | 'rebuild-log' {
  if (c.take('ATTACH_REBUILD_LOG')) return 'rebuild-log'
  c.expect('ATTACH')
  return 'attach'
}

function readCreateOptions(c: Cursor): DatabaseOption[] {
  if (!c.is('WITH')) return []
  c.next()
  return readSeries(c, readValueOption)
}

/** `TRUSTWORTHY ON`, `DEFAULT_LANGUAGE = 1033`, `FILESTREAM (…)`. */
function readValueOption(c: Cursor): DatabaseOption {
  const at = c.at()
  if (c.token.kind !== 'word') c.fail()
  const name = c.next().text.toLowerCase()
  if (c.is('(')) return { at, name, value: readList(c, readWords).join(', ') }
  c.take('=')
  const isValue = c.ahead(0).kind !== 'symbol' && !c.isEnd && !c.is('WITH')
  return { at, name, value: isValue ? c.next().text : undefined }
}

function readWords(c: Cursor): string {
  const words = [c.next().text]
  while (!c.is(',') && !c.is(')')) words.push(c.next().text)
  return words.join(' ')
}

/** Behind DROP. */
export function readDropDatabase(c: Cursor, at: At): DatabaseStatement {
  c.expect('DATABASE')
  const ifExists = c.takeAll('IF', 'EXISTS')
  return { kind: 'drop-database', at, ifExists, names: readSeries(c, readPlacedName) }
}
