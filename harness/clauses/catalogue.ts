// The catalogue: every documented behaviour as a clause. It is written as YAML, one file per system,
// and compiled to one JSON file by the build, since reading the YAML costs some 300 ms.
// The hash is taken over the bytes of that JSON, which are the canonical form: the compiler alone
// decides on keys, their order and the absence of white space.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { RecordClause, RecordSystem } from '../model/record.js'
import { compileCatalogue } from './compile.js'
import type { ClauseFault, ClauseKind, ClauseRole, ClauseTarget } from './vocabulary.js'

export interface System {
  readonly prefix: string
  readonly title: string
  /** The name of the document the clauses are drawn from. */
  readonly source: string
  /** Catalogue files, in the order in which the document runs. */
  readonly files: readonly string[]
  /** Each clause has a scenario, and a full run must show them all. */
  readonly finished: boolean
}

export interface Clause {
  readonly id: string
  /** The prefix of its system. */
  readonly system: string
  readonly section: string
  readonly kind: ClauseKind
  readonly role: ClauseRole
  readonly says: string
  /** How one scenario shows it. */
  readonly check: string
  /** How a broken implementation would violate it. */
  readonly sabotage: string
  readonly targets: readonly ClauseTarget[]
  readonly faults: readonly ClauseFault[]
  /** Where the document contradicts itself, and which reading is tested. */
  readonly contested: string | null
}

export interface Catalogue {
  /** `sha256:…` over the compiled content. */
  readonly hash: string
  readonly systems: readonly System[]
  /** In catalogue order: by system, then as the document runs. */
  readonly clauses: readonly Clause[]
}

let loaded: Catalogue | undefined

/** The catalogue, read once per process. */
export function loadCatalogue(): Catalogue {
  loaded ??= parseCatalogue(catalogueText())
  return loaded
}

/** A catalogue from its compiled text. */
export function parseCatalogue(text: string): Catalogue {
  const content = JSON.parse(text) as Partial<Pick<Catalogue, 'systems' | 'clauses'>>
  if (!Array.isArray(content.systems) || !Array.isArray(content.clauses)) {
    throw new Error('reading the compiled catalogue failed: it is not what the build writes')
  }
  return { hash: catalogueHash(text), systems: content.systems, clauses: content.clauses }
}

export function catalogueHash(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

/** The catalogue as the header of a record carries it. */
export function recordClauses(catalogue: Catalogue): RecordClause[] {
  const finished = new Map(catalogue.systems.map((system) => [system.prefix, system.finished]))
  return catalogue.clauses.map((clause) => ({
    id: clause.id,
    system: clause.system,
    section: clause.section,
    kind: clause.kind,
    says: clause.says,
    contested: clause.contested,
    finished: finished.get(clause.system) ?? false,
  }))
}

/** The systems as the header of a record carries them. */
export function recordSystems(catalogue: Catalogue): RecordSystem[] {
  return catalogue.systems.map(({ prefix, title, source }) => ({ prefix, title, source }))
}

/** Compiled code lies in dist/harness/clauses and reads what the build wrote; sources compile anew. */
function catalogueText(): string {
  if (import.meta.url.endsWith('.ts')) return compileCatalogue()
  const place = new URL('../../clauses.json', import.meta.url)
  try {
    return readFileSync(place, 'utf8')
  } catch (cause) {
    throw new Error(
      `reading the compiled catalogue failed: "${place.pathname}"\nHint: Run "npm run prepare" to build it.`,
      { cause },
    )
  }
}
