// What BACKUP and RESTORE have in common: devices, parts of a database, options.

import type { Cursor } from './cursor.js'
import { isName, readDeclared, readName, readSeries, readString } from './names.js'
import { refuseText } from './parse-failure.js'
import type { BackupOption, BackupPart, Device, TextOrVariable } from './tree.js'

/** A string or a variable. */
export function readText(c: Cursor): TextOrVariable {
  const at = c.at()
  if (c.token.kind === 'variable') return { kind: 'variable', at, name: readDeclared(c) }
  return { kind: 'text', at, text: readString(c) }
}

/** A name, or a variable that holds one. */
export function readNameOrVariable(c: Cursor): TextOrVariable {
  const at = c.at()
  return isName(c.token) ? { kind: 'text', at, text: readName(c) } : readText(c)
}

const DEVICES: ReadonlyMap<string, Device['type']> = new Map([
  ['DISK', 'disk'],
  ['TAPE', 'tape'],
  ['URL', 'url'],
  ['VIRTUAL_DEVICE', 'virtual-device'],
])

export function readDevices(c: Cursor): Device[] {
  return readSeries(c, readDevice)
}

function readDevice(c: Cursor): Device {
  const at = c.at()
  const type = DEVICES.get(c.token.word)
  if (type === undefined || !c.isAhead(1, '='))
    return { at, type: 'logical', name: readNameOrVariable(c) }
  c.next()
  c.expect('=')
  return { at, type, name: readText(c) }
}

export function readParts(c: Cursor): BackupPart[] {
  const parts: BackupPart[] = []
  while (c.isEither('FILE', 'FILEGROUP', 'PAGE', 'READ_WRITE_FILEGROUPS')) {
    const { word } = c.next()
    if (word === 'READ_WRITE_FILEGROUPS') parts.push({ kind: 'read-write-filegroups' })
    else {
      c.expect('=')
      const kind = word === 'FILE' ? 'file' : word === 'PAGE' ? 'page' : 'filegroup'
      if (c.take('(')) {
        for (const name of readSeries(c, readText)) parts.push({ kind, name })
        c.expect(')')
      } else parts.push({ kind, name: readText(c) })
    }
    if (!c.take(',')) break
  }
  return parts
}

export type OptionForm = 'flag' | 'number' | 'optional-number' | 'value' | 'mark' | 'move' | 'list'

/** `value: 'NAME DESCRIPTION'` and the like, to what a word is looked up in. */
export function optionForms(
  table: Partial<Readonly<Record<OptionForm, string>>>,
): ReadonlyMap<string, OptionForm> {
  return new Map(
    Object.entries(table).flatMap(([form, words]) =>
      words.split(/\s+/).map((word) => [word, form as OptionForm] as const),
    ),
  )
}

/** WITH and what follows it; empty when there is none. */
export function readBackupOptions(
  c: Cursor,
  forms: ReadonlyMap<string, OptionForm>,
  statement: 'BACKUP' | 'RESTORE',
): BackupOption[] {
  if (!c.take('WITH')) return []
  return readSeries(c, () => readOption(c, forms, statement))
}

function readOption(
  c: Cursor,
  forms: ReadonlyMap<string, OptionForm>,
  statement: string,
): BackupOption {
  const at = c.at()
  const { token } = c
  if (token.kind !== 'word') c.fail()
  const form = forms.get(token.word)
  if (form === undefined)
    return refuseText(155, token.line, `'${token.text}' is not a recognized ${statement} option.`)
  c.next()
  const start = { at, name: token.text.toLowerCase() }
  if (form === 'flag') return { ...start, kind: 'flag' }
  if (form === 'optional-number' && !c.is('=')) return { ...start, kind: 'flag' }
  if (form === 'list') return readListOption(c, start)
  if (form === 'move') {
    const from = readText(c)
    c.expect('TO')
    return { ...start, kind: 'move', from, to: readText(c) }
  }
  c.expect('=')
  if (form === 'mark') {
    const value = readText(c)
    return { ...start, kind: 'mark', value, after: c.take('AFTER') ? readText(c) : undefined }
  }
  if (form === 'value') return { ...start, kind: 'value', value: readText(c) }
  if (c.token.kind === 'variable') return { ...start, kind: 'value', value: readText(c) }
  if (c.token.kind !== 'integer') return c.fail()
  return { ...start, kind: 'number', value: Number(c.next().text) }
}

function readListOption(c: Cursor, start: Pick<BackupOption, 'at' | 'name'>): BackupOption {
  const values: string[] = []
  c.take('=')
  c.expect('(')
  do {
    values.push(c.next().text)
    while (!c.isEither(',', ')')) values.push(c.next().text)
  } while (c.take(','))
  c.expect(')')
  return { ...start, kind: 'list', values }
}
