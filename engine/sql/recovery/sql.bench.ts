// What a committed row costs, and whether a database costs the same when there are many.

import { GIB } from '../../base/units.js'
import { createHost } from '../../host/index.js'
import { createSim } from '../../sim/index.js'
import { createVolume, type Volume } from '../../volume/index.js'
import { begin, commit, createDatabase, createInstance, findTable, insert } from './index.js'
import { ACCOUNTS, makeBank, online, row, succeeded } from './sql.fixture.js'

const ROWS = 50_000
const ROWS_PER_TRANSACTION = 10
const FEW = 10
const FEW_ROUNDS = 20
const MANY = 10_000

export function bench(): Promise<{ name: string; ratio: number; text: string }[]> {
  rowsPerSecond(ROWS / 10)
  const rate = rowsPerSecond(ROWS)
  const single = rowsPerSecond(ROWS / 10, 1)
  databaseCost(MANY / 10)
  let few = 0
  for (let round = 0; round < FEW_ROUNDS; round++) few += databaseCost(FEW) / FEW_ROUNDS
  const many = databaseCost(MANY)
  const line = (name: string, ratio: number, text: string) => ({ name, ratio, text })
  return Promise.resolve([
    line(
      'rows committed one by one over ten at a time',
      single / rate,
      `${Math.round(single)} over ${Math.round(rate)} rows per second`,
    ),
    line(
      `a database among ${MANY} over one among ${FEW}`,
      many / few,
      `${many.toFixed(1)} us over ${few.toFixed(1)} us`,
    ),
  ])
}

function rowsPerSecond(rows: number, perTransaction = ROWS_PER_TRANSACTION): number {
  const bank = makeBank()
  const target = online(bank)
  const table = succeeded(findTable(target, ACCOUNTS.name))
  const work = function* () {
    for (let id = 0; id < rows; ) {
      const transaction = begin(target)
      for (let count = 0; count < perTransaction; count++)
        succeeded(yield* insert(target, transaction, table, row(id++, id, 40)))
      succeeded(yield* commit(target, transaction))
    }
  }
  const startedAt = performance.now()
  bank.sim.finish(bank.sim.spawn('load', work()))
  return (rows / (performance.now() - startedAt)) * 1_000
}

/** Microseconds for making one database of so many. */
function databaseCost(count: number): number {
  const sim = createSim(1, { trace: false })
  const host = createHost(sim, {
    name: 'SQL01',
    platform: 'on-premises',
    hardware: 'A',
    siteZone: 'UTC',
    windowsDrive: 'C',
  })
  const disk = createVolume(sim, { driveLetter: 'D:', sizeBytes: 1024 * GIB, log: [] })
  const volumes = new Map<string, Volume>([['D:', disk]])
  let spent = 0
  const work = function* () {
    const instance = succeeded(yield* createInstance(host, volumes, { volume: 'D:' }))
    const startedAt = performance.now()
    for (let index = 0; index < count; index++) {
      const name = `db${index}`
      const file = (suffix: string) => ({
        logicalName: name + suffix,
        volume: 'D:',
        path: `\\${name}${suffix}`,
      })
      const options = { name, dataFiles: [file('.mdf')], logFiles: [file('.ldf')] } as const
      succeeded(yield* createDatabase(instance, options))
    }
    spent = (performance.now() - startedAt) * 1_000
  }
  sim.finish(sim.spawn('create', work()))
  return spent / count
}
