// Names of databases, instances, rows and files as they stand in sentences.

import { parameterType } from '../harness/index.js'

export const MEGABYTE = 1024 ** 2

const DATABASE = String.raw`(?:[A-Z][A-Za-z0-9_$]*\\)?(?:[A-Z][A-Za-z0-9_]*|master|model|msdb)`
const INSTANCE = '[A-Z][A-Z0-9_]*'
const PATH = String.raw`[A-Z]:\\[^\s"]+`
const list = (one: string) => `${one}(?:, ${one})*(?: and ${one})?`

/** `Sales, Hr and Stock` */
export function namesIn(text: string): string[] {
  return text.split(/, | and /)
}

export interface Rows {
  readonly from: number
  readonly to: number
}

/** `1-100` or `5` */
export function rowsIn(text: string): Rows {
  const [from = 0, to = from] = text.split('-').map(Number)
  return { from, to }
}

export type Subject =
  | 'none'
  | 'instance'
  | 'database'
  | 'database in the shadow copy'
  | 'databases'
  | 'path'
  | 'backup'

interface Shape {
  readonly source: string
  readonly whole: RegExp
  readonly read: (text: string) => string
}

function shape(source: string, read: (text: string) => string = (text) => text): Shape {
  return { source, whole: new RegExp(`^${source}$`), read }
}

/** What a listing can be about. */
export const SUBJECTS: Readonly<Record<Subject, Shape>> = {
  none: shape(''),
  instance: shape(INSTANCE),
  database: shape(DATABASE),
  'database in the shadow copy': shape(`${DATABASE} in the shadow copy of "[^"]+"`),
  databases: shape(list(DATABASE)),
  path: shape(PATH),
  backup: shape('"[^"]+"', (text) => text.slice(1, -1)),
}

parameterType({
  name: 'database',
  doc: 'A database of the first instance, or of a named one: Sales, INST2\\Hr',
  regexp: new RegExp(DATABASE),
  transform: (text) => text,
})

parameterType({
  name: 'databases',
  doc: 'One or several databases: Sales, Hr and Stock',
  regexp: new RegExp(list(DATABASE)),
  transform: namesIn,
})

parameterType({
  name: 'volumes',
  doc: 'One or several volumes: D: and E:',
  regexp: new RegExp(list('[A-Z]:')),
  transform: namesIn,
})

parameterType({
  name: 'instance',
  doc: 'An instance; MSSQLSERVER is the default one: INST1',
  regexp: new RegExp(INSTANCE),
  transform: (text) => text,
})

parameterType({
  name: 'rows',
  doc: 'Numbers of rows: 5 or 1-100',
  regexp: /\d+(?:-\d+)?/,
  transform: rowsIn,
})

parameterType({
  name: 'path',
  doc: 'A file or a folder, without blanks: D:\\data\\sales.mdf',
  regexp: new RegExp(PATH),
  transform: (text) => text,
})
