// Loader hooks that give each sabotage row an engine of its own. `index.js?sabotage=SYST-ERR-02`
// hands its query on to every module of the engine that it reaches, so the whole graph is fresh, and
// in that graph one module is read from another file. Everything outside the engine is shared.
// This runs on the loader's own thread; it works on every Node from 20.19.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type HookData, LOADED } from './messages.js'

const QUERY = '?sabotage='
/** What belongs to the engine, relative to dist/. */
const FRESH_FOLDERS = ['engine/', 'harness/targets/engine/']

let data: HookData = { dist: '', rows: {} }

export function initialize(given: HookData): void {
  data = given
}

interface Resolved {
  readonly url: string
  readonly shortCircuit?: boolean
}

export function resolve(
  specifier: string,
  context: { readonly parentURL?: string },
  next: (specifier: string, context: object) => Promise<Resolved>,
): Resolved | Promise<Resolved> {
  const [parent, row] = (context.parentURL ?? '').split(QUERY)
  // What the build wrote has whole file names: no search is needed, and it would cost the most.
  if (row === undefined || !specifier.startsWith('.')) return next(specifier, context)
  const { href } = new URL(specifier, parent)
  return { url: isFresh(href) ? `${href}${QUERY}${row}` : href, shortCircuit: true }
}

export function load(
  url: string,
  context: object,
  next: (url: string, context: object) => Promise<object>,
): object | Promise<object> {
  const [plain = '', id] = url.split(QUERY)
  if (id === undefined) return next(url, context)
  const row = data.rows[decodeURIComponent(id)]
  const source = row?.file === plain ? sabotaged(row.module, id) : pristine(plain)
  return { format: 'module', source, shortCircuit: true }
}

function sabotaged(url: string, id: string): string {
  const note = `;globalThis[Symbol.for('${LOADED}')]?.add(${JSON.stringify(id)})`
  return `${readFileSync(fileURLToPath(url), 'utf8')}\n${note}\n`
}

/** Every row reads the same files but one. */
const sources = new Map<string, string>()

function pristine(url: string): string {
  const known = sources.get(url)
  if (known !== undefined) return known
  const source = readFileSync(fileURLToPath(url), 'utf8')
  sources.set(url, source)
  return source
}

function isFresh(url: string): boolean {
  return FRESH_FOLDERS.some((folder) => url.startsWith(data.dist + folder))
}
