import type { Cursor } from './cursor.js'
import { isName, readName, readSeries, readString } from './names.js'
import type { FileSpec } from './tree.js'

/** `( NAME = d, FILENAME = 'd.mdf', SIZE = 8MB, … ), ( … )`. */
export function readFileSpecs(c: Cursor): FileSpec[] {
  return readSeries(c, readFileSpec)
}

interface Draft {
  name?: string
  newName?: string
  fileName?: string
  sizeKb?: number
  maxSizeKb?: FileSpec['maxSizeKb']
  growth?: FileSpec['growth']
  offline?: boolean
}

export function readFileSpec(c: Cursor): FileSpec {
  const at = c.at(c.expect('('))
  const draft: Draft = {}
  do readProperty(c, draft)
  while (c.take(','))
  c.expect(')')
  const { name, newName, fileName, sizeKb, maxSizeKb, growth, offline = false } = draft
  return { at, name, newName, fileName, sizeKb, maxSizeKb, growth, offline }
}

function readProperty(c: Cursor, draft: Draft): void {
  const { word } = c.token
  if (c.token.kind !== 'word') c.fail()
  c.next()
  if (word === 'OFFLINE') {
    draft.offline = true
    return
  }
  c.expect('=')
  if (word === 'NAME') draft.name = readNameOrString(c)
  else if (word === 'NEWNAME') draft.newName = readNameOrString(c)
  else if (word === 'FILENAME') draft.fileName = readString(c)
  else if (word === 'SIZE') draft.sizeKb = readSizeKb(c)
  else if (word === 'MAXSIZE') draft.maxSizeKb = c.take('UNLIMITED') ? 'unlimited' : readSizeKb(c)
  else if (word === 'FILEGROWTH') draft.growth = readGrowth(c)
  else c.fail(c.last)
}

function readNameOrString(c: Cursor): string {
  return isName(c.token) ? readName(c) : readString(c)
}

const UNITS_KB: ReadonlyMap<string, number> = new Map([
  ['KB', 1],
  ['MB', 1024],
  ['GB', 1024 ** 2],
  ['TB', 1024 ** 3],
])

/** Megabytes when no unit is given. */
function readSizeKb(c: Cursor): number {
  const count = readCount(c)
  const unit = UNITS_KB.get(c.token.word)
  if (unit === undefined) return count * 1024
  c.next()
  return count * unit
}

function readGrowth(c: Cursor): FileSpec['growth'] {
  const count = readCount(c)
  if (c.take('%')) return { percent: count }
  const unit = UNITS_KB.get(c.token.word)
  if (unit === undefined) return { kb: count * 1024 }
  c.next()
  return { kb: count * unit }
}

function readCount(c: Cursor): number {
  if (c.token.kind !== 'integer') c.fail()
  return Number(c.next().text)
}
