// A file that no entry reaches is dead, and a file that only its own test reaches is as dead.

import { importsOf, resolve } from './imports.js'
import { isTest, type Source } from './sources.js'

/** Where programs start, or where a folder is read whole. */
const ENTRIES: readonly RegExp[] = [
  /^harness\/cli\/main\.ts$/, // The bin.
  /^harness\/index\.ts$/, // The package.
  /^harness\/cucumber\/bridge\.ts$/, // Plain cucumber-js.
  /^harness\/clauses\/compile\.ts$/, // The build.
  /^harness\/report\/page\/main\.ts$/, // The script of the pages.
  /^harness\/cli\/explore-worker\.ts$/, // Started by the crew of a search.
  /^harness\/sabotage\/(child|hooks)\.ts$/, // Started by the pool, registered by the child.
  /^steps\//,
]

export function findDeadFiles(sources: readonly Source[]): string[] {
  const files = new Map(sources.map((source) => [source.file, source]))
  const isEntry = (file: string) => isTest(file) || ENTRIES.some((entry) => entry.test(file))
  const reached = new Set<string>()
  const waiting = [...files.keys()].filter(isEntry)
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const source = files.get(file)
    if (source === undefined || reached.has(file)) continue
    reached.add(file)
    const onlyHelpers = isTest(file) && !file.startsWith('harness/tidy/')
    const next = importsOf(source).map(({ specifier }) => resolve(source.file, specifier))
    waiting.push(...(onlyHelpers ? next.filter(isTest) : next))
  }
  return [...files.keys()].filter((file) => !reached.has(file))
}
