// The files of a server, reached from this machine: a folder of the server is a folder here, too. What
// a person can do with files is done here; whether somebody has one open is looked up first, as
// Windows would, since Linux lets everybody move what others use.

import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  constants,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { dirname, join, posix, sep, win32 } from 'node:path'
import type { SharedFolder } from '../../model/sql-server-options.js'
import { DIGESTED_BYTES_MAX, SMALL_VOLUME_BYTES_MAX } from './limits.js'

export class FileAccess {
  readonly folders: readonly SharedFolder[]

  constructor(folders: readonly SharedFolder[]) {
    this.folders = folders.map(({ here, there }) => ({ here, there: there.replace(/[\\/]+$/, '') }))
  }

  /** Where a path of the server is on this machine, if it is. */
  here(there: string): string | undefined {
    for (const folder of this.folders) {
      if (there === folder.there) return folder.here
      const rest = there.slice(folder.there.length)
      if (there.startsWith(folder.there) && /^[\\/]/.test(rest))
        return join(folder.here, ...rest.split(/[\\/]/))
    }
    return undefined
  }

  /** Makes a folder that the server may write to, whoever it runs as. */
  makeFolder(there: string): void {
    const here = this.#known(there)
    const first = mkdirSync(here, { recursive: true })
    if (first === undefined) return
    for (let at = here; at.length >= first.length; at = dirname(at)) openToAll(at, 0o777)
  }

  makeFolderFor(there: string): void {
    this.makeFolder((there.includes('/') ? posix : win32).dirname(there))
  }

  remove(there: string): void {
    const here = this.here(there)
    if (here !== undefined) rmSync(here, { recursive: true, force: true })
  }

  /** Everything in a folder, and not the folder. */
  clear(there: string): void {
    const here = this.#known(there)
    for (const name of readdirSync(here)) rmSync(join(here, name), { recursive: true, force: true })
  }

  exists(there: string): boolean {
    const here = this.here(there)
    return here !== undefined && existsSync(here)
  }

  /** Shares the blocks where the file system can, so that an instant is one. */
  async copy(from: string, to: string): Promise<void> {
    this.makeFolderFor(to)
    const target = this.#known(to)
    const source = this.#known(from)
    await copyFile(source, target, constants.COPYFILE_FICLONE)
    const { uid, gid } = statSync(source)
    try {
      chownSync(target, uid, gid)
    } catch {
      // Whoever may not give files away lets everybody write to them.
    }
    openToAll(target, 0o666)
  }

  freeBytes(there: string): number {
    const { bavail, bsize } = statfsSync(this.#known(there))
    return bavail * bsize
  }

  /** Folders on file systems that can be filled without harm to others. */
  smallFolders(): SharedFolder[] {
    return this.folders.slice(1).filter(({ here }) => {
      const { blocks, bsize } = statfsSync(here)
      return blocks * bsize <= SMALL_VOLUME_BYTES_MAX
    })
  }

  /** Which of these files a process of this machine has open; nothing where one cannot look. */
  openFiles(paths: readonly string[]): Set<string> {
    const wanted = new Map<string, string>()
    for (const there of paths) {
      const here = this.here(there)
      const found = here === undefined ? undefined : identityOf(here)
      if (found !== undefined) wanted.set(found, there)
    }
    const open = new Set<string>()
    if (process.platform !== 'linux' || wanted.size === 0) return open
    for (const identity of openIdentities()) {
      const there = wanted.get(identity)
      if (there !== undefined) open.add(there)
    }
    return open
  }

  #known(there: string): string {
    const here = this.here(there)
    if (here === undefined) throw new Error(`${there} is in no folder that is shared`)
    return here
  }
}

function openToAll(path: string, mode: number): void {
  try {
    chmodSync(path, mode)
  } catch {
    // Somebody else's folder is as it is.
  }
}

/** The same file has the same, whatever it is called and from wherever one looks. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}

function* openIdentities(): Generator<string> {
  for (const id of namesIn('/proc')) {
    if (!/^\d+$/.test(id) || id === String(process.pid)) continue
    for (const handle of namesIn(`/proc/${id}/fd`)) {
      const link = `/proc/${id}/fd/${handle}`
      const identity = isFile(link) ? identityOf(link) : undefined
      if (identity !== undefined) yield identity
    }
  }
}

function isFile(link: string): boolean {
  try {
    return readlinkSync(link).startsWith('/')
  } catch {
    return false
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

export interface FoundFile {
  /** Below the folder that was asked for, with the separators of this machine. */
  readonly name: string
  readonly sizeBytes: number
}

/** Files of a folder and of the folders in it, in the order of their names. */
export function filesIn(here: string, below = ''): FoundFile[] {
  const found: FoundFile[] = []
  const entries = readdirSync(here, { withFileTypes: true })
  for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const name = below === '' ? entry.name : `${below}${sep}${entry.name}`
    const path = join(here, entry.name)
    if (entry.isDirectory()) found.push(...filesIn(path, name))
    else found.push({ name, sizeBytes: statSync(path).size })
  }
  return found
}

/** Empty for a file that is too large to be read through. */
export async function digestOf(
  here: string,
  range: { readonly start?: number; readonly end?: number } = {},
): Promise<string> {
  if (statSync(here).size > DIGESTED_BYTES_MAX) return ''
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(here, range)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
