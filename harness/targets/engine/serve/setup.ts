// The data folder of a server, laid out as in Microsoft's image: data (system databases, and others by
// default), log, backup. The first start makes the system databases; a setup that was cut short is
// begun anew, since nobody can have been let in before its end.

import { randomInt } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import type { sql } from '../../../../engine/index.js'
import {
  installStandalone,
  type Standalone,
  type StandaloneOptions,
  startStandalone,
} from '../../../../engine/server.js'
import { mendPage, PageJournal } from './page-journal.js'
import { RealFiles } from './real-files.js'
import { wallTicks } from './world-clock.js'

export interface DataFolder {
  readonly root: string
  readonly data: string
  readonly log: string
  readonly backup: string
  readonly lock: string
}

export interface Started {
  readonly folder: DataFolder
  readonly standalone: Standalone
  readonly files: RealFiles
  /** It was set up just now. */
  readonly isNew: boolean
  /** To be called when a new server is as it should be; from then on a start takes it as it is. */
  settle(): void
}

/** The server cannot start; the message says why. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused'
}

const SYSTEM_FILES = [
  'master.mdf',
  'master.ldf',
  'model.mdf',
  'model.ldf',
  'msdb.mdf',
  'msdb.ldf',
  'tempdb.mdf',
  'templog.ldf',
  'transactions.log',
  'msdtc.log',
]

export function prepareFolder(root: string): DataFolder {
  const folder = {
    root,
    data: path.join(root, 'data'),
    log: path.join(root, 'log'),
    backup: path.join(root, 'backup'),
    lock: path.join(root, 'frostproof.lock'),
  }
  for (const each of [folder.data, folder.log, folder.backup]) mkdirSync(each, { recursive: true })
  return folder
}

export function bringUp(folder: DataFolder, mode: sql.StartMode): Started {
  const marker = path.join(folder.root, 'setup-is-not-finished')
  const { volume, names, root } = placeOf(folder.data)
  const journal = path.join(folder.root, 'frostproof.journal')
  mendPage(journal)
  const files = new RealFiles(root, new PageJournal(journal))
  const options: StandaloneOptions = {
    // Identifiers of backups and databases are drawn from it: no two starts may have the same.
    seed: randomInt(2 ** 47),
    now: wallTicks(),
    name: hostname().toUpperCase(),
    platform: process.platform === 'win32' ? 'on-premises' : 'linux',
    volumes: new Map([[volume, files]]),
    system: { volume, folder: `\\${names.join('\\')}` },
  }
  if (existsSync(marker))
    for (const file of SYSTEM_FILES) rmSync(path.join(folder.data, file), FORCE)
  const isNew = !SYSTEM_FILES.some((file) => existsSync(path.join(folder.data, file)))
  if (isNew) writeFileSync(marker, '')
  const made = isNew ? installStandalone(options) : startStandalone(options, mode)
  if (!made.ok) {
    const { number, meaning, detail } = made.error
    throw new StartRefused(`error ${number}, ${meaning}: ${detail}`)
  }
  const settle = () => {
    files.sync()
    rmSync(marker, FORCE)
  }
  return { folder, standalone: made.value, files, isNew, settle }
}

const FORCE = { force: true } as const

/** A real path as the engine names it: a drive, and the names below its root. */
export function placeOf(file: string): { volume: string; names: string[]; root: string } {
  const { root } = path.parse(path.resolve(file))
  const names = path.resolve(file).slice(root.length).split(path.sep)
  const letter = /^[A-Za-z]:/.exec(root)?.[0].toUpperCase() ?? 'C:'
  return { volume: letter, names: names.filter((name) => name !== ''), root }
}
