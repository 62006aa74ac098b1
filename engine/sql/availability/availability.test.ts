import { expect, test } from 'vitest'
import { fork } from '../../base/fork.js'
import { statFile } from '../../volume/index.js'
import { backUpOn, recoverOn, restoreOn } from '../backup/index.js'
import { PAGE_WRITE_POINT } from '../buffer/index.js'
import { LOG_WRITE_POINT } from '../log/index.js'
import {
  addFile,
  begin,
  crashInstance,
  createInstance,
  type Database,
  dropDatabase,
  findDatabase,
  type Instance,
  RESTORE_WRITE_POINT,
  requireOnline,
  requireReadable,
  setEmergency,
  setOffline,
  setOnline,
  setOption,
  startInstance,
  stopInstance,
  takeCheckpoint,
  viewDatabase,
  viewFiles,
} from '../recovery/index.js'
import { bankOf, createBank, makeServer, type Server } from '../recovery/server.fixture.js'
import {
  applied,
  change,
  contentOf,
  digest,
  errorOf,
  execute,
  insertion,
  type Model,
  online,
  randomStatements,
  run,
  succeeded,
  transact,
} from '../recovery/sql.fixture.js'
import { addSecondary } from './add-secondary.js'

interface Pair extends Server {
  readonly other: Instance
}

const FOLDER = { volume: 'F:', path: '\\secondary' }

function pair(): Pair {
  const server = makeServer()
  const { host, volumes } = server
  const made = createInstance(host, volumes, { name: 'OTHER', volume: 'D:' })
  const other = succeeded(run(host.sim, made))
  createBank(server, { recoveryModel: 'FULL' })
  return { ...server, other }
}

function joined(): Pair {
  const both = pair()
  transact(bankOf(both), [insertion(1)])
  succeeded(
    run(both.host.sim, addSecondary(both.instance, 'Orders', { on: both.other, folder: FOLDER })),
  )
  return both
}

const secondaryOf = ({ other }: Pair): Database => succeeded(findDatabase(other, 'Orders'))

const mediaOf = (name: string) => ({ volume: 'F:', path: `\\${name}.bak` })

/** What a copy-only backup of the secondary restores to, with nothing left of the looking. */
const contentOfSecondary = (both: Pair): Model => copyOfSecondary(fork(both))

function copyOfSecondary(both: Pair): Model {
  const { host, other, volumes } = both
  const { sim } = host
  const files = viewFiles(secondaryOf(both))
  const media = mediaOf('look')
  succeeded(run(sim, backUpOn(other, 'Orders', { type: 'copy-only', media })))
  const move = Object.fromEntries(
    files.map(({ logicalName, id }) => [logicalName, { volume: 'F:', path: `\\Look${id}` }]),
  )
  succeeded(run(sim, restoreOn(other, 'Look', { media, move })))
  succeeded(run(sim, recoverOn(other, 'Look')))
  return contentOf(bankOf({ host, volumes, instance: other }, 'Look'))
}

test('a secondary is seeded, and nothing is left of the way it was', () => {
  const both = joined()
  const { name, state_desc, replica_role } = viewDatabase(secondaryOf(both))
  expect([name, state_desc, replica_role]).toEqual(['Orders', 'ONLINE', 'secondary'])
  expect(viewDatabase(bankOf(both).database).replica_role).toBe('primary')
  expect([...contentOfSecondary(both).keys()]).toEqual([1])
  const disk = both.volumes.get('F:')
  expect(disk !== undefined && statFile(disk, '\\secondary\\Orders.mdf').ok).toBe(true)
  expect(disk !== undefined && statFile(disk, '\\secondary\\Orders.seed').ok).toBe(false)
})

test('what commits on the primary is on the secondary, whoever crashed and started again', () => {
  const both = joined()
  const random = both.host.sim.random('test')
  let model: Model = new Map([...contentOf(bankOf(both))])
  for (let round = 0; round < 40; round++) {
    const statements = randomStatements(random, model)
    if (transact(bankOf(both), statements)) model = applied(model, statements)
    if (round % 3 === 1) takeCheckpoint(online(bankOf(both)))
    const victim = round % 2 === 0 ? both.instance : both.other
    if (round % 7 === 3) crashInstance(victim)
    if (round % 7 === 5) stopInstance(victim)
    for (const instance of [both.instance, both.other]) succeeded(startInstance(instance) as never)
    if (round % 5 === 0) expect(contentOfSecondary(both)).toEqual(model)
  }
  expect(contentOfSecondary(both)).toEqual(contentOf(bankOf(both)))
})

test('a secondary that is away holds nobody up, and catches up with a log that was kept for it', () => {
  const both = joined()
  const { host, instance } = both
  const full = backUpOn(instance, 'Orders', { type: 'full', media: mediaOf('full') })
  succeeded(run(host.sim, full))
  crashInstance(both.other)
  // More than the log file holds.
  for (let turn = 0; turn < 160; turn++) {
    transact(bankOf(both), [change(1, turn, turn % 2 === 0 ? 3_000 : 0)])
    if (turn % 20 !== 19) continue
    succeeded(takeCheckpoint(online(bankOf(both))))
    const media = mediaOf(`log${turn}`)
    succeeded(run(host.sim, backUpOn(instance, 'Orders', { type: 'log', media })))
  }
  const { log_reuse_wait_desc } = viewDatabase(bankOf(both).database)
  expect(log_reuse_wait_desc).toBe('AVAILABILITY_REPLICA')
  crashInstance(instance)
  expect(startInstance(instance).ok).toBe(true)
  transact(bankOf(both), [insertion(2)])
  expect(startInstance(both.other).ok).toBe(true)
  expect(contentOfSecondary(both)).toEqual(contentOf(bankOf(both)))
})

test('a crash of the secondary at any write of its redo loses nothing, and the commit stands', () => {
  const both = joined()
  const work = (each: Pair) => transact(bankOf(each), [insertion(7), change(1, 5, 2_000)])
  const clean = fork(both)
  clean.host.sim.points.record()
  work(clean)
  const points = [RESTORE_WRITE_POINT, PAGE_WRITE_POINT, LOG_WRITE_POINT]
  const places = clean.host.sim.points.recorded.filter((point) => points.includes(point)).length
  expect(places).toBeGreaterThan(3)
  for (let place = 1; place <= places; place++) {
    const each = fork(both)
    let left = place
    for (const point of points)
      for (let occurrence = 1; occurrence <= place; occurrence++)
        each.host.sim.points.arm({
          point,
          occurrence,
          run: () => {
            if (--left === 0) crashInstance(each.other)
          },
        })
    expect(work(each)).toBe(true)
    expect(startInstance(each.other).ok).toBe(true)
    expect(copyOfSecondary(each)).toEqual(contentOf(bankOf(each)))
  }
})

test('a file that the primary gets lies beside the others of the secondary', () => {
  const both = joined()
  const { database } = bankOf(both)
  const file = { logicalName: 'Orders_more', volume: 'D:', path: '\\Orders_more.ndf' }
  succeeded(addFile(database, succeeded(requireOnline(database)), 'rows', file))
  for (let id = 2; id < 60; id++) transact(bankOf(both), [insertion(id)])
  const disk = both.volumes.get('F:')
  expect(disk !== undefined && statFile(disk, '\\secondary\\Orders_more.ndf').ok).toBe(true)
  expect(contentOfSecondary(both)).toEqual(contentOf(bankOf(both)))
})

test('what had not committed is not in what a secondary is restored to', () => {
  const both = joined()
  const target = online(bankOf(both))
  // Its records travel with those of the commit after it.
  succeeded(run(both.host.sim, execute(target, begin(target), insertion(8))))
  transact(bankOf(both), [insertion(5)])
  expect([...contentOfSecondary(both).keys()].sort()).toEqual([1, 5])
})

test('nobody reads, alters, restores or drops a secondary', () => {
  const both = joined()
  const { host, other } = both
  const secondary = secondaryOf(both)
  expect(errorOf(requireOnline(secondary))).toBe(976)
  expect(errorOf(requireReadable(secondary))).toBe(976)
  expect(errorOf(run(host.sim, setOffline(other, 'Orders')))).toBe(1468)
  expect(errorOf(run(host.sim, setOnline(other, 'Orders')))).toBe(1468)
  expect(errorOf(run(host.sim, setEmergency(other, 'Orders')))).toBe(1468)
  expect(errorOf(run(host.sim, dropDatabase(other, 'Orders')))).toBe(3752)
  expect(errorOf(run(host.sim, recoverOn(other, 'Orders')))).toBe(3104)
  const media = mediaOf('side')
  for (const type of ['full', 'differential', 'log'] as const)
    expect(errorOf(run(host.sim, backUpOn(other, 'Orders', { type, media })))).toBe(3059)
  succeeded(run(host.sim, backUpOn(other, 'Orders', { type: 'copy-only', media })))
  const replace = restoreOn(other, 'Orders', { media, replace: true })
  expect(errorOf(run(host.sim, replace))).toBe(3104)
  expect([...contentOfSecondary(both).keys()]).toEqual([1])
})

test('the primary goes on in FULL, and is neither restored nor dropped', () => {
  const both = joined()
  const { host, instance } = both
  expect(errorOf(setOption(online(bankOf(both)), { recoveryModel: 'SIMPLE' }))).toBe(1468)
  expect(errorOf(run(host.sim, dropDatabase(instance, 'Orders')))).toBe(3752)
  const media = mediaOf('base')
  succeeded(run(host.sim, backUpOn(instance, 'Orders', { type: 'full', media })))
  const replace = restoreOn(instance, 'Orders', { media, replace: true })
  expect(errorOf(run(host.sim, replace))).toBe(3104)
  expect(contentOf(bankOf(both)).get(1)).toBe(digest([1, 1, '']))
})

test('a database in SIMPLE, or one that is there already, gets no secondary', () => {
  const both = pair()
  const { host, instance, other } = both
  const place = { on: other, folder: FOLDER }
  createBank(both, {
    name: 'Small',
    recoveryModel: 'SIMPLE',
    dataFiles: [{ logicalName: 'Small', volume: 'D:', path: '\\Small.mdf' }],
    logFiles: [{ logicalName: 'Small_log', volume: 'E:', path: '\\Small.ldf' }],
  })
  expect(errorOf(run(host.sim, addSecondary(instance, 'Small', place)))).toBe(1465)
  succeeded(run(host.sim, addSecondary(instance, 'Orders', place)))
  expect(errorOf(run(host.sim, addSecondary(instance, 'Orders', place)))).toBe(1468)
})
