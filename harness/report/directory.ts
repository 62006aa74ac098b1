// A report is written beside its place and swapped in when it is whole, so that the last complete
// report stays until there is a new one. What a killed run wrote stays beside it, to be looked at,
// until the next run to the same place begins.

import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { RENAME_ATTEMPTS, RENAME_PAUSE_MS } from './limits.js'

/** One of these in a directory says that it is a report, which a new one may replace. */
const REPORT_FILES = ['events.ndjson', 'report.json', 'matrix.json', 'explore.json']

type Rename = (from: string, to: string) => void

export interface Staging {
  /** Where to write. */
  readonly directory: string
  /** Puts what was written in its place. */
  commit(): void
}

/** `rename` is the disk's own but for tests, which have no other way to a file that is in use. */
export function stageDirectory(out: string, rename: Rename = renameSync): Staging {
  const place = resolve(out)
  assertReplaceable(place)
  removeLeftovers(place)
  const directory = `${place}.partial-${process.pid}-${counter++}`
  rmSync(directory, { recursive: true, force: true })
  makeDirectories(directory)
  return { directory, commit: () => swap(directory, place, rename) }
}

let counter = 0

/** Not `recursive`: where a file system takes no directories, such as /proc, that never returns. */
function makeDirectories(path: string): void {
  if (existsSync(path)) return
  makeDirectories(dirname(path))
  mkdirSync(path)
}

/** Refuses before the run what would otherwise destroy somebody's files after it. */
function assertReplaceable(place: string): void {
  if (!existsSync(place)) return
  if (!statSync(place).isDirectory()) {
    throw new Error(`opening a report failed: "${place}" is a file`)
  }
  const names = readdirSync(place)
  if (names.length === 0 || names.some((name) => REPORT_FILES.includes(name))) return
  throw new Error(
    `opening a report failed: "${place}" holds other files\nHint: Give --out a new or empty directory.`,
  )
}

/** What runs to the same place left behind, if their process is gone. */
function removeLeftovers(place: string): void {
  const parent = dirname(place)
  if (!existsSync(parent)) return
  const prefix = `${basename(place)}.`
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(prefix)) continue
    const match = /^(?:partial|old)-(\d+)-\d+$/.exec(name.slice(prefix.length))
    if (match === null || isAlive(Number(match[1]))) continue
    rmSync(join(parent, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

function swap(directory: string, place: string, rename: Rename): void {
  const old = directory.replace(/\.partial-(\d+-\d+)$/, '.old-$1')
  try {
    if (!movedAway(place, old, rename)) {
      fillInPlace(directory, place)
      return
    }
    try {
      renamePatiently(directory, place, rename)
    } catch (error) {
      if (existsSync(old)) rename(old, place)
      throw error
    }
  } catch (cause) {
    throw new Error(
      `putting the report in its place failed: "${place}"\nHint: It lies whole in "${directory}".`,
      { cause },
    )
  }
  rmSync(old, { recursive: true, force: true })
}

/** False when somebody keeps the old directory open: a browser or an editor, on Windows. */
function movedAway(place: string, old: string, rename: Rename): boolean {
  if (!existsSync(place)) return true
  try {
    renamePatiently(place, old, rename)
    return true
  } catch {
    return false
  }
}

function renamePatiently(from: string, to: string, rename: Rename): void {
  for (let attempt = 1; ; attempt++) {
    try {
      rename(from, to)
      return
    } catch (error) {
      // A virus scanner may hold a file for a moment.
      const code = (error as NodeJS.ErrnoException).code ?? ''
      if (attempt === RENAME_ATTEMPTS || !['EPERM', 'EACCES', 'EBUSY'].includes(code)) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RENAME_PAUSE_MS)
    }
  }
}

function fillInPlace(directory: string, place: string): void {
  const kept = new Set(readdirSync(directory))
  cpSync(directory, place, { recursive: true, force: true })
  for (const name of readdirSync(place)) {
    if (!kept.has(name)) rmSync(join(place, name), { recursive: true, force: true })
  }
  rmSync(directory, { recursive: true, force: true })
}
