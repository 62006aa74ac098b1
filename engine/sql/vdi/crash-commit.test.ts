// A crash at every page write of BackupComplete: whatever base there is then, what is built on it
// restores to what was committed.

import { expect, test } from 'vitest'
import { fork } from '../../base/fork.js'
import { PAGE_WRITE_POINT } from '../buffer/index.js'
import { crashInstance, startInstance } from '../recovery/index.js'
import { change, contentOf, insertion, session, transact } from '../recovery/sql.fixture.js'
import { completeSnapshot } from './complete.js'
import { decodeMetadata } from './metadata.js'
import {
  addBank,
  backUp,
  bankOf,
  besides,
  done,
  makeServer,
  restoreAll,
  run,
  snapshot,
} from './vdi.fixture.js'

test('a crash at any page write of the commit leaves a base that differentials can trust', () => {
  const server = makeServer()
  const bank = addBank(server)
  transact(bank, [insertion(1), insertion(2)])
  const first = backUp(server, 'full')
  transact(bank, [insertion(3)])
  const { backup, kept } = run(
    server,
    snapshot(server, 'full', ['Orders'], {
      *whenThawed() {
        yield* session(bank, [change(1, 77), insertion(4)])
      },
    }),
  )
  const second = kept.get('Orders')
  if (second === undefined) throw new Error('nothing was kept')
  const bases = new Set<number>()
  let crashes = 0
  for (let occurrence = 1; ; occurrence++) {
    const world = fork({ server, backup })
    const { instance, sim } = world.server
    let crashed = false
    const crash = () => {
      crashed = true
      crashInstance(instance)
    }
    sim.points.arm({ point: PAGE_WRITE_POINT, occurrence, run: crash })
    run(world.server, completeSnapshot(world.backup, 'Orders', true))
    if (!crashed) break
    crashes++
    const started = startInstance(instance)
    expect(started.ok).toBe(true)
    const orders = bankOf(world.server)
    transact(orders, [insertion(5)])
    const differential = backUp(world.server, 'differential')
    const base = done(decodeMetadata(differential.metadata)).base?.id
    const full = [first, second].find(({ metadata }) => done(decodeMetadata(metadata)).id === base)
    if (full === undefined) throw new Error('the base is none that was taken')
    bases.add(full === first ? 1 : 2)
    const chain = [full, differential]
    const content = contentOf(orders)
    expect([...content.keys()]).toEqual([1, 2, 3, 4, 5])
    expect(contentOf(restoreAll(world.server, chain, besides(chain)))).toEqual(content)
  }
  expect(crashes).toBeGreaterThan(1)
  expect([...bases].sort()).toEqual([1, 2])
})
