// One of every command about a backup application, and what becomes of backups in which a duty is left
// undone or which end in the middle.

import { describe, expect, test } from 'vitest'
import { COMMANDS, type CommandName, type Params } from '../../model/commands.js'
import type { Reply } from '../../model/reply.js'
import { MOMENTS, type Moment, REQUESTOR_COMMANDS } from '../../model/requestor-commands.js'
import { topologySchema } from '../../model/topology.js'
import { VSS_COMMANDS } from '../../model/vss-commands.js'
import type { Session } from '../target.js'
import { openEngineSession } from './session.js'

const OWN = { ...REQUESTOR_COMMANDS, ...VSS_COMMANDS }

type RequestorCommand = keyof typeof OWN

const VOLUMES = ['D', 'E', 'F', 'G'].map((letter) => ({ letter, gigabytes: 10 }))

function ask<Name extends CommandName>(
  session: Session,
  command: Name,
  params: Params<Name>,
): Reply {
  return session.perform({
    command,
    params: COMMANDS[command].params.parse(params) as never,
  }) as Reply
}

function answerTo(reply: Reply): { readonly [key: string]: unknown } {
  if (reply.kind !== 'done') throw new Error(`not done: ${JSON.stringify(reply)}`)
  return reply.value as { readonly [key: string]: unknown }
}

const write = (session: Session, text: string) =>
  answerTo(ask(session, 'sql.write', { database: 'Sales', from: 1, to: 100, text }))

/** A server with a database of two data files, a log and a catalog, and rows in it. */
function prepared(): Session {
  const server = { name: 'SRV1', volumes: VOLUMES, sql: { instances: ['INST1'] } }
  const topology = topologySchema.parse({ servers: [server] })
  const session = openEngineSession({ topology, seed: 1, trace: false })
  answerTo(
    ask(session, 'sql.create', {
      databases: [
        {
          database: 'Sales',
          data: [
            { name: 'sales', path: 'D:\\data\\sales.mdf' },
            { name: 'sales2', path: 'F:\\data\\sales2.ndf' },
          ],
          log: [{ name: 'sales_log', path: 'E:\\log\\sales.ldf' }],
          catalogs: [{ name: 'words', path: 'F:\\ft\\words' }],
        },
      ],
    }),
  )
  write(session, 'old')
  return session
}

type Backup = Params<'requestor.backup'>

function backUp(session: Session, backup: string, more: Partial<Backup> = {}) {
  return answerTo(ask(session, 'requestor.backup', { backup, components: ['Sales'], ...more }))
}

function restore(session: Session, backup: string, more: object = {}) {
  return answerTo(ask(session, 'requestor.restore', { backup, ...more }))
}

const rows = (session: Session) =>
  (answerTo(ask(session, 'sql.read', { database: 'Sales' }))['rows'] ?? []) as object[]

/** What the next differential rests on. */
const positions = (session: Session) => {
  const reply = answerTo(ask(session, 'sql.positions', { database: 'Sales' }))
  return (reply['positions'] as { of: string }[]).filter(({ of }) => /differential|base/i.test(of))
}

const SNAP = { backup: 'snap', database: 'Sales' } as const

const SAMPLES: { readonly [Name in RequestorCommand]: Params<Name> } = {
  'requestor.backup': { backup: 'again', components: ['Sales'] },
  'requestor.restore': { backup: 'base' },
  'requestor.put-back': { backup: 'base', folder: 'G:\\files' },
  'requestor.calls': { calls: [{ call: 'InitializeForBackup' }, { call: 'Release' }] },
  'requestor.check-plan': { components: ['Sales'], volumes: ['D:'] },
  'requestor.catalogue': {},
  'requestor.release': { backup: 'snap', how: 'delete' },
  'requestor.metadata': {},
  'requestor.document': { backup: 'base' },
  'requestor.medium': { backup: 'base' },
  'requestor.damage': { backup: 'base', what: 'the components document', how: 'damage' },
  'conversation.events': {},
  'writer.list': {},
  'writer.register': { writer: 'Exchange', shape: 'plain', volume: 'D:' },
  'provider.register': { provider: 'Array' },
  'snapshot.list': {},
  'snapshot.attach': { backup: 'snap', of: 'Sales', as: 'Snap' },
  'snapshot.files': SNAP,
  'snapshot.write': { backup: 'snap', file: 'D:\\data\\sales.mdf' },
  'snapshot.pages': { ...SNAP, text: 'old', where: 'data' },
}

describe('every command about the backup application answers in its form', () => {
  for (const name of Object.keys(OWN) as RequestorCommand[])
    test(name, () => {
      const session = prepared()
      expect(backUp(session, 'base')).toMatchObject({ state: 'completed' })
      expect(backUp(session, 'snap', { purpose: 'app-rollback' })).toMatchObject({
        state: 'completed',
      })
      const reply = ask(session, name, SAMPLES[name] as never)
      if (name === 'snapshot.write')
        expect(reply).toMatchObject({ refusal: { code: 'write-protect' } })
      else expect(reply).toMatchObject({ kind: 'done' })
      if (reply.kind === 'done')
        expect(OWN[name].reply.safeParse(reply.value).error?.message).toBeUndefined()
      // What travels is plain data.
      expect(JSON.parse(JSON.stringify(reply))).toEqual(reply)
      expect(session.finish()).toMatchObject({ residue: [], refusals: [] })
    })
})

const OLD = [{ rows: '1-100', text: 'old' }]
const NEW = [{ rows: '1-100', text: 'new' }]

test('a full backup and a differential on it come back as they were', () => {
  const session = prepared()
  backUp(session, 'base')
  write(session, 'new')
  expect(backUp(session, 'monday', { type: 'differential' })).toMatchObject({ findings: [] })
  write(session, 'lost')
  restore(session, 'base', { additionalRestores: 'all' })
  expect(restore(session, 'monday')).toMatchObject({ state: 'completed' })
  expect(rows(session)).toMatchObject(NEW)
})

const MOMENTS_OF_BACKUP = (Object.keys(MOMENTS) as Moment[]).filter(
  (moment) => !/restor/i.test(moment),
)

describe('a backup that ends in the middle leaves nothing behind and makes no base', () => {
  for (const crashes of MOMENTS_OF_BACKUP)
    test(crashes, () => {
      const session = prepared()
      const before = JSON.stringify(positions(session))
      expect(backUp(session, 'base', { crashes })).toMatchObject({
        state: 'failed',
        code: 'requestor-crash',
      })
      expect(answerTo(ask(session, 'snapshot.list', {}))['shadows']).toEqual([])
      expect(write(session, 'new')).toMatchObject({ tookMs: 0 })
      const isBase = crashes === 'after BackupComplete'
      expect(JSON.stringify(positions(session)) !== before).toBe(isBase)
      expect(backUp(session, 'again')).toMatchObject({ state: 'completed' })
      expect(session.finish()).toMatchObject({ residue: [] })
    })
})

describe('a duty that is left undone shows', () => {
  test('without BackupComplete there is no base', () => {
    const session = prepared()
    backUp(session, 'base', { neglects: ['send backup complete'] })
    expect(backUp(session, 'monday', { type: 'differential' })).toMatchObject({
      state: 'failed',
      writerState: 'VSS_WS_FAILED_AT_PREPARE_BACKUP',
    })
  })

  test('live files hold what came after the instant', () => {
    for (const neglects of [[], ['read from the shadow copy']] as const) {
      const session = prepared()
      const late = { database: 'Sales', from: 1, to: 100, text: 'late' }
      const params = COMMANDS['sql.write'].params.parse(late) as never
      void session.perform({ command: 'sql.write', params, at: MOMENTS['before copying'] })
      backUp(session, 'base', { neglects: [...neglects] })
      const restored = restore(session, 'base')
      const isOld =
        restored['state'] === 'completed' && JSON.stringify(rows(session)).includes('old')
      expect(isOld).toBe(neglects.length === 0)
    }
  })

  for (const duty of ['save the components document', 'save the component metadata'] as const)
    test(`${duty}: nothing can be restored through the writer`, () => {
      const session = prepared()
      expect(backUp(session, 'base', { neglects: [duty] })).toMatchObject({ state: 'completed' })
      write(session, 'new')
      expect(restore(session, 'base')).toMatchObject({ state: 'failed', copiedBytes: 0 })
      expect(rows(session)).toMatchObject(NEW)
    })

  test('ranges at the wrong offsets, or no log, are no restored database', () => {
    const session = prepared()
    backUp(session, 'base')
    write(session, 'new')
    const restored = restore(session, 'base', { neglects: ['copy the log files'] })
    expect(restored).toMatchObject({ state: 'failed' })
    expect(restore(session, 'base')).toMatchObject({ state: 'completed' })
    expect(rows(session)).toMatchObject(OLD)
  })

  test('a catalog file that was deleted comes back unless deletions are tracked', () => {
    const lost = { file: 'F:\\ft\\words\\a.idx' } as const
    for (const neglects of [[], ['track deleted files']] as const) {
      const session = prepared()
      answerTo(ask(session, 'volume.act', { ...lost, act: 'write', text: 'x' }))
      backUp(session, 'base')
      answerTo(ask(session, 'volume.act', { ...lost, act: 'delete' }))
      backUp(session, 'monday', { type: 'differential', neglects: [...neglects] })
      restore(session, 'base', { additionalRestores: 'all' })
      restore(session, 'monday')
      const { files } = answerTo(ask(session, 'volume.files', { folder: 'F:\\ft\\words' }))
      const isThere = (files as { path: string }[]).some(({ path }) => path === lost.file)
      expect(isThere).toBe(neglects.length > 0)
    }
  })
})

describe('a restore that ends in the middle can be done again', () => {
  for (const crashes of (Object.keys(MOMENTS) as Moment[]).filter((each) => /restor/i.test(each)))
    test(crashes, () => {
      const session = prepared()
      backUp(session, 'base')
      write(session, 'new')
      expect(restore(session, 'base', { crashes })).toMatchObject({ code: 'requestor-crash' })
      expect(restore(session, 'base')).toMatchObject({ state: 'completed' })
      expect(rows(session)).toMatchObject(OLD)
    })
})
