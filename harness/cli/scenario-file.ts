// Reading a scenario file from disk; whatever is wrong with it is the person's to mend.

import { readFileSync, statSync } from 'node:fs'
import { loadCatalogue } from '../clauses/catalogue.js'
import type { Scenario } from '../model/scenario.js'
import { parse, ScenarioFileError } from '../scenario/file.js'
import { FILE_CHARACTERS_MAX } from '../scenario/limits.js'
import { requireKnownClauses } from './select.js'
import { UsageError } from './usage.js'

/** Every character takes at least one byte and at most four. */
const FILE_BYTES_MAX = 4 * FILE_CHARACTERS_MAX

/** `name` is what the scenario's id and all messages call the file. */
export function readScenarioFile(path: string, name: string): Scenario {
  const text = readText(path, name)
  try {
    const scenario = parse(text, name)
    requireKnownClauses(scenario, loadCatalogue())
    return scenario
  } catch (thrown) {
    throw thrown instanceof ScenarioFileError ? new UsageError(thrown.message) : thrown
  }
}

function readText(path: string, name: string): string {
  try {
    const status = statSync(path)
    if (status.isDirectory())
      throw new UsageError(`cannot read "${name}": it is a directory`, 'Use run --scenarios DIR.')
    if (status.size > FILE_BYTES_MAX)
      throw new UsageError(`cannot read "${name}": it is too large to be a scenario file`)
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown
    const { code } = thrown as NodeJS.ErrnoException
    throw new UsageError(`cannot read "${name}": ${READ_ERRORS[code ?? ''] ?? code ?? 'failed'}`)
  }
}

const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'no right to read it',
  ENOTDIR: 'there is no such file',
  ENAMETOOLONG: 'the name is too long',
}
