// The files of this machine as an engine volume sees them. What was written is in the hands of the
// operating system when a call returns, which is enough against a killed process; against a loss of
// power it is on the disk after `sync`, and before any write to another file: the engine counts on it
// that its writes reach the disk in the order in which it makes them.

import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  type Stats,
  statfsSync,
  statSync,
  unlinkSync,
} from 'node:fs'
import path from 'node:path'
import type { DiskSpace, OutsideEntry, OutsideFiles, Ticks } from '../../../../engine/index.js'
import { attempt, type FileFailure, reaching } from './file-failure.js'
import type { PageJournal } from './page-journal.js'
import { readWhole, writeWhole } from './whole.js'

interface Held {
  readonly file: string
  fd: number
  access: 'read' | 'write'
  count: number
  sizeBytes: number
  modifiedAt: Ticks
}

export class RealFiles implements OutsideFiles {
  readonly #root: string
  readonly #journal: PageJournal | undefined
  readonly #held = new Map<string, Held>()
  /** The one file with writes that are not on the disk yet, and the folders with new names. */
  #dirty: Held | undefined
  readonly #dirtyFolders = new Set<string>()

  constructor(root: string, journal?: PageJournal) {
    this.#root = root
    this.#journal = journal
  }

  look(names: readonly string[]): OutsideEntry | undefined {
    const file = this.#pathOf(names)
    if (file === undefined) return undefined
    const held = this.#held.get(file)
    if (held !== undefined) return { kind: 'file', ...held }
    const stats = statOf(file)
    if (stats === undefined) return undefined
    const kind = stats.isDirectory() ? 'folder' : 'file'
    return { kind, sizeBytes: stats.size, modifiedAt: ticksOf(stats.mtimeMs) }
  }

  list(names: readonly string[]): readonly string[] {
    const listed = reaching(this.#pathOf(names), (folder) => readdirSync(folder))
    return 'value' in listed ? listed.value : []
  }

  make(names: readonly string[], kind: OutsideEntry['kind']): FileFailure {
    return this.#naming(names, (file) => {
      if (kind === 'folder') mkdirSync(file)
      else closeSync(openSync(file, 'wx', FILE_MODE))
    })
  }

  remove(names: readonly string[]): FileFailure {
    return this.#naming(names, (file) => {
      if (statSync(file).isDirectory()) rmdirSync(file)
      else unlinkSync(file)
    })
  }

  rename(from: readonly string[], to: readonly string[]): FileFailure {
    return this.#naming(to, (file) => {
      const source = this.#pathOf(from) ?? ''
      this.sync()
      renameSync(source, file)
      this.#dirtyFolders.add(path.dirname(source))
      const held = this.#held.get(source)
      if (held === undefined) return
      this.#held.delete(source)
      this.#held.set(file, { ...held, file })
    })
  }

  hold(names: readonly string[], access: 'read' | 'write'): FileFailure {
    return this.#reach(names, (file) => {
      const known = this.#held.get(file)
      if (known === undefined) {
        this.#held.set(file, openHeld(file, access))
        return
      }
      if (known.access === 'read' && access === 'write') {
        const again = openSync(file, 'r+')
        closeSync(known.fd)
        known.fd = again
        known.access = 'write'
      }
      known.count++
    })
  }

  release(names: readonly string[]): void {
    const held = this.#held.get(this.#pathOf(names) ?? '')
    if (held === undefined || --held.count > 0) return
    if (this.#dirty === held) this.#syncFile()
    this.#held.delete(held.file)
    closeSync(held.fd)
  }

  read(names: readonly string[], offset: number, into: Uint8Array): FileFailure {
    let isShort = false
    const failed = this.#through(names, 'read', ({ fd }) => {
      isShort = readWhole(fd, offset, into) < into.length
    })
    return failed ?? (isShort ? 'ERROR_HANDLE_EOF' : undefined)
  }

  write(names: readonly string[], offset: number, bytes: Uint8Array): FileFailure {
    return this.#through(names, 'write', (held) => {
      this.#willWrite(held)
      if (this.#journal?.concerns(offset, bytes) === true)
        this.#journal.note(held.file, held.fd, offset, bytes)
      writeWhole(held.fd, offset, bytes)
      held.sizeBytes = Math.max(held.sizeBytes, offset + bytes.length)
    })
  }

  resize(names: readonly string[], lengthBytes: number): FileFailure {
    let isFull = false
    const failed = this.#through(names, 'write', (held) => {
      const free = freeBytesAt(path.dirname(held.file))
      isFull = lengthBytes - held.sizeBytes > free
      if (isFull) return
      this.#willWrite(held)
      if (free < SCARCE_BYTES) takeRoom(held, lengthBytes)
      ftruncateSync(held.fd, lengthBytes)
      held.sizeBytes = lengthBytes
    })
    return failed ?? (isFull ? 'ERROR_DISK_FULL' : undefined)
  }

  space(names: readonly string[]): DiskSpace {
    const file = this.#pathOf(names) ?? this.#root
    const folder = nearestFolder(file)
    return { disk: String(statSync(folder).dev), freeBytes: freeBytesAt(folder) }
  }

  /** True when something was written that a loss of power could still take back. */
  get isDirty(): boolean {
    return this.#dirty !== undefined || this.#dirtyFolders.size > 0
  }

  /** Puts on the disk whatever was written; throws when the disk does not take it. */
  sync(): void {
    this.#syncFile()
    for (const folder of this.#dirtyFolders) syncFolder(folder)
    this.#dirtyFolders.clear()
  }

  closeAll(): void {
    this.sync()
    this.#close()
    this.#journal?.close()
  }

  /** As if the process had been killed. */
  abandon(): void {
    this.#close()
    this.#journal?.abandon()
  }

  #close(): void {
    this.#dirty = undefined
    for (const { fd } of this.#held.values()) closeSync(fd)
    this.#held.clear()
  }

  #willWrite(held: Held): void {
    if (this.#dirty !== held) this.#syncFile()
    this.#dirty = held
    held.modifiedAt = ticksOf(Date.now())
  }

  #syncFile(): void {
    const dirty = this.#dirty
    this.#dirty = undefined
    if (dirty !== undefined) fdatasyncSync(dirty.fd)
  }

  /** By the open file, or by one that is opened for this alone. */
  #through(
    names: readonly string[],
    access: 'read' | 'write',
    work: (held: Held) => void,
  ): FileFailure {
    return this.#reach(names, (file) => {
      const known = this.#held.get(file)
      if (known !== undefined) return work(known)
      const held = openHeld(file, access)
      try {
        work(held)
        if (this.#dirty === held) this.#syncFile()
      } finally {
        if (this.#dirty === held) this.#dirty = undefined
        closeSync(held.fd)
      }
    })
  }

  #naming(names: readonly string[], work: (file: string) => void): FileFailure {
    return this.#reach(names, (file) => {
      work(file)
      this.#dirtyFolders.add(path.dirname(file))
    })
  }

  #reach(names: readonly string[], work: (file: string) => void): FileFailure {
    return attempt(this.#pathOf(names), work)
  }

  #pathOf(names: readonly string[]): string | undefined {
    const isPlain = (name: string) => name !== '.' && name !== '..' && !name.includes('\0')
    return names.every(isPlain) ? path.join(this.#root, ...names) : undefined
  }
}

/**
 * A sparse file takes no room until it is written. Where there is little of it, others could take what
 * a database was promised, so it is taken at once.
 */
const SCARCE_BYTES = 1024 ** 3
const ZEROS = new Uint8Array(1024 ** 2)

function takeRoom({ fd, sizeBytes }: Held, lengthBytes: number): void {
  try {
    for (let at = sizeBytes; at < lengthBytes; at += ZEROS.length)
      writeWhole(fd, at, ZEROS.subarray(0, lengthBytes - at))
  } catch (thrown) {
    ftruncateSync(fd, sizeBytes)
    throw thrown
  }
}

/** Backups and databases hold what others should not read. */
const FILE_MODE = 0o660

function openHeld(file: string, access: 'read' | 'write'): Held {
  const fd = openSync(file, access === 'write' ? 'r+' : 'r')
  const { size, mtimeMs } = fstatSync(fd)
  return { file, fd, access, count: 1, sizeBytes: size, modifiedAt: ticksOf(mtimeMs) }
}

function statOf(file: string): Stats | undefined {
  const looked = reaching(file, (place) => statSync(place, { throwIfNoEntry: false }))
  return 'value' in looked ? looked.value : undefined
}

/** The folder that a file is in, or the one above that is there. */
function nearestFolder(file: string): string {
  const folder = path.dirname(file)
  return folder === file || statOf(folder)?.isDirectory() === true ? folder : nearestFolder(folder)
}

function freeBytesAt(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

/** A folder cannot be opened everywhere (Windows), and a name that is lost is no page that is lost. */
function syncFolder(folder: string): void {
  const opened = reaching(folder, (place) => openSync(place, 'r'))
  if (!('value' in opened)) return
  attempt(folder, () => fsyncSync(opened.value))
  closeSync(opened.value)
}

function ticksOf(unixMs: number): Ticks {
  return Math.floor(unixMs * 1000) as Ticks
}
