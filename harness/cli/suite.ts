// What a run replays: the package's own features and scenario files, and the user's beside them.

import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadCatalogue } from '../clauses/catalogue.js'
import { FeatureError } from '../cucumber/compile.js'
import {
  type FeatureFolder,
  filesBelow,
  loadFeatures,
  relativeName,
  type Suite,
} from '../cucumber/suite.js'
import type { Scenario } from '../model/scenario.js'
import { packageRoot } from './place.js'
import { requireKnownClauses } from './select.js'
import { UsageError } from './usage.js'

export interface SuiteOptions {
  readonly cwd: string
  readonly features?: readonly string[] | undefined
  readonly scenarios?: readonly string[] | undefined
}

export async function loadWholeSuite(options: SuiteOptions): Promise<Suite> {
  const featureFolders = foldersOf('features', options.features, options.cwd)
  const scenarioFolders = foldersOf('scenarios', options.scenarios, options.cwd)
  // Registers the phrases.
  await import('../../steps/index.js')
  const features = asUsage(() => loadFeatures(featureFolders))
  // Of the package's own features the tests of the package take care.
  if (options.features !== undefined)
    for (const scenario of features.scenarios) requireKnownClauses(scenario, loadCatalogue())
  const files = await loadScenarioFiles(scenarioFolders)
  const scenarios = [...features.scenarios, ...files]
  rejectDuplicates(scenarios)
  return { scenarios, uses: features.uses }
}

function foldersOf(
  name: 'features' | 'scenarios',
  own: readonly string[] | undefined,
  cwd: string,
): FeatureFolder[] {
  const folders = (own ?? []).map((folder) => {
    const place = resolve(cwd, folder)
    if (!existsSync(place))
      throw new UsageError(`cannot read --${name} "${folder}": it is not there`)
    if (!statSync(place).isDirectory())
      throw new UsageError(`cannot read --${name} "${folder}": it is not a directory`)
    return { folder: place, root: cwd }
  })
  const packaged = { folder: join(packageRoot, name), root: packageRoot }
  return existsSync(packaged.folder) ? [packaged, ...folders] : folders
}

async function loadScenarioFiles(folders: readonly FeatureFolder[]): Promise<Scenario[]> {
  const found = new Map<string, string>()
  for (const { folder, root } of folders)
    for (const file of asUsage(() => filesBelow(folder, ['.yaml', '.yml'])))
      if (!found.has(file)) found.set(file, relativeName(root, file))
  if (found.size === 0) return []
  const { readScenarioFile } = await import('./scenario-file.js')
  return [...found].map(([file, name]) => readScenarioFile(file, name))
}

/** A feature that cannot be read is somebody's text: said in a line, without a stack. */
function asUsage<T>(load: () => T): T {
  try {
    return load()
  } catch (thrown) {
    const { syscall } = thrown as NodeJS.ErrnoException
    const isTheirs = thrown instanceof FeatureError || syscall !== undefined
    throw isTheirs ? new UsageError((thrown as Error).message) : thrown
  }
}

function rejectDuplicates(scenarios: readonly Scenario[]): void {
  const seen = new Set<string>()
  for (const { id } of scenarios) {
    if (seen.has(id))
      throw new UsageError(`two scenarios have the same id, "${id}"`, 'Rename one file or title.')
    seen.add(id)
  }
}
