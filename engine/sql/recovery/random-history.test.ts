// Random histories of transactions, growth, shrink, files, checkpoints and crashes at any write.
// The model knows only what was acknowledged; what was in flight at a crash is there whole or not.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RandomStream } from '../../sim/index.js'
import { PAGE_WRITE_POINT } from '../buffer/index.js'
import { LOG_WRITE_POINT } from '../log/index.js'
import {
  addFile,
  begin,
  crashDatabase,
  emptyFile,
  openDatabase,
  removeFile,
  rollback,
  setOption,
  shrinkFile,
  takeCheckpoint,
} from './database/index.js'
import {
  applied,
  contentOf,
  execute,
  type Fixture,
  type Model,
  makeBank,
  online,
  randomStatements,
  run,
  transact,
} from './sql.fixture.js'

type Action =
  | 'transact'
  | 'rollback'
  | 'leave-open'
  | 'checkpoint'
  | 'crash'
  | 'crash-at-log-write'
  | 'crash-at-page-write'
  | 'add-file'
  | 'remove-file'
  | 'shrink'
  | 'shrink-log'
  | 'empty-file'
  | 'switch-model'

const ACTIONS = fc.array(
  fc.tuple(
    fc.oneof(
      { weight: 12, arbitrary: fc.constant<Action>('transact') },
      {
        weight: 10,
        arbitrary: fc.constantFrom<Action>(
          'rollback',
          'leave-open',
          'checkpoint',
          'crash',
          'crash-at-log-write',
          'crash-at-page-write',
          'add-file',
          'remove-file',
          'shrink',
          'shrink-log',
          'empty-file',
          'switch-model',
        ),
      },
    ),
    fc.nat(5),
  ),
  { minLength: 5, maxLength: 60 },
)

interface History {
  readonly bank: Fixture
  readonly random: RandomStream
  model: Model
  files: number
}

test('after any history the content is what was acknowledged', () => {
  fc.assert(
    fc.property(ACTIONS, (actions) => {
      const bank = makeBank()
      const history: History = {
        bank,
        random: bank.sim.random('history'),
        model: new Map(),
        files: 0,
      }
      for (const [action, number] of actions) act(history, action, number)
      crashDatabase(bank.database)
      recover(history, [history.model])
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? CASES },
  )
}, 3_600_000)

const CASES = 500

function act(history: History, action: Action, number: number): void {
  const { bank } = history
  switch (action) {
    case 'crash-at-log-write':
      crashLater(history, LOG_WRITE_POINT, number)
      break
    case 'crash-at-page-write':
      crashLater(history, PAGE_WRITE_POINT, number)
      break
    case 'transact':
      transactOnce(history)
      break
    case 'rollback':
    case 'leave-open':
      fail(history, action)
      break
    case 'crash':
      crashDatabase(bank.database)
      recover(history, [history.model])
      break
    default:
      maintain(history, action)
      recoverIfDown(history, [history.model])
  }
}

function maintain(history: History, action: Action): void {
  const { bank } = history
  const target = online(bank)
  if (action === 'checkpoint') takeCheckpoint(target)
  else if (action === 'shrink') shrinkFile(target, 'Orders')
  else if (action === 'shrink-log') shrinkFile(target, 'Orders_log')
  else if (action === 'empty-file') emptyFile(target, `Extra${history.files}`)
  else if (action === 'add-file') {
    const name = `Extra${++history.files}`
    const file = { logicalName: name, volume: 'F:', path: `\\${name}.ndf`, sizePages: 16 }
    addFile(bank.database, target, history.files % 3 === 0 ? 'log' : 'rows', file)
  } else if (action === 'remove-file') removeFile(target, `Extra${history.files}`)
  else {
    const isSimple = target.boot.recoveryModel === 'SIMPLE'
    setOption(target, { recoveryModel: isSimple ? 'FULL' : 'SIMPLE' })
  }
}

function transactOnce(history: History): void {
  const { bank, model } = history
  const statements = randomStatements(history.random, model)
  const after = applied(model, statements)
  const done = transact(bank, statements)
  if (done) history.model = after
  recoverIfDown(history, done ? [after] : [model, after])
}

/** Changes rows in a transaction that is taken back, or that nobody ever ends. */
function fail(history: History, how: 'rollback' | 'leave-open'): void {
  const { bank, model } = history
  const target = online(bank)
  const transaction = begin(target)
  for (const statement of randomStatements(history.random, model))
    run(bank.sim, execute(target, transaction, statement))
  if (how === 'rollback') run(bank.sim, rollback(target, transaction))
  else {
    takeCheckpoint(target)
    crashDatabase(bank.database)
  }
  recoverIfDown(history, [model])
}

function crashLater(history: History, point: string, number: number): void {
  const { bank } = history
  bank.sim.points.arm({
    point,
    occurrence: number + 1,
    run: () => crashDatabase(bank.database),
  })
}

function recoverIfDown(history: History, allowed: readonly Model[]): void {
  if (history.bank.database.state.kind !== 'online') recover(history, allowed)
}

function recover(history: History, allowed: readonly Model[]): void {
  const { bank } = history
  // An armed crash may hit recovery itself; the next one goes on from there.
  for (let attempt = 0; bank.database.state.kind !== 'online'; attempt++) {
    const opened = openDatabase(bank.database)
    if (!opened.ok) expect(opened.error).toMatchObject({ name: 'CONNECTION_BROKEN' })
    expect(attempt).toBeLessThan(100)
  }
  const content = contentOf(bank)
  const found = allowed.find((model) => isSame(model, content))
  if (found === undefined) expect(content).toEqual(allowed.at(-1))
  else history.model = found
}

function isSame(left: Model, right: Model): boolean {
  return left.size === right.size && [...left].every(([key, value]) => right.get(key) === value)
}
