// The checkout as text: what the tidy rules read. A rule is a pure function from such sources to
// complaints, so each can be shown a bad snippet.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export interface Source {
  /** Relative to the checkout, with forward slashes. */
  readonly file: string
  readonly text: string
  readonly tree: ts.SourceFile
}

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const CODE_FOLDERS = ['engine', 'harness', 'steps']

/** All TypeScript of the checkout, tests included. */
export function readSources(): Source[] {
  return CODE_FOLDERS.flatMap((folder) => listFiles(folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => parseSource(file, readText(file)))
}

/** Files below a folder of the checkout, sorted; none when there is no such folder. */
export function listFiles(folder: string): string[] {
  if (!existsSync(path.join(ROOT, folder))) return []
  const names = readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
  return names
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join('/'))
    .sort()
}

export function readText(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8')
}

export function parseSource(file: string, text: string): Source {
  return { file, text, tree: ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true) }
}

/** A test, a benchmark or what several share: it may use what the product may not. */
export function isTest(file: string): boolean {
  return /\.(test|bench|fixture)\./.test(file) || file.startsWith('harness/tidy/')
}

/** Every node below this one, itself included, outermost first. */
export function* walk(node: ts.Node): Generator<ts.Node> {
  yield node
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => void children.push(child))
  for (const child of children) yield* walk(child)
}

/** `file:line` of a node, for complaints that an editor can follow. */
export function placeOf(source: Source, node: ts.Node): string {
  const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree))
  return `${source.file}:${line + 1}`
}
