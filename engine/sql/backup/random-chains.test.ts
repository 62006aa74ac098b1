// Random histories with backups of every kind. Any chain restored beside the database, to its end or
// to a point before, holds what was committed there; the oracle is a map that knows nothing of the
// engine.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Ticks } from '../../base/brand.js'
import { fork } from '../../base/fork.js'
import { seconds } from '../../base/units.js'
import type { RandomStream } from '../../sim/index.js'
import type { Lsn } from '../page/index.js'
import {
  addFile,
  begin,
  commit,
  crashDatabase,
  type Database,
  enlargeFile,
  openDatabase,
  type Place,
  removeFile,
  renameFileLogically,
  rollback,
  shrinkFile,
  takeCheckpoint,
  type UserTransaction,
} from '../recovery/index.js'
import {
  applied,
  contentOf,
  execute,
  type Fixture,
  insertion,
  type Model,
  makeBank,
  online,
  randomStatements,
  run,
  type Statement,
  transact,
} from '../recovery/sql.fixture.js'
import { backUp, backUpLog, besides, done, mediaOf } from './backup.fixture.js'
import type { BackupSet } from './backup-set.js'
import { recoverDatabase, restoreDatabase } from './restore.js'
import { restoreDifferential } from './restore-differential.js'
import { restoreLog, type StopAt } from './restore-log.js'

const ACTIONS = [
  'full',
  'copy-only',
  'differential',
  'differential',
  'log',
  'log',
  'log',
  'log-copy-only',
  'open',
  'close',
  'give-up',
  'checkpoint',
  'crash',
  'add-file',
  'add-log-file',
  'remove-file',
  'rename-file',
  'grow',
  'shrink',
] as const
type Action = (typeof ACTIONS)[number] | 'transact'

const STEPS = fc.array(
  fc.oneof(
    { weight: 16, arbitrary: fc.constant<Action>('transact') },
    { weight: 19, arbitrary: fc.constantFrom<Action>(...ACTIONS) },
  ),
  { minLength: 5, maxLength: 60 },
)

/** What was committed up to a record and an instant. */
interface Point {
  readonly lsn: Lsn
  readonly at: Ticks
  readonly model: Model
}

interface Taken {
  readonly name: string
  readonly set: BackupSet
}

interface History {
  readonly bank: Fixture
  readonly random: RandomStream
  readonly points: Point[]
  readonly taken: Taken[]
  readonly files: string[]
  /** What files were ever called. */
  readonly names: Set<string>
  made: number
  open: { transaction: UserTransaction; statement: Statement } | undefined
}

test('any chain restores to what was committed where it ends', () => {
  fc.assert(
    fc.property(STEPS, (steps) => {
      const history = begun()
      for (const step of ['full', ...steps] as const) act(history, step)
      history.bank.sim.advance(seconds(1))
      for (let restores = 0; restores < 3; restores++) restoreSomewhere(history)
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? CASES },
  )
}, 3_600_000)

const CASES = 120

function begun(): History {
  const bank = makeBank({ recoveryModel: 'FULL' })
  const random = bank.sim.random('history')
  const { storage } = online(bank)
  const start: Point = { lsn: storage.log.end, at: bank.sim.now, model: new Map() }
  return {
    bank,
    random,
    points: [start],
    taken: [],
    files: [],
    names: new Set(),
    made: 0,
    open: undefined,
  }
}

function act(history: History, action: Action): void {
  const { bank, random } = history
  bank.sim.advance(seconds(1 + random.below(9)))
  switch (action) {
    case 'transact': {
      const statements = randomStatements(random, modelOf(history))
      expect(transact(bank, statements)).toBe(true)
      note(history, applied(modelOf(history), statements))
      break
    }
    case 'open':
    case 'close':
    case 'give-up':
      turnOpen(history, action)
      break
    case 'crash':
      crashDatabase(bank.database)
      done(openDatabase(bank.database))
      history.open = undefined
      break
    case 'full':
    case 'copy-only':
    case 'differential':
      take(history, (name) => backUp(bank, name, action))
      break
    case 'log':
    case 'log-copy-only':
      take(history, (name) => backUpLog(bank, name, { copyOnly: action === 'log-copy-only' }))
      break
    default:
      maintain(history, action)
  }
}

/** A transaction that lasts over whatever comes between. */
function turnOpen(history: History, action: 'open' | 'close' | 'give-up'): void {
  const { bank } = history
  if (action === 'open' && history.open === undefined) {
    const transaction = begin(online(bank))
    const statement = insertion(2_000_000 + ++history.made)
    done(run(bank.sim, execute(online(bank), transaction, statement)) as never)
    history.open = { transaction, statement }
  } else if (action !== 'open' && history.open !== undefined) {
    const { transaction, statement } = history.open
    const end = action === 'close' ? commit : rollback
    done(run(bank.sim, end(online(bank), transaction)))
    if (action === 'close') note(history, applied(modelOf(history), [statement]))
    history.open = undefined
  }
}

function maintain({ bank, files, names, random, made }: History, action: Action): void {
  const target = online(bank)
  const any = files[random.below(Math.max(1, files.length))]
  switch (action) {
    case 'checkpoint':
      done(takeCheckpoint(target))
      break
    case 'grow':
      enlargeFile(target, any ?? 'Orders', 64 + 8 * random.below(30))
      break
    case 'shrink':
      shrinkFile(target, any ?? 'Orders')
      break
    case 'rename-file': {
      if (any === undefined) break
      const name = `${any}x`
      if (renameFileLogically(target, any, name).ok) files[files.indexOf(any)] = name
      names.add(name)
      break
    }
    case 'remove-file':
      if (any !== undefined && removeFile(target, any).ok) files.splice(files.indexOf(any), 1)
      break
    default: {
      const name = `Extra${bank.sim.now}${made}`
      const file = { logicalName: name, volume: 'F:', path: `\\${name}.ndf`, sizePages: 16 }
      names.add(name)
      const kind = action === 'add-log-file' ? 'log' : 'rows'
      if (addFile(bank.database, target, kind, file).ok) files.push(name)
    }
  }
}

function take(history: History, how: (name: string) => BackupSet): void {
  const name = `backup${history.taken.length}`
  history.taken.push({ name, set: how(name) })
}

function note({ bank, points }: History, model: Model): void {
  points.push({ lsn: online(bank).storage.log.end, at: bank.sim.now, model })
}

function modelOf({ points }: History): Model {
  return points.at(-1)?.model ?? new Map()
}

/** The last point of which that is true. */
function modelAt({ points }: History, holds: (point: Point) => boolean): Model {
  return points.findLast(holds)?.model ?? new Map()
}

/** A full backup, perhaps a differential on it, and as many logs as chance has it. */
function restoreSomewhere(history: History): void {
  const { random, taken } = history
  const fulls = taken.filter(({ set }) => set.type === 'D')
  const full = fulls[random.below(fulls.length)]
  if (full === undefined) throw new Error('no full backup')
  const bank = fork(history.bank)
  const database = done(restoreDatabase(besides(bank), { ...mediaAndMoves(full) }))
  let reached = full.set.lastLsn
  const differentials = taken.filter(({ set }) => set.differentialBase?.id === full.set.id)
  const differential = differentials[random.below(differentials.length + 1)]
  if (differential !== undefined) {
    done(restoreDifferential(database, mediaAndMoves(differential)))
    reached = differential.set.lastLsn
  }
  const logs = taken.filter(({ set }) => set.type === 'L' && set.lastLsn >= reached)
  const last = random.below(logs.length + 1)
  for (const log of logs.slice(0, last)) {
    if (log.set.lastLsn < reached) continue
    const stopAt = log === logs[last - 1] ? stopIn(history, log, reached) : undefined
    // Files may be added under a name that they have lost by the end of the backup.
    const options = {
      ...mediaAndMoves(log, history.names),
      ...(stopAt === undefined ? {} : { stopAt }),
    }
    const { to, stopped } = done(restoreLog(database, options))
    reached = to
    if (!stopped || stopAt?.kind !== 'time') continue
    checkContent(
      bank,
      database,
      modelAt(history, ({ at }) => at <= stopAt.at),
    )
    return
  }
  const end = reached
  checkContent(
    bank,
    database,
    modelAt(history, ({ lsn }) => lsn <= end),
  )
}

function stopIn({ random, points }: History, { set }: Taken, from: Lsn): StopAt | undefined {
  const inside = points.filter(({ lsn }) => lsn > from && lsn <= set.lastLsn)
  const point = inside[random.below(inside.length + 1)]
  if (point === undefined) return undefined
  if (random.below(2) === 0) return { kind: 'time', at: point.at }
  return { kind: 'lsn', lsn: (point.lsn - random.below(3)) as Lsn }
}

function checkContent(bank: Fixture, database: Database, model: Model): void {
  done(recoverDatabase(database))
  expect(contentOf({ ...bank, database })).toEqual(model)
  crashDatabase(database)
  done(openDatabase(database))
  expect(transact({ ...bank, database }, [insertion(3_000_000)])).toBe(true)
  expect(contentOf({ ...bank, database }).size).toBe(model.size + 1)
}

/** Every file goes to a place of its own, whatever it was called when. */
function mediaAndMoves(
  { name, set }: Taken,
  names: Iterable<string> = set.files.map(({ logicalName }) => logicalName),
): { media: Place; move: Record<string, Place> } {
  const move: Record<string, Place> = {}
  for (const each of names)
    move[each] = { volume: 'F:', path: `\\Copy of ${each.replace(/x+$/, '')}` }
  return { media: mediaOf(name), move }
}
