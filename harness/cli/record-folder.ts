// The record of a report directory that a person names.

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readRecordSoFar } from '../report/index.js'
import type { RunRecord } from '../report/schema.js'
import { UsageError } from './usage.js'

export function recordPath(directory: string, what: string, cwd: string): string {
  const path = join(resolve(cwd, directory), 'events.ndjson')
  if (existsSync(path)) return path
  throw new UsageError(
    `cannot ${what} "${directory}": there is no events.ndjson in it`,
    'Name a report directory, such as reports/latest.',
  )
}

/** A record that cannot be believed is the person's to look after. */
export function recordIn(directory: string, what: string, cwd: string): RunRecord {
  const path = recordPath(directory, what, cwd)
  try {
    return readRecordSoFar(path)
  } catch (thrown) {
    if (thrown instanceof Error && !('code' in thrown)) throw new UsageError(thrown.message)
    throw thrown
  }
}
