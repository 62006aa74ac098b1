// Reads the catalogue's YAML, checks it strictly and gives the JSON text the build writes as
// `dist/clauses.json`. The text is written as it is: its bytes are what the catalogue hash is over.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Clause, System } from './catalogue.js'
import { Complaints, checkClauses, checkSystems } from './check.js'
import type { Entry } from './entry.js'

/** The compiled catalogue as JSON text. Throws a `CatalogueError` that names every mistake. */
export function compileCatalogue(directory: string = sourceDirectory()): string {
  const read = (file: string): Entry[] => readEntries(`${directory}/${file}`, file)
  return JSON.stringify(compileEntries(read))
}

export interface CatalogueContent {
  readonly systems: readonly System[]
  readonly clauses: readonly Clause[]
}

/** The same over any way of reading a file's entries. */
export function compileEntries(read: (file: string) => readonly Entry[]): CatalogueContent {
  const complaints = new Complaints()
  const systems = checkSystems(read('systems.yaml'), complaints)
  const seen = new Map<string, string>()
  const clauses = systems.flatMap((system) =>
    system.files.flatMap((file) => checkClauses(read(file), { file, system, seen, complaints })),
  )
  complaints.throwIfAny()
  return { systems, clauses }
}

/** The YAML lies beside this file, or, when this file is compiled, beside its source. */
function sourceDirectory(): string {
  const place = import.meta.url.endsWith('.ts') ? '.' : '../../../harness/clauses'
  return fileURLToPath(new URL(place, import.meta.url))
}

function readEntries(path: string, file: string): Entry[] {
  return parseEntries(readFileSync(path, 'utf8'), file)
}

/** The entries of a file that is a list of mappings, each key with its line. */
export function parseEntries(text: string, file: string): Entry[] {
  const yaml = loadYaml()
  const lineCounter = new yaml.LineCounter()
  const document = yaml.parseDocument(text, { lineCounter })
  const complaints = new Complaints()
  const lineOf = (node: unknown): number => {
    const offset = (node as { range?: readonly number[] | null } | null)?.range?.[0] ?? 0
    return lineCounter.linePos(offset).line
  }
  for (const error of document.errors) {
    const line = error.linePos?.[0].line ?? 1
    complaints.add({ file, line, message: error.message.split('\n', 1)[0] ?? 'not YAML' })
  }
  complaints.throwIfAny()
  if (!yaml.isSeq(document.contents)) {
    complaints.add({ file, line: 1, message: 'the file is not a list' })
    complaints.throwIfAny()
    return []
  }
  return document.contents.items.flatMap((item): Entry[] => {
    if (!yaml.isMap(item)) {
      complaints.add({ file, line: lineOf(item), message: 'an entry is not a mapping' })
      complaints.throwIfAny()
      return []
    }
    const values = item.toJSON() as Record<string, unknown>
    const lines = new Map(item.items.map((pair) => [String(pair.key), lineOf(pair.key)]))
    return [{ line: lineOf(item), values, lines }]
  })
}

/** Loaded when asked for: normal runs read the compiled catalogue and never pay for the parser. */
function loadYaml(): typeof import('yaml') {
  return createRequire(import.meta.url)('yaml') as typeof import('yaml')
}
