// Random histories of a source with database snapshots: each snapshot shows what was committed when
// it was made, after whatever came later, crashes in the middle of writes included.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PAGE_WRITE_POINT } from '../../buffer/index.js'
import { LOG_WRITE_POINT } from '../../log/index.js'
import { begin, enlargeFile, shrinkFile, takeCheckpoint } from '../database/index.js'
import { crashInstance, startInstance } from '../instance/index.js'
import { bankOf, createBank, makeServer, type Server } from '../server.fixture.js'
import {
  contentOf,
  execute,
  type Model,
  online,
  randomStatements,
  run,
  transact,
} from '../sql.fixture.js'
import { createSnapshot } from './index.js'

const SNAPSHOTS_MAX = 3

const ACTIONS = fc.array(
  fc.tuple(
    fc.constantFrom(
      'transact',
      'transact',
      'transact',
      'leave-open',
      'snapshot',
      'checkpoint',
      'shrink',
      'enlarge',
      'crash',
      'crash-at-log-write',
      'crash-at-page-write',
    ),
    fc.nat(4),
  ),
  { minLength: 5, maxLength: 40 },
)

test('after any history each snapshot is what was committed when it was made', () => {
  fc.assert(
    fc.property(ACTIONS, (actions) => {
      const server = makeServer()
      createBank(server)
      const kept = new Map<string, Model>()
      for (const [action, number] of actions) {
        act(server, action, number, kept)
        if (bankOf(server).database.state.kind !== 'online') restart(server, kept)
      }
      crashInstance(server.instance)
      restart(server, kept)
    }),
  )
})

function act(server: Server, action: string, number: number, kept: Map<string, Model>): void {
  const bank = bankOf(server)
  const target = online(bank)
  const statements = randomStatements(bank.sim.random('history'), contentOf(bank))
  if (action === 'transact') transact(bank, statements)
  else if (action === 'checkpoint') takeCheckpoint(target)
  else if (action === 'shrink') shrinkFile(target, 'Orders')
  else if (action === 'enlarge') enlargeFile(target, 'Orders', 64 + 64 * number)
  else if (action === 'crash') crashInstance(server.instance)
  else if (action === 'snapshot') snap(server, kept)
  else if (action === 'leave-open') {
    const committed = contentOf(bank)
    const transaction = begin(target)
    for (const statement of statements) run(bank.sim, execute(target, transaction, statement))
    snap(server, kept, committed)
    // Nobody ends the transaction, so its rows would stay locked.
    crashInstance(server.instance)
  } else {
    const point = action === 'crash-at-log-write' ? LOG_WRITE_POINT : PAGE_WRITE_POINT
    const crash = () => crashInstance(server.instance)
    bank.sim.points.arm({ point, occurrence: number + 1, run: crash })
  }
}

function snap(
  server: Server,
  kept: Map<string, Model>,
  committed: Model = contentOf(bankOf(server)),
): void {
  if (kept.size === SNAPSHOTS_MAX) return
  const name = `S${kept.size + 1}`
  const files = { Orders: { volume: 'F:', path: `\\${name}.ss` } }
  const options = { name, source: 'Orders', files }
  const made = run(server.host.sim, createSnapshot(server.instance, options))
  if (made.ok) kept.set(name, committed)
}

function restart(server: Server, kept: ReadonlyMap<string, Model>): void {
  // An armed crash may hit the start itself; the next one goes on from there.
  for (let attempt = 0; !isUp(server); attempt++) {
    crashInstance(server.instance)
    startInstance(server.instance)
    expect(attempt).toBeLessThan(100)
  }
  for (const [name, model] of kept) expect(contentOf(bankOf(server, name))).toEqual(model)
}

function isUp({ instance }: Server): boolean {
  const names = ['master', 'orders']
  return names.every((name) => instance.databases.get(name)?.state.kind === 'online')
}
