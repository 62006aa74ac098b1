import { expect, test } from 'vitest'
import { TIB } from '../../base/units.js'
import { createSim } from '../../sim/index.js'
import { createVolume, type Volume } from '../../volume/index.js'
import { PAGE_BYTES } from '../page/index.js'
import { createTable } from '../recovery/database/index.js'
import { createFiles, type Database, onlineWith } from '../recovery/index.js'
import {
  ACCOUNTS,
  contentOf,
  insertion,
  ORDERS,
  succeeded,
  transact,
} from '../recovery/sql.fixture.js'
import { backUp, besides, bytesOf, done, mediaOf } from './backup.fixture.js'
import { recoverDatabase, restoreDatabase } from './restore.js'
import { restoreDifferential } from './restore-differential.js'

test('a backup of a file of 16 TB with a few rows in it is small, and restores', () => {
  const sim = createSim(1, { trace: false })
  const volumes = new Map<string, Volume>()
  for (const driveLetter of ['D:', 'E:', 'F:'])
    volumes.set(driveLetter, createVolume(sim, { driveLetter, sizeBytes: 40 * TIB, log: [] }))
  const sizePages = (15 * TIB) / PAGE_BYTES
  const options = { ...ORDERS, dataFiles: [{ ...ORDERS.dataFiles[0], sizePages }] as const }
  const state = onlineWith(succeeded(createFiles(sim, volumes, options)))
  const primary = { volume: 'D:', path: '\\Orders.mdf' }
  const database: Database = { sim, name: 'Orders', volumes, primary, state }
  succeeded(createTable(state, ACCOUNTS))
  const bank = { sim, volumes, database }
  transact(bank, [insertion(1)])
  backUp(bank, 'full', 'full')
  transact(bank, [insertion(2)])
  backUp(bank, 'diff', 'differential')
  for (const name of ['full', 'diff']) expect(bytesOf(bank, mediaOf(name)).length).toBeLessThan(1e6)
  const move = {
    Orders: { volume: 'F:', path: '\\Copy.mdf' },
    Orders_log: { volume: 'F:', path: '\\Copy.ldf' },
  }
  const copy = done(restoreDatabase(besides(bank), { media: mediaOf('full'), move }))
  done(restoreDifferential(copy, { media: mediaOf('diff') }))
  done(recoverDatabase(copy))
  expect([...contentOf({ ...bank, database: copy }).keys()]).toEqual([1, 2])
})
