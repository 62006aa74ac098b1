// Random histories with backups of every kind. Any chain restored beside the database holds what was
// acknowledged when its last backup ended; the oracle is a map that knows nothing of the engine.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fork } from '../../base/fork.js'
import type { RandomStream } from '../../sim/index.js'
import {
  addFile,
  crashDatabase,
  openDatabase,
  type Place,
  shrinkFile,
  takeCheckpoint,
  viewFiles,
} from '../recovery/index.js'
import {
  applied,
  contentOf,
  type Fixture,
  type Model,
  makeBank,
  online,
  randomStatements,
  transact,
} from '../recovery/sql.fixture.js'
import { backUp, besides, done, mediaOf } from './backup.fixture.js'
import type { BackupOptions } from './backup.js'
import { readBackupSet, recoverDatabase, restoreDatabase } from './restore.js'
import { restoreDifferential } from './restore-differential.js'

type Action = BackupOptions['type'] | 'transact' | 'checkpoint' | 'crash' | 'add-file' | 'shrink'

const ACTIONS = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.constant<Action>('transact') },
    {
      weight: 12,
      arbitrary: fc.constantFrom<Action>(
        'full',
        'copy-only',
        'differential',
        'differential',
        'checkpoint',
        'crash',
        'add-file',
        'shrink',
      ),
    },
  ),
  { minLength: 5, maxLength: 40 },
)

/** The media to restore one after the other, and what is there then. */
interface Chain {
  readonly media: readonly [string, ...string[]]
  readonly model: Model
}

interface History {
  readonly bank: Fixture
  readonly random: RandomStream
  readonly chains: Chain[]
  model: Model
  base: string | undefined
  files: number
}

test('any chain restores to what was acknowledged when its last backup ended', () => {
  fc.assert(
    fc.property(ACTIONS, (actions) => {
      const bank = makeBank()
      const history: History = {
        bank,
        random: bank.sim.random('history'),
        chains: [],
        model: new Map(),
        base: undefined,
        files: 0,
      }
      for (const action of actions) act(history, action)
      for (const chain of history.chains) expect(restored(bank, chain)).toEqual(chain.model)
    }),
  )
})

function act(history: History, action: Action): void {
  const { bank, model, random } = history
  switch (action) {
    case 'transact': {
      const statements = randomStatements(random, model)
      expect(transact(bank, statements)).toBe(true)
      history.model = applied(model, statements)
      break
    }
    case 'checkpoint':
      done(takeCheckpoint(online(bank)))
      break
    case 'crash':
      crashDatabase(bank.database)
      done(openDatabase(bank.database))
      break
    case 'shrink':
      done(shrinkFile(online(bank), 'Orders'))
      break
    case 'add-file': {
      const name = `Extra${++history.files}`
      const file = { logicalName: name, volume: 'F:', path: `\\${name}.ndf`, sizePages: 16 }
      done(addFile(bank.database, online(bank), 'rows', file))
      break
    }
    default:
      takeBackup(history, action)
  }
}

function takeBackup(history: History, type: BackupOptions['type']): void {
  const { bank, base, chains, model } = history
  if (type === 'differential' && base === undefined) return
  const name = `${type}${chains.length}`
  backUp(bank, name, type)
  if (type === 'full') history.base = name
  chains.push({ media: type === 'differential' && base ? [base, name] : [name], model })
}

function restored(original: Fixture, { media }: Chain): Model {
  const bank = fork(original)
  const [full, ...differentials] = media
  const move = placesOf(bank)
  const of = (name: string) => ({ media: mediaOf(name), move: movesFor(bank, name, move) })
  const restoring = done(restoreDatabase(besides(bank), of(full)))
  for (const name of differentials) done(restoreDifferential(restoring, of(name)))
  return contentOf({ ...bank, database: done(recoverDatabase(restoring)) })
}

type Moves = Record<string, Place>

/** Every file the database has by now goes to a place of its own. */
function placesOf(bank: Fixture): Moves {
  const places: Moves = {}
  for (const { logicalName } of viewFiles(bank.database))
    places[logicalName] = { volume: 'F:', path: `\\Copy of ${logicalName}` }
  return places
}

function movesFor(bank: Fixture, name: string, moves: Moves): Moves {
  const { files } = done(readBackupSet(bank.volumes, mediaOf(name)))
  const isThere = (logicalName: string) => files.some((file) => file.logicalName === logicalName)
  return Object.fromEntries(Object.entries(moves).filter(([logicalName]) => isThere(logicalName)))
}
