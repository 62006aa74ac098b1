import { mkdtempSync, rmSync, statSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type Process, sql, type Ticks } from '../../../../engine/index.js'
import {
  installStandalone,
  type Standalone,
  type StandaloneOptions,
  startStandalone,
} from '../../../../engine/server.js'
import { RealFiles } from './real-files.js'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function makeFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'frostproof-serve-'))
  folders.push(folder)
  return folder
}

function optionsFor(folder: string): StandaloneOptions & { files: RealFiles } {
  const files = new RealFiles(folder)
  const volumes = new Map([['C:', files]])
  const system = { volume: 'C:', folder: '\\data' }
  const now = (Date.UTC(2026, 0, 1) * 1000) as Ticks
  return { seed: 1, now, name: 'box', platform: 'linux', volumes, system, files }
}

function succeeded<T>(outcome: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error))
  return outcome.value
}

function run<T>({ sim }: Standalone, process: Process<T>): T {
  return sim.finish(sim.spawn('test', process))
}

const PLACE = { volume: 'C:', path: '\\data\\Bank.mdf' }

function* makeBank(instance: Standalone['instance']) {
  const made = yield* sql.createDatabase(instance, {
    name: 'Bank',
    dataFiles: [{ logicalName: 'Bank', ...PLACE }],
    logFiles: [{ logicalName: 'Bank_log', volume: 'C:', path: '\\data\\Bank.ldf' }],
  })
  const online = succeeded(sql.requireOnline(succeeded(made)))
  const table = succeeded(
    sql.createTable(online, {
      name: 'accounts',
      columns: [
        { name: 'id', type: { kind: 'int' }, nullable: false },
        { name: 'balance', type: { kind: 'int' }, nullable: false },
      ],
      key: 'id',
    }),
  )
  for (let id = 0; id < 50; id++) {
    const transaction = sql.begin(online)
    succeeded(yield* sql.insert(online, transaction, table, [id, 100]))
    succeeded(yield* sql.commit(online, transaction))
  }
}

function balances({ instance }: Standalone): unknown[] {
  const online = succeeded(sql.requireOnline(succeeded(sql.findDatabase(instance, 'Bank'))))
  return succeeded(sql.peekAll(online, succeeded(sql.findTable(online, 'accounts'))))
}

test('what was committed is there when a second server starts on the files of one that vanished', () => {
  const folder = makeFolder()
  const first = succeeded(installStandalone(optionsFor(folder)))
  run(first, makeBank(first.instance))
  const second = succeeded(startStandalone(optionsFor(folder), 'normal'))
  expect(balances(second)).toHaveLength(50)
  expect(statSync(path.join(folder, 'data', 'Bank.mdf')).size).toBe(8 * 1024 * 1024)
})

test('a data file that was deleted meanwhile leaves its database pending, and the server up', () => {
  const folder = makeFolder()
  const first = succeeded(installStandalone(optionsFor(folder)))
  run(first, makeBank(first.instance))
  unlinkSync(path.join(folder, 'data', 'Bank.mdf'))
  const second = succeeded(startStandalone(optionsFor(folder), 'normal'))
  expect(succeeded(sql.findDatabase(second.instance, 'Bank')).state.kind).toBe('recovery-pending')
  expect(succeeded(sql.findDatabase(second.instance, 'msdb')).state.kind).toBe('online')
})
