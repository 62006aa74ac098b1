// `frostproof verify`: whether the record of a report is whole and untouched.

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { inspectRecord } from '../report/index.js'
import type { Io } from './io.js'
import { EXIT, UsageError } from './usage.js'

export async function verify(directory: string, io: Io): Promise<number> {
  const record = join(resolve(io.cwd, directory), 'events.ndjson')
  if (!existsSync(record))
    throw new UsageError(`cannot verify "${directory}": there is no events.ndjson in it`)
  const inspection = inspectRecord(record)
  if (inspection.status === 'complete') {
    io.out(`whole and untouched: ${inspection.results} results, seal ${inspection.seal}\n`)
    return EXIT.conformant
  }
  io.out(`${inspection.status}: ${inspection.message}\n`)
  return inspection.status === 'tampered' ? EXIT.violated : EXIT.undecided
}
