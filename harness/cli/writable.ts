import { existsSync, mkdtempSync, rmdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UsageError } from './usage.js'

/** Refuses, before anything runs, a directory that could not be written after it. */
export function requireWritable(out: string, asWritten: string, what = 'the report'): void {
  const refuse = (why: string) => {
    throw new UsageError(`cannot write ${what} to "${asWritten}": ${why}`)
  }
  let place = out
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place)
  if (!statSync(place).isDirectory())
    refuse(place === out ? 'it is a file' : `"${place}" is a file`)
  // The report is written beside its place and then moved there, so the parent counts.
  const holder = place === out ? dirname(out) : place
  for (const directory of new Set([place, holder]))
    try {
      // Tried and not asked: some file systems grant the right and take no directory all the same.
      rmdirSync(mkdtempSync(join(directory, '.frostproof-')))
    } catch {
      refuse(`no directory can be made in "${directory}"`)
    }
}
