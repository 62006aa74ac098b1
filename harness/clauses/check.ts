import type { Clause, System } from './catalogue.js'
import type { Entry } from './entry.js'
import { CLAUSE_FAULTS, CLAUSE_KINDS, CLAUSE_ROLES, CLAUSE_TARGETS } from './vocabulary.js'

export interface Complaint {
  readonly file: string
  readonly line: number
  readonly message: string
}

export class CatalogueError extends Error {
  readonly complaints: readonly Complaint[]

  constructor(complaints: readonly Complaint[]) {
    const lines = complaints.slice(0, COMPLAINTS_SHOWN).map((complaint) => {
      return `  ${complaint.file}:${complaint.line}: ${complaint.message}`
    })
    const more = complaints.length - lines.length
    if (more > 0) lines.push(`  and ${more} more`)
    super(`compiling the catalogue failed\n${lines.join('\n')}`)
    this.name = 'CatalogueError'
    this.complaints = complaints
  }
}

const COMPLAINTS_SHOWN = 20

/** Gathers mistakes, so that one run of the build names them all. */
export class Complaints {
  readonly #list: Complaint[] = []

  add(complaint: Complaint): void {
    this.#list.push(complaint)
  }

  throwIfAny(): void {
    if (this.#list.length > 0) throw new CatalogueError(this.#list)
  }
}

export function checkSystems(entries: readonly Entry[], complaints: Complaints): System[] {
  const seen = new Set<string>()
  return entries.map((entry) => {
    const fields = new Fields('systems.yaml', entry, complaints)
    fields.onlyKeys(SYSTEM_KEYS)
    const prefix = fields.text('prefix')
    if (prefix !== '' && !/^[A-Z]{4}$/.test(prefix)) {
      fields.complain('prefix', `prefix "${prefix}" is not four capital letters`)
    }
    if (seen.has(prefix)) fields.complain('prefix', `prefix "${prefix}" is taken already`)
    seen.add(prefix)
    return {
      prefix,
      title: fields.text('title'),
      source: fields.text('source'),
      files: fields.list('files'),
      finished: fields.flag('finished'),
    }
  })
}

export interface ClauseContext {
  readonly file: string
  readonly system: System
  /** Ids met so far in the whole catalogue, with the place of each. */
  readonly seen: Map<string, string>
  readonly complaints: Complaints
}

export function checkClauses(entries: readonly Entry[], context: ClauseContext): Clause[] {
  return entries.map((entry) => {
    const fields = new Fields(context.file, entry, context.complaints)
    fields.onlyKeys(CLAUSE_KEYS)
    const id = fields.text('id')
    checkId(id, fields, context)
    return {
      id,
      system: context.system.prefix,
      section: fields.text('section'),
      kind: fields.oneOf('kind', CLAUSE_KINDS),
      role: fields.oneOf('role', CLAUSE_ROLES),
      says: fields.text('says'),
      check: fields.text('check'),
      sabotage: fields.text('sabotage'),
      targets: fields.someOf('targets', CLAUSE_TARGETS, 1),
      faults: fields.someOf('faults', CLAUSE_FAULTS, 0),
      contested: entry.lines.has('contested') ? fields.text('contested') : null,
    }
  })
}

function checkId(id: string, fields: Fields, { system, seen }: ClauseContext): void {
  if (id === '') return
  if (!/^[A-Z]{4}-[A-Z]{3}-\d{2}$/.test(id)) {
    fields.complain('id', `id "${id}" is not of the form ${system.prefix}-ABC-01`)
  } else if (!id.startsWith(`${system.prefix}-`)) {
    fields.complain('id', `id "${id}" lies in a file of ${system.prefix}`)
  }
  const other = seen.get(id)
  if (other !== undefined) fields.complain('id', `id "${id}" is taken already, at ${other}`)
  else seen.set(id, fields.place('id'))
}

/** The fields of one entry: each getter gives a value of the right type or complains. */
class Fields {
  readonly #file: string
  readonly #entry: Entry
  readonly #complaints: Complaints

  constructor(file: string, entry: Entry, complaints: Complaints) {
    this.#file = file
    this.#entry = entry
    this.#complaints = complaints
  }

  place(key: string): string {
    return `${this.#file}:${this.#line(key)}`
  }

  complain(key: string, message: string): void {
    this.#complaints.add({ file: this.#file, line: this.#line(key), message })
  }

  onlyKeys(allowed: readonly string[]): void {
    for (const key of this.#entry.lines.keys()) {
      if (allowed.includes(key)) continue
      this.complain(key, `unknown key "${key}"; expected ${allowed.join(', ')}`)
    }
  }

  text(key: string): string {
    const value = this.#entry.values[key]
    if (typeof value === 'string' && value.trim() !== '') return value
    this.complain(key, value === undefined ? `${key} is missing` : `${key} is not a text`)
    return ''
  }

  flag(key: string): boolean {
    const value = this.#entry.values[key]
    if (typeof value === 'boolean') return value
    this.complain(key, `${key} is not true or false`)
    return false
  }

  list(key: string): string[] {
    const value = this.#entry.values[key]
    if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value
    this.complain(key, value === undefined ? `${key} is missing` : `${key} is not a list of words`)
    return []
  }

  oneOf<Word extends string>(key: string, words: readonly [Word, ...Word[]]): Word {
    const value = this.text(key)
    const word = words.find((each) => each === value)
    if (word !== undefined) return word
    if (value !== '') this.complain(key, `${key} "${value}" is none of ${words.join(', ')}`)
    return words[0]
  }

  someOf<Word extends string>(key: string, words: readonly Word[], least: number): Word[] {
    const values = this.list(key)
    if (new Set(values).size < values.length) this.complain(key, `${key} names a word twice`)
    if (this.#entry.lines.has(key) && values.length < least) this.complain(key, `${key} is empty`)
    return values.flatMap((value) => {
      const word = words.find((each) => each === value)
      if (word !== undefined) return [word]
      this.complain(key, `${key} "${value}" is none of ${words.join(', ')}`)
      return []
    })
  }

  #line(key: string): number {
    return this.#entry.lines.get(key) ?? this.#entry.line
  }
}

const SYSTEM_KEYS = ['prefix', 'title', 'source', 'files', 'finished']
const CLAUSE_KEYS = [
  'id',
  'section',
  'kind',
  'role',
  'says',
  'check',
  'sabotage',
  'targets',
  'faults',
  'contested',
]
