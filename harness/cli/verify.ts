// `frostproof verify`: whether the record of a report is whole and untouched, and whether the files
// folded from it still say what it says.

import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { foldRecord, inspectRecord, readRecord } from '../report/index.js'
import type { Io } from './io.js'
import { EXIT, UsageError } from './usage.js'

export async function verify(directory: string, io: Io): Promise<number> {
  const folder = resolve(io.cwd, directory)
  const record = join(folder, 'events.ndjson')
  if (!existsSync(record))
    throw new UsageError(`cannot verify "${directory}": there is no events.ndjson in it`)
  const inspection = inspectRecord(record)
  if (inspection.status === 'complete') {
    const changed = changedFiles(folder, record)
    if (changed.length > 0) {
      io.out(`tampered: not what the record says: ${changed.join(', ')}\n`)
      return EXIT.violated
    }
    io.out(`whole and untouched: ${inspection.results} results, seal ${inspection.seal}\n`)
    return EXIT.conformant
  }
  io.out(`${inspection.status}: ${inspection.message}\n`)
  return inspection.status === 'tampered' ? EXIT.violated : EXIT.undecided
}

/** Folds the record again and names what differs from the file that lies there. */
function changedFiles(folder: string, record: string): string[] {
  const { files } = foldRecord(readRecord(record))
  return Object.entries(files).flatMap(([name, text]) => {
    const path = join(folder, name)
    return existsSync(path) && readFileSync(path, 'utf8') === text ? [] : [name]
  })
}
