// Two servers with a bank database each, and a third host whose MSDTC coordinates what spans them.

import { fork } from './base/fork.js'
import { seconds } from './base/units.js'
import {
  ARRIVE_POINT,
  abortGlobal,
  askForOutcomes,
  beginBranch,
  beginGlobal,
  type CommitOutcome,
  type Coordinator,
  commitGlobal,
  coordinateWithin,
  crashMsdtc,
  createNetwork,
  DECISION_WRITE_POINT,
  installMsdtc,
  type Network,
  onNetworkTimer,
  SEND_POINT,
  startMsdtc,
} from './distributed.js'
import { createHost, serviceIsRunning } from './host/index.js'
import { createSim, type Process, type Sim } from './sim/index.js'
import { PAGE_WRITE_POINT } from './sql/buffer/index.js'
import { LOG_WRITE_POINT } from './sql/log/index.js'
import {
  begin,
  commit,
  crashInstance,
  createDatabase,
  createInstance,
  createTable,
  findDatabase,
  findTable,
  IN_DOUBT_TIMER,
  type Instance,
  insert,
  lookUp,
  type Online,
  peekAll,
  requireOnline,
  type SqlResource,
  setOnline,
  startInstance,
  update,
} from './sql/recovery/index.js'
import { ACCOUNTS, makeVolumes, succeeded } from './sql/recovery/sql.fixture.js'

export interface Bank {
  readonly sim: Sim
  readonly network: Network
  readonly msdtc: Coordinator
  readonly instances: readonly Instance[]
  /** The databases, each with one account of 500. */
  readonly tills: readonly SqlResource[]
}

export const ACCOUNT = 1
export const START = 500

/** Every place of a distributed commit where something can break. */
export const POINTS = [
  SEND_POINT,
  ARRIVE_POINT,
  DECISION_WRITE_POINT,
  LOG_WRITE_POINT,
  PAGE_WRITE_POINT,
]

/** One instance per server; so many databases on each. */
export function openBank({ servers = 2, tillsPerServer = 1 } = {}): Bank {
  const sim = createSim(1, { trace: true })
  const network = createNetwork(sim)
  const hostOf = (name: string) =>
    createHost(sim, {
      name,
      platform: 'on-premises',
      hardware: 'A',
      siteZone: 'UTC',
      windowsDrive: 'C',
    })
  const msdtc = installMsdtc(network, hostOf('APP01'), volume(sim))
  const instances: Instance[] = []
  const tills: SqlResource[] = []
  const work = function* () {
    for (let server = 1; server <= servers; server++) {
      const volumes = makeVolumes(sim)
      const made = yield* createInstance(hostOf(`SQL0${server}`), volumes, { volume: 'D:' })
      const instance = succeeded(made)
      instances.push(instance)
      coordinateWithin(network, instance)
      for (let till = 1; till <= tillsPerServer; till++)
        tills.push(yield* openTill(instance, `Till${server}${till}`))
    }
  }
  const bank = wired({ sim, network, msdtc, instances, tills })
  sim.finish(sim.spawn('open', work()))
  return bank
}

function volume(sim: Sim) {
  const disk = makeVolumes(sim, ['C:']).get('C:')
  if (disk === undefined) throw new Error('no volume C:')
  return disk
}

function* openTill(instance: Instance, database: string): Process<SqlResource> {
  const file = (kind: string) => ({
    logicalName: database + kind,
    volume: kind === '_log' ? 'E:' : 'D:',
    path: `\\${database}${kind}`,
    sizePages: 64,
  })
  const options = { name: database, dataFiles: [file('')], logFiles: [file('_log')] } as const
  succeeded(yield* createDatabase(instance, options))
  const resource = { instance, database }
  const online = onlineAt(resource)
  const table = succeeded(createTable(online, ACCOUNTS))
  const transaction = begin(online)
  succeeded(yield* insert(online, transaction, table, [ACCOUNT, BigInt(START), null]))
  succeeded(yield* commit(online, transaction))
  return resource
}

/** What is code and not data is attached anew to every copy. */
function wired(bank: Bank): Bank {
  bank.sim.onTimer = (timer) => {
    if (onNetworkTimer(timer)) return
    if (timer.kind !== IN_DOUBT_TIMER) throw new Error(`nobody handles ${timer.kind}`)
    askForOutcomes(bank.network, timer.payload as SqlResource)
  }
  return bank
}

export function copyOf(bank: Bank): Bank {
  return wired(fork(bank))
}

export function onlineAt({ instance, database }: SqlResource): Online {
  return succeeded(requireOnline(succeeded(findDatabase(instance, database))))
}

/** What stands in the account, committed or not. */
export function balanceOf(till: SqlResource): number {
  const online = onlineAt(till)
  const [row] = succeeded(peekAll(online, succeeded(findTable(online, ACCOUNTS.name))))
  return Number(row?.[1])
}

export function balances({ tills }: Bank): number[] {
  return tills.map(balanceOf)
}

export interface Transfer {
  readonly from: SqlResource
  readonly to: SqlResource
  readonly amount: number
  readonly coordinator: Coordinator
}

/** Moves money in one distributed transaction. */
export function* transfer(network: Network, move: Transfer): Process<CommitOutcome> {
  const { from, to, amount, coordinator } = move
  const globalId = beginGlobal(network, coordinator)
  if (globalId === undefined) return 'aborted'
  const of = { globalId, coordinator: coordinator.address }
  for (const [till, by] of [
    [from, -amount],
    [to, amount],
  ] as const) {
    const branch = yield* beginBranch(network, till, of)
    const done = branch.ok && (yield* book(branch.value, by))
    if (done) continue
    abortGlobal(network, coordinator, globalId)
    return 'aborted'
  }
  return yield* commitGlobal(network, coordinator, globalId)
}

function* book(
  {
    online,
    transaction,
  }: { readonly online: Online; readonly transaction: ReturnType<typeof begin> },
  by: number,
): Process<boolean> {
  const table = findTable(online, ACCOUNTS.name)
  if (!table.ok) return false
  const row = yield* lookUp(online, transaction, table.value, ACCOUNT)
  if (!row.ok || row.value === undefined) return false
  const balance = BigInt(String(row.value[1])) + BigInt(by)
  const done = yield* update(online, transaction, table.value, [ACCOUNT, balance, null])
  return done.ok && done.value
}

/** A transfer of 100 from the first till to the second; undefined if it still waits after a minute. */
export function transferNow(bank: Bank, coordinator = bank.msdtc): CommitOutcome | undefined {
  const [from, to] = bank.tills as [SqlResource, SqlResource]
  const task = bank.sim.spawn(
    'transfer',
    transfer(bank.network, { from, to, amount: 100, coordinator }),
  )
  for (let second = 0; second < 60 && task.state === 'running'; second++)
    bank.sim.advance(seconds(1))
  return task.result
}

export type Disturbance = (bank: Bank) => void

/** Runs something when a fault point is reached for the n-th time from now, whichever it is. */
export function atPlace(bank: Bank, place: number, run: () => void): void {
  let left = place
  const count = () => {
    if (--left === 0) run()
  }
  for (const point of POINTS)
    for (let occurrence = 1; occurrence <= place; occurrence++)
      bank.sim.points.arm({ point, occurrence, run: count })
}

/** How many places there are in a run without faults. */
export function placesOf(bank: Bank, work: (copy: Bank) => void): number {
  const copy = copyOf(bank)
  const { points } = copy.sim
  points.record()
  const before = points.recorded.length
  work(copy)
  return points.recorded.slice(before).filter((point) => POINTS.includes(point)).length
}

/** Ends every fault, starts what has ended, and lets the outcome get around. */
export function heal(bank: Bank): void {
  // What was armed may break it again, in the middle of recovery too.
  for (let attempt = 0; attempt < 20; attempt++) {
    for (const fault of bank.sim.faults.placed) fault.liftedAt ??= bank.sim.now
    startMsdtc(bank.network, bank.msdtc)
    for (const instance of bank.instances) startInstance(instance)
    for (const { instance, database } of bank.tills)
      if (serviceIsRunning(instance.host, instance.service))
        bank.sim.finish(bank.sim.spawn('online', setOnline(instance, database)))
    bank.sim.advance(seconds(120))
    if (isWhole(bank)) return
  }
  throw new Error('it does not heal')
}

function isWhole({ sim, msdtc, tills }: Bank): boolean {
  if (sim.faults.placed.some(({ liftedAt }) => liftedAt === undefined)) return false
  if (!serviceIsRunning(msdtc.host, msdtc.service)) return false
  return tills.every(({ instance, database }) => {
    const found = findDatabase(instance, database)
    return found.ok && found.value.state.kind === 'online'
  })
}

export function crashServer(bank: Bank, server: number): void {
  const instance = bank.instances[server]
  if (instance !== undefined) crashInstance(instance)
}

export function crashCoordinator(bank: Bank): void {
  crashMsdtc(bank.network, bank.msdtc)
}
