// Reads a suite from disk: every feature below the given folders, against the phrases registered.

import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Scenario } from '../model/scenario.js'
import { FeatureCompiler, FeatureError } from './compile.js'

/** More than this is not a suite but a mistake in the path. */
const FEATURE_FILES_MAX = 20_000
const FEATURE_BYTES_MAX = 4 * 1024 * 1024

export interface Suite {
  readonly scenarios: readonly Scenario[]
  /** Uses of each phrase, by its expression. */
  readonly uses: ReadonlyMap<string, number>
}

export interface FeatureFolder {
  /** Absolute. */
  readonly folder: string
  /** What the ids of the scenarios are relative to. */
  readonly root: string
}

/** `folders` are absolute; `root` is what the ids of the scenarios are relative to. */
export function loadSuite(folders: readonly string[], root: string): Suite {
  return loadFeatures(folders.map((folder) => ({ folder, root })))
}

/** A file that lies in two of the folders is read once, where it came first. */
export function loadFeatures(folders: readonly FeatureFolder[]): Suite {
  const compiler = new FeatureCompiler()
  const scenarios: Scenario[] = []
  const seen = new Set<string>()
  for (const { folder, root } of folders)
    for (const file of filesBelow(folder, ['.feature'])) {
      if (seen.has(file)) continue
      seen.add(file)
      const source = readFileSync(file, 'utf8')
      if (source.length > FEATURE_BYTES_MAX)
        throw new FeatureError(`${file} is too large to be a feature`)
      scenarios.push(...compiler.compile(relativeName(root, file), source))
    }
  return { scenarios, uses: compiler.uses }
}

export function featureFiles(folder: string): string[] {
  return filesBelow(folder, ['.feature'])
}

/** Sorted by name, so that the order of a suite does not depend on the file system. */
export function filesBelow(folder: string, endings: readonly string[]): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => endings.some((ending) => name.endsWith(ending))).sort()
  if (files.length > FEATURE_FILES_MAX)
    throw new FeatureError(`${folder} holds too many files, more than ${FEATURE_FILES_MAX}`)
  return files.map((name) => join(folder, name))
}

/** With forward slashes on every system. */
export function relativeName(root: string, file: string): string {
  return relative(root, file).split(sep).join('/')
}
