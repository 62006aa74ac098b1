// Random histories with writers in flight at every snapshot. Any chain of what was kept, copied back
// by what the documents say and nothing else, holds what had been acknowledged at the instant; the
// oracle is a map that knows nothing of the engine.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Ticks } from '../../base/brand.js'
import { fork } from '../../base/fork.js'
import { later, type Process, type RandomStream, sleepUntil } from '../../sim/index.js'
import {
  addFile,
  begin,
  commit,
  crashDatabase,
  enlargeFile,
  openDatabase,
  requireOnline,
  rollback,
  shrinkFile,
  takeCheckpoint,
} from '../recovery/index.js'
import {
  contentOf,
  digest,
  execute,
  type Fixture,
  online,
  type Statement,
  transact,
} from '../recovery/sql.fixture.js'
import { completeSnapshot } from './complete.js'
import type { SnapshotKind } from './snapshot-set.js'
import {
  addBank,
  bankOf,
  besides,
  done,
  type Kept,
  makeServer,
  restoreAll,
  type Server,
  snapshot,
} from './vdi.fixture.js'

type Action = SnapshotKind | 'unfinished' | 'wait' | 'checkpoint' | 'crash' | 'add-file' | 'resize'

const ACTIONS = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.constant<Action>('wait') },
    {
      weight: 4,
      arbitrary: fc.constantFrom<Action>(
        'full',
        'differential',
        'differential',
        'differential',
        'copy-only',
        'unfinished',
        'checkpoint',
        'crash',
        'add-file',
        'resize',
      ),
    },
  ),
  { minLength: 4, maxLength: 12 },
)

const WRITERS = 3
/** The last of a history; those before them are the last of a shorter one. */
const CHAINS = 3
/** Enough rows of each writer that most extents stay as they are from one backup to the next. */
const KEYS = 40
const NOTE = 'x'.repeat(3_500)

interface History {
  readonly server: Server
  readonly bank: Fixture
  readonly random: RandomStream
  readonly model: Map<number, string>
  readonly chains: { readonly chain: readonly Kept[]; readonly model: Map<number, string> }[]
  base: Kept | undefined
  files: number
  over: boolean
}

test('any chain of snapshots restores to what was acknowledged at its last instant', () => {
  const start = begun()
  fc.assert(
    fc.property(ACTIONS, fc.integer({ min: 1, max: 1e6 }), (actions, seed) => {
      const history = live(start, actions, seed)
      for (const { chain, model } of history.chains.slice(-CHAINS)) {
        const server = fork(history.server)
        expect(contentOf(restoreAll(server, chain, besides(chain)))).toEqual(model)
      }
    }),
  )
})

/** Every history begins from this one, which is forked. */
function begun(): Server {
  const server = makeServer()
  const bank = addBank(server)
  for (let key = 0; key < WRITERS * KEYS; key++)
    expect(transact(bank, [{ kind: 'insert', row: [key, BigInt(key), NOTE] }])).toBe(true)
  return server
}

function live(start: Server, actions: readonly Action[], seed: number): History {
  const server = fork(start)
  const bank = bankOf(server)
  const random = server.sim.random(`history ${seed}`)
  const history: History = {
    server,
    bank,
    random,
    model: new Map(contentOf(bank)),
    chains: [],
    base: undefined,
    files: 0,
    over: false,
  }
  const writers = Array.from({ length: WRITERS }, (_, index) =>
    server.sim.spawn('writer', writer(history, index)),
  )
  server.sim.finish(server.sim.spawn('actions', actAll(history, actions)))
  for (const each of writers) server.sim.finish(each)
  return history
}

function* actAll(history: History, actions: readonly Action[]): Process {
  for (const action of actions) {
    yield* pause(history)
    yield* act(history, action)
  }
  history.over = true
}

function* act(history: History, action: Action): Process {
  const { bank, random } = history
  switch (action) {
    case 'wait':
      yield* pause(history, 60)
      break
    case 'checkpoint':
      done(takeCheckpoint(online(bank)))
      break
    case 'crash':
      crashDatabase(bank.database)
      done(openDatabase(bank.database))
      break
    case 'resize':
      // Growth now and then goes over a boundary of the allocation maps, and back.
      if (random.below(2) === 0) shrinkFile(online(bank), 'Orders')
      else enlargeFile(online(bank), 'Orders', 64 + 8 * random.below(1_200))
      break
    case 'add-file': {
      const name = `Extra${++history.files}`
      const file = { logicalName: name, volume: 'F:', path: `\\${name}.ndf`, sizePages: 16 }
      done(addFile(bank.database, online(bank), 'rows', file))
      break
    }
    default:
      yield* backUp(history, action)
  }
}

function* backUp(history: History, action: SnapshotKind | 'unfinished'): Process {
  const { server, base } = history
  const hasNoBase = action === 'differential' && base === undefined
  const kind = action === 'unfinished' || hasNoBase ? 'full' : action
  let model = new Map<number, string>()
  const taken = yield* snapshot(server, kind, ['Orders'], {
    atFreeze: () => (model = new Map(history.model)),
    whenThawed: () => pause(history),
  })
  const kept = taken.kept.get('Orders')
  if (kept === undefined) throw new Error('nothing was kept')
  yield* pause(history)
  done(yield* completeSnapshot(taken.backup, 'Orders', action !== 'unfinished'))
  const chain = kind === 'differential' && base !== undefined ? [base, kept] : [kept]
  history.chains.push({ chain, model })
  if (kind === 'full' && action !== 'unfinished') history.base = kept
}

/** Transactions of a few statements with pauses in between, on keys of the writer's own. */
function* writer(history: History, index: number): Process {
  const { bank, model, random } = history
  while (!history.over) {
    yield* pause(history)
    const state = requireOnline(bank.database)
    if (!state.ok) continue
    const transaction = begin(state.value)
    const changed = new Map(model)
    let fine = true
    for (let count = 1 + random.below(3); fine && count > 0; count--) {
      const statement = randomStatement(random, index, changed)
      fine = (yield* execute(state.value, transaction, statement)).ok
      const key = statement.kind === 'delete' ? Number(statement.key) : Number(statement.row[0])
      if (statement.kind === 'delete') changed.delete(key)
      else changed.set(key, digest(statement.row))
      yield* pause(history)
    }
    const end = fine && random.below(5) > 0 ? commit : rollback
    const ended = yield* end(state.value, transaction)
    if (end !== commit || !ended.ok) continue
    for (let key = index * KEYS; key < (index + 1) * KEYS; key++) {
      const value = changed.get(key)
      if (value === undefined) model.delete(key)
      else model.set(key, value)
    }
  }
}

function randomStatement(
  random: RandomStream,
  index: number,
  model: ReadonlyMap<number, string>,
): Statement {
  const key = index * KEYS + random.below(KEYS)
  if (model.has(key) && random.below(12) === 0) return { kind: 'delete', key }
  // A row that keeps its length is changed in its place.
  const note = random.below(4) === 0 ? 'x'.repeat(random.below(3_500)) : NOTE
  const row = [key, BigInt(random.below(1_000)), note]
  return { kind: model.has(key) ? 'update' : 'insert', row }
}

function* pause({ random, server: { sim } }: History, most = 20): Process {
  yield* sleepUntil(later(sim.now, (1 + random.below(most)) as never) as Ticks)
}
