import type { Outcome } from '../../base/outcome.js'
import { readFile, type Volume } from '../../volume/index.js'
import type { SqlError } from '../page/index.js'
import type { Place } from '../recovery/index.js'
import { contentOf, type Fixture, type Model, run } from '../recovery/sql.fixture.js'
import { type BackupOptions, backupDatabase } from './backup.js'
import { backupLog, type LogBackupOptions } from './backup-log.js'
import type { BackupSet } from './backup-set.js'
import { type RestoreTarget, recoverDatabase, restoreDatabase } from './restore.js'

/** Where `Orders` goes when it is restored beside itself. */
export const COPY = {
  Orders: { volume: 'F:', path: '\\Copy.mdf' },
  Orders_log: { volume: 'F:', path: '\\Copy.ldf' },
}

export function mediaOf(name: string): Place {
  return { volume: 'F:', path: `\\${name}.bak` }
}

export function backUp(bank: Fixture, name: string, type: BackupOptions['type']): BackupSet {
  return done(tryBackUp(bank, name, type))
}

export function tryBackUp(
  { sim, database }: Fixture,
  name: string,
  type: BackupOptions['type'],
): Outcome<BackupSet, SqlError> {
  return run(sim, backupDatabase(database, { media: mediaOf(name), type }))
}

export function backUpLog(
  { sim, database }: Fixture,
  name: string,
  options: Partial<LogBackupOptions> = {},
): BackupSet {
  return done(run(sim, backupLog(database, { media: mediaOf(name), ...options })))
}

/** A second database of that name, none of which exists. */
export function besides(bank: Fixture, name = 'Copy'): RestoreTarget {
  return { sim: bank.sim, volumes: bank.volumes, name, existing: undefined }
}

/** What a full backup restores to beside the original. */
export function restoredContent(bank: Fixture, name: string): Model {
  const restoring = done(restoreDatabase(besides(bank), { media: mediaOf(name), move: COPY }))
  return contentOf({ ...bank, database: done(recoverDatabase(restoring)) })
}

export function done<T>(outcome: Outcome<T, Pick<SqlError, 'number' | 'detail'>>): T {
  if (outcome.ok) return outcome.value
  throw new Error(`refused: ${outcome.error.number} ${outcome.error.detail}`)
}

export function numberOf(outcome: Outcome<unknown, Pick<SqlError, 'number'>>): number {
  return outcome.ok ? 0 : outcome.error.number
}

export function volumeOf(bank: Fixture, letter: string): Volume {
  const volume = bank.volumes.get(letter)
  if (volume === undefined) throw new Error(`no volume ${letter}`)
  return volume
}

export function bytesOf(bank: Fixture, { volume, path }: Place): Uint8Array {
  const read = readFile(volumeOf(bank, volume), path)
  if (!read.ok) throw new Error(`no file ${path}`)
  return read.value
}
