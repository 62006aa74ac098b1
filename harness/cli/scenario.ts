// `frostproof scenario`: the schema of scenario files, or one file as a feature.

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Io } from './io.js'
import { packageRoot } from './place.js'
import { EXIT, UsageError } from './usage.js'

interface ScenarioOptions {
  readonly schema?: boolean
  readonly feature?: boolean
}

export async function scenario(
  file: string | undefined,
  options: ScenarioOptions,
  io: Io,
): Promise<number> {
  const forms = 'Write scenario --schema, or scenario FILE --feature.'
  if (options.schema) {
    if (file !== undefined || options.feature)
      throw new UsageError('"--schema" stands alone', forms)
    const { fileJsonSchema } = await import('../scenario/file-schema.js')
    io.out(`${JSON.stringify(fileJsonSchema(), null, 1)}\n`)
    return EXIT.conformant
  }
  if (file === undefined || !options.feature)
    throw new UsageError('cannot tell what to print of a scenario', forms)
  io.out(await asFeature(file, io.cwd))
  return EXIT.conformant
}

async function asFeature(file: string, cwd: string): Promise<string> {
  const { readScenarioFile } = await import('./scenario-file.js')
  const parsed = readScenarioFile(resolve(cwd, file), file)
  await import('../../steps/index.js')
  const { FeatureCompiler } = await import('../cucumber/compile.js')
  const { NoWords, Wordbook } = await import('../cucumber/feature-text.js')
  const { featureFiles } = await import('../cucumber/suite.js')
  const book = new Wordbook()
  const compiler = new FeatureCompiler(book.learn)
  for (const path of featureFiles(join(packageRoot, 'features')))
    compiler.compile(path, readFileSync(path, 'utf8'))
  try {
    return book.feature(parsed)
  } catch (thrown) {
    if (!(thrown instanceof NoWords)) throw thrown
    throw new UsageError(
      `cannot print "${file}" as a feature: ${thrown.message}`,
      'frostproof clauses --vocabulary lists the phrases.',
    )
  }
}
