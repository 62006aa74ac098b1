// A crash at every write of every kind of backup and of a restore of all of them, over a small
// database of an instance. Afterwards the old content is there, or the database is RESTORING; a base
// is one that can be restored, and what a crash cut short can be done again.

import { expect, test } from 'vitest'
import { fork } from '../../base/fork.js'
import { PAGE_WRITE_POINT } from '../buffer/index.js'
import { LOG_WRITE_POINT } from '../log/index.js'
import {
  addFile,
  crashInstance,
  RESTORE_WRITE_POINT,
  startInstance,
  viewDatabase,
} from '../recovery/index.js'
import { bankOf, createBank, makeServer, type Server } from '../recovery/server.fixture.js'
import { contentOf, insertion, type Model, online, run, transact } from '../recovery/sql.fixture.js'
import { backUp, backUpLog, done, mediaOf } from './backup.fixture.js'
import { readBase } from './differential-base.js'
import { MEDIA_WRITE_POINT } from './media.js'
import {
  type AnyBackup,
  backUpOn,
  recoverOn,
  restoreDifferentialOn,
  restoreLogOn,
  restoreOn,
} from './on-instance.js'
import { readBackupSet } from './restore.js'

const POINTS = [PAGE_WRITE_POINT, LOG_WRITE_POINT, MEDIA_WRITE_POINT, RESTORE_WRITE_POINT]

function bankWithBase(): Server {
  const server = makeServer()
  createBank(server, { recoveryModel: 'FULL' })
  transact(bankOf(server), [insertion(1), insertion(2)])
  backUp(bankOf(server), 'base', 'full')
  transact(bankOf(server), [insertion(3)])
  return server
}

/** The work on a copy of the world for each write of it, the instance gone before that write. */
function crashAtEveryWrite(
  server: Server,
  work: (server: Server) => void,
  check: (server: Server) => void,
): number {
  const clean = fork(server)
  clean.host.sim.points.record()
  const from = clean.host.sim.points.recorded.length
  work(clean)
  const reached = clean.host.sim.points.recorded.slice(from)
  const places = reached.filter((point) => POINTS.includes(point))
  for (const [index, point] of places.entries()) {
    const each = fork(server)
    const occurrence = places.slice(0, index + 1).filter((other) => other === point).length
    each.host.sim.points.arm({ point, occurrence, run: () => crashInstance(each.instance) })
    work(each)
    expect(each.host.services.get(each.instance.service)?.state).not.toBe('Running')
    expect(startInstance(each.instance).ok).toBe(true)
    check(each)
  }
  return places.length
}

function stateOf(server: Server): string {
  return viewDatabase(bankOf(server).database).state_desc
}

/** Restores what there is: a full backup, and what was taken on it. */
function restore(server: Server, names: readonly string[]): Model | undefined {
  const { instance, host } = server
  const { sim } = host
  for (const name of names) {
    const media = mediaOf(name)
    const set = readBackupSet(server.volumes, media)
    if (!set.ok) return undefined
    const restored =
      set.value.type === 'D'
        ? run(sim, restoreOn(instance, 'Orders', { media, replace: true }))
        : set.value.type === 'I'
          ? run(sim, restoreDifferentialOn(instance, 'Orders', { media }))
          : run(sim, restoreLogOn(instance, 'Orders', { media }))
    if (!restored.ok) return undefined
  }
  return run(sim, recoverOn(instance, 'Orders')).ok ? contentOf(bankOf(server)) : undefined
}

const BACKUPS: readonly AnyBackup[] = [
  { type: 'full', media: mediaOf('tried') },
  { type: 'copy-only', media: mediaOf('tried') },
  { type: 'differential', media: mediaOf('tried') },
  { type: 'log', media: mediaOf('tried') },
  { type: 'log', media: mediaOf('tried'), norecovery: true },
]

for (const options of BACKUPS)
  test(`a crash at any write of a backup harms nothing: ${JSON.stringify(options)}`, () => {
    const server = bankWithBase()
    const content = contentOf(bankOf(server))
    const places = crashAtEveryWrite(
      server,
      (each) => void run(each.host.sim, backUpOn(each.instance, 'Orders', options)),
      (each) => {
        if (stateOf(each) === 'RESTORING')
          done(run(each.host.sim, recoverOn(each.instance, 'Orders')) as never)
        expect(contentOf(bankOf(each))).toEqual(content)
        checkChains(each, content)
      },
    )
    expect(places).toBeGreaterThan(4)
  })

/** The base that the database claims is one that it can be restored from, and so is its chain of logs. */
function checkChains(server: Server, content: Model): void {
  const bank = bankOf(server)
  const base = done(readBase(online(bank).storage))
  const name = ['base', 'tried'].find((each) => {
    const set = readBackupSet(server.volumes, mediaOf(each))
    return set.ok && set.value.id === base?.id
  })
  if (name === undefined) throw new Error('the base is gone')
  transact(bank, [insertion(9)])
  backUp(bank, 'after', 'differential')
  backUpLog(bank, 'afterlog')
  const later = contentOf(bank)
  expect(restore(fork(server), [name, 'after'])).toEqual(later)
  expect(later.size).toBe(content.size + 1)
  const tried = readBackupSet(server.volumes, mediaOf('tried'))
  const chain = tried.ok && tried.value.type === 'L' ? ['tried', 'afterlog'] : ['afterlog']
  expect(restore(fork(server), ['base', ...chain])).toEqual(later)
}

test('a crash at any write of a restore leaves the old content or a restore to begin again', () => {
  const server = bankWithBase()
  const bank = bankOf(server)
  backUp(bank, 'diff', 'differential')
  const file = { logicalName: 'More', volume: 'F:', path: '\\More.ndf', sizePages: 16 }
  done(addFile(bank.database, online(bank), 'rows', file))
  transact(bank, [insertion(4)])
  backUpLog(bank, 'log')
  const wanted = contentOf(bank)
  transact(bank, [{ kind: 'delete', key: 1 }])
  const old = contentOf(bank)
  const seen = new Set<string>()
  const names = ['base', 'diff', 'log']
  const places = crashAtEveryWrite(
    server,
    (each) => void restore(each, names),
    (each) => {
      const state = stateOf(each)
      seen.add(state)
      if (state === 'ONLINE') expect([old, wanted]).toContainEqual(contentOf(bankOf(each)))
      else expect(state).toBe('RESTORING')
      expect(restore(each, names)).toEqual(wanted)
    },
  )
  expect(places).toBeGreaterThan(30)
  expect([...seen].sort()).toEqual(['ONLINE', 'RESTORING'])
})
