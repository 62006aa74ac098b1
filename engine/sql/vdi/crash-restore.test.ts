// A crash at every write of a restore by copied files: the database stays in its restore or holds
// what was backed up, and the same restore done once more succeeds.

import { expect, test } from 'vitest'
import { fork } from '../../base/fork.js'
import { PAGE_WRITE_POINT } from '../buffer/index.js'
import { LOG_WRITE_POINT } from '../log/index.js'
import { crashInstance, RESTORE_WRITE_POINT, startInstance } from '../recovery/index.js'
import { change, contentOf, insertion, transact } from '../recovery/sql.fixture.js'
import { finishRestore, prepareRestore } from './restore.js'
import {
  addBank,
  backUp,
  bankOf,
  copyBack,
  done,
  type Kept,
  makeServer,
  restoreAll,
  run,
  type Server,
} from './vdi.fixture.js'

test.each([RESTORE_WRITE_POINT, PAGE_WRITE_POINT, LOG_WRITE_POINT])(
  'a crash at any %s of a restore never shows wrong content',
  (point) => {
    const server = makeServer()
    const bank = addBank(server)
    transact(bank, [insertion(1), insertion(2)])
    const kept = backUp(server, 'full')
    const expected = contentOf(bank)
    transact(bank, [change(1, 99), insertion(3)])
    let crashes = 0
    for (let occurrence = 1; ; occurrence++) {
      const world = fork(server)
      let crashed = false
      const crash = () => {
        crashed = true
        crashInstance(world.instance)
      }
      world.sim.points.arm({ point, occurrence, run: crash })
      const begun = attempt(world, kept)
      if (!crashed) break
      crashes++
      expect(startInstance(world.instance).ok).toBe(true)
      const { state } = bankOf(world).database
      // Before the restore has begun the database is as it was.
      if (begun) expect(['restoring', 'online']).toContain(state.kind)
      if (begun && state.kind === 'online') expect(contentOf(bankOf(world))).toEqual(expected)
      expect(contentOf(restoreAll(world, [kept]))).toEqual(expected)
    }
    expect(crashes).toBeGreaterThan(0)
  },
)

/** True once the preparation was done. */
function attempt(server: Server, kept: Kept): boolean {
  const restore = run(server, prepareRestore(server.instance, kept.metadata))
  if (!restore.ok) return false
  copyBack(server, kept, done(restore))
  run(server, finishRestore(server.instance, restore.value))
  return true
}
