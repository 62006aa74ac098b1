// What a backup and a restore of a gigabyte cost against a plain copy of the same bytes into new memory,
// 64 KB at a time (a backup makes new bytes as well, and on most machines that is what takes long), and how much of the bytes a differential takes when a hundredth changed.

import { GIB } from '../../base/units.js'
import { createSim } from '../../sim/index.js'
import { createVolume, type Volume } from '../../volume/index.js'
import { PAGE_BYTES } from '../page/index.js'
import {
  begin,
  commit,
  createFiles,
  createTable,
  type Database,
  findTable,
  insert,
  onlineWith,
  takeCheckpoint,
  update,
} from '../recovery/index.js'
import { ACCOUNTS, type Fixture, online, row, run, succeeded } from '../recovery/sql.fixture.js'
import { backUp, besides, bytesOf, done, mediaOf } from './backup.fixture.js'
import { recoverDatabase, restoreDatabase } from './restore.js'

const NOTE = 3_900
const ROWS = (GIB / PAGE_BYTES) * 2
const ROWS_PER_TRANSACTION = 1_000
const CHANGED = 100
const ROUNDS = 3
const PIECE_BYTES = 65_536

export async function bench(): Promise<{ name: string; ratio: number; text: string }[]> {
  const bank = filled()
  let backup = Number.POSITIVE_INFINITY
  let restore = Number.POSITIVE_INFINITY
  let copy = Number.POSITIVE_INFINITY
  const source = new Uint8Array(GIB).fill(2)
  for (let round = 0; round < ROUNDS; round++) {
    backup = Math.min(
      backup,
      timed(() => void backUp(bank, `full${round}`, 'full')),
    )
    restore = Math.min(
      restore,
      timed(() => restored(bank, round)),
    )
    copy = Math.min(
      copy,
      timed(() => copyInto(source, [])),
    )
  }
  change(bank)
  backUp(bank, 'differential', 'differential')
  const full = bytesOf(bank, mediaOf('full0')).length
  const differential = bytesOf(bank, mediaOf('differential')).length
  const line = (name: string, ratio: number, text: string) => ({ name, ratio, text })
  const ms = (value: number) => `${Math.round(value)} ms`
  return [
    line('full backup of 1 GB over a copy', backup / copy, `${ms(backup)} over ${ms(copy)}, bar 3`),
    line('restore of 1 GB over a copy', restore / copy, `${ms(restore)} over ${ms(copy)}, bar 3`),
    line(
      'bytes of a differential with 1 % changed over a full',
      differential / full,
      `${differential} over ${full} bytes, bar 0.02`,
    ),
  ]
}

function filled(): Fixture {
  const sim = createSim(1, { trace: false })
  const volumes = new Map<string, Volume>()
  for (const driveLetter of ['D:', 'E:', 'F:'])
    volumes.set(driveLetter, createVolume(sim, { driveLetter, sizeBytes: 64 * GIB, log: [] }))
  const pages = GIB / PAGE_BYTES
  const growth = { kind: 'pages', pages: 8_192 } as const
  const opened = succeeded(
    createFiles(sim, volumes, {
      name: 'Orders',
      dataFiles: [
        { logicalName: 'Orders', volume: 'D:', path: '\\Orders.mdf', sizePages: pages, growth },
      ],
      logFiles: [
        { logicalName: 'Orders_log', volume: 'E:', path: '\\Orders.ldf', sizePages: 8_192, growth },
      ],
      recoveryModel: 'SIMPLE',
    }),
  )
  const database: Database = {
    sim,
    name: 'Orders',
    volumes,
    primary: { volume: 'D:', path: '\\Orders.mdf' },
    state: onlineWith(opened),
  }
  const bank = { sim, volumes, database }
  succeeded(createTable(online(bank), ACCOUNTS))
  perTransaction(bank, ROWS, insert, (id) => id)
  return bank
}

/** A hundredth of the pages, one after the other. */
function change(bank: Fixture): void {
  perTransaction(bank, ROWS / CHANGED, update, (id) => id)
}

function perTransaction(
  bank: Fixture,
  count: number,
  act: typeof insert | typeof update,
  idOf: (index: number) => number,
): void {
  const target = online(bank)
  const table = succeeded(findTable(target, ACCOUNTS.name))
  const work = function* () {
    for (let index = 0; index < count; ) {
      const transaction = begin(target)
      for (let at = 0; at < ROWS_PER_TRANSACTION && index < count; at++, index++)
        succeeded(yield* act(target, transaction, table, row(idOf(index), index, NOTE)))
      succeeded(yield* commit(target, transaction))
    }
  }
  run(bank.sim, work())
  succeeded(takeCheckpoint(target))
}

function restored(bank: Fixture, round: number): void {
  const places = {
    Orders: { volume: 'F:', path: `\\Copy${round}.mdf` },
    Orders_log: { volume: 'F:', path: `\\Copy${round}.ldf` },
  }
  const target = besides(bank, `Copy${round}`)
  done(
    recoverDatabase(
      done(restoreDatabase(target, { media: mediaOf(`full${round}`), move: places })),
    ),
  )
}

function copyInto(from: Uint8Array, kept: Uint8Array[]): void {
  for (let at = 0; at < from.length; at += PIECE_BYTES)
    kept.push(new Uint8Array(from.subarray(at, at + PIECE_BYTES)))
}

function timed(act: () => void): number {
  const startedAt = performance.now()
  act()
  return performance.now() - startedAt
}
