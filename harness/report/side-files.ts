// Files that lie beside the record and are not folded from it: traces, scenario files, proofs. The
// footer holds a hash of each, so that the seal of the record stands for them too.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

/** Folders in which nothing else has any business. */
const OWN_FOLDERS = ['traces/', 'failures/']

export type Hashes = { readonly [path: string]: string }

/** Of every file in a report directory but the record, before anything is folded into it. */
export function sideFiles(directory: string, record: string): Hashes {
  const paths = filesIn(directory).filter((path) => path !== record)
  return Object.fromEntries(paths.map((path) => [path, hashOf(join(directory, path))]))
}

/** Which of these files are gone or changed, and which came along. */
export function changedSideFiles(directory: string, files: Hashes): string[] {
  const changed = Object.entries(files).flatMap(([path, hash]) => {
    const place = join(directory, path)
    return existsSync(place) && hashOf(place) === hash ? [] : [path]
  })
  const added = filesIn(directory).filter(
    (path) => OWN_FOLDERS.some((folder) => path.startsWith(folder)) && !Object.hasOwn(files, path),
  )
  return [...changed, ...added]
}

/** With forward slashes, sorted, so that the same run gives the same record on every system. */
function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(directory, sep).length))
    .map((path) => path.split(sep).join('/'))
    .sort()
}

function hashOf(path: string): string {
  return `sha256:${createHash('sha256').update(readFileSync(path)).digest('hex')}`
}
