// Loader hooks that give each sabotage row an engine of its own. `index.js?sabotage=SYST-ERR-02`
// hands its query on to every module of the engine that it reaches, so the whole graph is fresh, and
// in that graph one module is read from another file. Everything outside the engine is shared.
// This runs on the loader's own thread; it works on every Node from 20.19.

import { readFile } from 'node:fs/promises'
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
}

export async function resolve(
  specifier: string,
  context: { readonly parentURL?: string },
  next: (specifier: string, context: object) => Promise<Resolved>,
): Promise<Resolved> {
  const resolved = await next(specifier, context)
  const [, row] = (context.parentURL ?? '').split(QUERY)
  if (row === undefined || !isFresh(resolved.url)) return resolved
  return { ...resolved, url: `${resolved.url}${QUERY}${row}` }
}

export async function load(
  url: string,
  context: object,
  next: (url: string, context: object) => Promise<object>,
): Promise<object> {
  const [plain, id] = url.split(QUERY)
  const row = id === undefined ? undefined : data.rows[decodeURIComponent(id)]
  if (row === undefined || plain !== row.file) return next(url, context)
  const source = await readFile(fileURLToPath(row.module), 'utf8')
  const note = `;globalThis[Symbol.for('${LOADED}')]?.add(${JSON.stringify(id)})`
  return { format: 'module', source: `${source}\n${note}\n`, shortCircuit: true }
}

function isFresh(url: string): boolean {
  return FRESH_FOLDERS.some((folder) => url.startsWith(data.dist + folder))
}
