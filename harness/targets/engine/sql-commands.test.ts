// One of every command about SQL Server, each in a world where it can be done.

import { describe, expect, test } from 'vitest'
import type { CommandName, Params } from '../../model/commands.js'
import type { Reply } from '../../model/reply.js'
import { SQL_COMMANDS } from '../../model/sql-commands.js'
import { topologySchema } from '../../model/topology.js'
import { WORK_COMMANDS } from '../../model/work-commands.js'
import type { Session } from '../target.js'
import { openEngineSession } from './session.js'

const OWN = { ...SQL_COMMANDS, ...WORK_COMMANDS }

type SqlCommand = keyof typeof OWN

const VOLUMES = ['D', 'E', 'G'].map((letter) => ({ letter, gigabytes: 10 }))

function open(instances = ['INST1'], edition = 'Developer'): Session {
  const server = { name: 'SRV1', volumes: VOLUMES, sql: { instances, edition } }
  const topology = topologySchema.parse({ servers: [server] })
  return openEngineSession({ topology, seed: 1, trace: false })
}

function ask<Name extends SqlCommand>(
  session: Session,
  command: Name,
  params: Params<Name>,
): Reply {
  const full = OWN[command].params.parse(params)
  return session.perform({ command, params: full as never }) as Reply
}

function perform(session: Session, command: CommandName, params: object, as?: string): Reply {
  const request = { command, params: params as never, ...(as === undefined ? {} : { session: as }) }
  return session.perform(request) as Reply
}

function answerTo(reply: Reply): { readonly [key: string]: unknown } {
  if (reply.kind !== 'done') throw new Error(`not done: ${JSON.stringify(reply)}`)
  return reply.value as { readonly [key: string]: unknown }
}

function specOf(database: string) {
  const stem = database.toLowerCase()
  return {
    database,
    data: [{ name: stem, path: `D:\\data\\${stem}.mdf` }],
    log: [{ name: `${stem}_log`, path: `E:\\log\\${stem}.ldf` }],
    catalogs: [{ name: `${stem}_words`, path: `E:\\ft\\${stem}` }],
  }
}

const SALES = { database: 'Sales' }
const ROWS = { ...SALES, from: 1, to: 3 }

const SAMPLES: { readonly [Name in SqlCommand]: Params<Name> } = {
  'instance.install': { instance: 'INST2' },
  'instance.control': { instance: 'INST1', action: 'restart' },
  'instance.query': { instance: 'INST1' },
  'sql.create': { databases: [specOf('Stock')] },
  'sql.alter': { ...SALES, changes: [{ change: 'grow', name: 'sales', megabytes: 100 }] },
  'sql.write': { ...ROWS, text: 'late' },
  'sql.delete': ROWS,
  'sql.begin': { ...ROWS, transaction: 'T1', text: 'open' },
  'sql.end': { transaction: 'T1', how: 'commit' },
  'sql.extents': { ...SALES, file: 'sales', count: 2, text: 'x' },
  'sql.read': SALES,
  'sql.databases': {},
  'sql.replicate': { ...SALES, instance: 'INST2' },
  'sql.files': SALES,
  'sql.check': SALES,
  'sql.search': { ...SALES, word: 'early' },
  'sql.backup': { ...SALES, backup: 'base', kind: 'full' },
  'sql.restore': { database: 'Sales', backup: 'base', recovery: true, replace: true },
  'sql.history': SALES,
  'sql.positions': SALES,
  'sql.suspend': { databases: ['Sales'] },
  'sql.resume': { databases: ['Sales'] },
  'sql.suspended': {},
  'sql.snapshot': { databases: ['Sales', 'Hr'], backup: 'snap' },
  'sql.snapshot-restore': { backup: 'snap', of: 'Sales', database: 'Sales', recovery: true },
  'sql.login': { login: 'Ann', action: 'create' },
  'sql.logins': {},
  'sql.connect': { instance: 'INST1', database: 'App', primary: 'D:\\app\\app.mdf' },
  'sql.disconnect': { instance: 'INST1' },
  'bank.open': { ...SALES, balance: 100 },
  'bank.transfer': { transaction: 'T1', from: 'Sales', to: 'Hr', amount: 30 },
  'bank.balances': { databases: ['Sales', 'Hr'] },
  'workload.run': { workload: 'bank', databases: ['Sales'], transactions: 2, operations: [] },
  'dtc.query': SALES,
  'dtc.configure': { capability: 'msdtc-vss', on: true },
  'volume.files': { folder: 'D:\\data' },
  'volume.act': { file: 'G:\\a\\b.txt', act: 'write', text: 'x' },
  'volume.bytes': { file: 'D:\\data\\sales.mdf', offset: 0, length: 512 },
  'volume.mount': { volume: 'G:', mounted: false },
  'registry.set': { key: 'HKLM\\X', value: 'Y', data: 1 },
}

const suspend = (session: Session) => ask(session, 'sql.suspend', { databases: ['Sales'] })
const account = (session: Session, database: string) =>
  ask(session, 'bank.open', { database, balance: 100 })

const BEFORE: { readonly [Name in SqlCommand]?: (session: Session) => void } = {
  'sql.end': (session) => ask(session, 'sql.begin', SAMPLES['sql.begin']),
  'sql.search': (session) =>
    ask(session, 'sql.alter', { ...SALES, changes: [{ change: 'crawl' }] }),
  'sql.restore': (session) => ask(session, 'sql.backup', SAMPLES['sql.backup']),
  'sql.history': (session) => ask(session, 'sql.backup', SAMPLES['sql.backup']),
  'sql.replicate': (session) => ask(session, 'instance.install', SAMPLES['instance.install']),
  'sql.resume': suspend,
  'sql.suspended': suspend,
  'sql.snapshot-restore': (session) => ask(session, 'sql.snapshot', SAMPLES['sql.snapshot']),
  'sql.disconnect': (session) => ask(session, 'sql.connect', SAMPLES['sql.connect']),
  'bank.transfer': (session) => ['Sales', 'Hr'].map((database) => account(session, database)),
  'bank.balances': (session) => ['Sales', 'Hr'].map((database) => account(session, database)),
}

function prepared(edition = 'Developer'): Session {
  const session = open(['INST1'], edition)
  expect(ask(session, 'sql.create', { databases: [specOf('Sales'), specOf('Hr')] }).kind).toBe(
    'done',
  )
  answerTo(ask(session, 'sql.write', { ...SALES, from: 1, to: 10, text: 'early' }))
  return session
}

const EXPRESS: readonly string[] = ['sql.connect', 'sql.disconnect']

describe('every command about SQL Server answers in its form', () => {
  for (const name of Object.keys(OWN) as SqlCommand[])
    test(name, () => {
      const session = prepared(EXPRESS.includes(name) ? 'Express' : 'Developer')
      BEFORE[name]?.(session)
      const reply = ask(session, name, SAMPLES[name] as never)
      expect(reply).toMatchObject({ kind: 'done' })
      if (reply.kind === 'done')
        expect(OWN[name].reply.safeParse(reply.value).error?.message).toBeUndefined()
      // What travels is plain data.
      expect(JSON.parse(JSON.stringify(reply))).toEqual(reply)
      expect(session.finish()).toMatchObject({ residue: [], refusals: [] })
    })
})

describe('rows', () => {
  const read = (session: Session, database = 'Sales') => ask(session, 'sql.read', { database })

  test('neighbours that read the same are one entry, and a gap parts them', () => {
    const session = prepared()
    ask(session, 'sql.write', { ...SALES, from: 4, to: 5, text: 'late' })
    ask(session, 'sql.delete', { ...SALES, from: 8, to: 8 })
    expect(answerTo(read(session))['rows']).toEqual([
      { rows: '1-3', text: 'early' },
      { rows: '4-5', text: 'late' },
      { rows: '6-7', text: 'early' },
      { rows: '9-10', text: 'early' },
    ])
  })

  test('a crash takes back what was not committed, and nothing else', () => {
    const session = prepared()
    ask(session, 'sql.begin', { ...ROWS, transaction: 'T1', text: 'open' })
    ask(session, 'instance.control', { instance: 'INST1', action: 'crash' })
    expect(read(session)).toMatchObject({ refusal: { code: '17142' } })
    ask(session, 'instance.control', { instance: 'INST1', action: 'start' })
    expect(answerTo(read(session))['rows']).toEqual([{ rows: '1-10', text: 'early' }])
    expect(ask(session, 'sql.end', { transaction: 'T1', how: 'commit' })).toMatchObject({
      refusal: { code: '10054', certain: false },
    })
  })

  test('who waits for a row longer than a client waits is told so, and has changed nothing', () => {
    const session = prepared()
    ask(session, 'sql.begin', { ...ROWS, transaction: 'T1', text: 'open' })
    expect(ask(session, 'sql.write', { ...SALES, from: 3, to: 4, text: 'no' })).toMatchObject({
      refusal: { code: '-2', certain: false },
    })
    ask(session, 'sql.end', { transaction: 'T1', how: 'roll back' })
    expect(answerTo(read(session))['rows']).toEqual([{ rows: '1-10', text: 'early' }])
  })

  test('a write during a suspension waits for its end, and says how long', () => {
    const session = prepared()
    suspend(session)
    const write = SQL_COMMANDS['sql.write'].params.parse({ ...ROWS, text: 'held' })
    perform(session, 'sql.write', write, 'client')
    expect(answerTo(read(session, 'Hr'))['rows']).toEqual([])
    perform(session, 'clock.advance', { seconds: 61 })
    ask(session, 'sql.resume', { databases: ['Sales'] })
    expect(answerTo(session.collect('client') as Reply)['tookMs']).toBe(61_000)
    expect(answerTo(read(session))['rows']).toMatchObject([{ text: 'held' }, { text: 'early' }])
  })
})

describe('extents', () => {
  test('lie where the reply says, so far from each other, and in that file', () => {
    const session = prepared()
    const changes = [{ change: 'add file', file: { name: 'more', path: 'G:\\data\\more.ndf' } }]
    answerTo(ask(session, 'sql.alter', { ...SALES, changes: changes as never }))
    const asked = { ...SALES, file: 'more', count: 3, every: 2, text: 'spread' }
    const { extents } = answerTo(ask(session, 'sql.extents', asked)) as {
      extents: { offset: number; length: number }[]
    }
    expect(extents.map(({ length }) => length)).toEqual([65_536, 65_536, 65_536])
    const [first, second, third] = extents.map(({ offset }) => offset / 65_536)
    expect([Number(second) - Number(first), Number(third) - Number(second)]).toEqual([2, 2])
    ask(session, 'sql.alter', { ...SALES, changes: [{ change: 'checkpoint' }] })
    const zeroAt = (offset: number) =>
      answerTo(ask(session, 'volume.bytes', { file: 'G:\\data\\more.ndf', offset, length: 8_192 }))[
        'zero'
      ]
    expect(extents.map(({ offset }) => zeroAt(offset))).toEqual([false, false, false])
    // The first gap holds the map of the table.
    expect(zeroAt(Number(extents[1]?.offset) + 65_536)).toBe(true)
    expect(answerTo(ask(session, 'sql.read', SALES))['filled']).toEqual([
      { text: 'spread', extents: 3 },
    ])
  })

  test('that are there already change in place', () => {
    const session = prepared()
    const fill = (every: number, count: number, text: string) =>
      answerTo(ask(session, 'sql.extents', { ...SALES, file: 'sales', count, every, text }))[
        'extents'
      ]
    const all = fill(1, 6, 'old') as { offset: number }[]
    const some = fill(2, 3, 'new') as { offset: number }[]
    expect(some.map(({ offset }) => offset)).toEqual([0, 2, 4].map((at) => all[at]?.offset))
    expect(answerTo(ask(session, 'sql.read', SALES))['filled']).toEqual([
      { text: 'new', extents: 3 },
      { text: 'old', extents: 3 },
    ])
  })
})

describe('services', () => {
  const query = (session: Session, service: string) =>
    perform(session, 'service.query', { service })

  test('stopping the service of an instance writes its databases out; nothing is recovered then', () => {
    const session = prepared()
    const control = (action: string) =>
      perform(session, 'service.control', { service: 'MSSQL$INST1', action })
    control('stop')
    expect(ask(session, 'sql.read', SALES)).toMatchObject({ refusal: { code: '17142' } })
    control('start')
    expect(answerTo(ask(session, 'sql.read', SALES))['rows']).toEqual([
      { rows: '1-10', text: 'early' },
    ])
  })

  test('a restart of the server starts what is automatic, and leaves the rest', () => {
    const session = prepared()
    const control = (service: string, action: string) =>
      perform(session, 'service.control', { service, action })
    perform(session, 'server.restart', {})
    expect(ask(session, 'sql.read', SALES)).toMatchObject({ kind: 'done' })
    control('MSSQL$INST1', 'set Manual')
    perform(session, 'server.restart', {})
    expect(query(session, 'MSSQL$INST1')).toMatchObject({ value: { state: 'Stopped' } })
    expect(ask(session, 'sql.read', SALES)).toMatchObject({ refusal: { code: '17142' } })
  })

  test('setup puts the writer there with the first instance, in the account of the system', () => {
    const session = open([])
    expect(query(session, 'SQLWriter')).toMatchObject({ value: { state: 'Absent' } })
    answerTo(ask(session, 'instance.install', { instance: 'INST1' }))
    expect(query(session, 'SQLWriter')).toMatchObject({
      value: { state: 'Running', startType: 'Automatic', account: 'LocalSystem' },
    })
  })
})

test('a volume that is taken away is there for nobody, and comes back as it was', () => {
  const session = prepared()
  ask(session, 'volume.act', { file: 'G:\\a.txt', act: 'write', text: 'x' })
  ask(session, 'volume.mount', { volume: 'G:', mounted: false })
  expect(ask(session, 'volume.files', { folder: 'G:\\data' }).kind).toBe('refused')
  ask(session, 'volume.mount', { volume: 'G:', mounted: true })
  const bytes = { file: 'G:\\a.txt', offset: 0, length: 1 }
  expect(answerTo(ask(session, 'volume.bytes', bytes))).toMatchObject({ first: 120, zero: false })
})

test('files that are open are looked at, and stay what their owner makes of them', () => {
  const session = prepared()
  const file = { file: 'D:\\data\\sales.mdf' }
  const { files } = answerTo(ask(session, 'volume.files', { folder: 'D:\\data' })) as {
    files: { path: string; openBy: string; digest: string }[]
  }
  const open = files.filter(({ openBy }) => openBy !== '')
  expect(open.map(({ path, openBy }) => [path, openBy])).toEqual([
    ['D:\\data\\hr.mdf', 'sqlservr.exe'],
    ['D:\\data\\sales.mdf', 'sqlservr.exe'],
  ])
  expect(open[0]?.digest).not.toBe(open[1]?.digest)
  for (const act of ['delete', 'overwrite', 'touch'] as const)
    expect(ask(session, 'volume.act', { ...file, act, text: 'x' })).toMatchObject({
      refusal: { code: 'sharing-violation' },
    })
})
